import { RSA_LAYOUTS } from '../format/layouts.js'
import { hashOf, pick, type Random, randomStream } from './random.js'
import type { SyntheticRum, SyntheticStay } from './stay-draft.js'

/** What goes wrong with a line: the first seven no reader can accept, the last four are for the rules to find. */
export type FaultKind =
  | (typeof UNREADABLE)[number]
  | 'duplicate-key'
  | 'outcome-missing'
  | 'act-missing'
  | 'p95-associated'

export const UNREADABLE = [
  'truncated',
  'unknown-version',
  'letters-in-number',
  'wrong-diagnosis-count',
  'wrong-act-count',
  'nul-byte',
  'over-long',
] as const

/** Whether line `place` of a file is spoilt, and how; depends on nothing but the keys. */
export function faultAt(
  key: number,
  place: number,
  rate: number,
  stay: SyntheticStay | null,
): FaultKind | null {
  if (hashOf(key, place, 1) / 4294967296 >= rate) return null
  const random = randomStream(key, place, 2)
  if (stay?.kind === 'stillbirth' && random() < 0.6) return 'p95-associated'
  if (stay?.kind === 'delivery' && random() < 0.5) return pick(random, ['outcome-missing', 'act-missing'])
  // The first line of a file has none before it to repeat the key of.
  return place > 0 && random() < 0.12 ? 'duplicate-key' : pick(random, UNREADABLE)
}

/** A stay as a hurried coder leaves it. The line stays well formed. */
export function spoilStay(stay: SyntheticStay, fault: FaultKind): SyntheticStay {
  if (fault === 'outcome-missing') {
    return withRums(stay, (rum) => ({ ...rum, das: rum.das.filter((code) => !code.startsWith('Z37')) }))
  }
  if (fault === 'act-missing') {
    return withRums(stay, (rum) => ({
      ...rum,
      dp: rum.dp === 'Z3900' ? 'O800' : rum.dp,
      acts: rum.acts.filter(({ code }) => !code.startsWith('JQG')),
    }))
  }
  if (fault === 'p95-associated') {
    return withRums(stay, (rum) => ({ ...rum, dp: 'Q899', das: [...rum.das, rum.dp] }))
  }
  return stay
}

/** A line as a faulty export, transfer or editor leaves it. */
export function spoilLine(line: string, fault: FaultKind, place: number): string {
  const random = randomStream(place, line.length)
  const layout = RSA_LAYOUTS.get(line.slice(9, 12))
  if (layout === undefined) throw new Error('only a sound line can be spoilt')
  const { exitYear, diagnosisCount, actCount } = layout.fields
  switch (fault) {
    case 'truncated':
      return line.slice(0, 20 + Math.floor(random() * (line.length - 40)))
    case 'unknown-version':
      return overwrite(line, 10, pick(random, ['199', '230', 'A29', '000']))
    case 'letters-in-number':
      return overwrite(line, pick(random, [exitYear.start, layout.fields.rumCount.start]), 'XX')
    case 'wrong-diagnosis-count':
      return overwrite(line, diagnosisCount.start, otherCount(line, diagnosisCount, random))
    case 'wrong-act-count':
      return overwrite(line, actCount.start, otherCount(line, actCount, random))
    case 'nul-byte':
      return overwrite(line, 1 + Math.floor(random() * layout.fixedLength), '\0')
    case 'over-long':
      return `${line}${pick(random, [' ; fin', 'XXXXXXXXXX', line])}`
    default:
      return line
  }
}

function withRums(stay: SyntheticStay, change: (rum: SyntheticRum) => SyntheticRum): SyntheticStay {
  return { ...stay, rums: stay.rums.map(change) }
}

function overwrite(line: string, start: number, text: string): string {
  return line.slice(0, start - 1) + text + line.slice(start - 1 + text.length)
}

function otherCount(line: string, field: { start: number; length: number }, random: Random): string {
  const count = Number(line.slice(field.start - 1, field.start - 1 + field.length))
  return String(count + 1 + Math.floor(random() * 5)).padStart(field.length, '0')
}
