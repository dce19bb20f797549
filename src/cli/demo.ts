import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openAsBlob } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Config, readConfig } from '../config.js'
import { type Ctx, inTransaction } from '../context.js'
import { connect, type Database } from '../db/connect.js'
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../domains/accounts/demo-accounts.js'
import { openSession } from '../domains/accounts/sessions.js'
import { createNetwork, findNetwork } from '../domains/networks/setup.js'
import { dataAuthorisations } from '../domains/networks/tables.js'
import { type Running, startAll } from '../running.js'
import { stopOnSignals } from '../signals.js'
import { prepareAccounts } from './demo-accounts.js'
import { furnishBirthHouse } from './demo-birth-house.js'
import { DEMO_NETWORK, demoMaternities } from './demo-data.js'
import { furnishDirectory } from './demo-directory.js'

const STAYS = 100_000
const YEARS = '2023-2025'
const SEED = 2015
const WAIT_FOR_FIGURES_MILLISECONDS = 120_000

await main()

/** `npm run demo`: a fictive region, three years of synthetic extracts sent as a person would, then the address. */
async function main(): Promise<void> {
  const config = demoConfig(await freePortNear(readConfig().port))
  say('Trame démarre : base de données, serveur, ouvrier…')
  const running = await startAll(config)
  stopOnSignals(running.stop)
  const database = connect(running.databaseUrl)
  try {
    const networkId = await prepareNetwork(database)
    const secrets = { current: config.appSecret, previous: config.previousSecret }
    const people = await prepareAccounts(database.db, secrets, networkId, new Date())
    const authorization = await enter(database, running, people['coordination@trame.test'])
    // The directory is written while the generator of extracts, another process, works.
    await Promise.all([
      furnishDirectory(database.db, networkId, people['professionnel@trame.test'], new Date()),
      hasFigures(running, authorization).then((known) =>
        known ? undefined : sendExtracts(config, running, authorization),
      ),
    ])
    await furnishBirthHouse(
      database.db,
      networkId,
      {
        coordinator: people['coordination@trame.test'],
        maternity: people['dim@trame.test'],
        agency: people['ars@trame.test'],
      },
      new Date(),
    )
  } finally {
    await database.close()
  }
  welcome(running.address, extractsFolder(config))
}

/** Plain http on this machine: the cookie cannot ask for https. */
function demoConfig(port: number): Config {
  const config = readConfig()
  return {
    ...config,
    port,
    cookieSecure: false,
    demo: true,
    logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel,
  }
}

async function prepareNetwork({ db }: Database): Promise<string> {
  const known = await findNetwork(db, DEMO_NETWORK.name)
  if (known) return known.id
  const now = new Date()
  return db.transaction(async (db) => {
    const networkId = await createNetwork(db, { ...DEMO_NETWORK, maternities: demoMaternities() }, now)
    const ctx: Ctx = { db, actor: { role: 'system', job: 'demo', networkId }, now }
    await inTransaction(ctx, (ctx) =>
      ctx.db.insert(dataAuthorisations).values({
        networkId,
        reference: 'Démonstration : données synthétiques',
        legalBasis: 'Aucune donnée réelle : séjours inventés par le générateur de Trame.',
        dataProtectionOfficer: 'Sans objet (données synthétiques)',
        healthDataHost: 'Sans objet (données synthétiques)',
        validFrom: '2015-01-01',
        validTo: '2099-12-31',
        synthetic: true,
        recordedAt: now,
      }),
    )
    return networkId
  })
}

/** A session of the coordinator's for this command, which leaves the codes of her telephone to the visitors. */
async function enter(
  { db }: Database,
  { app }: Running,
  coordinator: { userId: string; grantId: string },
): Promise<string> {
  const ctx: Ctx = { db, actor: { role: 'public' }, now: new Date() }
  const session = await openSession(ctx, { ...coordinator, method: 'password', device: 'Démonstration' })
  return `Bearer ${app.jwt.sign({ sid: session.sessionId })}`
}

async function hasFigures(running: Running, authorization: string): Promise<boolean> {
  const overview = await call(running, authorization, '/api/tracers')
  return overview.frame.computedAt !== null
}

/** Generates the extracts, sends them through the API as a coordinator, and waits for the worker. */
async function sendExtracts(config: Config, running: Running, authorization: string): Promise<void> {
  const folder = extractsFolder(config)
  say(`Création d’extraits synthétiques (${STAYS} séjours, ${YEARS})…`)
  await rm(folder, { recursive: true, force: true })
  await synthesise(folder)
  say('Envoi des archives et calcul des indicateurs…')
  const form = new FormData()
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.zip'))) {
    form.append('files', await openAsBlob(path.join(folder, name)), name)
  }
  const sent = await fetch(`${running.address}/api/imports`, {
    method: 'POST',
    headers: { authorization },
    body: form,
  })
  const { id } = (await sent.json()) as { id: string }
  if (!sent.ok) throw new Error(`the upload was refused: ${sent.status}`)
  const deadline = Date.now() + WAIT_FOR_FIGURES_MILLISECONDS
  for (;;) {
    const { state } = await call(running, authorization, `/api/imports/${id}`)
    if (state === 'finished') return
    if (state === 'failed' || Date.now() > deadline) throw new Error(`the import ended as « ${state} »`)
    await wait(200)
  }
}

function extractsFolder({ dataDir }: { dataDir: string }): string {
  return path.join(dataDir, 'demo')
}

async function synthesise(folder: string): Promise<void> {
  const entry = path.join(import.meta.dirname, `synth${path.extname(import.meta.filename)}`)
  const options = [
    '--stays',
    String(STAYS),
    '--years',
    YEARS,
    '--seed',
    String(SEED),
    '--out',
    folder,
    '--zip',
  ]
  const child = spawn(process.execPath, [...process.execArgv, entry, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`the generator ended with ${status}`)
}

async function call(
  running: Running,
  authorization: string,
  url: string,
): Promise<{ state: string; frame: { computedAt: string | null } }> {
  const response = await fetch(`${running.address}${url}`, { headers: { authorization } })
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return (await response.json()) as { state: string; frame: { computedAt: string | null } }
}

function welcome(address: string, folder: string): void {
  const accounts = DEMO_ACCOUNTS.map(({ email, label }) => `  ${email.padEnd(26)} ${label}`)
  say(`
Trame est prête : ${address}

Comptes de démonstration, mot de passe « ${DEMO_PASSWORD} » ; les codes s’affichent à l’écran :
${accounts.join('\n')}

Extraits synthétiques à renvoyer si vous voulez : dossier ${folder}. Ctrl-C arrête tout.`)
}

function say(words: string): void {
  process.stdout.write(`${words}\n`)
}

/** The usual port, or any other when something already listens there. */
function freePortNear(port: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(0))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}
