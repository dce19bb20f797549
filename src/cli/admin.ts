import path from 'node:path'
import { parseArgs } from 'node:util'
import { and, eq, isNull } from 'drizzle-orm'
import { signLink } from '../access/action-links.js'
import { deriveKey } from '../access/secrets.js'
import { readConfig } from '../config.js'
import { inTransaction } from '../context.js'
import { connect, type Database } from '../db/connect.js'
import { startEmbedded } from '../db/embedded.js'
import { migrateDatabase } from '../db/migrate.js'
import type { GrantScope } from '../domains/accounts/accounts.js'
import { offerByCommand } from '../domains/accounts/invitations.js'
import { SITE_KINDS } from '../domains/accounts/people-scope.js'
import { createNetwork, findNetwork, type NewNetwork } from '../domains/networks/setup.js'
import { establishments, territories } from '../domains/networks/tables.js'
import { formatLongInstant } from '../web/dates.js'
import { networkTyped, personTyped, regionTyped, required, UsageError } from './admin-input.js'

const USAGE = `Ouvre un réseau ou un compte.

  npm run admin -- network --name NOM --region CODE --region-name NOM --maternities FICHIER [--time-zone Europe/Paris]
  npm run admin -- account --email ADRESSE --name NOM --role RÔLE
                           [--network NOM] [--site FINESS] [--territory NOM] [--region CODE]

  FICHIER  CSV « finess_geo;name;type;valid_from;valid_to;finess_pmsi;territory », les deux dernières facultatives
  RÔLE     admin, coordinator, professional (avec --network), establishment, birth_house (avec --network et --site),
           antenna_coordinator (avec --network et --territory), ars (avec --region), platform_admin.
           La commande affiche un lien qui ne sert qu’une fois : la personne y choisit son mot de passe, ou y ajoute
           ce droit au compte qu’elle a déjà. Aucun courriel n’est envoyé.
`

try {
  await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}`)
  process.exitCode = 2
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  const [command] = positionals
  if (command !== 'network' && command !== 'account')
    throw new UsageError('Dites « network » ou « account ».')
  if (command === 'network') {
    // Before the database is started: what is missing is said at once.
    const network = networkTyped(values)
    return withDatabase((database) => openNetwork(database, network))
  }
  const person = personTyped(values)
  return withDatabase((database) => openAccount(database, person, values))
}

type Values = ReturnType<typeof readArguments>['values']
type Person = ReturnType<typeof personTyped>

function readArguments() {
  const text = { type: 'string' } as const
  const options = {
    ...{ name: text, region: text, 'region-name': text, maternities: text, 'time-zone': text },
    ...{ email: text, role: text, network: text, site: text, territory: text },
  }
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    throw new UsageError(`Option inconnue ou sans valeur : ${error instanceof Error ? error.message : error}`)
  }
}

/** On the database in use, or on the embedded one, started for the time of the command. */
async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const config = readConfig()
  const server = config.databaseUrl ? null : await startEmbedded(path.join(config.dataDir, 'postgres'))
  const url = config.databaseUrl ?? server?.url ?? ''
  try {
    await migrateDatabase(url)
    const database = connect(url)
    try {
      await work(database)
    } finally {
      await database.close()
    }
  } finally {
    if (server && !server.reused) server.stop()
  }
}

async function openNetwork({ db }: Database, network: NewNetwork): Promise<void> {
  if (await findNetwork(db, network.name)) throw new UsageError(`Le réseau « ${network.name} » existe déjà.`)
  await createNetwork(db, network, new Date())
  const sites = new Set(network.maternities.map(({ finessGeo }) => finessGeo))
  process.stdout.write(`Réseau « ${network.name} » ouvert avec ${sites.size} maternité(s).\n`)
}

async function openAccount({ db }: Database, person: Person, values: Values): Promise<void> {
  const { email } = person
  const { appSecret, publicUrl } = readConfig()
  const offer = { ...person, scope: await grantOf(db, values) }
  const link = await offerByCommand(db, offer, new Date())
  const path = `/invitation?jeton=${signLink(deriveKey(appSecret, 'links'), link)}`
  process.stdout.write(
    `Droit offert à ${email}. Transmettez-lui ce lien, qui ne sert qu’une fois :\n` +
      `${publicUrl ? new URL(path, publicUrl).href : path}\n` +
      `Valable jusqu’au ${formatLongInstant(link.expiresAt, 'Europe/Paris')}.` +
      `${publicUrl ? '' : ' Ajoutez devant l’adresse de votre plateforme.'}\n`,
  )
}

async function grantOf(db: Database['db'], values: Values): Promise<GrantScope> {
  const role = required(values, 'role')
  if (role === 'platform_admin') return { role }
  if (role === 'ars') return { role, regionCode: regionTyped(values) }
  const network = await findNetwork(db, required(values, 'network'))
  if (!network) throw new UsageError(`Le réseau « ${values.network} » n’existe pas.`)
  if (role === 'admin' || role === 'coordinator' || role === 'professional')
    return { role, networkId: network.id }
  if (role === 'antenna_coordinator') {
    return { role, networkId: network.id, territoryId: await territoryOf(db, network.id, values) }
  }
  if (role !== 'establishment' && role !== 'birth_house')
    throw new UsageError(`Le rôle « ${role} » n’existe pas.`)
  const finessGeo = required(values, 'site')
  const ctx = { db, actor: { role: 'system', job: 'admin', networkId: network.id }, now: new Date() } as const
  const [site] = await inTransaction(ctx, ({ db }) =>
    db
      .select({ id: establishments.id })
      .from(establishments)
      .where(
        and(
          eq(establishments.networkId, network.id),
          eq(establishments.finessGeo, finessGeo),
          eq(establishments.kind, SITE_KINDS[role]),
        ),
      ),
  )
  if (!site)
    throw new UsageError(`Aucun ${SITE_WORDS[role]} de ce réseau n’a le n° FINESS géographique ${finessGeo}.`)
  return { role, networkId: network.id, establishmentId: site.id }
}

const SITE_WORDS = { establishment: 'site de maternité', birth_house: 'site de maison de naissance' } as const

async function territoryOf(db: Database['db'], networkId: string, values: Values): Promise<string> {
  const name = required(values, 'territory')
  const ctx = { db, actor: { role: 'system', job: 'admin', networkId }, now: new Date() } as const
  const [territory] = await inTransaction(ctx, ({ db }) =>
    db
      .select({ id: territories.id })
      .from(territories)
      .where(
        and(eq(territories.networkId, networkId), eq(territories.name, name), isNull(territories.closedOn)),
      ),
  )
  if (!territory) throw new UsageError(`Aucun territoire ouvert de ce réseau ne s’appelle « ${name} ».`)
  return territory.id
}
