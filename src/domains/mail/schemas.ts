import { z } from 'zod'
import { frenchPhone } from './rules.js'

export const MailParams = z.strictObject({ id: z.uuid() })

export const MAIL_FILTERS = ['failed', 'waiting', 'sent'] as const
export type MailFilter = (typeof MAIL_FILTERS)[number]

const page = z
  .string()
  .regex(/^[1-9]\d{0,4}$/)
  .transform(Number)
  .default(1)

export const MailQuery = z.strictObject({ state: z.enum(MAIL_FILTERS).optional(), page })

/** The same question as a page asks it. */
export const MailPageQuery = z.strictObject({
  etat: z.enum(['echec', 'attente', 'envoyes']).optional(),
  page,
  fait: z.enum(['renvoi', 'ecarte']).optional(),
})

/** A mail as its network sees it: never what it says, whose links are for its reader alone. */
export const MailSummary = z.strictObject({
  id: z.uuid(),
  template: z.string(),
  subject: z.string(),
  toName: z.string(),
  toAddress: z.string(),
  state: z.enum(['sent', 'waiting', 'retrying', 'failed', 'dismissed', 'kept']),
  /** Why it did not leave, the last time. */
  refusal: z.string().nullable(),
  attempts: z.int(),
  createdAt: z.iso.datetime(),
  /** Not before; once refused, when it is tried again. */
  sendAfter: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  failedAt: z.iso.datetime().nullable(),
  dismissedAt: z.iso.datetime().nullable(),
  mayRetry: z.boolean(),
})
export type MailSummary = z.infer<typeof MailSummary>

export const MailList = z.strictObject({
  mails: z.array(MailSummary),
  page: z.int(),
  pageCount: z.int(),
  counts: z.strictObject({ all: z.int(), failed: z.int(), waiting: z.int(), sent: z.int() }),
})
export type MailList = z.infer<typeof MailList>

/** One line, as a header of a mail needs it. */
const line = (max: number, missing: string) =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'Écrivez sur une seule ligne, sans signe invisible.')

export const Signature = z.strictObject({
  signer: line(200, 'Indiquez le prénom et le nom de la personne qui signe.'),
  position: line(200, 'Indiquez la fonction de la personne qui signe.'),
  phone: z
    .string()
    .max(30)
    .transform((typed, context) => {
      const phone = frenchPhone(typed)
      if (phone !== null) return phone
      context.addIssue({ code: 'custom', message: 'Écrivez dix chiffres, par exemple 01 45 67 89 01.' })
      return z.NEVER
    }),
  replyTo: z
    .string()
    .trim()
    .max(254)
    .pipe(z.email('Écrivez une adresse complète, par exemple coordination@reseau.fr.')),
})
export type Signature = z.infer<typeof Signature>
/** What was typed, before it is checked. */
export type TypedSignature = Partial<Record<keyof Signature, string>>

/** The signature as it is read: the phone is already in its form. */
export const StoredSignature = z.strictObject({
  signer: z.string(),
  position: z.string(),
  phone: z.string(),
  replyTo: z.string(),
})
