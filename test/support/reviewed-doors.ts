import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Door } from './doors.js'

/**
 * Every route with what it asks for, as somebody last read it. `UPDATE_DOORS=1` writes it again; read the difference
 * before keeping it: a line that now says « anyone » opens a door.
 */
export const REVIEWED = path.resolve('test/access/doors.txt')

/** The doors in the words of the reviewed list. */
export function listed(doors: Door[]): string[] {
  return doors
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url, permission }) => `${method} ${url} ${permission}`)
    .sort()
}

/** What somebody has reviewed. */
export function reviewed(): string[] {
  return readFileSync(REVIEWED, 'utf8').trim().split('\n')
}

/** The doors that ask for something else than what was reviewed, or that nobody reviewed. */
export function doorsOtherThanReviewed(doors: Door[]): string[] {
  const known = new Set(reviewed())
  return listed(doors).filter((line) => !known.has(line))
}
