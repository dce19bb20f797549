import { z } from 'zod'

/** What a document of a house is. */
export const DOCUMENT_KINDS = {
  statutes: 'Statuts',
  convention: 'Convention signée',
  charter: 'Charte de fonctionnement',
  premises: 'Plans et locaux',
  insurance: 'Assurances',
  accounts: 'Comptes et budget',
  other: 'Autre document',
  request: 'Pièce du dossier d’autorisation',
} as const
export type DocumentKind = keyof typeof DOCUMENT_KINDS
const ALL_KINDS = Object.keys(DOCUMENT_KINDS) as [DocumentKind, ...DocumentKind[]]

/** Those one chooses among; a document of the request for authorisation is sent from the request itself. */
export const CHOSEN_KINDS = ALL_KINDS.filter((kind) => kind !== 'request') as [
  DocumentKind,
  ...DocumentKind[],
]

export const NewDocument = z.strictObject({
  kind: z.enum(CHOSEN_KINDS, 'Choisissez ce qu’est ce document.'),
})

export const HouseDocument = z.strictObject({
  id: z.uuid(),
  kind: z.enum(ALL_KINDS),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  contentHash: z.string(),
  uploadedAt: z.iso.datetime(),
  uploadedBy: z.string(),
  removedAt: z.iso.datetime().nullable(),
  removedBy: z.string().nullable(),
  replacedById: z.uuid().nullable(),
})
export type HouseDocument = z.infer<typeof HouseDocument>
