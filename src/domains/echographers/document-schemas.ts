import { z } from 'zod'

export const DocumentParams = z.strictObject({ id: z.uuid(), partId: z.uuid() })

/** A document an identifier rests on. */
export const EchographerDocument = z.strictObject({
  id: z.uuid(),
  /** The act of the history it came with. */
  eventId: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  contentHash: z.string(),
  uploadedAt: z.iso.datetime(),
  uploadedBy: z.string(),
  removedAt: z.iso.datetime().nullable(),
  removedBy: z.string().nullable(),
})
export type EchographerDocument = z.infer<typeof EchographerDocument>
