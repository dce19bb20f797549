import { hash, verify } from '@node-rs/argon2'
import { waitingLine } from './waiting-line.js'

/** OWASP 2023 floor for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Anybody may have a password checked: without a bound, asking often enough takes all the memory and threads. */
const inTurn = waitingLine({ atOnce: 2, waiting: 32 })

/** Hashes a password. Throws `server.unavailable` when too many are being hashed or checked. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST))
}

let decoy: Promise<string> | undefined

/**
 * Checks a password; with no account the same work is done, so that a stranger learns nothing from the time. Throws
 * `server.unavailable` when too many are being hashed or checked.
 */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  // Made outside the line: turned away from it once, there would never be one.
  decoy ??= hash('nobody has this password', COST)
  const against = passwordHash ?? (await decoy)
  const matches = await inTurn(() => verify(against, password))
  return passwordHash !== null && matches
}
