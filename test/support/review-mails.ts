import type pg from 'pg'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { APP_SECRET } from './app.js'

/** The token the latest mail about a record carries, as its question stands. */
export async function reviewToken(owner: pg.Client, subjectId: string): Promise<string> {
  const { rows } = await owner.query(
    'select id, link_version, expires_at from directory_reviews where subject_id = $1 order by asked_at desc limit 1',
    [subjectId],
  )
  return signLink(deriveKey(APP_SECRET, 'links'), {
    purpose: 'directory-review',
    id: rows[0].id,
    version: rows[0].link_version,
    expiresAt: rows[0].expires_at,
  })
}
