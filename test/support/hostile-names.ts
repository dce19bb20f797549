import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'
import { anyOf, numberUnder } from './random.js'

/** As many folders as a name may climb: what it writes by climbing is still watched. */
const CLIMBS = 6
const LEAVES = [
  'a.rsa',
  'passwd',
  'é.zip',
  'e\u0301.zip',
  'CON',
  'aux.txt',
  '.',
  '..',
  '...',
  '',
  ' ',
  '~',
  '$HOME',
]
const SEPARATORS = [
  '/',
  '/',
  '/',
  '\\',
  '//',
  '/./',
  '%2f',
  '%5C',
  '\u2215',
  '\u2044',
  '\uff0f',
  '\uff3c',
  ':',
]
const CLIMBING = ['..', '..', '..', '%2e%2e', '\u2025', '\uff0e\uff0e', '.. ', '..\0', '\u202e..']
const STARTS = [
  '',
  '',
  '',
  '/',
  '\\',
  '\\\\serveur\\partage\\',
  'C:\\',
  'c:',
  'file:///',
  '/proc/self/cwd/',
  '\\\\?\\',
]
const STRANGE = [
  '\0',
  '\u0007',
  '\n',
  '\r\n',
  '\x1b[31m',
  '\x7f',
  '\x85',
  '\u202e',
  '\u2066',
  '\u2028',
  '\ufeff',
  '\ud83d\ude00',
]

/** A name that somebody could give a file so that it is written elsewhere; `root` is where absolute ones point to. */
export function hostileName(random: () => number, root: string): string {
  const pieces = Array.from({ length: 1 + numberUnder(random, CLIMBS) }, () =>
    random() < 0.6 ? anyOf(random, CLIMBING) : anyOf(random, LEAVES),
  )
  const separator = anyOf(random, SEPARATORS)
  const start = random() < 0.15 ? `${root}/` : anyOf(random, STARTS)
  const name = start + [...pieces, `n${numberUnder(random, 1e6)}`].join(separator)
  if (random() < 0.1) return `${name}${anyOf(random, ['a', 'é', '\u{1f600}']).repeat(300)}`
  if (random() < 0.7) return name
  const at = numberUnder(random, name.length)
  return name.slice(0, at) + anyOf(random, STRANGE) + name.slice(at)
}

/** As a report of a test may say it: an end of line of another kind would cut it. */
export function spelled(name: string): string {
  return name.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A folder deep inside one that is watched: `seen` is every file and folder there, by its path from the top. */
export function watchedFolder(t: Test): { root: string; folder: string; seen: () => string[] } {
  const root = mkdtempSync(path.join(os.tmpdir(), 'trame-names-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  const folder = path.join(root, ...Array.from({ length: CLIMBS + 1 }, (_, index) => `${index}`))
  mkdirSync(folder, { recursive: true })
  return { root, folder, seen: () => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort() }
}
