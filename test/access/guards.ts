import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const ROOT = path.join(import.meta.dirname, '../..')

/** One guard of the sources, and the sources without it. */
export type Guard = { file: string; line: number; what: string; without: string }

/** Every guard that keeps somebody out: removing any of them must turn a test red. */
export function listGuards(): Guard[] {
  return readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
    .flatMap((file) => guardsOf(path.posix.join('src', file)))
}

function guardsOf(file: string): Guard[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8')
  return KINDS.flatMap(({ what, pattern, remove }) =>
    [...source.matchAll(pattern)].flatMap((match) => {
      const at = match.index + match[0].length - (match[1]?.length ?? 0)
      if (file === 'src/access/policy.ts' || /^\s*(\*|\/\/)/.test(lineAround(source, match.index))) return []
      const without = remove(source, match.index, at)
      return without === null
        ? []
        : [{ file, line: source.slice(0, match.index).split('\n').length, what, without }]
    }),
  )
}

const KINDS: {
  what: string
  pattern: RegExp
  remove: (source: string, start: number, end: number) => string | null
}[] = [
  { what: 'within(…)', pattern: /(?<![\w.])within\(/g, remove: withoutCall },
  {
    what: 'permission of a route',
    pattern: /permission: '(?!anyone)[\w.-]+'/g,
    remove: (source, start, end) => `${source.slice(0, start)}permission: 'anyone'${source.slice(end)}`,
  },
  { what: 'checkFormToken(…)', pattern: /(?<!function )\bcheckFormToken\(/g, remove: withoutCall },
  { what: 'guardForms(…)', pattern: /(?<!function )\bguardForms\(/g, remove: withoutCall },
  { what: 'refuseLooseInput(…)', pattern: /(?<!function )\brefuseLooseInput\(/g, remove: withoutCall },
  { what: 'setSecurityHeaders(…)', pattern: /(?<!function )\bsetSecurityHeaders\(/g, remove: withoutCall },
  {
    what: 'a refusal of access',
    pattern: /if \([^\n]*\) throw new AppError\('access\.(?:forged-form|sign-in-required|forbidden)'\)/g,
    remove: (source, start, end) => `${source.slice(0, start)}void 0${source.slice(end)}`,
  },
  { what: 'audit(…)', pattern: /await audit\(/g, remove: withoutCall },
]

/** The source with a call replaced by nothing: `undefined` where a condition was, which drizzle leaves out. */
function withoutCall(source: string, start: number, end: number): string | null {
  let depth = 1
  let at = end
  while (depth > 0 && at < source.length) {
    if (source[at] === '(') depth += 1
    if (source[at] === ')') depth -= 1
    at += 1
  }
  if (/\bfunction $/.test(source.slice(Math.max(0, start - 9), start))) return null
  const nothing = source.slice(start - 2, start) === '${' ? 'sql`true`' : 'undefined'
  return `${source.slice(0, start)}${nothing}${source.slice(at)}`
}

function lineAround(source: string, at: number): string {
  return source.slice(source.lastIndexOf('\n', at) + 1, source.indexOf('\n', at))
}

/** A copy of the sources and of the tests, where one file at a time is changed; the packages are shared. */
export function copySources(): {
  folder: string
  write: (file: string, text: string) => void
  restore: (file: string) => void
  remove: () => void
} {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trame-guards-'))
  for (const one of ['src', 'workers', 'test', 'migrations', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(ROOT, one), path.join(folder, one), { recursive: true })
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  return {
    folder,
    write: (file, text) => writeFileSync(path.join(folder, file), text),
    restore: (file) => cpSync(path.join(ROOT, file), path.join(folder, file)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
