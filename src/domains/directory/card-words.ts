import type { DirectoryCard } from './cards.js'
import { foldText } from './national/plain-text.js'
import { PROFESSIONS, SKILL_GROUPS, SKILLS } from './national/professions.js'
import { CAHIER_CATEGORIES, FINESS_CATEGORIES } from './national/structure-categories.js'
import { IVG_METHODS, LANGUAGE_LABELS, OFFER_KINDS } from './vocabulary.js'

/** Longest text searched in a card. */
const MOST_WORDS = 4000

/**
 * Everything of a card a search may find, folded. Labels of codes are all there, the former ones too: « CPEF » still
 * finds a centre de santé sexuelle.
 */
export function searchWords(card: DirectoryCard): string {
  const words = [
    card.name,
    card.rppsNumber,
    card.finessNumber,
    ...labelsOf(PROFESSIONS.codes, card.professionCode),
    card.professionWords,
    ...card.skillCodes.flatMap((code) => labelsOf(SKILLS.codes, code)),
    ...SKILL_GROUPS.filter(({ codes }) => codes.some((code) => card.skillCodes.includes(code))).map(
      ({ label }) => label,
    ),
    card.kind === 'structure' ? known(CAHIER_CATEGORIES, card.category) : null,
    ...labelsOf(FINESS_CATEGORIES.codes, card.categoryCode),
    card.address?.commune,
    card.address?.postcode,
    ...card.places.flatMap((place) => [
      place.structureName,
      place.functionWords,
      place.address.commune,
      place.address.postcode,
    ]),
    ...card.offers.flatMap((offer) => [
      known(OFFER_KINDS, offer.kind),
      ...offer.methods.map((method) => known(IVG_METHODS, method)),
    ]),
    ...card.languages.map((code) => LANGUAGE_LABELS[code] ?? code),
  ]
  const folded = words.map((word) => (word ? foldText(word) : '')).filter((word) => word !== '')
  return [...new Set(folded)].join(' · ').slice(0, MOST_WORDS)
}

type Labelled = { labels: readonly { label: string }[] }

function labelsOf(codes: ReadonlyMap<string, Labelled>, code: string | null): string[] {
  return code === null ? [] : (codes.get(code)?.labels ?? []).map(({ label }) => label)
}

/** The words of a code in a closed list; a code nobody knows says nothing. */
function known(list: Readonly<Record<string, string>>, code: string): string | null {
  return list[code] ?? null
}
