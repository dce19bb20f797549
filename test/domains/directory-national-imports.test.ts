import { eq } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { isFor } from '../../src/domains/directory/reading.js'
import {
  establishmentLine,
  etalabFile,
  finessPlusActivityFile,
  finessPlusStructureFile,
  inventedStructures,
} from '../../src/domains/directory/synthesis/finess-files.js'
import { type InventedPerson, inventedPerson } from '../../src/domains/directory/synthesis/invented-people.js'
import { rppsActivityFile, rppsSkillFile } from '../../src/domains/directory/synthesis/rpps-files.js'
import { directoryCards, directoryPeople, directoryStructures } from '../../src/domains/directory/tables.js'
import { updateStructure } from '../../src/domains/directory/writing.js'
import { directoryState } from '../support/directory-import-fixtures.js'
import {
  act,
  applied,
  compared,
  importScene,
  rowsOf,
  sendFile,
  settled,
} from '../support/directory-imports.js'
import { TEAM } from '../support/directory-records.js'
import { journalOf } from '../support/journal.js'

const LINES = 900
const SEED = 11
const WANTED = { departments: ['01', '38', '69'], professions: ['10', '50', '93'], fileDate: '2026-02-20' }
const RPPS_NAME = 'PS_LibreAcces_Personne_activite_202602200800.txt'

t.test(
  'the file of the RPPS comes in filtered, once, and is undone; its old shape says the same',
  async (t) => {
    const scene = await importScene(t)
    const file = rppsFile()
    const expected = wantedPeople()
    const before = await picture(scene)
    t.ok(expected.length > 20, `${expected.length} people wanted of ${LINES} lines`)

    const comparison = await compared(scene, file, { name: RPPS_NAME, options: WANTED })
    t.match(comparison, { state: 'compared', kind: 'rpps', counts: { lines: LINES, refused: 0 } })
    t.equal(comparison.counts!.people.new, expected.length)
    t.same(await picture(scene), before, 'nothing is written by comparing')

    t.match(await act(scene, comparison.id, 'application'), { state: 'applied', outcome: { left: 0 } })
    const after = await picture(scene)
    t.same(after.people.map(({ rpps }) => rpps).sort(), expected.map(({ rppsNumber }) => rppsNumber).sort())
    t.ok(
      after.people.every(({ provenance }) => provenance.lastName?.source === 'rpps'),
      'each value says where it comes from',
    )

    for (const isOldShape of [false, true]) {
      const again = await compared(scene, rppsFile({ isOldShape }), { name: RPPS_NAME, options: WANTED })
      const none = { new: 0, changed: 0, gone: 0 }
      t.match(again.counts, { people: none, structures: none }, isOldShape ? 'of 2021' : 'of 2026')
    }
    t.match(await act(scene, comparison.id, 'undoing'), { state: 'undone', outcome: { left: 0 } })
    t.same(await picture(scene), before, 'undone, nothing of it is left')
    t.same(await journalOf(t), {
      'directory.apply-import': 1,
      'directory.compare-import': 3,
      'directory.finish-application': 1,
      'directory.finish-comparison': 3,
      'directory.finish-undoing': 1,
      'directory.import': 3,
      'directory.undo-import': 1,
    })
  },
)

t.test('what the team wrote is kept, and what the RPPS says is shown beside it', async (t) => {
  const scene = await importScene(t)
  await applied(scene, rppsFile(), { name: RPPS_NAME, options: WANTED })
  const { id, phone } = await aPlace(scene)
  await inTransaction(scene.ctx, (ctx) => updateStructure(ctx, TEAM, id, { phone: '+33465719999' }))

  const again = await compared(scene, rppsFile(), { name: RPPS_NAME, options: WANTED })
  t.match(again.counts, { kept: 1 })
  const { rows } = await rowsOf(scene, again.id, { show: 'kept' })
  t.match(rows, [{ subjectId: id, kept: [{ ours: /04 65 71 99 99/, why: /.{10,}/ }] }])
  t.equal(rows[0]!.kept[0]!.theirs.replaceAll(/\s/g, '').slice(-8), phone!.slice(-8))
  t.match(await act(scene, again.id, 'application'), { state: 'applied' })
  t.equal((await structureOf(scene, id)).phone, '+33465719999')
  t.ok((await structureOf(scene, id)).saidElsewhere.phone, 'for whoever opens the record')
})

t.test('who left the file is gone, when somebody has confirmed that so many are', async (t) => {
  const scene = await importScene(t)
  await applied(scene, rppsFile(), { name: RPPS_NAME, options: WANTED })
  const known = (await picture(scene)).people.length
  const shorter = linesOf(rppsFile()).slice(0, LINES / 2)
  const comparison = await compared(scene, Buffer.from(`${shorter.join('\n')}\n`), {
    name: RPPS_NAME,
    options: WANTED,
  })
  const { gone } = comparison.counts!.people
  t.ok(gone > known / 4, `${gone} gone of ${known}`)
  t.match(comparison.doubts.join(' '), /incomplet|Confirmez/)
  await t.rejects(act(scene, comparison.id, 'application'), /409|400/, 'not without a word')
  t.match(await act(scene, comparison.id, 'application', { confirmed: true }), { state: 'applied' })
  const people = await inTransaction(scene.ctx, ({ db }) =>
    db.select({ goneSince: directoryPeople.goneSince }).from(directoryPeople),
  )
  t.equal(people.length, known, 'nobody is deleted')
  t.equal(people.filter(({ goneSince }) => goneSince !== null).length, gone)
})

t.test('skills come in for the people who are known, and only for them', async (t) => {
  const scene = await importScene(t)
  await applied(scene, rppsFile(), { name: RPPS_NAME, options: WANTED })
  const known = (await picture(scene)).people.length
  const file = Buffer.concat([...rppsSkillFile({ persons: 1000, seed: SEED })])
  const comparison = await compared(scene, file, {
    name: 'PS_LibreAcces_SavoirFaire_202602200800.txt',
    options: { fileDate: '2026-02-20' },
  })
  t.match(comparison, { state: 'compared', counts: { people: { new: 0, gone: 0 } } })
  t.equal((await picture(scene)).people.length, known)
})

t.test('a file that was cut, or is not one of these, is refused with what to do', async (t) => {
  const scene = await importScene(t)
  const before = await picture(scene)
  const file = rppsFile()
  const [structures] = [inventedStructures(SEED, 30)]
  const plus = Buffer.concat([...finessPlusStructureFile(structures, '2026-02-01T00:00:00')])
  const etalab = Buffer.concat([...etalabFile(structures, '2026-02-01')])
  for (const [name, content, words] of [
    [RPPS_NAME, file.subarray(0, file.length - 40), /incomplet.*[Tt]éléchargez/],
    ['finess.json', plus.subarray(0, plus.length - 60), /incomplet|coupé/],
    ['etalab-cs1100507.csv', etalab.subarray(0, etalab.length - 30), /incomplet/],
  ] as const) {
    const options = { ...(name === RPPS_NAME ? WANTED : { departments: ['01'], categories: ['355'] }) }
    const ended = await compared(scene, content, { name, options })
    t.match(ended, { state: 'failed', failureWords: words }, name)
  }
  const picture1 = await settled(
    scene,
    await sendFile(scene, Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'photo.png'),
  )
  t.match(picture1, { state: 'failed', failureWords: /.{20,}/ })
  t.match(await journalOf(t), { 'directory.fail-import': 4 })
  t.same(await picture(scene), before, 'nothing is written')
})

t.test('FINESS comes in from both of its files, and the activities say what a maternity is', async (t) => {
  const structures = inventedStructures(SEED, 60)
  const departments = ['01', '26', '38', '42', '63', '69', '73', '74']
  const categories = [...new Set(structures.map(({ categoryCode }) => categoryCode))]
  const wanted = structures.filter(({ place }) => departments.includes(place.departmentCode))
  const options = { departments, categories }
  const names: string[][] = []
  for (const [name, file] of [
    ['etalab-cs1100507-stock-20260201.csv', Buffer.concat([...etalabFile(structures, '2026-02-01')])],
    ['finess-plus.json', Buffer.concat([...finessPlusStructureFile(structures, '2026-02-01T00:00:00')])],
  ] as const) {
    const scene = await importScene(t)
    const done = await applied(scene, file, { name, options })
    t.match(done, { state: 'applied', kind: 'finess', counts: { refused: 0 }, outcome: { left: 0 } }, name)
    const rows = await structuresOf(scene)
    names.push(rows.map(({ finessNumber }) => finessNumber ?? '').sort())
    if (name.endsWith('.csv')) continue

    const activities = Buffer.concat([...finessPlusActivityFile(structures, '2026-02-01T00:00:00')])
    t.match(await applied(scene, activities, { name: 'activites.json', options }), { state: 'applied' })
    const found = await typesOf(scene)
    for (const { finessNumber, maternityType } of wanted)
      if (maternityType !== null && maternityType !== 'CPP')
        t.equal(found.get(finessNumber), maternityType, `${finessNumber} is of type ${maternityType}`)
  }
  const open = wanted.filter(({ closedOn }) => closedOn === null).map(({ finessNumber }) => finessNumber)
  t.ok(open.every((finess) => names.every((one) => one.includes(finess))))
  t.same(
    names[0]!.filter((finess) => !wanted.some(({ finessNumber }) => finessNumber === finess)),
    [],
    'and nothing of the other departments',
  )
})

t.test('a number whose key is wrong is a reservation, not a refusal', async (t) => {
  const scene = await importScene(t)
  const [one] = inventedStructures(SEED, 1)
  const line = establishmentLine({ ...one!, finessNumber: '990000011' })
  const file = Buffer.from(`finess;etalab;111;2026-02-01\n${line}`)
  const options = { departments: [one!.place.departmentCode], categories: [one!.categoryCode] }
  const comparison = await compared(scene, file, { name: 'etalab.csv', options })
  t.match(comparison, { state: 'compared', counts: { refused: 0, warnings: 1, structures: { new: 1 } } })
  const { rows } = await rowsOf(scene, comparison.id, { show: 'warned' })
  t.match(rows, [{ reason: /.{20,}/ }])
})

type Scene = Awaited<ReturnType<typeof importScene>>

function rppsFile(more: { isOldShape?: boolean } = {}): Buffer {
  return Buffer.concat([...rppsActivityFile({ lines: LINES, seed: SEED, ...more })])
}

function linesOf(file: Buffer): string[] {
  return file.toString().split('\n').slice(0, -1)
}

/** Who the filter keeps, counted from what was invented. */
function wantedPeople(): InventedPerson[] {
  const people: InventedPerson[] = []
  for (let rank = 1, lines = 0; lines < LINES; rank += 1) {
    const person = inventedPerson(SEED, rank)
    const shown = person.situations.slice(0, LINES - lines)
    lines += shown.length
    if (!WANTED.professions.includes(person.professionCode)) continue
    if (shown.some(({ place }) => WANTED.departments.includes(place.departmentCode))) people.push(person)
  }
  return people
}

/** The directory as everybody sees it, without the imports themselves. */
async function picture({ ctx }: Scene) {
  const { people, structures, situations, cards } = await directoryState(ctx)
  return { people, structures, situations, cards }
}

function structuresOf({ ctx }: Scene) {
  return inTransaction(ctx, ({ db }) => db.select().from(directoryStructures))
}

/** What the cards of the team say each site is, by FINESS number. */
async function typesOf({ ctx }: Scene) {
  const cards = await inTransaction(ctx, ({ db }) =>
    db
      .select({ finess: directoryStructures.finessNumber, card: directoryCards.card })
      .from(directoryCards)
      .innerJoin(directoryStructures, eq(directoryStructures.id, directoryCards.subjectId))
      .where(isFor('team')),
  )
  return new Map(cards.map(({ finess, card }) => [finess, card.maternity?.type]))
}

async function structureOf(scene: Scene, id: string) {
  const [row] = await inTransaction(scene.ctx, ({ db }) =>
    db.select().from(directoryStructures).where(eq(directoryStructures.id, id)),
  )
  return row!
}

async function aPlace(scene: Scene) {
  return (await structuresOf(scene)).find(({ phone }) => phone !== null)!
}
