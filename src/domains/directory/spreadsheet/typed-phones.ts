import { displayPhone, readPhone } from '../national/phone.js'
import { shown } from '../national/plain-text.js'
import { read, readWithDoubt, refuse, type Verdict } from '../national/verdict.js'

/** What a cell says of telephones: numbers that can be dialled, without repeats, and words that go with them. */
export type TypedPhones = { numbers: readonly string[]; words: string | null }

/** « 04… / 06… », « 04… (secrétariat) », one number a line. A cell without any number is refused. */
export function readPhones(text: string): Verdict<TypedPhones> {
  const whole = readPhone(text)
  if ('value' in whole) return { ...whole, value: { numbers: [whole.value], words: null } }
  const words: string[] = []
  const bare = text.replace(IN_BRACKETS, (bracketed, inside: string) => {
    // « (0) » is no words.
    if (!/\p{L}/u.test(inside)) return bracketed
    words.push(inside.trim())
    return ' '
  })
  const numbers = new Set<string>()
  const warnings: string[] = []
  for (const part of partsOf(bare)) {
    const verdict = readPhone(part)
    if ('value' in verdict) numbers.add(verdict.value)
    const warning = 'refusal' in verdict ? `Non gardé : ${verdict.refusal}` : verdict.warning
    if (warning !== null) warnings.push(warning)
  }
  if (numbers.size === 0) return refuse(whole.refusal)
  const value = { numbers: [...numbers], words: words.length === 0 ? null : words.join(', ') }
  return warnings.length === 0 ? read(value) : readWithDoubt(value, warnings.join(' '))
}

const IN_BRACKETS = /\(([^()]*)\)/g
const BETWEEN = /[;,\n|&]|\s(?:ou|et)\s/i

/** A slash is between two numbers, or between the digits of one. */
function partsOf(text: string): string[] {
  return text
    .split(BETWEEN)
    .flatMap((part) => ('value' in readPhone(part) ? [part] : (wholeNumbers(part) ?? part.split('/'))))
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** « 04… - 06… », « 04… 06… »: ten digits each, with nothing to be sure of between them. */
function wholeNumbers(part: string): string[] | null {
  const digits = part.replace(/[\s./-]+/g, '')
  return /^(?:0[1-9]\d{8}){2,}$/.test(digits) ? digits.match(/\d{10}/g) : null
}

export type PhoneField = 'phone' | 'phone2' | 'fax'
type Kept = { phone: string | null; phone2: string | null; notes: string | null }

/**
 * What a cell of telephones says beyond its first number, once the whole line is read: the second one goes to the other
 * telephone when it is free, words in brackets to the remarks. What has no place is told.
 */
export function readBeyond(
  kept: Kept,
  field: PhoneField,
  { numbers: [first = '', ...others], words }: TypedPhones,
): Verdict<Partial<Kept>> {
  const left = others.filter((number) => number !== kept.phone && number !== kept.phone2)
  const value: Partial<Kept> = {}
  const other = OTHER[field]
  if (other !== null && kept[other] === null && left.length > 0) value[other] = left.shift() ?? null
  const warnings: string[] = []
  if (left.length > 0)
    warnings.push(
      `Non gardé, la fiche n’a plus de case pour un autre numéro : ${left.map(displayPhone).join(', ')}. Écrivez-le dans les remarques si vous y tenez.`,
    )
  if (words !== null) {
    value.notes = [kept.notes, `${displayPhone(first)} : ${words}`].filter((one) => one !== null).join('\n')
    warnings.push(`${shown(`(${words})`)} est gardé dans les remarques.`)
  }
  return warnings.length === 0 ? read(value) : readWithDoubt(value, warnings.join(' '))
}

const OTHER: Record<PhoneField, 'phone' | 'phone2' | null> = { phone: 'phone2', phone2: 'phone', fax: null }
