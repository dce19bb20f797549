import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const ROOT = process.cwd()

/** One guard of the sources. Its name survives changes elsewhere in the file: file, function or route, kind, rank. */
export type Guard = { name: string; file: string; line: number; what: Kind['what'] }

type Found = Guard & { edits: Edit[] }
type Edit = { at: number; text: string; instead?: number }

/** Every guard that keeps somebody out, or that leaves a trace: removing any of them must turn a test red. */
export function listGuards(): Guard[] {
  return sourceFiles().flatMap((file) =>
    guardsOf(file, readSource(file)).map(({ edits: _, ...guard }) => guard),
  )
}

/**
 * A copy of the sources and of the tests in which each guard has a switch: `GUARD_OFF` names the one that is off. One
 * copy serves all the removals. See `guard-switch.mjs`.
 */
export function copyWithSwitches(): { folder: string; remove: () => void } {
  const copy = copySources()
  for (const file of sourceFiles()) {
    const source = readSource(file)
    const guards = guardsOf(file, source)
    if (guards.length > 0)
      copy.write(
        file,
        edited(
          source,
          guards.flatMap(({ edits }) => edits),
        ),
      )
  }
  // Once, before the runs that go two at a time.
  execFileSync('node', ['src/cli/build.mjs'], { cwd: copy.folder })
  return copy
}

/** A copy of the sources and of the tests, where one file at a time is changed; the packages are shared. */
export function copySources(): {
  folder: string
  write: (file: string, text: string) => void
  remove: () => void
} {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trame-guards-'))
  for (const one of COPIED) {
    cpSync(path.join(ROOT, one), path.join(folder, one), { recursive: true })
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  return {
    folder,
    write: (file, text) => writeFileSync(path.join(folder, file), text),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const COPIED = ['src', 'workers', 'test', 'bench', 'migrations'].concat([
  'package.json',
  'package-lock.json',
  'tsconfig.json',
])

function sourceFiles(): string[] {
  return readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.posix.join('src', file))
    .filter((file) => !NOT_GUARDED.has(file))
    .sort()
}

function readSource(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8')
}

/** The policy is watched by the matrix and the reviewed list; links of the menu and of tabs open nothing. */
const NOT_GUARDED = new Set([
  'src/access/policy.ts',
  'src/web/navigation.ts',
  'src/domains/birth-houses/tabs.tsx',
  'src/domains/directory/sections.ts',
])

function guardsOf(file: string, source: string): Found[] {
  const ranks = new Map<string, number>()
  return KINDS.flatMap(({ what, pattern, edit }) =>
    [...source.matchAll(pattern)].flatMap((match) => {
      if (/^\s*(\*|\/\/)/.test(lineAround(source, match.index))) return []
      const place = `${file} ${scopeAt(source, match.index)} ${what}`
      const rank = (ranks.get(place) ?? 0) + 1
      ranks.set(place, rank)
      const name = rank === 1 ? place : `${place} ${rank}`
      const edits = edit(source, match, JSON.stringify(name))
      const line = source.slice(0, match.index).split('\n').length
      return edits ? [{ name, file, line, what, edits }] : []
    }),
  )
}

type Kind = {
  what: 'condition' | 'permission' | 'form' | 'input' | 'headers' | 'refusal' | 'trace'
  pattern: RegExp
  edit: (source: string, match: RegExpExecArray, name: string) => Edit[] | null
}

const KINDS: Kind[] = [
  { what: 'condition', pattern: /(?<![\w.])(?<!function )within\((?=[\s\w.]*\bactor,)/g, edit: aroundCall },
  { what: 'permission', pattern: /(?<=permission: )'(?!anyone)[\w.-]+'(?=\s*[,}])/g, edit: permissionOf },
  { what: 'form', pattern: /(?<!function )\b(?:checkFormToken|guardForms)\(/g, edit: aroundCall },
  { what: 'input', pattern: /(?<!function )\brefuseLooseInput\(/g, edit: aroundCall },
  { what: 'headers', pattern: /(?<!function )\bsetSecurityHeaders\(/g, edit: aroundCall },
  {
    what: 'refusal',
    pattern:
      /(?<=if \()[^\n]*(?=\) (?:\{\s*)?throw new AppError\((?:'(?:access|right|account)\.|'(?:token\.foreign-permission|authorisation\.missing|import\.foreign-establishment|invitation\.dead)'|(?:refusal|account|factor|decision\.refusal)\)))/g,
    edit: (_, { index, 0: condition }, name) => [
      { at: index, text: `${IS_ON}(${name}) && globalThis.refuses(${name}, ` },
      { at: index + condition.length, text: ')' },
    ],
  },
  { what: 'trace', pattern: /(?<![\w.])(?<!function )audit\((?=ctx|\n)/g, edit: aroundCall },
]

const IS_ON = 'globalThis.guardIsOn'

/** With the switch off, a condition lets everything through, and any other call is not made. */
function aroundCall(source: string, match: RegExpExecArray, name: string): Edit[] | null {
  const end = closing(source, match.index + match[0].length)
  if (end === null) return null
  // A call of a function of ours, not a condition between parentheses, which would go on with the line before.
  if (source.slice(match.index, end).includes('await ')) throw new Error(`${name} awaits inside the call`)
  const instead = match[0].startsWith('within') ? 'globalThis.everything' : 'undefined'
  return [
    { at: match.index, text: `globalThis.guarded(${name}, () => ` },
    { at: end, text: `, ${instead})` },
  ]
}

/** Asked each time: what several routes share is made once, as its file is loaded. */
function permissionOf(_: string, { index, 0: permission }: RegExpExecArray, name: string): Edit[] {
  const text = `get permission() { return ${IS_ON}(${name}) ? ${permission} : 'anyone' }`
  const start = index - 'permission: '.length
  return [{ at: start, text, instead: index + permission.length - start }]
}

/** Where the call ends whose parenthesis has just been opened. */
function closing(source: string, start: number): number | null {
  let depth = 1
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === '(') depth += 1
    if (source[at] === ')') depth -= 1
    if (depth === 0) return at + 1
  }
  return null
}

function edited(source: string, edits: Edit[]): string {
  return [...edits]
    .sort((a, b) => b.at - a.at)
    .reduce(
      (text, { at, text: added, instead = 0 }) => text.slice(0, at) + added + text.slice(at + instead),
      source,
    )
}

/** The route or the function that holds this place. */
function scopeAt(source: string, at: number): string {
  const before = source.slice(0, at)
  const route = [...before.matchAll(/\b\w+\.(get|post|put|patch|delete)\(\s*['"`]([^'"`]+)/g)].at(-1)
  const named = [
    ...before.matchAll(/^(?:export )?(?:default )?(?:async )?(?:function\*? |const |type )(\w+)/gm),
  ].at(-1)
  if (route && (!named || route.index > named.index)) return `${route[1]!.toUpperCase()} ${route[2]}`
  return named?.[1] ?? 'file'
}

function lineAround(source: string, at: number): string {
  return source.slice(source.lastIndexOf('\n', at) + 1, source.indexOf('\n', at))
}
