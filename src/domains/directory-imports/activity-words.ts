/** Words of the authorised activities a perinatal network reads, in both nomenclatures. Sources: TRE_R274, R275, r381, r382. */
export const ACTIVITY_WORDS: ReadonlyMap<string, string> = new Map([
  ['AMF 03 01', 'gynécologie-obstétrique'],
  ['AMF 03 02', 'néonatologie sans soins intensifs'],
  ['AMF 03 03', 'néonatologie avec soins intensifs'],
  ['AMF 03 04', 'réanimation néonatale'],
  ['AMF 03 05', 'centre périnatal de proximité'],
  ['AMM QA003 MO016', 'gynécologie-obstétrique (réforme)'],
  ['AMM QA003 MO017', 'néonatologie sans soins intensifs (réforme)'],
  ['AMM QA003 MO018', 'néonatologie avec soins intensifs (réforme)'],
  ['AMM QA003 MO019', 'réanimation néonatale (réforme)'],
])
