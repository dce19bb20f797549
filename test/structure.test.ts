import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import { CATALOGUE } from '../src/errors/catalogue.js'
import { HANDLERS } from '../workers/handlers.js'

const ROOT = process.cwd()
const sources = filesOf('src').concat(filesOf('workers'))

t.test('only the configuration reads the environment', async (t) => {
  t.same(filesWith(/process\.env/, sources), ['src/config.ts'])
})

t.test('only the entries read a clock', async (t) => {
  const entries = [
    'src/cli/admin.ts',
    'src/cli/audit.ts',
    'src/cli/demo.ts',
    'src/running.ts',
    'workers/main.ts',
  ]
  const readers = filesWith(/new Date\(\)|Date\.now\(\)|performance\.now\(\)/, sources)
  t.same(
    readers.filter((file) => !entries.includes(file)),
    [],
  )
})

t.test('pure folders import nothing impure', async (t) => {
  const pure = sources.filter((file) =>
    /^src\/domains\/(pmsi\/format|pmsi\/synthesis|tracers\/engine|tracers\/publication)\//.test(file),
  )
  t.ok(pure.length > 40)
  const impure =
    /from '(node:(fs|net|http|child_process|os|process)[^']*|pg|drizzle-orm[^']*|fastify[^']*|bullmq|.*\/(db|jobs|audit|context|config)[./][^']*)'/
  t.same(filesWith(impure, pure), [])
})

t.test('a domain imports from another its service, tables or pure parts, never its faces', async (t) => {
  const faults = sources.flatMap((file) => {
    const own = /^src\/domains\/([^/]+)\//.exec(file)?.[1]
    if (!own) return []
    return [...read(file).matchAll(/from '\.\.\/(?:\.\.\/)*([a-z-]+)\/(api|pages|views)[.-]/g)]
      .filter(([, other]) => other !== own && other !== 'web')
      .map(([line]) => `${file}: ${line}`)
  })
  t.same(faults, [])
})

t.test('no raw HTML and no SQL from strings', async (t) => {
  t.same(filesWith(/dangerouslySetInnerHTML|sql\.raw\(/, sources), [])
})

t.test('every code of the error catalogue is used somewhere', async (t) => {
  const everything = sources
    .filter((file) => !file.endsWith('errors/catalogue.ts'))
    .map(read)
    .join('\n')
  t.same(
    Object.keys(CATALOGUE).filter((code) => !everything.includes(`'${code}'`)),
    [],
  )
})

t.test('every job has one handler and every handler a job', async (t) => {
  const defined = sources
    .filter((file) => file.endsWith('/jobs.ts') && file !== 'src/jobs/jobs.ts')
    .flatMap((file) => [...read(file).matchAll(/name: '([^']+)'/g)].map(([, name]) => name))
  t.same(HANDLERS.map((handler) => handler.job.name).sort(), defined.sort())
})

t.test('the migrations say what the tables say', async (t) => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'trame-migrations-'))
  t.teardown(() => rmSync(scratch, { recursive: true, force: true }))
  cpSync(path.join(ROOT, 'migrations'), path.join(scratch, 'migrations'), { recursive: true })
  const before = readdirSync(path.join(scratch, 'migrations')).sort()
  // The same settings, written elsewhere: drizzle-kit resolves its paths from the working directory.
  const config = path.join(scratch, 'drizzle.config.json')
  const out = path.relative(ROOT, path.join(scratch, 'migrations'))
  const schema = ['./src/domains/*', './src/jobs', './src/audit', './src/access'].map(
    (one) => `${one}/tables.ts`,
  )
  writeFileSync(config, JSON.stringify({ dialect: 'postgresql', casing: 'snake_case', schema, out }))
  const run = spawnSync('npx', ['drizzle-kit', 'generate', '--config', path.relative(ROOT, config)], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  t.match(run.stdout, /No schema changes/)
  t.same(readdirSync(path.join(scratch, 'migrations')).sort(), before)
})

t.test('every table with a network is under row-level security, or says why not', async (t) => {
  // Identifiers of jobs, read by the worker before it knows a network.
  const exempt = ['outbox']
  const all = readdirSync(path.join(ROOT, 'migrations'))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => readFileSync(path.join(ROOT, 'migrations', file), 'utf8'))
    .join('\n')
  const tenants = [...all.matchAll(/CREATE TABLE "(\w+)" \(([\s\S]*?)\n\);/g)]
    .filter(([, , body]) => body!.includes('"network_id"'))
    .map(([, name]) => name!)
  const locked = new Set([
    ...[...all.matchAll(/alter table (\w+) enable row level security/g)].map(([, name]) => name!),
    ...[...all.matchAll(/foreach tenant in array array\[([^\]]+)\]/g)].flatMap(([, names]) =>
      [...names!.matchAll(/'(\w+)'/g)].map(([, name]) => name!),
    ),
  ])
  t.ok(tenants.length > 15)
  t.same(
    tenants.filter((name) => !exempt.includes(name) && !locked.has(name)),
    [],
  )
})

function filesOf(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.posix.join(folder, file))
    .sort()
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8')
}

function filesWith(pattern: RegExp, files: string[]): string[] {
  return files.filter((file) => pattern.test(read(file)))
}
