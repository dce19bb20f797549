/**
 * One perinatal stay as Trame knows it: what the readers of PMSI files produce and what the indicator
 * engine consumes. Codes are kept as the file writes them, trimmed, without dot. `null` means blank in
 * the file: blank is never zero.
 */
export type Stay = {
  /** FINESS e-PMSI of the line: the legal entity of a public hospital, the site of a private one. */
  finess: string
  /** Index of the RSA in its file: the key towards `.ano` and `.tra`. */
  rsaKey: string
  /** Geographic FINESS the stay is attributed to: the RUM of the delivery act, else the first RUM. */
  site: string
  /** Geographic FINESS of the last RUM: where a transferred woman or newborn left from. */
  lastSite: string
  /** GHM of the national grouping, six characters: CMD, type, number, severity. */
  ghm: string
  /** Principal and related diagnosis, CIM-10, e.g. `O800`, `P95+0`; '' when absent. */
  dp: string
  dr: string
  /** Associated diagnoses of all RUM and principal diagnoses of the other RUM, deduplicated. */
  das: string[]
  acts: Act[]
  ageYears: number | null
  /** Age in days at entry, only under one year; 0 is the day of birth. */
  ageDays: number | null
  /** '1' male, '2' female, '3' undetermined, '' blank. */
  sex: string
  /** '6' mutation, '7' transfer, '0' provisional transfer, '8' home, 'N' birth. */
  entryMode: string
  /** '1' MCO, '2' or 'R' intensive care, '3' SMR, … ; '' blank. */
  provenance: string
  /** '6' mutation, '7' transfer, '0' provisional transfer, '8' home, '9' death. */
  exitMode: string
  destination: string
  /** 'A' or 'B' for services between establishments (B is the performing side), else ''. */
  stayType: string
  exitYear: number
  exitMonth: number
  /** Length of stay in nights. */
  nights: number
  /** Weight at entry of the first RUM, grams. */
  weightG: number | null
  /** Completed weeks of amenorrhoea: of the delivery RUM when it has one, else of the stay. */
  gestationalAgeWeeks: number | null
  /** Days from the last menses to entry. */
  daysSinceLastPeriod: number | null
  /** Types of the medical units crossed, three characters trimmed: '04', '05', '06', '71', … */
  unitTypes: string[]
  /** PMSI geographic code of residence. */
  residence: string
  /** Pseudonym of the person, only when every return code allows it; null when the stay cannot be chained. */
  person: string | null
  /** Same value on a mother's stay and on her child's; null when unlinked. */
  motherChild: string | null
  /** ISO civil dates, from `.ano` or `.tra`; null when neither gives them. */
  entryDate: string | null
  exitDate: string | null
}

export type Act = {
  /** CCAM, seven characters. */
  code: string
  /** Days from the entry of the stay; null when the file gives no date. */
  delayDays: number | null
}

/** Something a person must look at: the reader or the engine found it, never a reason to stop. */
export type QualityFinding = {
  /** A code of `quality-codes.ts`. */
  code: string
  /** Geographic FINESS when known, else the e-PMSI one. */
  establishment: string
  /** FINESS e-PMSI and RSA key, for the establishment's own list; null when it concerns no one stay. */
  finess: string | null
  rsaKey: string | null
  year: number
}
