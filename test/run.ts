/**
 * Runs the whole suite, or the files asked for (`test/x.test.ts`): starts a PostgreSQL of its own (or uses
 * DATABASE_URL), prepares the template every test database is copied from, starts a Redis where one is installed, runs
 * each file, stops what it started.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbedded } from '../src/db/embedded.js'
import { migrateDatabase } from '../src/db/migrate.js'
import { runFiles } from './run-files.js'

const FAST_AND_FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // Each database that is dropped has it searched through.
  shared_buffers: '128MB',
}
const MEMORY_FOLDER = '/dev/shm'
const ROOM_BYTES = 4 * 1024 ** 3
const scratch = mkdtempSync(path.join(hasRoom(MEMORY_FOLDER) ? MEMORY_FOLDER : os.tmpdir(), 'trame-test-'))
chmodSync(scratch, 0o755) // as root, PostgreSQL runs as another account
/** What the tests give their people: no line logged by any application of the suite may hold it. */
const OF_PEOPLE = /@exemple\.test|Personne |un mot de passe pour les essais|(?<![\w.-])99\d{7}(?!\w)/
/** Files whose faults have a time of their own. */
const ALONE = /^test\/faults\/|^test\/workers\/(kill|mail-kill)|^test\/access\/(guards|waiting-line)/
/** Minutes long: begun last, they would end alone. */
const LONG = /^test\/access\/(matrix|row-security|repetition|fuzz)|^test\/workers\/idempotency/
const KEEPING_ALL = ['--appendonly', 'yes', '--appendfsync', 'no', '--auto-aof-rewrite-percentage', '0']
const PLACES = ['logged', 'log of PostgreSQL', 'written to Redis']
const USUAL_SECONDS = 600
/** Each of those alone goes through many deaths. */
const LONG_SECONDS = 900
const cleanups: (() => void)[] = [() => rmSync(scratch, { recursive: true, force: true })]

const code = await runSuite().catch((error: unknown) => {
  console.error(error)
  return 1
})
for (const cleanup of cleanups.reverse()) cleanup()
process.exit(code)

async function runSuite(): Promise<number> {
  const databaseUrl = process.env.DATABASE_URL ?? (await ownPostgres())
  await prepareTemplate(databaseUrl)
  const redisUrl = await ownRedis()
  if (!redisUrl)
    console.error('\n!! redis-server is not installed: the Redis half of the job tests is SKIPPED.\n')
  const logs = mkdtempSync(path.join(scratch, 'logs-'))
  const env = {
    ...process.env,
    TEST_DATABASE_URL: databaseUrl,
    TEST_LOG_FOLDER: logs,
    ...(redisUrl && { TEST_REDIS_URL: redisUrl }),
  }
  const total = { passed: 0, failed: 0 }
  for (const { files, jobs, timeoutSeconds } of rounds()) {
    const { passed, failed } = await runFiles(files, { jobs, timeoutSeconds, env })
    total.passed += passed
    total.failed += failed
  }
  const written = [...readdirSync(logs).map((file) => path.join(logs, file)), ...serverFiles()]
  if (leaksIn(written) > 0) total.failed += 1
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}

type Round = { files: string[]; jobs: number; timeoutSeconds: number }

/**
 * Without anything asked for, the whole suite: two files at a time, then one at a time those that break servers under
 * load and count the seconds, which a neighbour would lengthen.
 */
function rounds(): Round[] {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { jobs: { type: 'string', default: '2' }, timeout: { type: 'string' } },
  })
  const asked = { jobs: Number(values.jobs), timeoutSeconds: Number(values.timeout ?? USUAL_SECONDS) }
  if (positionals.length > 0) return [{ files: positionals, ...asked }]
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .map((file) => path.posix.join('test', file))
    .sort()
  const alone = files.filter((file) => ALONE.test(file))
  const long = files.filter((file) => LONG.test(file))
  const others = files.filter((file) => !alone.includes(file) && !long.includes(file))
  return [
    { files: [...long, ...others], ...asked },
    { files: alone, jobs: 1, timeoutSeconds: LONG_SECONDS },
  ]
}

/**
 * A database is a thousand files, made and removed for each test: in memory that costs a tenth of what it does on a disk,
 * which is three quarters of the time of PostgreSQL.
 */
function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > ROOM_BYTES
  } catch {
    return false
  }
}

/** Of every line written by the applications, by PostgreSQL in its log and to Redis. */
function leaksIn(files: string[]): number {
  console.log()
  let found = 0
  for (const place of PLACES) {
    const own = files.filter((file) => placeOf(file) === place)
    const lines = own.flatMap((file) => readFileSync(file, 'latin1').split('\n'))
    const leaks = lines.filter((line) => OF_PEOPLE.test(line))
    console.log(`${place}: ${lines.length} lines, ${leaks.length} with something of a person`)
    for (const line of leaks.slice(0, 5)) console.log(`  ${line.slice(0, 300)}`)
    found += leaks.length
  }
  return found
}

/** What the servers of the suite wrote, where it started them itself. */
function serverFiles(): string[] {
  const files = [path.join(scratch, 'postgres', 'server.log')]
  const redis = path.join(scratch, 'appendonlydir')
  if (existsSync(redis)) files.push(...readdirSync(redis).map((file) => path.join(redis, file)))
  return files.filter((file) => existsSync(file))
}

function placeOf(file: string): string {
  if (file.endsWith('server.log')) return 'log of PostgreSQL'
  return file.includes('appendonlydir') ? 'written to Redis' : 'logged'
}

async function ownPostgres(): Promise<string> {
  const server = await startEmbedded(path.join(scratch, 'postgres'), FAST_AND_FORGETFUL)
  cleanups.push(server.stop)
  return server.url
}

async function prepareTemplate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('drop database if exists trame_template')
  await client.query('create database trame_template')
  await client.end()
  const url = new URL(databaseUrl)
  url.pathname = '/trame_template'
  await migrateDatabase(url.href)
}

async function ownRedis(): Promise<string | null> {
  if (process.env.TEST_REDIS_URL) return process.env.TEST_REDIS_URL
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status !== 0) return null
  const port = await freePort()
  const redis = spawn(
    'redis-server',
    // Every command it was given, kept until the end: what is looked through for names.
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', scratch, ...KEEPING_ALL],
    { stdio: 'ignore' },
  )
  cleanups.push(() => redis.kill('SIGKILL'))
  return `redis://127.0.0.1:${port}`
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
