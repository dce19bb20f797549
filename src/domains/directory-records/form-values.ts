import { formatDate } from '../../web/dates.js'
import { displayPhone } from '../directory/national/phone.js'
import { LANGUAGE_LABELS } from '../directory/vocabulary.js'
import { valueWords, type WordsContext } from './words.js'

/** What a form shows in each field: what was typed, or what is stored. */
export type FormValues = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a form sent, whatever it was, as far as it can be shown again. */
export function typedValues(body: unknown): FormValues {
  const values: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(Object(body))) {
    if (typeof value === 'string') values[name] = value
    if (Array.isArray(value)) values[name] = value.filter((one) => typeof one === 'string')
  }
  return values
}

/** What was typed in a field of one value, when the form comes back. */
export function textIn(typed: FormValues | undefined, name: string): string | null {
  const value = typed?.[name]
  return typeof value === 'string' ? value : null
}

const PHONES = new Set(['phone', 'phone2', 'mobile', 'emergencyPhone', 'fax'])
const DATES = new Set([
  'openedOn',
  'closedOn',
  'startsOn',
  'endsOn',
  'appliedOn',
  'charterSignedOn',
  'stateSince',
])

/** What a row holds, as one would type it. */
export function valuesOf(row: Readonly<Record<string, unknown>>): FormValues {
  const values = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asTyped(name, value)]))
  if (!Array.isArray(row.languages)) return values
  const languages = row.languages.map(String)
  return {
    ...values,
    languages: languages.filter((one) => one in LANGUAGE_LABELS),
    otherLanguages: languages.filter((one) => !(one in LANGUAGE_LABELS)).join(', '),
  }
}

function asTyped(name: string, value: unknown): string | string[] {
  if (Array.isArray(value)) return value.map(String)
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (typeof value === 'number') return String(value).replace('.', ',')
  if (PHONES.has(name)) return displayPhone(String(value))
  return DATES.has(name) ? formatDate(String(value)) : String(value)
}

/** Field → what is stored, in words, where it is not what was typed: shown beside, so that nothing is lost. */
export function storedMeanwhile(
  row: Readonly<Record<string, unknown>>,
  typed: FormValues,
  context: WordsContext,
): Record<string, string> {
  const stored = valuesOf(row)
  const differing = Object.keys(typed).filter(
    (name) => name in stored && !isSameValue(typed[name], stored[name]),
  )
  return Object.fromEntries(
    differing.map((name) => {
      const words =
        name === 'otherLanguages' ? asText(stored[name]) : valueWords(name, row[name] ?? null, context)
      return [name, words]
    }),
  )
}

/** Two answers that say the same, however they are spaced and in whatever order boxes were ticked. */
export function isSameValue(one: FormValues[string], other: FormValues[string]): boolean {
  return asText(one) === asText(other)
}

function asText(value: FormValues[string]): string {
  return [value]
    .flat()
    .filter((one) => one !== undefined && one !== '')
    .map((one) => String(one).replace(/\s+/g, ' ').trim())
    .sort()
    .join(', ')
}
