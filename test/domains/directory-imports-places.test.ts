import { and, asc, eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import {
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../../src/domains/directory/tables.js'
import { directoryImportRows } from '../../src/domains/directory-imports/tables.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aComparison, type Made, toolsOf, written } from '../support/directory-import-fixtures.js'
import { scratch } from '../support/scratch.js'

/* Where people work and what they do there, as files say it line by line. */

t.test('several functions at one place are all kept, and the same file changes nothing', async (t) => {
  const scene = await setTheStage(t)
  const lines = [
    'ROUX;Anne;CH de Valbrune;Viriat;chef de service',
    'ROUX;Anne;CH de Valbrune;Viriat;référente écho',
    'ROUX;Anne;CH de Valbrune;Viriat;Chef de service',
    'ROUX;Anne;Clinique du Pré;Viriat;vacations',
  ]
  await brought(scene, sheet('Nom;Prénom;Structure;Ville;Fonction', lines))
  t.same(await placesOf(scene), [
    { place: 'CH de Valbrune', functionWords: 'chef de service, référente écho', modeCode: null },
    { place: 'Clinique du Pré', functionWords: 'vacations', modeCode: null },
  ])
  const again = await aComparison(scene.ctx, scene.tools, sheet('Nom;Prénom;Structure;Ville;Fonction', lines))
  t.same(await verdictsOf(again), ['unchanged', 'unchanged', 'unchanged'])
})

t.test('a function too long to be kept with the others is said', async (t) => {
  const scene = await setTheStage(t)
  const long = (word: string) => `${word} ${'de '.repeat(40)}`.slice(0, 120)
  const made = await brought(
    scene,
    sheet('Nom;Prénom;Structure;Ville;Fonction', [
      `ROUX;Anne;CH de Valbrune;Viriat;${long('cheffe')}`,
      `ROUX;Anne;CH de Valbrune;Viriat;${long('référente')}`,
    ]),
  )
  t.match(await reasonsOf(made), [/La ligne 3 donne une fonction de plus.*référente/])
})

type Scene = Pick<Made, 'ctx' | 'tools'>

async function setTheStage(t: Test): Promise<Scene> {
  const { db, pool } = await testDatabase(t)
  const network = await aNetwork(db)
  return { ctx: systemCtx(db, network.id), tools: toolsOf(pool, await scratch(t)) }
}

function sheet(header: string, lines: readonly string[]) {
  return { content: Buffer.from([header, ...lines].join('\r\n')) }
}

/** Compared and written. */
async function brought({ ctx, tools }: Scene, file: Parameters<typeof aComparison>[2]): Promise<Made> {
  const made = await aComparison(ctx, tools, file)
  await written(made)
  return made
}

function placesOf({ ctx }: { ctx: Ctx }) {
  return inTransaction(ctx, ({ db }) =>
    db
      .select({
        place: directoryStructures.name,
        functionWords: directorySituations.functionWords,
        modeCode: directorySituations.modeCode,
      })
      .from(directorySituations)
      .innerJoin(directoryStructures, eq(directoryStructures.id, directorySituations.structureId))
      .innerJoin(directoryPeople, eq(directoryPeople.id, directorySituations.personId))
      .orderBy(asc(directoryStructures.name)),
  )
}

async function verdictsOf({ ctx, importId }: Made) {
  const rows = await rowsOf({ ctx, importId })
  return rows.map(({ verdict }) => verdict)
}

async function reasonsOf({ ctx, importId }: Pick<Made, 'ctx' | 'importId'>) {
  const rows = await rowsOf({ ctx, importId })
  return rows.map(({ reason }) => reason).filter((one) => one !== null)
}

function rowsOf({ ctx, importId }: Pick<Made, 'ctx' | 'importId'>) {
  return inTransaction(ctx, ({ db }) =>
    db
      .select()
      .from(directoryImportRows)
      .where(and(eq(directoryImportRows.importId, importId)))
      .orderBy(directoryImportRows.id),
  )
}
