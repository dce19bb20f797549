import { foldText } from './national/plain-text.js'
import type { CahierCategory } from './national/structure-categories.js'

/** What is known of what a person is, as her reader may know it. */
export type WhatSheIs = {
  professionCode: string | null
  professionWords: string | null
  /** Of the general assembly; null for who is no member. */
  college: string | null
  /** What she does at each of her places, and the category of that place; null when it may not be known. */
  places: readonly { functionWords: string | null; category: string | null }[]
}

/**
 * The category of a person in the cahier des charges. Who represents users is among them, be she a professional of health
 * too; so is who has no profession of health and works in their associations alone. All others are professionals or
 * represent them.
 */
export function personCategory({
  professionCode,
  professionWords,
  college,
  places,
}: WhatSheIs): CahierCategory {
  const words = [professionWords, ...places.map(({ functionWords }) => functionWords)]
  const represents = words.some((some) => some !== null && REPRESENTS_USERS.test(foldText(some)))
  if (represents || (college !== null && OF_USERS.test(foldText(college)))) return 'users'
  const isAmongUsers = places.length > 0 && places.every(({ category }) => category === 'users')
  return professionCode === null && isAmongUsers ? 'users' : 'professionals'
}

/** « Représentante des usagers », « représentant du CIANE »; not who is in charge of relations with users. */
const REPRESENTS_USERS =
  /\b(represent\w*|porte parole) (\w+ ){0,2}(usagere?s?|parents|familles|patiente?s|ciane)\b|^usagere?s?\b/
const OF_USERS = /\busagere?s?\b/
