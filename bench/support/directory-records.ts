import type { AnyPgTable } from 'drizzle-orm/pg-core'
import { inTransaction } from '../../src/context.js'
import {
  inventedName,
  inventedPerson,
  inventedPhone,
} from '../../src/domains/directory/synthesis/invented-people.js'
import {
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../../src/domains/directory/tables.js'
import { randomStream } from '../../src/domains/pmsi/synthesis/random.js'
import type { BenchDatabase } from './database.js'
import { idOf, PLACES } from './directory.js'

const SEED = 2015
const LAST_NAMES = 20_000
const FIRST_NAMES = 300
/** One person in so many was typed again by a team: without her number, with one of her phones. */
const TWICE_ONE_IN = 50
const ROWS_AT_ONCE = 1000

type Person = typeof directoryPeople.$inferInsert
type Structure = typeof directoryStructures.$inferInsert
type Situation = typeof directorySituations.$inferInsert

/**
 * The records of a region as imports leave them: people with a number, practices and hospitals, where each works; and
 * those typed twice. A few names are borne by many, more than in France: the commonest one by one person in 140.
 * How many were typed twice.
 */
export async function fillRecords(database: BenchDatabase, people: number): Promise<number> {
  const { ctx, networkId } = database
  const kept = { networkId, createdAt: ctx.now, updatedAt: ctx.now }
  const structures = new Map<string, Structure>()
  const persons: Person[] = []
  const situations: Situation[] = []
  for (let rank = 0; rank < people; rank += 1) {
    const invented = inventedPerson(SEED, rank, PLACES)
    const random = randomStream(SEED + 1, rank)
    const person: Person = {
      ...kept,
      id: idOf('person', rank),
      rppsNumber: invented.rppsNumber,
      lastName: nameOf('last', LAST_NAMES * random() ** 2),
      firstName: nameOf('first', FIRST_NAMES * random() ** 2),
      professionCode: invented.professionCode,
      updatedBy: 'Mesure',
    }
    persons.push(person)
    const [first] = invented.situations
    for (const [index, { structureName, finessNumber, place, ...at }] of invented.situations.entries()) {
      const key = finessNumber ?? `${structureName} ${rank} ${index}`
      const structureId = idOf(`structure ${key}`, 0)
      structures.set(key, {
        ...kept,
        id: structureId,
        finessNumber,
        name: finessNumber === null ? `CABINET ${person.lastName}` : structureName,
        category: finessNumber === null ? 'professionals' : 'health-establishments',
        street: `${at.streetNumber} RUE ${at.streetName}`,
        postcode: place.postcode,
        communeCode: place.communeCode,
        communeName: place.communeName,
        phone: inventedPhone(random),
        updatedBy: 'Mesure',
      })
      situations.push({ ...kept, personId: person.id ?? '', structureId, phone: at.phone })
    }
    if (rank % TWICE_ONE_IN === 0) {
      const again = { ...person, id: idOf('again', rank), rppsNumber: null, phone: first?.phone ?? null }
      persons.push(again)
    }
  }
  await insertAll(database, directoryPeople, persons)
  await insertAll(database, directoryStructures, [...structures.values()])
  await insertAll(database, directorySituations, situations)
  return Math.ceil(people / TWICE_ONE_IN)
}

function nameOf(what: 'last' | 'first', at: number): string {
  return inventedName(randomStream(what === 'last' ? SEED + 2 : SEED + 3, Math.floor(at)))
}

async function insertAll<Row extends object>(
  { ctx }: BenchDatabase,
  table: AnyPgTable,
  rows: readonly Row[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await inTransaction(ctx, ({ db }) => db.insert(table).values(rows.slice(start, start + ROWS_AT_ONCE)))
  }
}
