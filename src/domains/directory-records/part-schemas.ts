import { z } from 'zod'

/** A part of a record; one’s own record needs no identifier. */
export const DeskParams = z.strictObject({ id: z.uuid().optional() })
export const PartParams = z.strictObject({ id: z.uuid().optional(), partId: z.uuid() })
