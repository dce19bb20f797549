import { z } from 'zod'

/** A part of a record that is named, as programs name it. */
export const RecordPartParams = z.strictObject({ id: z.uuid(), partId: z.uuid() })

/** A part of a record; one’s own record needs no identifier. */
export const DeskParams = z.strictObject({ id: z.uuid().optional() })
export const PartParams = z.strictObject({ id: z.uuid().optional(), partId: z.uuid() })
