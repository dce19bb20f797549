import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { coordinatorSheet } from '../../src/domains/directory/synthesis/coordinator-sheet.js'
import {
  directoryCards,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../../src/domains/directory/tables.js'
import { act, compared, importScene, rowsOf } from '../support/directory-imports.js'

t.test('a messy sheet', async (t) => {
  const scene = await importScene(t)
  const { csv, refused } = coordinatorSheet(7, 500)
  const one = await compared(scene, csv)
  console.log(one.counts)
  const done = await act(scene, one.id, 'application')
  console.log(done.state, done.outcome, done.failureCode)
  const counts = () =>
    inTransaction(scene.ctx, async ({ db }) => ({
      people: await db.$count(directoryPeople),
      structures: await db.$count(directoryStructures),
      situations: await db.$count(directorySituations),
      cards: await db.$count(directoryCards),
    }))
  console.log(await counts(), refused.size)
  const again = await compared(scene, csv)
  console.log(again.counts, again.notes)
  console.log(JSON.stringify((await rowsOf(scene, again.id)).rows.slice(0, 3)))
  const undone = await act(scene, one.id, 'undoing')
  console.log(undone.state, undone.outcome)
  console.log(await counts())
  const redone = await act(scene, one.id, 'application')
  console.log(redone.state, redone.outcome, redone.failureCode)
  console.log(await counts())
})
