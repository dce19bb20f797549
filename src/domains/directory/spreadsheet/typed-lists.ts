import { foldText } from '../national/plain-text.js'
import { read, readWithDoubt, refuse, type Verdict } from '../national/verdict.js'
import { LANGUAGE_LABELS } from '../vocabulary.js'

/** Codes of languages (ISO 639; `fsl` is the French sign language) by the words people type, and by ours. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(LANGUAGE_LABELS).map(([code, label]) => [foldText(label), code] as const),
  ...(
    [
      ['fr', 'francais'],
      ['en', 'anglais'],
      ['es', 'espagnol'],
      ['pt', 'portugais'],
      ['de', 'allemand'],
      ['it', 'italien'],
      ['ar', 'arabe'],
      ['tr', 'turc'],
      ['ru', 'russe'],
      ['ro', 'roumain'],
      ['pl', 'polonais'],
      ['zh', 'chinois', 'mandarin'],
      ['vi', 'vietnamien'],
      ['sq', 'albanais'],
      ['uk', 'ukrainien'],
      ['fa', 'persan', 'farsi', 'dari'],
      ['ps', 'pachto', 'pachtou'],
      ['bn', 'bengali'],
      ['ta', 'tamoul'],
      ['so', 'somali'],
      ['bm', 'bambara'],
      ['wo', 'wolof'],
      ['ln', 'lingala'],
      ['ber', 'berbere', 'kabyle', 'tamazight'],
      ['rcf', 'creole', 'creole reunionnais'],
      ['nl', 'neerlandais'],
      ['fsl', 'lsf', 'langue des signes', 'langue des signes francaise'],
    ] as const
  ).flatMap(([code, ...words]) => words.map((word) => [word, code] as const)),
])

/** Between two languages; « persan (farsi, dari) » is one. */
const BETWEEN_LANGUAGES = /(?:[,;/+&\n|]|\bet\b)(?![^()]*\))/

/** Kinds of disability a place or a person can receive, by the words people type. */
const ACCESSIBILITY: readonly { kind: AccessibilityKind; words: RegExp }[] = [
  { kind: 'motor', words: /pmr|fauteuil|moteur|motrice|ascenseur|plain pied|rampe|table adaptee|mobilite/ },
  { kind: 'hearing', words: /lsf|langue des signes|sourd|auditi|malentendant|boucle/ },
  { kind: 'visual', words: /visuel|malvoyant|aveugle|braille|non voyant/ },
  { kind: 'cognitive', words: /falc|intellectuel|cognitif|mental|autis|psychique|tsa/ },
]

export type AccessibilityKind = 'motor' | 'hearing' | 'visual' | 'cognitive'

/** Languages as codes; those that are not known are kept as typed. */
export function readLanguages(text: string): Verdict<string[]> {
  const typed = text
    .split(BETWEEN_LANGUAGES)
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const unknown = typed.filter((one) => !LANGUAGES.has(foldText(one)))
  const values = [...new Set(typed.map((one) => LANGUAGES.get(foldText(one)) ?? one))]
  if (unknown.length === 0) return read(values)
  return readWithDoubt(values, `Langue inconnue, gardée telle quelle : ${unknown.join(', ')}.`)
}

/**
 * Kinds of disability named in a text; « oui » alone names none, and « non » says there are none. Who signs is a language:
 * « LSF » may be the word of a list that says loops as well, and nobody is said to sign on the faith of it.
 */
export function readAccessibility(text: string): Verdict<AccessibilityKind[]> {
  const folded = foldText(text)
  if (/^(?:non|aucune?|pas accessible|non accessible)$/.test(folded)) return read([])
  const kinds = ACCESSIBILITY.filter(({ words }) => words.test(folded)).map(({ kind }) => kind)
  if (SIGNS.test(folded)) return readWithDoubt(kinds, WHO_SIGNS)
  if (kinds.length > 0) return read(kinds)
  return readWithDoubt(
    [],
    `« ${text} » ne dit pas pour quel handicap : moteur, auditif, visuel ou cognitif ?`,
  )
}

const SIGNS = /\blsf\b|langue des signes/
const WHO_SIGNS =
  'L’accessibilité ne dit pas que quelqu’un signe. Si c’est le cas, écrivez aussi « LSF » dans la colonne des langues : c’est là qu’on la cherche.'

/** « oui », « x », « 1 » or « non », « 0 ». */
export function readYesNo(text: string): Verdict<boolean> {
  const folded = foldText(text)
  if (/^(?:oui|o|x|1|vrai|true|ok|yes|accord|d accord)$/.test(folded)) return read(true)
  if (/^(?:non|n|0|faux|false|no|refus)$/.test(folded)) return read(false)
  return refuse(`« ${text} » : répondez par oui ou par non.`)
}
