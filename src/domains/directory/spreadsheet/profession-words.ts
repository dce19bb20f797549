import { foldText, shown } from '../national/plain-text.js'
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
    'maieuticien',
    'sage femme liberale',
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
    'gynecologue obstetricienne',
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
  [
    '10',
    null,
    'medecin',
    'medecin echographiste',
    'echographiste',
    'medecin pmi',
    'medecin de pmi',
    'docteur',
    'dr',
  ],
  ['60', null, 'infirmier', 'infirmiere', 'ide', 'idel', 'infirmier liberal', 'infirmiere liberale'],
  [
    '60',
    'nursery-nurse',
    'puericultrice',
    'puericulteur',
    'infirmiere puericultrice',
    'ipde',
    'infirmier puericulteur',
    'puer',
  ],
  ['93', null, 'psychologue', 'psychologue clinicienne', 'psychologue clinicien', 'psy'],
  ['70', null, 'kine', 'kinesitherapeute', 'masseur kinesitherapeute', 'mk'],
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

const BY_WORDS = new Map(
  ROWS.flatMap(([professionCode, skillGroup, ...words]) =>
    words.map((word) => [word, { professionCode, skillGroup }] as const),
  ),
)

/** The profession somebody typed. Never refused: social workers and secretaries have their place in a directory. */
export function readProfession(text: string): Verdict<TypedProfession> {
  const folded = foldText(text)
  const found = BY_WORDS.get(folded) ?? BY_WORDS.get(folded.replace(/e?s\b/g, ''))
  if (found !== undefined) return read({ ...found, label: text })
  return readWithDoubt(
    { professionCode: null, skillGroup: null, label: text },
    `${shown(text)} n’est pas une profession connue : elle est gardée telle quelle.`,
  )
}
