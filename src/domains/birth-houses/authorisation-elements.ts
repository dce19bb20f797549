import { z } from 'zod'

/** The parts of a request for authorisation (arrêté du 22 décembre 2021, art. 1), in its order. */
export const FILE_PARTS = {
  administrative: { rank: '1°', title: 'Partie administrative', path: 'administrative' },
  staff: { rank: '2°', title: 'Partie relative aux personnels', path: 'personnels' },
  technical: { rank: '3°', title: 'Partie technique', path: 'technique' },
  financial: { rank: '4°', title: 'Partie financière', path: 'financiere' },
  convention: { rank: '5°', title: 'Convention', path: 'convention' },
} as const
export type FilePart = keyof typeof FILE_PARTS
export const FILE_PART_CODES = Object.keys(FILE_PARTS) as [FilePart, ...FilePart[]]

/** The elements of each part, in the order of the arrêté; the letters are its own. */
export const FILE_ELEMENTS = {
  identity: {
    part: 'administrative',
    letter: 'a',
    label: 'Identité, adresse et statut juridique de la personne morale',
    help: 'Constituée, ou en cours de constitution. Joignez les statuts ou leur projet.',
  },
  conditions: {
    part: 'administrative',
    letter: 'b',
    label: 'Engagement de respecter les conditions de fonctionnement des maisons de naissance',
    help: 'L’engagement lui-même, ou la lettre signée de qui représente la personne morale.',
  },
  continuity: {
    part: 'administrative',
    letter: 'c',
    label: 'Engagement de maintenir les caractéristiques du projet une fois autorisé',
    help: 'L’engagement lui-même, ou la lettre signée.',
  },
  workforce: {
    part: 'staff',
    letter: null,
    label: 'Effectifs médicaux, administratifs et d’autres catégories',
    help: 'Ceux de l’équipe inscrite sont repris. Précisez ici les recrutements à venir.',
  },
  midwives: {
    part: 'staff',
    letter: null,
    label: 'Liste nominative des sages-femmes',
    help: 'Celle de l’équipe inscrite est reprise. Complétez si une sage-femme n’y est pas encore.',
  },
  project: {
    part: 'technical',
    letter: 'a',
    label: 'Présentation générale du projet',
    help: 'Ce qu’est la maison, pour qui, avec qui.',
  },
  volume: {
    part: 'technical',
    letter: 'a',
    label: 'Volume estimé de l’activité',
    help: 'Femmes suivies et naissances par an, et d’où vient l’estimation.',
  },
  availability: {
    part: 'technical',
    letter: 'a',
    label: 'Intervention des sages-femmes à tout moment, dans un délai compatible avec la sécurité',
    help: 'Tous les jours de l’année : astreintes, seconde sage-femme, délais d’arrivée.',
  },
  training: {
    part: 'technical',
    letter: 'a',
    label: 'Formation à la gestion des urgences (art. D. 6323-38)',
    help: 'Qui la suit, avec qui, à quel rythme.',
  },
  premises: {
    part: 'technical',
    letter: 'b',
    label: 'Présentation détaillée des locaux',
    help: 'Joignez les plans.',
  },
  access: {
    part: 'technical',
    letter: 'b',
    label: 'Accès au service de gynécologie-obstétrique de l’établissement partenaire',
    help: 'Le trajet, de jour et de nuit, et sa durée.',
  },
  balance: {
    part: 'financial',
    letter: null,
    label: 'Modalités d’atteinte de l’équilibre médico-économique',
    help: 'Joignez le budget prévisionnel.',
  },
  convention: {
    part: 'convention',
    letter: null,
    label: 'Convention avec l’établissement partenaire (art. R. 6323-29)',
    help: 'Joignez la convention signée.',
  },
} as const satisfies Record<string, { part: FilePart; letter: string | null; label: string; help: string }>
export type FileElement = keyof typeof FILE_ELEMENTS
export const FILE_ELEMENT_CODES = Object.keys(FILE_ELEMENTS) as [FileElement, ...FileElement[]]

/** The elements of one part. */
export function elementsOf(part: FilePart): FileElement[] {
  return FILE_ELEMENT_CODES.filter((code) => FILE_ELEMENTS[code].part === part)
}

/** The part a page is about, by the word in its address. */
export const PART_OF_PATH = Object.fromEntries(
  FILE_PART_CODES.map((code) => [FILE_PARTS[code].path, code]),
) as Record<(typeof FILE_PARTS)[FilePart]['path'], FilePart>

export const PURPOSES = {
  creation: 'Première demande',
  renewal: 'Renouvellement',
  change: 'Modification après autorisation',
} as const
export type Purpose = keyof typeof PURPOSES
export const PURPOSE_CODES = Object.keys(PURPOSES) as [Purpose, ...Purpose[]]

const LONGEST = 10_000
/** What a house says of an element: its words, its documents. */
export const ElementAnswer = z.strictObject({
  text: z.string().trim().max(LONGEST, `Au plus ${LONGEST} caractères.`).nullable(),
  documentIds: z.array(z.uuid()).max(30, 'Au plus trente documents par élément.'),
})
export type ElementAnswer = z.infer<typeof ElementAnswer>
export type ElementAnswers = Record<FileElement, ElementAnswer>

export const NO_ANSWER: ElementAnswer = { text: null, documentIds: [] }

/** What is stored, element by element; an element nobody has answered is empty. */
export function answersOf(
  stored: Record<string, { text: string | null; documentIds: string[] }>,
): ElementAnswers {
  return Object.fromEntries(
    FILE_ELEMENT_CODES.map((code) => [code, stored[code] ?? NO_ANSWER]),
  ) as ElementAnswers
}
