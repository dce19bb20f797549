import { foldText } from '../directory/national/plain-text.js'
import type { CahierCategory } from '../directory/national/structure-categories.js'

type Row = [category: CahierCategory, words: RegExp]

/** What people call the structures of the field, folded; the most precise first. */
const ROWS: Row[] = [
  ['pmi', /\bpmi\b|protection maternelle/],
  ['sexual-health-centres', /\bcpef\b|planification|sante sexuelle|cegidd/],
  ['evars', /\bevars\b|\beiccf?\b|conseil conjugal|vie affective/],
  ['medico-social', /\bcamsp\b|\bcmpp\b|\bsessad\b|\bime\b|medico ?social|medico psychologique/],
  ['ase', /\base\b|aide sociale a l enfance/],
  ['users', /usagers?\b|\bciane\b|representants? des/],
  [
    'health-establishments',
    /\bchr?u?\b|\bghu?\b|\bght\b|hopital|hopitaux|hospitali|clinique|maternite|polyclinique|maison de naissance|etablissement de sante/,
  ],
  [
    'social-services',
    /service social|assistante? sociale?|\bccas\b|\bcaf\b|centre maternel|\bchrs\b|\bmdph\b/,
  ],
  ['associations', /\bassociation\b|\bassoc?\b|benevole|depistage neonatal/],
  [
    'professionals',
    /cabinet|\bmsp\b|maison de sante|\bcpts\b|centre de sante|liberal|\bdac\b|reseau|sage femme|medecin|pole sante|echographie|radiologie|laboratoire/,
  ],
]

/** The category of the cahier des charges that words are about, or null when they say nothing of it. */
export function categoryInWords(words: string | null): CahierCategory | null {
  const folded = foldText(words ?? '')
  return ROWS.find(([, pattern]) => pattern.test(folded))?.[0] ?? null
}

const TITLES: Record<string, string> = {
  dr: 'Dr',
  docteur: 'Dr',
  pr: 'Pr',
  professeur: 'Pr',
  mme: 'Mme',
  madame: 'Mme',
  mlle: 'Mme',
  m: 'M.',
  mr: 'M.',
  monsieur: 'M.',
}

/** « docteur », « DR. », « Dr »: one way of writing it. */
export function titleInWords(words: string): string {
  return TITLES[foldText(words)] ?? words.slice(0, 20)
}
