import { misspellingsAmong, soundOf } from './typos.js'
import { USUAL_FIRST_NAMES } from './usual-first-names.js'

/** Words that many places have in their name. */
const OF_PLACES = [
  ...['association', 'cabinet', 'centre', 'clinique', 'departement', 'departemental', 'docteur'],
  ...['groupe', 'hopital', 'hospitalier', 'imagerie', 'infantile', 'infirmier', 'infirmiers', 'institut'],
  ...['kinesitherapie', 'laboratoire', 'maison', 'maternelle', 'maternite', 'medical', 'medicale'],
  ...['mutualiste', 'pharmacie', 'pluridisciplinaire', 'pluriprofessionnelle', 'pole', 'polyclinique'],
  ...['prive', 'protection', 'radiologie', 'regional', 'reseau', 'sante', 'service', 'social', 'societe'],
  'universitaire',
]

const BY_SOUND: ReadonlyMap<string, string> = new Map(
  [...USUAL_FIRST_NAMES, ...OF_PLACES].map((word) => [soundOf(word), word]),
)
const soundsNear = misspellingsAmong(BY_SOUND.keys())

/**
 * True for a word whose misspellings are recognised in what is typed: the many cards that have it need not each carry
 * them, some ten words for one.
 */
export function isUsual(word: string): boolean {
  return BY_SOUND.get(soundOf(word)) === word
}

/** The usual words that sound like this one, or nearly. */
export function usualWordsNear(word: string): string[] {
  const sound = soundOf(word)
  return [sound, ...soundsNear(sound)].flatMap((one) => BY_SOUND.get(one) ?? [])
}
