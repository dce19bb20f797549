import type { SheetGroup } from './sheet-groups.js'

/** Sentences with the lines they are about, in the order they came. */
export type Told = Map<string, number[]>

/** Twenty lines about one hospital may give it twenty addresses: two examples say enough. */
const SAID = 2
/** Lines named one by one. */
const MOST_LINES = 20

/** Keeps a sentence once, with every line it is about. */
export function tell(told: Told, line: number, words: string): void {
  const lines = told.get(words)
  if (lines === undefined) told.set(words, [line])
  else if (!lines.includes(line)) lines.push(line)
}

/** Says that a line gives another value than the one kept. */
export function contradict(
  { contradictions }: SheetGroup,
  line: number,
  known: unknown,
  value: unknown,
): void {
  tell(contradictions, line, `« ${shortened(value)} » au lieu de « ${shortened(known)} »`)
}

/** Every warning of a group, those of its cells with their lines when it has several. */
export function warningsOf({ hints, told, warnings, contradictions }: SheetGroup): string[] {
  const isOfOneLine = hints.length === 1
  const examples = [...contradictions].slice(0, SAID)
  const others = [...contradictions].slice(SAID).flatMap(([, lines]) => lines)
  return [
    ...[...told].map(([words, lines]) =>
      isOfOneLine ? words : `${plural(lines, 'Ligne', 'Lignes')} ${numbers(lines)} : ${words}`,
    ),
    ...warnings,
    ...examples.map(
      ([words, lines]) =>
        `${plural(lines, 'La ligne', 'Les lignes')} ${numbers(lines)} ${plural(lines, 'dit', 'disent')} ${words} : la première valeur est gardée.`,
    ),
    ...(others.length === 0 ? [] : [notKept([...new Set(others)])]),
  ]
}

function notKept(lines: readonly number[]): string {
  return `Ce que ${plural(lines, 'la ligne', 'les lignes')} ${numbers(lines)} ${plural(lines, 'dit', 'disent')} encore d’autre n’est pas gardé non plus.`
}

function plural(lines: readonly number[], one: string, several: string): string {
  return lines.length === 1 ? one : several
}

/** « 4, 7 et 9 ». */
function numbers(lines: readonly number[]): string {
  const named = lines.slice(0, MOST_LINES).map(String)
  const more = lines.length - named.length
  return new Intl.ListFormat('fr').format(
    more === 0 ? named : [...named, `${more} ${more === 1 ? 'autre' : 'autres'}`],
  )
}

function shortened(value: unknown): string {
  const text = String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
