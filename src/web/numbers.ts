import { MINUS, NARROW_SPACE, NO_BREAK_SPACE } from './typography.js'

/** What is shown instead of a figure that has no denominator. Never NaN, never Infinity. */
export const NOT_COMPUTABLE = 'non calculable'

/** How a measure is read. Values are already in the unit: 12.3 with `percent` is « 12,3 % ». */
export type MeasureUnit = 'percent' | 'per1000' | 'count' | 'days' | 'hours' | 'weeks' | 'grams' | 'ratio'

const formats = new Map<number, Intl.NumberFormat>()

/** « 12 345,6 », with exactly `digits` decimals; null and non-finite values are « non calculable ». */
export function formatNumber(value: number | null, digits = 0): string {
  if (value === null || !Number.isFinite(value)) return NOT_COMPUTABLE
  // Rounding comes first, otherwise −0,04 would be written « −0,0 ».
  const text = format(digits).format(Math.abs(value))
  return isZero(text) || value >= 0 ? text : MINUS + text
}

/** « 12,3 % » of a value already per hundred. */
export function formatPercent(value: number | null, digits = 1): string {
  return withSuffix(value, digits, `${NARROW_SPACE}%`)
}

/** « 4,2 ‰ » would be misread: rates per thousand are written in words, « 4,2 pour 1 000 ». */
export function formatPer1000(value: number | null, digits = 1): string {
  return withSuffix(value, digits, `${NO_BREAK_SPACE}pour${NO_BREAK_SPACE}1${NARROW_SPACE}000`)
}

/** A measure with its unit, at the precision usual for this unit. */
export function formatMeasure(value: number | null, unit: MeasureUnit): string {
  const { digits, suffix } = UNITS[unit]
  return withSuffix(value, digits, value !== null && Math.abs(value) >= 2 ? suffix.many : suffix.one)
}

/** A measure in two pieces, « 4,2 » and « pour 1 000 », for a figure set large with its unit small. */
export function measureParts(value: number, unit: MeasureUnit): { figure: string; unit: string } {
  const figure = formatNumber(value, UNITS[unit].digits)
  return { figure, unit: formatMeasure(value, unit).slice(figure.length) }
}

/** « de 8,1 % à 12,4 % ». */
export function formatInterval(low: number | null, high: number | null, unit: MeasureUnit): string {
  if (low === null || high === null) return NOT_COMPUTABLE
  return `de${NO_BREAK_SPACE}${formatMeasure(low, unit)} à${NO_BREAK_SPACE}${formatMeasure(high, unit)}`
}

/** A difference, always signed: « +1,2 », « −0,3 », « 0,0 ». */
export function formatSigned(value: number | null, digits = 0): string {
  const text = formatNumber(value, digits)
  return value !== null && value > 0 && Number.isFinite(value) && !isZero(text) ? `+${text}` : text
}

/** « 88 Mo », in decimal multiples of the byte as hard disks and operating systems show them in French. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return NOT_COMPUTABLE
  const steps = ['octets', 'ko', 'Mo', 'Go', 'To'] as const
  let amount = bytes
  let step = 0
  while (amount >= 999.5 && step < steps.length - 1) {
    amount /= 1000
    step += 1
  }
  const unit = step === 0 && amount < 2 ? 'octet' : steps[step]
  return `${formatNumber(amount, step > 0 && amount < 9.95 ? 1 : 0)}${NO_BREAK_SPACE}${unit}`
}

/** « 1 fiche », « 3 fiches », « 0 fiche »: French takes the singular below two. */
export function formatCount(count: number, one: string, many: string): string {
  return `${formatNumber(count)}${NO_BREAK_SPACE}${Math.abs(count) < 2 ? one : many}`
}

/** A share in the unit of `per`, or null when there is nothing to divide by. */
export function rateOf(numerator: number, denominator: number, per: 100 | 1000 = 100): number | null {
  return denominator > 0 ? (numerator / denominator) * per : null
}

const UNITS: Record<MeasureUnit, { digits: number; suffix: { one: string; many: string } }> = {
  percent: { digits: 1, suffix: same(`${NARROW_SPACE}%`) },
  per1000: { digits: 1, suffix: same(`${NO_BREAK_SPACE}pour${NO_BREAK_SPACE}1${NARROW_SPACE}000`) },
  count: { digits: 0, suffix: same('') },
  days: { digits: 1, suffix: { one: `${NO_BREAK_SPACE}jour`, many: `${NO_BREAK_SPACE}jours` } },
  hours: { digits: 1, suffix: { one: `${NO_BREAK_SPACE}heure`, many: `${NO_BREAK_SPACE}heures` } },
  weeks: { digits: 1, suffix: same(`${NO_BREAK_SPACE}SA`) },
  grams: { digits: 0, suffix: same(`${NO_BREAK_SPACE}g`) },
  ratio: { digits: 2, suffix: same('') },
}

function same(suffix: string) {
  return { one: suffix, many: suffix }
}

function withSuffix(value: number | null, digits: number, suffix: string): string {
  const text = formatNumber(value, digits)
  return text === NOT_COMPUTABLE ? text : text + suffix
}

function isZero(text: string): boolean {
  return /^[0,]+$/.test(text)
}

function format(digits: number): Intl.NumberFormat {
  const known = formats.get(digits)
  if (known) return known
  const made = new Intl.NumberFormat('fr-FR', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  formats.set(digits, made)
  return made
}
