import { z } from 'zod'
import { BULK_ACTS, BULK_WORDS, MOST_BULK } from './bulk-rules.js'
import { RecordsPageQuery } from './list-schemas.js'
import { Membership } from './membership-schemas.js'
import { KIND_PATHS } from './paths.js'
import { ArchiveReason } from './schemas.js'
import type { Subject } from './subject.js'

const TOO_MANY = `Choisissez au plus ${MOST_BULK} fiches à la fois.`
const TERRITORY = 'Choisissez le territoire dans la liste.'
const NONE = 'Cochez au moins une fiche.'

/** A record as its box says it: « personnes/… ». */
const one = z
  .string()
  .regex(/^(personnes|structures)\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, NONE)
  .transform((text): Subject => {
    const [kind, id = ''] = text.split('/')
    return { kind: kind === KIND_PATHS.person ? 'person' : 'structure', id }
  })
/** The boxes ticked, each record once. */
export const Chosen = z
  .union([one.transform((subject) => [subject]), z.array(one).min(1, NONE).max(MOST_BULK, TOO_MANY)], NONE)
  .transform((subjects) => [...new Map(subjects.map((subject) => [subject.id, subject])).values()])

/** The box of a record. */
export function boxOf({ kind, id }: Subject): string {
  return `${KIND_PATHS[kind]}/${id}`
}

/** Records ticked in a list, or all those the list shows, and what is to be done to them. */
export const NewBulkQuery = RecordsPageQuery.extend({
  acte: z.enum(BULK_ACTS.map((act) => BULK_WORDS[act])),
  fiche: Chosen.optional(),
  toutes: z.literal('oui').optional(),
})

export const TerritoryForAll = z.strictObject({
  fiche: Chosen,
  territoryId: z
    .union([z.uuid(TERRITORY), z.literal('aucun')], TERRITORY)
    .transform((id) => (id === 'aucun' ? null : id)),
})
export const MembershipForAll = Membership.omit({ note: true }).extend({ fiche: Chosen })
export const ArchiveForAll = ArchiveReason.extend({ fiche: Chosen })

/** Records as a program names them, each once. */
const records = z
  .array(z.strictObject({ kind: z.enum(['person', 'structure']), id: z.uuid() }))
  .min(1, 'Nommez au moins une fiche.')
  .max(MOST_BULK, TOO_MANY)
  .transform((subjects) => [...new Map(subjects.map((subject) => [subject.id, subject])).values()])

export const TerritoryForMany = z.strictObject({ records, territoryId: z.uuid(TERRITORY).nullable() })
export const MembershipForMany = Membership.omit({ note: true }).extend({ records })
export const ArchiveForMany = ArchiveReason.extend({ records })

export const UndoneQuery = z.strictObject({
  laissees: z.coerce.number().int().min(0).max(MOST_BULK).optional(),
})
