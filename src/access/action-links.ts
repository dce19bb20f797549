import { createHmac } from 'node:crypto'
import { sameToken } from './secrets.js'

/** What a link in a mail may do without an account; each module that needs one adds its word. */
export type LinkPurpose =
  | 'invitation'
  | 'password-reset'
  | 'directory-review'
  | 'echographer-renewal'
  | 'birth-nil-return'

export type ActionLink = {
  purpose: LinkPurpose
  /** The row the link acts upon. */
  id: string
  /** Changes when links given before must stop working: a number of sendings, of changes. */
  version: number
  expiresAt: Date
}

/**
 * The token of a link: readable, signed, and bound to one purpose. It is made when the mail leaves and kept
 * nowhere. That it serves once is for the row it names to say.
 */
export function signLink(linkKey: Buffer, { purpose, id, version, expiresAt }: ActionLink): string {
  const said = [id, version, Math.trunc(expiresAt.getTime() / 1000)].join('.')
  return `${said}.${macOf(linkKey, purpose, said)}`
}

/** What a token says when one of the keys signed it and its time has not passed, or null. */
export function readLink(
  linkKeys: Buffer | readonly Buffer[],
  purpose: LinkPurpose,
  token: string,
  now: Date,
): { id: string; version: number } | null {
  const [, said = '', id = '', version = '', seconds = '', mac = ''] =
    /^(([0-9a-f-]{36})\.(\d{1,9})\.(\d{1,12}))\.([\w-]{43})$/.exec(token) ?? []
  const signed = [linkKeys].flat().some((key) => sameToken(macOf(key, purpose, said), mac))
  if (!signed) return null
  return Number(seconds) * 1000 > now.getTime() ? { id, version: Number(version) } : null
}

function macOf(linkKey: Buffer, purpose: LinkPurpose, said: string): string {
  return createHmac('sha256', linkKey).update(`${purpose}.${said}`).digest('base64url')
}
