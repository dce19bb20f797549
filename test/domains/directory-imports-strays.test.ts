import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { eq, sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import {
  finessPlusActivityFile,
  type InventedStructure,
  inventedStructures,
} from '../../src/domains/directory/synthesis/finess-files.js'
import { inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
import {
  directoryActivities,
  directoryConsents,
  directoryPeople,
} from '../../src/domains/directory/tables.js'
import { insertSituations } from '../../src/domains/directory/writing.js'
import { giveUpWriting, isStill } from '../../src/domains/directory-imports/applying.js'
import { prefillOf } from '../../src/domains/directory-imports/choices.js'
import { compareFile } from '../../src/domains/directory-imports/comparing.js'
import { emptyFileReport } from '../../src/domains/directory-imports/file-lines.js'
import { followReading, followSteps } from '../../src/domains/directory-imports/progress.js'
import { listRefusals, listRows } from '../../src/domains/directory-imports/service.js'
import { createGone, createGroups, placeGroups } from '../../src/domains/directory-imports/staging.js'
import { dropUpload, sweepUploads } from '../../src/domains/directory-imports/sweeping.js'
import { directoryImportRows, directoryImports } from '../../src/domains/directory-imports/tables.js'
import { undoImport } from '../../src/domains/directory-imports/undoing.js'
import { uploadsFolder } from '../../src/domains/directory-imports/uploads.js'
import { compareStaged } from '../../src/domains/directory-imports/verdict-rows.js'
import { territories } from '../../src/domains/networks/tables.js'
import { aNetwork, anEstablishment, systemCtx } from '../support/builders.js'
import { databasesOf, testDatabase } from '../support/database.js'
import {
  aComparison,
  aFile,
  choose,
  type Made,
  set,
  toolsOf,
  written,
} from '../support/directory-import-fixtures.js'
import { aDirectoryImport } from '../support/directory-import-world.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { asOwner } from '../support/dump.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { scratch } from '../support/scratch.js'

/* What another network has written about an import, or about a record, of this one: nothing keeps it from doing so. */

const SHEET = Buffer.from('Nom;Prénom;Profession\r\nMARTIN;Claire;sage-femme\r\n')

t.test('a row of another network that names an import is not one of its rows', async (t) => {
  const { mine, theirs, tools, db } = await scene(t)
  const importId = await aDirectoryImport(db, mine.networkId)
  const ours = { ctx: mine.ctx, importId, tools }
  const team = asCoordinator(mine.ctx)
  const read = async () => ({
    shown: (await listRows(team, importId, { q: '', page: 1 })).total,
    refused: (await listRefusals(team, importId)).rows.length,
  })
  t.same(await read(), { shown: 2, refused: 2 })
  await inTransaction(theirs.ctx, ({ db }) =>
    db.insert(directoryImportRows).values({
      ...{ networkId: theirs.networkId, importId, verdict: 'new', reason: 'Téléphone inconnu.' },
      remark: 'Dit ailleurs.',
      ...{ subjectKind: 'person', subjectId: '00000000-0000-4000-8000-00000000000a' },
      ...{
        label: 'AILLEURS Anne',
        payload: { key: 'line:2', fields: { lastName: 'AILLEURS' } },
        changes: {},
      },
    }),
  )
  t.same(await read(), { shown: 2, refused: 2 }, 'neither shown nor handed over')
  t.equal(await written(ours), 'done')
  t.match(await read(), { shown: 2 })
  const people = await rowsOf(t, 'select last_name from directory_people')
  t.same(people, [{ last_name: 'PERSONNE' }], 'not written')
  t.match(await stateOf(ours), { outcome: { done: 1, left: 0 } }, 'nor counted with what is left')
  await set(ours, { undoAskedAt: NOW })
  t.equal(await undoImport(mine.ctx, importId, {}), 'done')
  t.match(await stateOf(ours), { outcome: { done: 1, left: 0 } })
  const remarks = await rowsOf(t, 'select remark from directory_import_rows where remark is not null')
  t.same(remarks, [{ remark: 'Dit ailleurs.' }], 'and what it says stays')

  await set(ours, { applyAskedAt: null, appliedAt: null, cancelledAt: NOW })
  await sweepUploads(mine.ctx, tools.dataDir)
  const left = await rowsOf(t, 'select label from directory_import_rows')
  t.same(left, [{ label: 'AILLEURS Anne' }], 'nor deleted with the others')
})

t.test('what another network has hung on a record is not compared with a file', async (t) => {
  const { mine, theirs, tools } = await scene(t)
  const rppsNumber = inventedRpps(1)
  const [maternity] = inventedStructures(11, 40).filter(({ maternityType }) => maternityType === 'III')
  const { finessNumber, name } = maternity!
  const personId = await aPerson(mine.ctx, { lastName: 'Martin', rppsNumber })
  const structureId = await aStructure(mine.ctx, { name, finessNumber })
  const sheet = Buffer.from(
    [
      'Nom;Prénom;Profession;N° RPPS;Structure;N° FINESS;Accord de diffusion',
      `Martin;Claire;sage-femme;${rppsNumber};${name};${finessNumber};oui`,
    ].join('\r\n'),
  )
  const compared = async () => {
    const made = [
      await aComparison(mine.ctx, tools, { content: sheet }),
      await aComparison(mine.ctx, tools, activitiesOf(maternity!)),
    ]
    const rows = await Promise.all(made.map((one) => changesOf(one)))
    return rows.flat()
  }
  const before = await compared()
  t.match(before[0], { consent: { what: 'given' }, situations: [{ what: 'added', structureId }] })
  t.match(before.at(-1), { activities: { before: [], after: [{}, {}, {}] } })

  await inTransaction(theirs.ctx, async (ctx) => {
    const { networkId } = theirs
    await insertSituations(ctx, TEAM, [{ personId, structureId }])
    await ctx.db.insert(directoryConsents).values({
      ...{ networkId, personId, scope: 'listing', givenOn: '2026-01-01', source: 'courrier' },
      ...{ recordedBy: 'Personne d’ailleurs', recordedAt: NOW },
    })
    await ctx.db.insert(directoryActivities).values({
      ...{ networkId, structureId, regime: 'AMF', activityCode: '03' },
      ...{ isActive: true, readOn: '2026-01-01' },
    })
  })
  t.same(await compared(), before)

  const made = await aComparison(mine.ctx, tools, activitiesOf(maternity!))
  await written(made)
  await set(made, { undoAskedAt: NOW })
  await undoImport(mine.ctx, made.importId, {})
  t.match(await stateOf(made), { outcome: { left: 0 } }, 'nor does it keep anything from being undone')
})

t.test('a row that names a record of another network tells nothing of it', async (t) => {
  const { mine, theirs, tools, db } = await scene(t)
  const phone = '+33465719876'
  const subjects = [
    { subjectKind: 'person', subjectId: await aPerson(theirs.ctx, { phone }), fields: { lastName: 'X' } },
    { subjectKind: 'structure', subjectId: await aStructure(theirs.ctx, { phone }), fields: { name: 'X' } },
  ]
  const importId = await aDirectoryImport(db, mine.networkId)
  const ours = { ctx: mine.ctx, importId, tools }
  await inTransaction(mine.ctx, ({ db }) =>
    db.insert(directoryImportRows).values(
      subjects.map(({ fields, ...subject }, line) => ({
        ...{ networkId: mine.networkId, importId, verdict: 'changed', label: 'X', ...subject },
        payload: { key: `line:${line}`, fields: { ...fields, phone: '+33199000000' } },
        changes: { fields: {} },
      })),
    ),
  )
  // Applied again after it was undone, it is compared again first.
  await set(ours, { appliedAt: NOW, undoneAt: NOW })
  await written(ours)
  const rows = await rowsOf(t, 'select * from directory_import_rows')
  t.equal(rows.length, 4, 'what it names is not found, and what it says is new')
  t.notMatch(JSON.stringify(rows), phone)
})

t.test('what is staged under the name of a record of another network is new to this one', async (t) => {
  const { mine, theirs } = await scene(t)
  const chosen = await aTerritory(mine)
  const placed = async (of: typeof mine) => {
    const territoryId = await aTerritory(of)
    const place = await aStructure(of.ctx, { territoryId })
    const person = await aPerson(of.ctx, { territoryId })
    const given = await inTransaction(mine.ctx, async (ctx) => {
      await createGroups(ctx)
      await ctx.db.execute(sql`
        insert into staged_structures (key, fields, id, is_new)
        values ('held', '{}', ${place}, false), ('told', jsonb_build_object('territoryId', ${chosen}::text), default, true)`)
      await ctx.db.execute(sql`
        insert into staged_people (key, fields, id, is_new)
        values ('new', '{}', default, true), ('held', '{}', ${person}, false)`)
      await ctx.db.execute(sql`
        insert into staged_situations (person_key, structure_key, fields)
        values ('new', 'held', '{}'), ('held', 'told', '{}')`)
      await placeGroups(ctx)
      const { rows } = await ctx.db.execute<{ key: string; territory: string | null }>(
        sql`select key, fields->>'territoryId' as territory from staged_people`,
      )
      return new Map(rows.map(({ key, territory }) => [key, territory]))
    })
    return { asItsPlace: given.get('new') === territoryId, asTold: given.get('held') === chosen }
  }
  t.same(await placed(theirs), { asItsPlace: false, asTold: true })
  t.same(await placed(mine), { asItsPlace: true, asTold: false }, 'the control: ours are known already')
})

t.test('who is gone from a file is named only when the record is of this network', async (t) => {
  const { mine, theirs, db } = await scene(t)
  const named = async (of: typeof mine) => {
    const gone = {
      person: await aPerson(of.ctx, { lastName: 'Disparue' }),
      structure: await aStructure(of.ctx, { name: 'Centre Disparu' }),
    }
    const importId = await aDirectoryImport(db, mine.networkId)
    await inTransaction(mine.ctx, async (ctx) => {
      await createGroups(ctx)
      await createGone(ctx)
      for (const [kind, id] of Object.entries(gone))
        await ctx.db.execute(sql`insert into staged_gone values (${kind}, ${id}, true)`)
      await compareStaged(ctx, {
        ...{ importId, networkId: mine.networkId, source: 'rpps', fileDate: '2026-03-01' },
        ...{ departments: null, addsSkills: false },
      })
    })
    const rows = await rowsOf(t, `select label from directory_import_rows where verdict = 'gone'`)
    const words = JSON.stringify(rows)
    return { rows: rows.length, person: /Disparue/i.test(words), structure: /Disparu\b/i.test(words) }
  }
  t.same(await named(theirs), { rows: 2, person: false, structure: false })
  t.same(await named(mine), { rows: 4, person: true, structure: true }, 'the control')
})

t.test('only records of this network are compared with what a file says of them', async (t) => {
  const { mine, theirs, db } = await scene(t)
  const compared = async (of: typeof mine) => {
    const [person, structure] = [await aPerson(of.ctx), await aStructure(of.ctx)]
    const importId = await aDirectoryImport(db, mine.networkId)
    await inTransaction(mine.ctx, async (ctx) => {
      await createGroups(ctx)
      await createGone(ctx)
      await ctx.db.execute(sql`
        insert into staged_people (key, label, fields, id, is_new)
        values ('one', 'Une', '{"lastName": "Dite", "firstName": "Ici"}', ${person}, false)`)
      await ctx.db.execute(sql`
        insert into staged_structures (key, label, fields, id, is_new)
        values ('one', 'Une', '{"name": "Dite ici"}', ${structure}, false)`)
      await compareStaged(ctx, {
        ...{ importId, networkId: mine.networkId, source: 'rpps', fileDate: '2026-03-01' },
        ...{ departments: null, addsSkills: false },
      })
    })
    const rows = await rowsOf(
      t,
      `select subject_kind from directory_import_rows where subject_id in ('${person}', '${structure}')
       order by subject_kind`,
    )
    return rows.map((row) => Reflect.get(row, 'subject_kind'))
  }
  t.same(await compared(theirs), [])
  t.same(await compared(mine), ['person', 'structure'], 'the control')
})

t.test('a job given up for an import of another network changes nothing of it', async (t) => {
  const { mine, theirs, tools } = await scene(t)
  const made = await aComparison(mine.ctx, tools, { content: SHEET })
  await set(made, { applyAskedAt: NOW })
  await giveUpWriting(theirs.ctx, made.importId)
  t.match(await stateOf(made), { failureCode: null, applyAskedAt: NOW })
  const isApplying = (ctx: Ctx) => inTransaction(ctx, (ctx) => isStill(ctx, made.importId, 'applying'))
  t.same([await isApplying(theirs.ctx), await isApplying(mine.ctx)], [false, true])

  await giveUpWriting(mine.ctx, made.importId)
  t.match(await stateOf(made), { failureCode: 'directory-import.interrupted', applyAskedAt: null })
  t.match(await journalOf(t), { 'directory.fail-import': 1 })
})

t.test('a job neither follows nor drops the file of an import of another network', async (t) => {
  const { mine, theirs, tools } = await scene(t)
  const importId = await aFile(mine.ctx, tools.dataDir, SHEET)
  await set({ ctx: mine.ctx, importId, tools }, { applyAskedAt: NOW })
  const file = path.join(uploadsFolder(tools.dataDir), importId)
  const run = async ({ ctx }: typeof mine) => {
    const report = { ...emptyFileReport(), bytesRead: 0.5 }
    // Half a second apart: a test waits for none.
    const ticks: (() => void)[] = []
    const given = t.intercept(globalThis, 'setInterval', { value: (tick: () => void) => ticks.push(tick) })
    const followed = [
      followReading(ctx, { id: importId, bytesTotal: 100 }, report, tools.signal),
      followSteps(ctx, importId, { done: 3, total: 9 }),
    ]
    given.restore()
    for (const tick of ticks) tick()
    for (const one of followed) await one.stop()
    await dropUpload(ctx, importId, tools)
    const { bytesRead, stepsDone, stored } = await stateOf({ ctx: mine.ctx, importId, tools })
    return { bytesRead, stepsDone, isStored: stored !== null, isThere: existsSync(file) }
  }
  t.same(await run(theirs), { bytesRead: 0, stepsDone: 0, isStored: true, isThere: true })
  t.same(await run(mine), { bytesRead: 50, stepsDone: 3, isStored: false, isThere: false }, 'the control')
  await set({ ctx: mine.ctx, importId, tools }, { applyAskedAt: null, stepsDone: 0 })
  t.match(await run(mine), { stepsDone: 0 }, 'nor what is over')
})

t.test('a comparison asked for an import of another network ends without a word in it', async (t) => {
  const { mine, theirs, tools } = await scene(t)
  const made = { ctx: mine.ctx, importId: await aFile(mine.ctx, tools.dataDir, SHEET), tools }
  await choose(made, {})
  await compareFile(theirs.ctx, made.importId, tools)
  t.match(await stateOf(made), { comparedAt: null, counts: null })
  t.equal(await compareFile(mine.ctx, made.importId, tools), 'done', 'the control')
})

t.test('a number taken since is compared again, and read before it is written', async (t) => {
  const { mine, tools } = await scene(t)
  const sheetOf = (phone: string) => {
    const line = `MARTIN;Claire;sage-femme;${inventedRpps(1)};${phone}`
    return { content: Buffer.from(`Nom;Prénom;Profession;N° RPPS;Tél.\r\n${line}\r\n`) }
  }
  const [first, second] = [
    await aComparison(mine.ctx, tools, sheetOf('04 65 71 00 01')),
    await aComparison(mine.ctx, tools, sheetOf('04 65 71 00 02')),
  ]
  await written(first)
  await written(second)
  t.match(await stateOf(second), {
    failureCode: 'directory-import.outdated',
    applyAskedAt: null,
    counts: { people: { new: 0, changed: 1 } },
  })
  t.match(await peopleOf(mine.ctx), [{ phone: '+33465710001' }])
  t.same(await journalOf(t), { 'directory.finish-comparison': 3, 'directory.finish-application': 1 })
  await written(second)
  t.match(await peopleOf(mine.ctx), [{ phone: '+33465710002' }], 'the control: read, it is written')
})

t.test('a form is filled with the departments of this network, or those of its region', async (t) => {
  const { db } = await testDatabase(t)
  const theirs = await aNetwork(db, { regionCode: '11' })
  await aStructure(systemCtx(db, theirs.id), { departmentCode: '75' })
  await anEstablishment(db, theirs, { finessGeo: '920000001' })
  const mine = await aNetwork(db, { regionCode: '53' })
  const ctx = systemCtx(db, mine.id)
  const proposed = async () => (await prefillOf(asCoordinator(ctx))).departments
  t.same(await proposed(), ['22', '29', '35', '56'], 'nothing is known yet')
  await aStructure(ctx, { departmentCode: '35' })
  await anEstablishment(db, mine, { finessGeo: '290000001' })
  t.same(await proposed(), ['29', '35'], 'the control')
})

async function scene(t: Test) {
  const { db, pool } = await testDatabase(t)
  const tools = toolsOf(pool, await scratch(t))
  const [mine, theirs] = [(await aNetwork(db)).id, (await aNetwork(db)).id]
  const jobOf = (networkId: string) => ({ networkId, ctx: systemCtx(db, networkId) })
  return { db, tools, mine: jobOf(mine), theirs: jobOf(theirs) }
}

async function aTerritory({ ctx, networkId }: { ctx: Ctx; networkId: string }): Promise<string> {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db
      .insert(territories)
      .values({ networkId, name: `Territoire ${randomUUID()}` })
      .returning({ id: territories.id }),
  )
  return row!.id
}

function activitiesOf(structure: InventedStructure) {
  return {
    name: 'activites.json',
    content: Buffer.concat([...finessPlusActivityFile([structure], '2026-02-01T00:00:00')]),
    options: { departments: [structure.place.departmentCode], categories: [structure.categoryCode] },
  }
}

/** What each row of an import changes, without the identifiers it would give. */
async function changesOf({ ctx, importId }: Made) {
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .select({ changes: directoryImportRows.changes })
      .from(directoryImportRows)
      .where(eq(directoryImportRows.importId, importId))
      .orderBy(directoryImportRows.id),
  )
  return rows.map(({ changes }) => ({
    ...changes,
    ...(changes?.consent && { consent: { ...changes.consent, id: null } }),
    ...(changes?.situations && { situations: changes.situations.map((one) => ({ ...one, id: null })) }),
  }))
}

async function stateOf({ ctx, importId }: Made) {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryImports).where(eq(directoryImports.id, importId)),
  )
  return row!
}

function peopleOf(ctx: Ctx) {
  return inTransaction(ctx, ({ db }) => db.select().from(directoryPeople))
}

/** Of every network. */
function rowsOf(t: Test, query: string): Promise<object[]> {
  const [url] = databasesOf(t)
  return asOwner(url!, async (client) => (await client.query<object>(query)).rows)
}
