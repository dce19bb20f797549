import { misspellingsAmong, soundOf } from './typos.js'

/** Words that so many places have in their name that nobody is found by them. */
const USUAL = [
  ...['association', 'cabinet', 'centre', 'clinique', 'departement', 'departemental', 'docteur'],
  ...['groupe', 'hopital', 'hospitalier', 'imagerie', 'infantile', 'infirmier', 'infirmiers', 'institut'],
  ...['kinesitherapie', 'laboratoire', 'maison', 'maternelle', 'maternite', 'medical', 'medicale'],
  ...['mutualiste', 'pharmacie', 'pluridisciplinaire', 'pluriprofessionnelle', 'pole', 'polyclinique'],
  ...['prive', 'protection', 'radiologie', 'regional', 'reseau', 'sante', 'service', 'social', 'societe'],
  'universitaire',
]

const BY_SOUND: ReadonlyMap<string, string> = new Map(USUAL.map((word) => [soundOf(word), word]))
const soundsNear = misspellingsAmong(BY_SOUND.keys())

/**
 * True for a word whose misspellings are recognised in what is typed: a card need not be found by each of them, which is
 * most of what a card of a place was found by.
 */
export function isUsual(word: string): boolean {
  return BY_SOUND.get(soundOf(word)) === word
}

/** The usual words that sound like this one, or nearly. */
export function usualWordsNear(word: string): string[] {
  const sound = soundOf(word)
  return [sound, ...soundsNear(sound)].flatMap((one) => BY_SOUND.get(one) ?? [])
}
