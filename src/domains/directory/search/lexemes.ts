import { type CardOffer, type DirectoryCard, skillGroupsOf } from '../cards.js'
import { knownLegalStatus, widerStatuses } from '../national/legal-status.js'
import { foldText } from '../national/plain-text.js'
import { accessIn } from '../place-accesses.js'
import { cellsOf } from './cells.js'

/*
 * What a card is found by: the lexemes of one `tsvector`. Filters, codes, words, numbers and places are all lexemes, so
 * that one index answers any mix of them. A word has letters and digits only; the others begin with a sign of their own.
 */

/** The filters whose values are counted, with the letter their lexemes begin with. */
export const FACETS = {
  kind: 'y',
  category: 'c',
  status: 'u',
  profession: 'p',
  skill: 's',
  offer: 'k',
  method: 'm',
  accessibility: 'a',
  language: 'l',
  territory: 't',
  member: 'b',
  commune: 'o',
} as const
export type Facet = keyof typeof FACETS

/** The lexeme of a value of a filter. Languages may be free words: they are compared folded. */
export function facetLexeme(facet: Facet, value: string): string {
  return `${FACETS[facet]}:${facet === 'language' ? foldText(value).replaceAll(' ', '-') : value}`
}

/** Codes that are searched without being counted. */
export const skillCodeLexeme = (code: string) => `q:${code}`
export const structureCategoryLexeme = (code: string) => `f:${code}`
export const placeLexeme = (structureId: string) => `x:${structureId}`
export const networkLexeme = (networkId: string) => `@:${networkId}`
export const numberLexeme = (digits: string) => `#${digits}`
export const MATERNITY_LEXEME = 'v:maternity'
/** An IVG by one method up to one term: together, so that a search for both meets one offer that has both. */
export const termLexeme = (method: string, weeks: number) => `i:${method}:${weeks}`
/** A cell where a place has this trait: together, so that an accessible place, or an offer, elsewhere is not it. */
export const traitCellLexeme = (trait: string, cell: string) => `h:${trait}:${cell}`
/** A territory where a place has what this lexeme says (`isOfPlaces`): together, for the same reason. */
export const territoryLexeme = (territoryId: string, lexeme: string) => `z:${territoryId}:${lexeme}`
/** Stands for the method of an offer that names none. */
export const ANY_METHOD = 'any'

/** A point where a card may be found, as its audience may know it. */
export type Spot = {
  latitude: number
  longitude: number
  communeCode: string | null
  /** Kinds of disability one may come there with, and what is offered there: `offerTraits`. */
  traits: readonly string[]
}

/** What an offer is found by at its place, in the lexemes it is found by wherever it is. */
export function offerTraits(offer: CardOffer): string[] {
  return [
    facetLexeme('offer', offer.kind),
    ...offer.methods.map((method) => facetLexeme('method', method)),
    ...termLexemes(offer),
  ]
}

/** The trait of a place that a facet of a card says; null for what is said of the whole card. */
export function traitIn(lexeme: string): string | null {
  if (lexeme.startsWith(`${FACETS.accessibility}:`)) return lexeme.slice(2)
  const isOffer = [FACETS.offer, FACETS.method].some((letter) => lexeme.startsWith(`${letter}:`))
  return isOffer ? lexeme : null
}

/** True for what is said of places: an offer, its method, its term, an access. */
export function isOfPlaces(lexeme: string): boolean {
  return /^[kmia]:/.test(lexeme)
}

/** Terms are too many for each to have its cells: the method, or the IVG, has them. */
const hasCells = (trait: string) => !trait.startsWith('i:')

/** The values of filters of a card, and which of them each territory has: what is counted. */
export function facetsOf(card: DirectoryCard, spots: readonly Spot[]): string[] {
  const offered = <Value>(of: (offer: DirectoryCard['offers'][number]) => readonly Value[]) =>
    card.offers.flatMap(of)
  const values: [Facet, readonly (string | null)[]][] = [
    ['kind', [card.kind]],
    ['category', [card.category]],
    ['status', statusesOf(card)],
    ['profession', [card.professionCode]],
    ['skill', skillGroupsOf(card.skillCodes)],
    ['offer', offered(({ kind }) => [kind])],
    ['method', offered(({ methods }) => methods)],
    ['accessibility', [...card.accessibility, ...offered(({ accessibility }) => accessibility)]],
    ['language', [...card.languages, ...offered(({ languages }) => languages)]],
    ['territory', card.territoryIds],
    ['member', card.membership?.state === 'active' ? ['yes'] : []],
    ['commune', spots.map(({ communeCode }) => communeCode)],
  ]
  return unique([
    ...values.flatMap(([facet, some]) =>
      some.filter((value) => value !== null).map((value) => facetLexeme(facet, value)),
    ),
    ...card.territoryIds.flatMap((id) => lexemesIn(card, id)),
  ])
}

/** What each territory of a card has: nothing for the many cards of whose places nothing is said. */
function lexemesIn(card: DirectoryCard, territoryId: string): string[] {
  if (card.offers.length === 0 && card.accessibility.length === 0) return []
  const { kinds, offers } = accessIn(card, territoryId)
  const traits = [...kinds.map((kind) => facetLexeme('accessibility', kind)), ...offers.flatMap(offerTraits)]
  return traits.map((lexeme) => territoryLexeme(territoryId, lexeme))
}

/** An ESPIC is looked for as such, as not for profit and as private. */
function statusesOf({ legalStatus }: DirectoryCard): string[] {
  const status = knownLegalStatus(legalStatus)
  return status === null ? [] : widerStatuses(status)
}

/**
 * Everything a card is found by, its facets among it. It is made from the card alone: what an audience does not see finds
 * nothing for it.
 */
export function lexemesOf(
  networkId: string,
  card: DirectoryCard,
  spots: readonly Spot[],
  facets: readonly string[],
): string[] {
  const names = unique(namesIn(card).flatMap(wordsOf))
  const words = [...(card.professionWords ? wordsOf(card.professionWords) : []), ...functionWords(card)]
  return unique([
    networkLexeme(networkId),
    ...facets,
    ...codesOf(card),
    ...names,
    ...words,
    ...numbersOf(card).map(numberLexeme),
    ...spots.flatMap(cellsOf),
    ...spots.flatMap(traitCells),
  ])
}

function traitCells(spot: Spot): string[] {
  return spot.traits
    .filter(hasCells)
    .flatMap((trait) => cellsOf(spot).map((cell) => traitCellLexeme(trait, cell)))
}

/** The words of a text as they are compared: folded, « st » written out, single letters left out. */
export function wordsOf(text: string): string[] {
  return foldText(text)
    .split(' ')
    .filter((word) => word.length > 1 || /\d/.test(word))
    .map((word) => (word === 'st' ? 'saint' : word === 'ste' ? 'sainte' : word))
}

/** A telephone number as it is typed in France, without its spaces. */
export function nationalDigits(number: string): string {
  return number
    .replace(/^\+33/, '0')
    .replace(/^\+(262|508|590|594|596)/, '0')
    .replace(/\D/g, '')
}

function namesIn(card: DirectoryCard): string[] {
  const addresses = [card.address, ...card.places.map(({ address }) => address)]
  return [
    card.name,
    ...card.places.map(({ structureName }) => structureName),
    ...addresses.flatMap((address) => [address?.commune, address?.postcode]),
  ].flatMap((name) => name ?? [])
}

function functionWords(card: DirectoryCard): string[] {
  return card.places.flatMap(({ functionWords }) => (functionWords === null ? [] : wordsOf(functionWords)))
}

function codesOf(card: DirectoryCard): string[] {
  return [
    ...card.skillCodes.map(skillCodeLexeme),
    ...(card.kind === 'structure' && card.categoryCode !== null
      ? [structureCategoryLexeme(card.categoryCode)]
      : []),
    ...card.places.map(({ structureId }) => placeLexeme(structureId)),
    ...(card.maternity?.type ? [MATERNITY_LEXEME] : []),
    ...card.offers.flatMap(termLexemes),
  ]
}

function termLexemes({ methods, latestTermWeeks }: CardOffer): string[] {
  if (latestTermWeeks === null) return []
  return (methods.length === 0 ? [ANY_METHOD] : methods).map((method) => termLexeme(method, latestTermWeeks))
}

function numbersOf(card: DirectoryCard): string[] {
  const phones = [
    card.phone,
    card.phone2,
    card.mobile,
    card.emergencyPhone,
    card.fax,
    ...card.places.map(({ phone }) => phone),
    ...card.offers.map(({ phone }) => phone),
  ]
  return [
    ...phones.flatMap((phone) => (phone === null ? [] : nationalDigits(phone))),
    ...[card.rppsNumber, card.finessNumber].flatMap((number) => number?.toLowerCase() ?? []),
  ]
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
