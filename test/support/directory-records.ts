import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import type { directoryPeople, directoryStructures } from '../../src/domains/directory/tables.js'
import { insertPeople, insertSituations, insertStructures } from '../../src/domains/directory/writing.js'

export const TEAM: Writer = { source: 'team', on: '2026-03-02', by: 'Coordination' }

let serial = 0

/** A midwife of the directory; a test shows only what it is about. `at` is the structure where she works. */
export async function aPerson(
  ctx: Ctx,
  overrides: Partial<typeof directoryPeople.$inferInsert> & { at?: string } = {},
): Promise<string> {
  serial += 1
  const { at, ...fields } = overrides
  return inTransaction(ctx, async (ctx) => {
    const [id] = await insertPeople(ctx, TEAM, [
      {
        lastName: `Nom${letters(serial)}`,
        firstName: 'Claire',
        professionCode: '50',
        email: `personne${serial}@exemple.test`,
        phone: `+3319900${String(serial).padStart(4, '0')}`,
        ...fields,
      },
    ])
    if (at) await insertSituations(ctx, TEAM, [{ personId: id!, structureId: at, modeCode: 'L' }])
    await refreshCards(ctx, { people: [id!] })
    return id!
  })
}

/** A hospital site of the directory. */
export async function aStructure(
  ctx: Ctx,
  overrides: Partial<typeof directoryStructures.$inferInsert> = {},
): Promise<string> {
  serial += 1
  return inTransaction(ctx, async (ctx) => {
    const [id] = await insertStructures(ctx, TEAM, [
      {
        name: `Centre ${letters(serial)}`,
        category: 'health-establishments',
        finessNumber: `98${String(serial).padStart(7, '0')}`,
        email: `structure${serial}@exemple.test`,
        communeName: 'Viriat',
        communeCode: '01451',
        postcode: '01440',
        ...overrides,
      },
    ])
    await refreshCards(ctx, { structures: [id!] })
    return id!
  })
}

/** « Aab », « Aac »: names that share nothing but their length. */
function letters(rank: number): string {
  return [rank / 676, rank / 26, rank]
    .map((part) => String.fromCharCode(97 + (Math.trunc(part) % 26)))
    .join('')
}
