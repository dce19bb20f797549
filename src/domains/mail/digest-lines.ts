import { formatCount } from '../../web/numbers.js'

type DigestWords = { words: (count: number) => string; path: string }

/**
 * What the mail of the week may say, by kind of line: its words and the page where one sees to it. A module adds its
 * line here, and what counts it to `workers/mail/digest.ts`.
 */
export const DIGEST_LINES = {
  'mail.failed': {
    words: (count) =>
      formatCount(count, 'courriel du réseau n’a pas pu partir', 'courriels du réseau n’ont pas pu partir'),
    path: '/courriels?etat=echec',
  },
  'account.invitations-ending': {
    words: (count) =>
      formatCount(
        count,
        'invitation prend fin cette semaine sans réponse',
        'invitations prennent fin cette semaine sans réponse',
      ),
    path: '/comptes',
  },
} as const satisfies Record<string, DigestWords>

export type DigestKind = keyof typeof DIGEST_LINES

export const DIGEST_KINDS = Object.keys(DIGEST_LINES) as [DigestKind, ...DigestKind[]]
