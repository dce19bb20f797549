import { z } from 'zod'

export const SignIn = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(256),
})
export type SignIn = z.infer<typeof SignIn>

export const Session = z.strictObject({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  role: z.string(),
})
