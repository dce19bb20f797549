import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export type KeyUse =
  | 'sessions'
  | 'forms'
  | 'pseudonyms'
  | 'links'
  | 'sign-in-steps'
  | 'second-factor'
  | 'recovery-codes'
  | 'rate-limits'

/** Keys for separate uses, all derived from the one secret of the platform (HKDF, RFC 5869). */
export function deriveKey(appSecret: string, use: KeyUse): Buffer {
  return Buffer.from(hkdfSync('sha256', appSecret, 'trame', use, 32))
}

/** The token a form carries: it proves that the page was made for this session. */
export function formToken(formKey: Buffer, sessionId: string): string {
  return createHmac('sha256', formKey).update(sessionId).digest('base64url')
}

export function sameToken(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
