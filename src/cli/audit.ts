import path from 'node:path'
import { parseArgs } from 'node:util'
import { asc } from 'drizzle-orm'
import pg from 'pg'
import { type Anchor, anchorFile, readAnchors } from '../audit/anchors.js'
import { archiveFolder, readArchives } from '../audit/archives.js'
import { type ChainState, listHeads, verifyOwnChain } from '../audit/chains.js'
import { cutChain } from '../audit/cutting.js'
import { faultWords } from '../audit/sentences.js'
import { KEPT_MONTHS } from '../audit/tables.js'
import { readConfig } from '../config.js'
import type { Ctx } from '../context.js'
import { connect, type Database } from '../db/connect.js'
import { startEmbedded } from '../db/embedded.js'
import { networks } from '../domains/networks/tables.js'

const USAGE = `Vérifie que le journal de chaque réseau est tel qu’il a été écrit, archives comprises.

  npm run audit:verify [-- --anchors FICHIER]
  npm run audit:archive [-- --anchors FICHIER]   vérifie, puis archive et retire ce qui a plus de ${KEPT_MONTHS} mois

  Les archives sont dans le dossier de données, sous audit-archives : copiez-les, et détruisez-en les entrées
  (jamais la première ligne, qui dit d’où la chaîne repart) quand leur propre durée de conservation est passée.

  FICHIER  les ancres copiées ailleurs ; sans lui, celles du dossier de données.
  Rend 0 quand tout est conforme, 1 quand un journal ne l’est pas, 2 quand la commande est mal écrite.
`

const MOST_NETWORKS = 1000

await main()

async function main(): Promise<void> {
  const { anchors: asked, archive } = readArguments()
  const config = readConfig()
  const place: Place = {
    dataDir: config.dataDir,
    anchors: await readAnchors(asked ?? anchorFile(config.dataDir)),
  }
  const embedded = config.databaseUrl ? null : await startEmbedded(path.join(config.dataDir, 'postgres'))
  const url = config.databaseUrl ?? embedded?.url ?? ''
  const database = connect(url)
  try {
    const intact = await verifyAll(database, place)
    process.exitCode = intact ? 0 : 1
    if (archive && intact) await archiveAll(url, database, place)
  } finally {
    await database.close()
    if (embedded && !embedded.reused) embedded.stop()
  }
}

type Place = { dataDir: string; anchors: Anchor[] }

function readArguments(): { anchors?: string | undefined; archive: boolean } {
  try {
    const { values } = parseArgs({ options: { anchors: { type: 'string' }, archive: { type: 'boolean' } } })
    return { anchors: values.anchors, archive: values.archive ?? false }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}

/** As the owner of the tables: the runtime role only adds to a journal. */
async function archiveAll(url: string, { db }: Database, { dataDir, anchors }: Place): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    const now = new Date()
    for (const { chain } of await listHeads(contextOf(db, null))) {
      const ctx = { ...contextOf(db, chain === 'platform' ? null : chain), now }
      const removed = await cutChain(owner, ctx, dataDir, anchors)
      process.stdout.write(`${placeWords(chain)} : ${removed} entrées archivées et retirées.\n`)
    }
  } finally {
    await owner.end()
  }
}

async function verifyAll({ db }: Database, { dataDir, anchors }: Place): Promise<boolean> {
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
    const archived = await readArchives(archiveFolder(dataDir), chain)
    const state = await verifyOwnChain(ctx, witnesses, archived)
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
  return chain === 'platform' ? 'Plateforme' : `Réseau ${chain}`
}

function reportLine(name: string, { report, unchained }: ChainState, witnesses: Anchor[]): string {
  const older = unchained > 0 ? ` (${unchained} entrées plus anciennes que la chaîne, non protégées)` : ''
  if (report.intact) {
    return `${name} : ${report.length} entrées, conformes à la chaîne et à ${witnesses.length} ancre(s)${older}.`
  }
  return `${name} : l’entrée n° ${report.position} ${faultWords(report.fault)} ; la rupture est à cette entrée ou à celle qui la précède${older}.`
}
