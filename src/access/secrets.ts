import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

export type KeyUse =
  | 'sessions'
  | 'forms'
  | 'pseudonyms'
  | 'links'
  | 'sign-in-steps'
  | 'second-factor'
  | 'recovery-codes'
  | 'rate-limits'
  | 'sendings'

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

/** Seals a short text (AES-256-GCM) for one owner: moved to another row, it no longer opens. */
export function seal(key: Buffer, owner: string, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url')).join('.')
}

/** No key at hand opens a sealed text: it was moved, changed, or sealed under a secret since withdrawn. */
export class SealedForGood extends Error {
  override name = 'SealedForGood'
}

/** Opens what `seal` closed, with whichever of the keys closed it. Throws `SealedForGood` when none did. */
export function unseal(keys: readonly Buffer[], owner: string, text: string): string {
  const [nonce, sealed, tag] = text.split('.').map((part) => Buffer.from(part, 'base64url'))
  if (!nonce || !sealed || tag?.length !== 16) throw new Error('not a sealed text')
  for (const key of keys) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      decipher.setAAD(Buffer.from(owner)).setAuthTag(tag)
      return decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8')
    } catch {
      // the next key may be the one
    }
  }
  throw new SealedForGood()
}
