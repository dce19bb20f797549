import t from 'tap'
import { coordinatorSheet } from '../../src/domains/directory/synthesis/coordinator-sheet.js'
import { directoryState } from '../support/directory-import-fixtures.js'
import { act, compared, importScene, rowsOf, sendFile, settled } from '../support/directory-imports.js'

t.test('a messy sheet of five hundred lines comes in, is undone, and comes in again', async (t) => {
  const scene = await importScene(t)
  const { csv, refused, warned, lines } = coordinatorSheet(7, 500)
  const before = await picture(scene)

  const looked = await settled(scene, await sendFile(scene, csv, 'annuaire du réseau.csv'))
  t.match(looked, { state: 'choosing', kind: 'sheet', proposal: { headerLine: 3 } })
  t.match(looked.proposal?.columns[3], { header: 'N° RPPS', field: 'rppsNumber', confidence: 'certain' })
  t.same(await picture(scene), before, 'nothing is written by looking')

  const comparison = await act(scene, looked.id, 'comparison')
  t.match(comparison, { state: 'compared', counts: { lines, refused: refused.size, people: { changed: 0 } } })
  t.equal(comparison.counts!.people.new, lines - refused.size)
  t.same(await picture(scene), before, 'nothing is written by comparing')
  const { rows } = await rowsOf(scene, looked.id, { show: 'refused' })
  for (const row of rows) {
    t.ok(refused.has(row.line ?? 0), `line ${row.line} is to be refused`)
    t.equal(row.column, refused.get(row.line ?? 0) ?? null)
    t.ok((row.reason ?? '').length > 20)
  }
  const doubtful = await rowsOf(scene, looked.id, { show: 'warned' })
  t.ok(doubtful.total >= warned.size)

  const applied = await act(scene, looked.id, 'application')
  t.match(applied, { state: 'applied', outcome: { left: 0 } })
  const after = await picture(scene)
  t.equal(after.people.length, lines - refused.size)

  const again = await compared(scene, csv, { name: 'annuaire du réseau.csv' })
  t.match(again.counts, { people: { new: 0, changed: 0 }, structures: { new: 0, changed: 0 } })
  t.match(again.notes.join(' '), /exactement celui que vous avez déjà importé/)

  t.match(await act(scene, looked.id, 'undoing'), { state: 'undone', outcome: { left: 0 } })
  t.same(await picture(scene), before, 'undone, nothing of it is left')
  t.match(await act(scene, looked.id, 'application'), { state: 'applied', outcome: { left: 0 } })
  t.same(await picture(scene), after, 'applied again, it says the same')
})

type Scene = Awaited<ReturnType<typeof importScene>>

/** The directory as everybody sees it, without the imports themselves. */
async function picture({ ctx }: Scene) {
  const { people, structures, situations, cards } = await directoryState(ctx)
  return { people, structures, situations, cards }
}
