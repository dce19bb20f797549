import { z } from 'zod'
import {
  ElementAnswer,
  FILE_ELEMENT_CODES,
  FILE_PART_CODES,
  PURPOSE_CODES,
} from './authorisation-elements.js'

const day = z.iso.date('Indiquez une date, par exemple 31/12/2026.')
const element = z.enum(FILE_ELEMENT_CODES)

export const Opening = z.strictObject({ purpose: z.enum(PURPOSE_CODES, 'Choisissez l’objet de la demande.') })
export type Opening = z.infer<typeof Opening>

/** What is written of some elements, from the revision that was read. */
export const DraftChange = z.strictObject({
  revision: z.int('Rouvrez le dossier.').min(1, 'Rouvrez le dossier.'),
  elements: z.partialRecord(element, ElementAnswer),
})
export type DraftChange = z.infer<typeof DraftChange>

export const Submission = z.strictObject({
  revision: z.int('Rouvrez le dossier.').min(1, 'Rouvrez le dossier.'),
  reason: z.string().trim().min(1).max(500, 'Au plus 500 caractères.').nullable(),
})
export type Submission = z.infer<typeof Submission>

const PartState = z.strictObject({
  part: z.enum(FILE_PART_CODES),
  elements: z.int(),
  missing: z.array(element),
})

export const FileDecision = z.strictObject({
  decision: z.enum(['granted', 'refused']),
  version: z.int(),
  decidedOn: z.iso.date(),
  reference: z.string().nullable(),
  validFrom: z.iso.date().nullable(),
  validTo: z.iso.date().nullable(),
  decidedBy: z.string().nullable(),
})
export type FileDecision = z.infer<typeof FileDecision>

/** Where a request stands, not what it says: for whoever follows the house. */
export const FileStatus = z.strictObject({
  purpose: z.enum(PURPOSE_CODES),
  stage: z.enum(['preparing', 'submitted', 'complement-asked', 'granted', 'refused']),
  openedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** What is missing in the draft; null for the agency, which reads what was sent. */
  parts: z.array(PartState).nullable(),
  /** Latest first. */
  versions: z.array(
    z.strictObject({
      id: z.uuid(),
      version: z.int(),
      receipt: z.string(),
      submittedAt: z.iso.datetime(),
      submittedBy: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  /** The day the agency asked an answer for, when it waits for one. */
  answerBy: z.iso.date().nullable(),
  decision: FileDecision.nullable(),
})
export type FileStatus = z.infer<typeof FileStatus>

const Fact = z.strictObject({ label: z.string(), value: z.string() })
const FrozenDocument = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  stored: z.string(),
})

const FrozenElement = z.strictObject({
  code: element,
  label: z.string(),
  text: z.string().nullable(),
  facts: z.array(Fact),
  documents: z.array(FrozenDocument),
})

/** What was sent to the agency, as it was. */
export const FileContent = z.strictObject({
  house: z.strictObject({ name: z.string(), finessNumber: z.string(), network: z.string() }),
  fileId: z.uuid(),
  purpose: z.enum(PURPOSE_CODES),
  version: z.int(),
  submittedAt: z.iso.datetime(),
  elements: z.array(FrozenElement),
})
export type FileContent = z.infer<typeof FileContent>

/** The same for a program: where our disk keeps a document is nobody’s business. */
export const FileVersion = z.strictObject({
  id: z.uuid(),
  version: z.int(),
  receipt: z.string(),
  contentHash: z.string(),
  submittedAt: z.iso.datetime(),
  submittedBy: z.string(),
  reason: z.string().nullable(),
  purpose: z.enum(PURPOSE_CODES),
  elements: z.array(FrozenElement.extend({ documents: z.array(FrozenDocument.omit({ stored: true })) })),
})
export type FileVersion = z.infer<typeof FileVersion>

export const Draft = z.strictObject({
  purpose: z.enum(PURPOSE_CODES),
  revision: z.int(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
  parts: z.array(PartState),
  elements: z.array(
    z.strictObject({
      code: element,
      label: z.string(),
      text: z.string().nullable(),
      documentIds: z.array(z.uuid()),
      known: z.array(Fact),
    }),
  ),
})

/** What the agency decides, about the version it read. */
export const NewDecision = z
  .strictObject({
    version: z.int('Rouvrez le dossier.').min(1, 'Rouvrez le dossier.'),
    decision: z.enum(['granted', 'refused'], 'Choisissez : accordée ou refusée.'),
    decidedOn: day,
    reference: z
      .string()
      .trim()
      .min(1, 'Indiquez la référence de la décision.')
      .max(200, 'Au plus 200 caractères.'),
    validFrom: day.nullable(),
    validTo: day.nullable(),
  })
  .refine(({ decision, validFrom }) => decision === 'refused' || validFrom !== null, {
    path: ['validFrom'],
    error: 'Une autorisation accordée vaut à partir d’un jour : indiquez-le.',
  })
  .refine(
    ({ decision, validFrom, validTo }) => decision === 'granted' || (validFrom === null && validTo === null),
    {
      path: ['validFrom'],
      error: 'Un refus n’a pas de dates de validité : laissez-les vides.',
    },
  )
  .refine(({ validFrom, validTo }) => validFrom === null || validTo === null || validFrom <= validTo, {
    path: ['validTo'],
    error: 'La fin vient avant le début. Corrigez l’une des deux dates.',
  })
export type NewDecision = z.infer<typeof NewDecision>

export const FollowedFile = z.strictObject({
  houseId: z.uuid(),
  house: z.string(),
  status: FileStatus.nullable(),
})
export type FollowedFile = z.infer<typeof FollowedFile>
