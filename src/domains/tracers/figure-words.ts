import { formatInstant } from '../../web/dates.js'
import type { Trend } from '../../web/figure-card.js'
import { formatCount, formatNumber, formatPercent, formatSigned, rateOf } from '../../web/numbers.js'
import { type CellState, cellText } from '../../web/states.js'
import { NARROW_SPACE, NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import type { TracerIndicator } from './engine/indicator.js'
import type { Figure, FigureFrame } from './schemas.js'

export type Unit = TracerIndicator['unit']
export type RateUnit = 'percent' | 'per1000'

/** A figure whose numbers may be shown: everywhere else there is a word instead. */
export type ShownFigure = Figure & { value: number; numerator: number; denominator: number }

/** Sets a text of a definition for the screen; thousands never break over two lines. */
export function words(text: string): string {
  return typeset(text).replace(/(\d) (?=\d{3}(?!\d))/g, `$1${NARROW_SPACE}`)
}

/** The label of a class, as the definition writes it. */
export function labelOf(indicator: TracerIndicator, code: string): string {
  return indicator.classes.find((klass) => klass.code === code)?.label ?? code
}

/** A label in the middle of a sentence; one that begins with an acronym keeps its capitals. */
export function inSentence(label: string): string {
  return /^\p{Lu}{2}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function rateUnit(unit: Unit): RateUnit {
  return unit === '%' ? 'percent' : 'per1000'
}

/** A plain ratio in the unit a reader expects: 0.071 is 7.1 per cent. */
export function inUnit(ratio: number, unit: Unit): number {
  return ratio * (unit === '%' ? 100 : 1000)
}

/** The figure of a year; null when the year was never computed. */
export function figureAt(figures: Figure[], year: number | null): Figure | null {
  return figures.find((figure) => figure.year === year) ?? null
}

export function isShown(figure: Figure | null): figure is ShownFigure {
  if (figure === null || !['value', 'declared-zero'].includes(figure.state)) return false
  return figure.value !== null && figure.numerator !== null && figure.denominator !== null
}

/** Hidden by statistical secrecy, for itself or to protect another. */
export function isHidden(figure: Figure | null): boolean {
  return figure?.state === 'suppressed' || figure?.state === 'masked'
}

/** The value to draw, in the usual unit; null leaves a gap. */
export function drawnValue(figure: Figure | null, unit: Unit): number | null {
  return isShown(figure) ? inUnit(figure.value, unit) : null
}

/** The state a cell shows; a year nobody computed is one nobody reported. */
export function cellState(figure: Figure | null, unit: Unit): CellState {
  if (figure === null) return { kind: 'not-reported' }
  if (figure.state !== 'value') return { kind: figure.state }
  return { kind: 'value', value: drawnValue(figure, unit), unit: rateUnit(unit) }
}

/** The value or the word of a figure, for a sentence. */
export function figureText(figure: Figure | null, unit: Unit): string {
  return cellText(cellState(figure, unit))
}

/** « 412 / 2 010 ». */
export function fraction({ numerator, denominator }: ShownFigure): string {
  return `${formatNumber(numerator)}${NO_BREAK_SPACE}/${NO_BREAK_SPACE}${formatNumber(denominator)}`
}

/** « 18,9 à 22,4 », in the unit of the value beside it; null when there is no interval to show. */
export function bounds(figure: Figure | null, unit: Unit): string | null {
  if (!isShown(figure) || figure.low === null || figure.high === null) return null
  const [low, high] = [figure.low, figure.high].map((bound) => formatNumber(inUnit(bound, unit), 1))
  return `${low}${NO_BREAK_SPACE}à${NO_BREAK_SPACE}${high}`
}

/** What changed since the year before; null unless both figures may be shown. */
export function trendOf(figures: Figure[], year: number | null, unit: Unit): Trend | null {
  const figure = figureAt(figures, year)
  const before = year === null ? null : figureAt(figures, year - 1)
  if (!isShown(figure) || !isShown(before) || figure.trend === null) return null
  return {
    direction: figure.trend === 'stable' ? 'flat' : figure.trend,
    difference: inUnit(figure.value - before.value, unit),
    versus: String(before.year),
    isSignificant: figure.trend !== 'stable',
  }
}

/** The ATIH figure in the usual unit. Beside a masked count it would give the count back: it is masked too. */
export function publishedValue(figure: Figure | null, unit: Unit): number | null {
  if (figure === null || figure.published === null || isHidden(figure)) return null
  return inUnit(figure.published.value, unit)
}

/** Our figure less the ATIH one, in points; null when one of them is absent. */
export function gapWithPublished(figure: Figure | null, unit: Unit): number | null {
  const published = publishedValue(figure, unit)
  const own = drawnValue(figure, unit)
  return published === null || own === null ? null : own - published
}

/** « +0,3 point », « −1,2 pour 1 000 ». */
export function differenceText(difference: number, unit: Unit): string {
  const unitWord = Math.abs(difference) >= 2 ? 'points' : 'point'
  const suffix = unit === '%' ? unitWord : `pour${NO_BREAK_SPACE}1${NARROW_SPACE}000`
  return `${formatSigned(difference, 1)}${NO_BREAK_SPACE}${suffix}`
}

/** « la région Normandie » in a sentence, or the name of the maternity. */
export function placeInSentence(frame: FigureFrame): string {
  return frame.establishment?.name ?? `la région ${frame.region}`
}

/** « région Normandie » or the name of the maternity. */
export function placeName(frame: FigureFrame): string {
  return frame.establishment?.name ?? `région ${frame.region}`
}

/** « 12 maternités sur 13 ont transmis ». */
export function coverageText({ coverage }: FigureFrame): string {
  const { seen, expected } = coverage
  if (expected === 0) return 'aucune maternité attendue'
  const verb = seen < 2 ? 'a transmis' : 'ont transmis'
  return `${formatCount(seen, 'maternité', 'maternités')} sur ${formatNumber(expected)} ${verb}`
}

/** « PMSI MCO, 26 fichiers, dernier lu le 12/03/2026 à 14 h 32 », for the year shown. */
export function sourceText(frame: FigureFrame): string {
  const read = frame.sources.filter((source) => source.year === frame.year)
  const latest = read
    .map((source) => source.readAt)
    .sort()
    .at(-1)
  if (latest === undefined) return `PMSI MCO, aucun fichier lu pour ${frame.year ?? 'cette année'}`
  const files = new Set(read.map((source) => `${source.finess} ${source.file}`)).size
  return `PMSI MCO, ${formatCount(files, 'fichier', 'fichiers')} de ${frame.year}, dernier lu le ${formatInstant(new Date(latest), frame.timeZone)}`
}

export function computedText(frame: FigureFrame): string {
  return formatInstant(frame.computedAt === null ? null : new Date(frame.computedAt), frame.timeZone)
}

/** What the mask is, under any table that may hold one. */
export const SECRECY_NOTE = `«${NO_BREAK_SPACE}<${NO_BREAK_SPACE}11${NO_BREAK_SPACE}»${NO_BREAK_SPACE}: de 1 à 10 cas, non publiés pour que personne ne soit reconnu. «${NO_BREAK_SPACE}masqué${NO_BREAK_SPACE}»${NO_BREAK_SPACE}: le chiffre permettrait d’en retrouver un autre.`

/** What could be followed from one stay to another, in words: it bounds what some figures are worth. */
export function linkageText({ linkage }: FigureFrame): string {
  const { children, childrenLinked, stays, staysWithPerson, transferEndsUnmatched } = linkage
  const mothers = formatPercent(rateOf(childrenLinked, children))
  const chained =
    staysWithPerson === 0
      ? 'aucun séjour ne porte de pseudonyme utilisable, si bien que les transferts d’un hôpital à l’autre ne se suivent pas'
      : `${formatPercent(rateOf(staysWithPerson, stays))} des séjours portent un pseudonyme utilisable`
  const ends = formatCount(transferEndsUnmatched, 'transfert n’a', 'transferts n’ont')
  return `${mothers} des enfants sont reliés au séjour de leur mère${NARROW_SPACE}; ${chained}${NARROW_SPACE}; ${ends} pas retrouvé leur autre moitié.`
}
