import { z } from 'zod'

export const SignIn = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(256),
  /** Six digits, or a recovery code, from those who have a second factor. */
  code: z.string().trim().min(1).max(20).optional(),
})
export type SignIn = z.infer<typeof SignIn>

export const Session = z.strictObject({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  role: z.string(),
})

export const OneCode = z.strictObject({ code: z.string().trim().max(20) })

export const OneAddress = z.strictObject({ email: z.string().trim().min(1).max(254) })

/** What may be chosen is for `passwordRefusal` to say: the cap here only stops the absurd. */
export const NewPassword = z.strictObject({
  password: z.string().max(1000),
  confirmation: z.string().max(1000),
})
export type NewPassword = z.infer<typeof NewPassword>

export const ChangePassword = NewPassword.extend({ currentPassword: z.string().max(1000) })

export const PasswordAgain = z.strictObject({ currentPassword: z.string().max(1000) })

export const RoleChoice = z.strictObject({ grantId: z.uuid() })

export const RowParams = z.strictObject({ id: z.uuid() })

/** How long a token may live, in days. */
export const TOKEN_DAYS = [30, 90, 180, 365] as const

export const NewToken = z.strictObject({
  name: z.string().trim().min(1).max(100),
  permissions: z.array(z.string().max(60)).min(1).max(60),
  days: z.int().min(1).max(365),
  /** Asked of an account that has one. */
  currentPassword: z.string().max(1000).optional(),
})
export type NewToken = z.infer<typeof NewToken>

/** As a form sends it: one box ticked is a word, several are a list, and numbers are text. */
export const NewTokenForm = z.strictObject({
  name: z.string().trim().min(1).max(100),
  permissions: z
    .union([z.array(z.string().max(60)).min(1).max(60), z.string().max(60)])
    .transform((given) => [given].flat()),
  days: z.enum(TOKEN_DAYS.map(String)).transform(Number),
  currentPassword: z.string().max(1000).optional(),
})

const instant = z.iso.datetime()

export const SessionLines = z.array(
  z.strictObject({
    id: z.uuid(),
    device: z.string(),
    method: z.string(),
    createdAt: instant,
    lastSeenAt: instant,
    isThis: z.boolean(),
  }),
)

export const TokenLines = z.array(
  z.strictObject({
    id: z.uuid(),
    name: z.string(),
    permissions: z.array(z.string()),
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable(),
  }),
)

export const Token = z.strictObject({ id: z.uuid(), token: z.string(), expiresAt: z.iso.datetime() })
