import { formatDate, formatInstant } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Correction } from './register.js'

/** How the fields of a row are told: their French name, and how a value is said. */
export type FieldWords = Record<
  string,
  {
    label: string
    values?: Record<string, string>
    say?: (value: unknown) => string
    instant?: boolean
    /** Only an identifier: that it changed is enough. */
    hidden?: boolean
  }
>

type TraceProps = { corrections: Correction[]; words: FieldWords; timeZone: string }

/** What was corrected, by whom, from what to what. Nothing at all when nothing was. */
export function CorrectionTrace({ corrections, words, timeZone }: TraceProps) {
  if (corrections.length === 0) return null
  return (
    <section aria-labelledby="corrections">
      <h2 id="corrections">Corrections</h2>
      <ul>
        {corrections.map((one) => (
          <li key={one.id}>
            {formatInstant(one.at, timeZone)}, {one.by}
            {one.reason && ` (${one.reason})`}
            {NO_BREAK_SPACE}: {changeWords(one, words, timeZone)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function changeWords({ before, after }: Correction, words: FieldWords, timeZone: string): string {
  return Object.keys(after ?? {})
    .map((field) => {
      const said = words[field]
      if (!said) return field
      if (said.hidden) return `${said.label} changée`
      const value = (of: Record<string, unknown> | null) => valueWords(of?.[field], said, timeZone)
      return `${said.label}, ${value(before)} → ${value(after)}`
    })
    .join(' ; ')
}

/** A value as a reader says it: blank is « pas encore renseigné ». */
export function valueWords(value: unknown, said: FieldWords[string], timeZone: string): string {
  if (value === null || value === undefined || value === '') return 'pas encore renseigné'
  if (said.say) return said.say(value)
  if (said.values) return said.values[String(value)] ?? String(value)
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (value instanceof Date) return formatInstant(value, timeZone)
  if (said.instant) return formatInstant(new Date(String(value)), timeZone)
  return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? formatDate(String(value)) : String(value)
}
