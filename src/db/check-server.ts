import pg from 'pg'

const OLDEST_VERSION = 15

export type ServerSetting = { setting: string; value: string }

/**
 * Throws, in words an operator can act upon, when this PostgreSQL may lose what it has acknowledged or is too
 * old. Asked with the address in use: a setting may differ from one role or database to another. Returns the settings
 * by which its own log would quote what persons typed: who keeps that log may have reasons, so they are only told.
 */
export async function requireSafeServer(url: string): Promise<ServerSetting[]> {
  const settings = await settingsOf(url)
  const faults = faultsOf(settings)
  if (faults.length === 0) return tellingSettings(settings)
  throw new Error(
    `This PostgreSQL is not safe for Trame:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nChange it, then start again.`,
  )
}

type Settings = {
  version: number
  synchronousCommit: string
  fsync: string
  logLevel: string
  loggedStatements: string
  slowStatements: string
}

async function settingsOf(url: string): Promise<Settings> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Settings>(
      `select current_setting('server_version_num')::int / 10000 as version,
        current_setting('synchronous_commit') as "synchronousCommit", current_setting('fsync') as fsync,
        current_setting('log_min_messages') as "logLevel", current_setting('log_statement') as "loggedStatements",
        current_setting('log_min_duration_statement') as "slowStatements"`,
    )
    const [settings] = rows
    if (!settings) throw new Error('PostgreSQL did not say its settings')
    return settings
  } finally {
    await client.end()
  }
}

function faultsOf({ version, synchronousCommit, fsync }: Settings): string[] {
  const faults: string[] = []
  if (version < OLDEST_VERSION)
    faults.push(`version ${version}: ${OLDEST_VERSION} or newer is needed (upgrade the server)`)
  if (synchronousCommit === 'off')
    faults.push(
      'synchronous_commit is off: a crash would lose acts already confirmed (set it to on for this role and database)',
    )
  if (fsync !== 'on') faults.push('fsync is off: a power failure would ruin the database (set it to on)')
  return faults
}

/** Above errors in its log, where they come before « log »: an error quotes the value refused, or the row. */
const WITHOUT_ERRORS = ['log', 'fatal', 'panic']

function tellingSettings({ logLevel, loggedStatements, slowStatements }: Settings): ServerSetting[] {
  return [
    ...(WITHOUT_ERRORS.includes(logLevel) ? [] : [{ setting: 'log_min_messages', value: logLevel }]),
    ...(loggedStatements === 'none' ? [] : [{ setting: 'log_statement', value: loggedStatements }]),
    ...(slowStatements === '-1' ? [] : [{ setting: 'log_min_duration_statement', value: slowStatements }]),
  ]
}
