import { formatCount, formatNumber } from '../../web/numbers.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import {
  accessibilityLabel,
  categoryLabel,
  languageLabel,
  legalStatusLabel,
  methodLabel,
  offerLabel,
  professionLabel,
  termWords,
} from './card-labels.js'
import type { Commune } from './communes/gazetteer.js'
import { PROFESSIONS, SKILL_GROUPS } from './national/professions.js'
import { type Asked, readAsked } from './search/asked.js'
import { wordsOf } from './search/lexemes.js'
import { JOINING, PHRASES, phraseKey } from './search/synonyms.js'
import type { Found } from './search.js'
import type { CardSearch } from './search-schemas.js'
import { WEEKS_BEFORE_CONCEPTION } from './vocabulary.js'
import type { Around, Wanted } from './wanted.js'

type Noun = readonly [one: string, many: string]

/** « 12 sages-femmes à moins de 15 km de Viriat »: the answer, before the list. */
export function answerWords(found: Found, search: CardSearch): string {
  const [one, many] = nounOf(found, search)
  const count = found.isMore
    ? `Plus de ${formatNumber(found.total)}${NO_BREAK_SPACE}${many}`
    : formatCount(found.total, one, many)
  return `${found.total === 0 ? `Aucun résultat` : count}${aroundWords(found.wanted.around)}.`
}

export function aroundWords(around: Around | null): string {
  return around === null
    ? ''
    : ` à moins de ${formatNumber(around.kilometres)}${NO_BREAK_SPACE}km ${ofCommune(around.commune)}`
}

/** « de Viriat », « d’Ambérieu », « du Creusot », « des Abrets »: as it is said. */
export function ofCommune({ name }: Commune): string {
  if (/^[AEIOUYÀÂÉÈÊÎÔŒ]/.test(name)) return `d’${name}`
  return `de ${name}`.replace(/^de Le /, 'du ').replace(/^de Les /, 'des ')
}

/** How a term among the words typed was read; null when none was. */
export function typedTermWords({ asked, term }: Wanted): string | null {
  if (asked.term === null) return null
  if (term === null) return 'Le terme saisi n’a pas été appliqué : seule une IVG se cherche par terme.'
  const { weeks, isOfPregnancy } = asked.term
  const read = `IVG possible à ${termWords(term.weeks)}.`
  return isOfPregnancy
    ? `${read} Pour un terme en semaines d’aménorrhée, écrivez « ${weeks - WEEKS_BEFORE_CONCEPTION} SA ».`
    : read
}

function nounOf({ wanted }: Found, search: CardSearch): Noun {
  if (wanted.asked.noun) return wanted.asked.noun
  const labels = [
    ...(search.profession === undefined ? [] : (PROFESSIONS.codes.get(search.profession)?.labels ?? [])),
    ...SKILL_GROUPS.filter(({ name }) => name === search.skill),
  ]
  const known = labels.flatMap(({ label }) => PHRASES.get(phraseKey(wordsOf(label)))?.noun ?? [])
  if (known.length === 2 && known[0] && known[1]) return [known[0], known[1]]
  if (search.kind === 'structure') return ['structure', 'structures']
  return search.kind === 'person' ? ['personne', 'personnes'] : ['fiche', 'fiches']
}

/** Filters one may take off, each with its words. `page` and the order are no filters. */
export type ActiveFilter = { field: FilterField; words: string }
export type FilterField = Exclude<keyof CardSearch, 'sort' | 'page' | 'within'>

/** What narrows a search, in the order of the form. */
export function activeFilters(
  search: CardSearch,
  {
    day,
    territories,
    around,
  }: { day: string; territories: readonly { id: string; name: string }[]; around: Around | null },
): ActiveFilter[] {
  const words: Partial<Record<FilterField, string | undefined>> = {
    search: search.search && `« ${search.search} »`,
    near:
      search.near &&
      (around === null ? search.near : `À moins de ${around.kilometres} km ${ofCommune(around.commune)}`),
    territory:
      search.territory &&
      (territories.find(({ id }) => id === search.territory)?.name ?? 'Territoire inconnu'),
    kind: search.kind && { person: 'Personnes', structure: 'Structures' }[search.kind],
    category: search.category && categoryLabel(search.category),
    status: search.status && legalStatusLabel(search.status),
    profession: search.profession && professionLabel(search.profession, day),
    skill: search.skill && (SKILL_GROUPS.find(({ name }) => name === search.skill)?.label ?? search.skill),
    offer: search.offer && offerLabel(search.offer),
    method: search.method && `IVG ${methodLabel(search.method)}`,
    weeks: search.weeks === undefined ? undefined : `Jusqu’à ${termWords(search.weeks)} au moins`,
    accessibility: search.accessibility && `Accessible : ${accessibilityLabel(search.accessibility)}`,
    language: search.language && languageLabel(search.language),
    member: search.member && 'Adhérents du réseau',
  }
  return (Object.entries(words) as [FilterField, string | undefined][]).flatMap(([field, text]) =>
    text ? [{ field, words: typeset(text) }] : [],
  )
}

/** The same search without one of its filters, from its first page. */
export function withoutFilter(search: CardSearch, field: FilterField): CardSearch {
  const { page: _, [field]: __, ...rest } = search
  return field === 'near'
    ? { ...rest, within: undefined, sort: rest.sort === 'distance' ? undefined : rest.sort }
    : rest
}

/** The same search without the name of a commune among its words. */
export function withoutWordsOf(search: CardSearch, commune: Commune): CardSearch {
  const ofCommune = new Set(wordsOfCommune(commune))
  const kept = keptOf(search.search ?? '', (word) => !ofCommune.has(word))
  return { ...search, search: kept || undefined, page: undefined }
}

/**
 * What was typed without one of its parts, the last first, and each of them alone. What is written in one word, and the
 * words of a commune, are one part: half of a name names something else.
 */
export function fewerWords(typed: string, parts: Asked['parts'], commune: Commune | null) {
  const names = [...typed.split(/\s+/).map(wordsOf), commune === null ? [] : wordsOfCommune(commune)]
  const all = names.reduce<Asked['parts']>(asOnePart, parts)
  const textsOf = (choices: Asked['parts']) => {
    const texts = new Set(
      choices.map((words) => withoutIdleTerm(keptOf(typed, (word) => words.includes(word)))),
    )
    return [...texts].filter((text) => text !== '' && text !== typed.trim())
  }
  return {
    withoutOne: textsOf(all.toReversed().map((left) => all.filter((part) => part !== left).flat())),
    alone: textsOf(all),
  }
}

/** Without the IVG it was said of, a term asks for nothing. */
function withoutIdleTerm(text: string): string {
  const { term, ivgMethods } = readAsked(text)
  return term === null || ivgMethods !== null ? text : keptOf(text, (word) => !term.words.includes(word))
}

/** « Lyon 3 » and « Lyon 3eme » are typed for « Lyon 3e Arrondissement ». */
function wordsOfCommune({ name }: Commune): string[] {
  const words = wordsOf(name)
  const ranks = words.flatMap((word) => /^(\d+)er?$/.exec(word)?.[1] ?? [])
  return [...words, ...ranks.flatMap((rank) => [rank, `${rank}eme`])]
}

function asOnePart(parts: Asked['parts'], name: readonly string[]): Asked['parts'] {
  const [first, ...others] = parts.filter((words) => words.every((word) => name.includes(word)))
  if (first === undefined || others.length === 0) return parts
  const merged = [first, ...others].flat()
  return parts.flatMap((part) => (part === first ? [merged] : others.includes(part) ? [] : [part]))
}

/** The words of a text that are kept, as they were typed, with what joins two of them. */
function keptOf(typed: string, isKept: (word: string) => boolean): string {
  const kept: string[] = []
  let joining: string[] = []
  for (const token of typed.trim().split(/\s+/)) {
    const words = wordsOf(token).filter((word) => !JOINING.has(word))
    if (words.some(isKept)) kept.push(...(kept.length === 0 ? [] : joining), token)
    joining = words.length === 0 ? [...joining, token] : []
  }
  return kept.join(' ')
}
