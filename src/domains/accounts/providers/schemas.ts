import { z } from 'zod'
import { PROVIDERS } from '../tables.js'

/** What a button of sign-in sends; `invitation` is the token of the link she came by. */
export const Start = z.strictObject({
  next: z.string().max(500).optional(),
  invitation: z.string().max(200).optional(),
})

/** Her password once more; absent from the form of an account without one. */
export const StartLinking = z.strictObject({ currentPassword: z.string().max(256).optional() })

/** What comes back with the browser. Not strict: a provider may add parameters, which the standard says to ignore. */
export const Return = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4000).optional(),
  iss: z.string().max(300).optional(),
  error: z.string().max(200).optional(),
})
export type Return = z.infer<typeof Return>

export const PracticeChoice = z.strictObject({ practice: z.string().max(3).optional() })

/** What a person went to the provider for. */
const Purpose = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sign-in') }),
  z.strictObject({ kind: z.literal('invitation'), id: z.uuid(), version: z.number().int() }),
  z.strictObject({ kind: z.literal('link'), sessionId: z.uuid() }),
])
export type Purpose = z.infer<typeof Purpose>

/** What is kept on the server between the departure and the return. */
export const ProviderStep = z.strictObject({
  provider: z.enum(PROVIDERS),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  purpose: Purpose,
})
export type ProviderStep = z.infer<typeof ProviderStep>

/** What is kept while she says where she practises today. */
export const PracticeStep = z.strictObject({
  provider: z.enum(PROVIDERS),
  grantId: z.uuid(),
  practices: z.array(z.string()),
  next: z.string(),
})
export type PracticeStep = z.infer<typeof PracticeStep>
