import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { etalabFile, inventedStructures } from '../../src/domains/directory/synthesis/finess-files.js'
import { inventedFiness, inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
import { rppsActivityFile } from '../../src/domains/directory/synthesis/rpps-files.js'
import { lockImport } from '../../src/domains/directory-imports/ending.js'
import { isOutdated } from '../../src/domains/directory-imports/recomparing.js'
import type { ImportOptions } from '../../src/domains/directory-imports/schemas.js'
import { aNetwork, anEstablishment, type NetworkRow, systemCtx } from '../support/builders.js'
import { type TestDatabase, testDatabase } from '../support/database.js'
import { aComparison, type Made, toolsOf, written } from '../support/directory-import-fixtures.js'
import { asOwner } from '../support/dump.js'
import { NOW } from '../support/now.js'
import { scratch } from '../support/scratch.js'

const LATER = new Date(NOW.getTime() + 60_000)
const STRUCTURES = inventedStructures(11, 16)
const SHEET = Buffer.from(
  [
    'Nom;Prénom;Profession;N° RPPS;Structure;N° FINESS;Ville;Territoire;Tél.;Accord de diffusion',
    `MARTIN;Claire;sage-femme;${inventedRpps(1)};Cabinet du Lavoir;;Viriat;Bresse;04 65 71 00 01;oui`,
    `DURAND;Anne;pédiatre;;CH de Valbrune;${inventedFiness(1)};Bourg-en-Bresse;;04 65 71 00 02;`,
  ].join('\r\n'),
)

type File = { name: string; content: Buffer }
/** What is sent by a network, and by its neighbour: more, and later. */
type Case = { what: string; mine: File; theirs: File; options: ImportOptions }

const CASES: Case[] = [
  {
    what: 'a sheet',
    mine: { name: 'annuaire.csv', content: SHEET },
    theirs: { name: 'annuaire.csv', content: SHEET },
    options: {},
  },
  {
    what: 'the RPPS',
    mine: { name: 'PS_LibreAcces_Personne_activite_202602200800.txt', content: rpps(30) },
    theirs: { name: 'PS_LibreAcces_Personne_activite_202602270800.txt', content: rpps(60) },
    options: { departments: ['01', '38', '69'], professions: ['10', '50', '60'], perinatalOnly: false },
  },
  {
    what: 'FINESS',
    mine: { name: 'etalab-cs1100507.csv', content: finess('2026-02-01', 8) },
    theirs: { name: 'etalab-cs1100507.csv', content: finess('2026-02-08', 16) },
    options: {
      departments: ['01', '26', '38', '42', '63', '69', '73', '74'],
      categories: [...new Set(STRUCTURES.map(({ categoryCode }) => categoryCode))],
    },
  },
]

for (const one of CASES)
  t.test(`${one.what} is imported as if no other network held the same numbers and names`, async (t) => {
    const [alone, beside] = [await imported(t, one, { isAlone: true }), await imported(t, one)]
    for (const what of ['said', 'written'] as const) {
      t.ok(alone[what].length > 2, `${alone[what].length} rows ${what}`)
      t.same(beside[what].map(masked).sort(), alone[what].map(masked).sort(), what)
    }
    t.equal(beside.isOutdated, false, 'nor is it to be compared again')
  })

for (const one of CASES.slice(1))
  t.test(`${one.what} says no name and no territory of another network`, async (t) => {
    const { said, theirs } = await imported(t, one)
    t.ok(theirs.length > 1, `${theirs.length} words of theirs`)
    t.same(
      theirs.filter((word) => said.some((row) => row.includes(word))),
      [],
    )
  })

type Imported = {
  /** Rows of the network once the file is compared, then written. */
  said: string[]
  written: string[]
  isOutdated: boolean
  /** What the neighbour alone has. */
  theirs: string[]
}

async function imported(
  t: Test,
  { mine, theirs, options }: Case,
  { isAlone = false } = {},
): Promise<Imported> {
  const database = await testDatabase(t)
  const tools = toolsOf(database.pool, await scratch(t))
  // Made first, a neighbour is what a query without its network would find first.
  const neighbour = isAlone ? null : await aNetwork(database.db, { regionCode: '11' })
  const { id } = await aNetwork(database.db, { regionCode: '84' })
  if (neighbour) await neighbourReads(database, tools, neighbour, { ...theirs, options })
  const made = await aComparison(systemCtx(database.db, id), tools, { ...mine, options })
  const said = await rowsOf(database, id)
  const outdated = await inTransaction(made.ctx, async (ctx) => {
    const row = await lockImport(ctx, made.importId)
    return isOutdated(ctx, row!)
  })
  await written(made)
  return {
    said,
    written: await rowsOf(database, id),
    isOutdated: outdated,
    theirs: neighbour ? await wordsOf(database, neighbour.id, mine.content.toString()) : [],
  }
}

/** A network reads the same a minute later, and finds all its structures in its one territory. */
async function neighbourReads(
  { db, url }: TestDatabase,
  tools: Made['tools'],
  network: NetworkRow,
  file: File & { options: ImportOptions },
): Promise<void> {
  const [site] = [
    await anEstablishment(db, network, { finessGeo: inventedFiness(1) }),
    await anEstablishment(db, network, { finessGeo: STRUCTURES[0]!.finessNumber }),
  ]
  await written(await aComparison(systemCtx(db, network.id, LATER), tools, file))
  await asOwner(url, async (client) => {
    await client.query(`update territories set name = 'Bresse' where id = $1`, [site!.territoryId])
    await client.query('update directory_structures set territory_id = $1', [site!.territoryId])
  })
}

/** Every row of the directory of a network. */
function rowsOf({ url }: TestDatabase, networkId: string): Promise<string[]> {
  return asOwner(url, async (client) => {
    const { rows: tables } = await client.query(
      `select table_name as name from information_schema.columns
       where column_name = 'network_id' and table_name ~ '^directory_' and table_name !~ '_cards$'`,
    )
    const lines: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query(
        `select (to_jsonb(t) - 'id')::text as row from "${name}" t where network_id = $1`,
        [networkId],
      )
      lines.push(...rows.map(({ row }) => `${name} ${row}`))
    }
    return lines
  })
}

/** Names of records of a network whose numbers a file does not have, and its territories. */
function wordsOf({ url }: TestDatabase, networkId: string, file: string): Promise<string[]> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query(
      `select last_name as word from directory_people where network_id = $1 and strpos($2, rpps_number) = 0
       union select name from directory_structures
         where network_id = $1 and strpos($2, finess_number) = 0 and name ~ 'FICTIF [0-9]+$'
       union select id::text from territories where network_id = $1`,
      [networkId, file],
    )
    return rows.map(({ word }) => word)
  })
}

/** Without the identifiers that each run makes anew. */
function masked(row: string): string {
  return row.replaceAll(UUID, 'id')
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

function rpps(lines: number): Buffer {
  return Buffer.concat([...rppsActivityFile({ lines, seed: 11 })])
}

function finess(date: string, count: number): Buffer {
  return Buffer.concat([...etalabFile(STRUCTURES.slice(0, count), date)])
}
