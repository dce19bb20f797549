import { isCurrent } from '../current.js'
import type { FinessActivity } from './finess-record.js'

export type MaternityType = 'I' | 'IIA' | 'IIB' | 'III' | 'CPP'

export type DeducedMaternity = {
  /** Null when the activities do not make a maternity; the sentence says what they are. */
  type: MaternityType | null
  /** First day of the unbroken period the type has held for; null when FINESS gives no date. */
  since: string | null
  /** « Type IIB, déduit de FINESS le 21/11/2026 : … », to be shown wherever the type is. */
  sentence: string
}

type Part = 'obstetrics' | 'neonatal' | 'neonatal-intensive' | 'neonatal-resuscitation' | 'proximity'

/**
 * Both nomenclatures, which coexist since the reform of authorisations. Sources: TRE_R274 and TRE_R275 (activity 03 and
 * its modalities), TRE_r381 and TRE_r382 (activity QA003).
 */
const PARTS: ReadonlyMap<string, Part> = new Map([
  ['AMF 03 01', 'obstetrics'],
  ['AMF 03 02', 'neonatal'],
  ['AMF 03 03', 'neonatal-intensive'],
  ['AMF 03 04', 'neonatal-resuscitation'],
  ['AMF 03 05', 'proximity'],
  ['AMM QA003 MO016', 'obstetrics'],
  ['AMM QA003 MO017', 'neonatal'],
  ['AMM QA003 MO018', 'neonatal-intensive'],
  ['AMM QA003 MO019', 'neonatal-resuscitation'],
])

const WORDS: Record<Part, string> = {
  obstetrics: 'gynécologie-obstétrique',
  neonatal: 'néonatologie sans soins intensifs',
  'neonatal-intensive': 'néonatologie avec soins intensifs',
  'neonatal-resuscitation': 'réanimation néonatale',
  proximity: 'centre périnatal de proximité',
}

/** « néonatologie avec soins intensifs »: what a modality of obstetrics is, in either nomenclature; null for another one. */
export function modalityWords(
  activity: Pick<FinessActivity, 'regime' | 'activityCode' | 'modalityCode'>,
): string | null {
  const part = partOf(activity)
  return part === undefined ? null : WORDS[part]
}

/** True for an activity that counts in the type of a maternity. */
export function isPerinatalActivity(activity: FinessActivity): boolean {
  return partOf(activity) !== undefined
}

/**
 * The type of maternity that the activities of one establishment make on a day: a deduction, to be shown as such and
 * confirmed by a person. `readOn` is the date of the FINESS file.
 */
export function deduceMaternityType(
  activities: readonly FinessActivity[],
  day: string,
  readOn: string,
): DeducedMaternity {
  const parts = partsOn(activities, day)
  const type = typeOf(parts)
  const source = `déduit de FINESS le ${readOn.split('-').reverse().join('/')}`
  if (parts.size === 0)
    return { type: null, since: null, sentence: `Aucune activité de périnatalité autorisée (${source}).` }
  const words = [...parts].map((part) => WORDS[part]).join(', ')
  if (type === null)
    return { type: null, since: null, sentence: `Pas de type de maternité : ${words} (${source}).` }
  return { type, since: since(activities, day, type), sentence: `Type ${type}, ${source} : ${words}.` }
}

function partOf({
  regime,
  activityCode,
  modalityCode,
}: Pick<FinessActivity, 'regime' | 'activityCode' | 'modalityCode'>): Part | undefined {
  return PARTS.get(`${regime} ${activityCode} ${modalityCode ?? ''}`)
}

function partsOn(activities: readonly FinessActivity[], day: string): Set<Part> {
  const parts = new Set<Part>()
  for (const activity of activities) {
    const part = partOf(activity)
    if (part !== undefined && holds(activity, day)) parts.add(part)
  }
  return parts
}

/** An authorisation whose start is unknown is taken to have always held. */
function holds(activity: FinessActivity, day: string): boolean {
  return activity.isActive && isCurrent(activity, day)
}

function typeOf(parts: ReadonlySet<Part>): MaternityType | null {
  if (!parts.has('obstetrics')) return parts.has('proximity') && parts.size === 1 ? 'CPP' : null
  if (parts.has('neonatal-resuscitation')) return 'III'
  if (parts.has('neonatal-intensive')) return 'IIB'
  return parts.has('neonatal') ? 'IIA' : 'I'
}

/** Walks back through the days on which something began or stopped, as long as the type is the same. */
function since(activities: readonly FinessActivity[], day: string, type: MaternityType): string | null {
  const perinatal = activities.filter(isPerinatalActivity)
  const changes = perinatal
    .flatMap(({ startsOn, endsOn }) => [startsOn, endsOn === null ? null : dayAfter(endsOn)])
    .filter((date) => date !== null && date <= day)
  let first: string | null = null
  for (const date of [...new Set(changes as string[])].sort().reverse()) {
    if (typeOf(partsOn(perinatal, date)) !== type) return first
    first = date
  }
  // Before the first known date the same type may have held through authorisations without a date.
  return typeOf(partsOn(perinatal, '0001-01-01')) === type ? null : first
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
