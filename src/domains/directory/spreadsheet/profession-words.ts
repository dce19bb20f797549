import { formatDate } from '../../../web/dates.js'
import { foldText, shown } from '../national/plain-text.js'
import { PROFESSIONS } from '../national/professions.js'
import { read, readWithDoubt, type Verdict } from '../national/verdict.js'

/** A profession of the RPPS and, for physicians, a group of skills; the label is what was typed when it is neither. */
export type TypedProfession = { professionCode: string | null; skillGroup: string | null; label: string }

type Row = [professionCode: string, skillGroup: string | null, ...words: string[]]

/** What people write, folded. */
const ROWS: Row[] = [
  [
    '50',
    null,
    'sage femme',
    'sages femmes',
    'sf',
    's f',
    'maieuticien',
    'maieuticienne',
    'sagefemme',
    'sage femme echographiste',
  ],
  [
    '10',
    'obstetrics',
    'gynecologue obstetricien',
    'gynecologue',
    'gyneco',
    'gynecologie obstetrique',
    'obstetricien',
    'go',
    'gyneco obstetricien',
    'gyneco obstetrique',
    'gyneco obstetricienne',
    'gynecologue obstetricienne',
    'gynecologue obstetrique',
  ],
  ['10', 'gynaecology', 'gynecologue medical', 'gynecologie medicale', 'gynecologue medicale'],
  ['10', 'paediatrics', 'pediatre', 'pediatrie'],
  ['10', 'neonatology', 'neonatologue', 'neonatalogiste', 'neonatologie', 'pediatre neonatologue'],
  ['10', 'anaesthesia', 'anesthesiste', 'anesthesiste reanimateur', 'anesthesie reanimation', 'mar'],
  [
    '10',
    'general-medicine',
    'medecin generaliste',
    'generaliste',
    'medecine generale',
    'mg',
    'medecin traitant',
  ],
  ['10', 'child-psychiatry', 'pedopsychiatre', 'pedopsychiatrie'],
  ['10', 'psychiatry', 'psychiatre', 'psychiatrie'],
  ['10', 'radiology', 'radiologue', 'radiologie'],
  ['10', 'genetics', 'geneticien', 'geneticienne', 'genetique'],
  ['10', null, 'medecin', 'medecin echographiste', 'echographiste', 'docteur', 'dr'],
  ['60', null, 'infirmier', 'infirmiere', 'ide', 'idel'],
  [
    '60',
    'nursery-nurse',
    'puericultrice',
    'puericulteur',
    'infirmiere puericultrice',
    'ipde',
    'infirmier puericulteur',
  ],
  ['93', null, 'psychologue', 'psychologue clinicienne', 'psychologue clinicien', 'psy'],
  [
    '70',
    null,
    'kine',
    'kinesitherapeute',
    'masseur kinesitherapeute',
    'mk',
    'masseur kine',
    'masseuse kinesitherapeute',
  ],
  ['96', null, 'psychomotricien', 'psychomotricienne'],
  ['95', null, 'dieteticien', 'dieteticienne'],
  ['91', null, 'orthophoniste'],
  ['92', null, 'orthoptiste'],
  ['94', null, 'ergotherapeute'],
  ['21', null, 'pharmacien', 'pharmacienne'],
  ['40', null, 'chirurgien dentiste', 'dentiste'],
  ['80', null, 'podologue', 'pedicure podologue'],
  ['98', null, 'manipulateur radio', 'manipulatrice radio'],
]

/** Short forms, folded and without their point. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['gyn', 'gyneco'],
  ['gynec', 'gyneco'],
  ['obs', 'obstetricien'],
  ['obst', 'obstetricien'],
  ['med', 'medecin'],
  ['inf', 'infirmier'],
  ['puer', 'puericultrice'],
  ['psycho', 'psychologue'],
  ['psychomot', 'psychomotricien'],
  ['diet', 'dieteticien'],
  ['anesth', 'anesthesiste'],
])
/** How and where somebody practises, which changes nothing of what she is. */
const ASIDE = /^(?:lib|liberale?s?|liberaux|hosp|hospitaliere?s?|salariee?s?|pmi|diplomee?s?|de|d|en|etat)$/

/** What the spellings of one profession have in common: « Sage-femmes lib. » and « sages-femmes libérales ». */
function commonForm(text: string): string {
  return foldText(text)
    .split(' ')
    .filter((word) => !ASIDE.test(word))
    .map((word) => SHORT.get(word) ?? word)
    .map((word) => (word.length > 3 ? withoutEnding(word) : word))
    .join(' ')
}

/** « gynécologues », « obstétricienne », « infirmières ». */
function withoutEnding(word: string): string {
  return word.replace(/s$/, '').replace(/nne$/, 'n').replace(/e$/, '')
}

const BY_WORDS = new Map(
  ROWS.flatMap(([professionCode, skillGroup, ...words]) =>
    words.map((word) => [commonForm(word), { professionCode, skillGroup }] as const),
  ),
)

/** Professions whose code is out of use, by their label, folded and without its ending. */
const WITHDRAWN = new Map(
  [...PROFESSIONS.codes.values()].flatMap(({ labels, withdrawnOn }) =>
    withdrawnOn === null
      ? []
      : labels.map(({ label }): [string, string] => [foldText(label).replace(/e?s?$/, ''), withdrawnOn]),
  ),
)

/** The profession somebody typed. Never refused: social workers and secretaries have their place in a directory. */
export function readProfession(text: string): Verdict<TypedProfession> {
  const folded = foldText(text)
  const found = BY_WORDS.get(commonForm(text))
  if (found !== undefined) return read({ ...found, label: text })
  const withdrawnOn = WITHDRAWN.get(folded.replace(/e?s?$/, ''))
  return readWithDoubt(
    { professionCode: null, skillGroup: null, label: text },
    withdrawnOn === undefined
      ? `${shown(text)} n’est pas une profession connue : elle est gardée telle quelle.`
      : `${shown(text)} n’a plus de code national depuis le ${formatDate(withdrawnOn)}, et la table n’en nomme pas d’autre : la profession est gardée en toutes lettres.`,
  )
}
