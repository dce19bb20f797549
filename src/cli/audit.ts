import path from 'node:path'
import { parseArgs } from 'node:util'
import { asc } from 'drizzle-orm'
import { type Anchor, anchorFile, readAnchors } from '../audit/anchors.js'
import { type ChainState, listHeads, verifyOwnChain } from '../audit/chains.js'
import { faultWords } from '../audit/sentences.js'
import { readConfig } from '../config.js'
import type { Ctx } from '../context.js'
import { connect, type Database } from '../db/connect.js'
import { startEmbedded } from '../db/embedded.js'
import { networks } from '../domains/networks/tables.js'

const USAGE = `Vérifie que le journal de chaque réseau est tel qu’il a été écrit.

  npm run audit:verify [-- --anchors FICHIER]

  FICHIER  les ancres copiées ailleurs ; sans lui, celles du dossier de données.
  Rend 0 quand tout est conforme, 1 quand un journal ne l’est pas, 2 quand la commande est mal écrite.
`

const MOST_NETWORKS = 1000

await main()

async function main(): Promise<void> {
  const asked = readArguments()
  const config = readConfig()
  const file = asked ?? anchorFile(config.dataDir)
  const embedded = config.databaseUrl ? null : await startEmbedded(path.join(config.dataDir, 'postgres'))
  const database = connect(config.databaseUrl ?? embedded?.url ?? '')
  try {
    process.exitCode = (await verifyAll(database, file)) ? 0 : 1
  } finally {
    await database.close()
    if (embedded && !embedded.reused) embedded.stop()
  }
}

function readArguments(): string | undefined {
  try {
    return parseArgs({ options: { anchors: { type: 'string' } } }).values.anchors
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}

async function verifyAll({ db }: Database, file: string): Promise<boolean> {
  const anchors = await readAnchors(file)
  const known = await db
    .select({ id: networks.id, name: networks.name })
    .from(networks)
    .orderBy(asc(networks.name))
    .limit(MOST_NETWORKS)
  const names = new Map(known.map(({ id, name }) => [id, name]))
  const platform = contextOf(db, null)
  // A chain may be named by its head or by an anchor alone, when its network was deleted.
  const chains = new Set([...names.keys(), ...anchors.map(({ chain }) => chain), 'platform'])
  for (const { chain } of await listHeads(platform)) chains.add(chain)
  let intact = true
  for (const chain of chains) {
    const ctx = chain === 'platform' ? platform : contextOf(db, chain)
    const witnesses = anchors.filter((anchor) => anchor.chain === chain)
    const state = await verifyOwnChain(ctx, witnesses)
    process.stdout.write(`${reportLine(names.get(chain) ?? placeWords(chain), state, witnesses)}\n`)
    intact &&= state.report.intact
  }
  process.stdout.write(intact ? 'Tout est conforme.\n' : 'Un journal au moins n’est pas conforme.\n')
  return intact
}

function contextOf(db: Ctx['db'], networkId: string | null): Ctx {
  // Nothing here depends on the time.
  return { db, actor: { role: 'system', job: 'audit.verify', networkId }, now: new Date(0) }
}

function placeWords(chain: string): string {
  return chain === 'platform' ? 'Plateforme' : `Réseau inconnu ${chain}`
}

function reportLine(name: string, { report, unchained }: ChainState, witnesses: Anchor[]): string {
  const older = unchained > 0 ? ` (${unchained} entrées plus anciennes que la chaîne, non protégées)` : ''
  if (report.intact) {
    return `${name} : ${report.length} entrées, conformes à la chaîne et à ${witnesses.length} ancre(s)${older}.`
  }
  return `${name} : l’entrée n° ${report.position} ${faultWords(report.fault)} ; la rupture est à cette entrée ou à celle qui la précède${older}.`
}
