import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { directorySituations } from '../../src/domains/directory/tables.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'

const DUE = '/annuaire/a-verifier'
const FLAG = /N’est plus dans le RPPS[\s\S]*depuis le 01\/02\/2026/

t.test('a place the RPPS gives no more is said so, and ended from there', async (t) => {
  const { team, record, form, place } = await scene(t)
  t.match((await team.get(record)).body, FLAG)
  const page = await team.get(form)
  t.match(page.body, /Ce lieu n’est plus dans le RPPS depuis le 01\/02\/2026/)
  t.equal((await team.send(form, { ...fieldsOf(page.body, form), endsOn: '01/02/2026' })).statusCode, 303)
  t.match(await place(), { endsOn: '2026-02-01', goneSince: '2026-02-01' })
  t.notMatch((await team.get(record)).body, FLAG, 'there is nothing left to do')
  t.notMatch((await team.get(form)).body, 'Elle y exerce toujours')
})

t.test('a place she still has is kept, and the next file no longer calls it gone', async (t) => {
  const { team, record, form, place } = await scene(t)
  const fields = fieldsOf((await team.get(form)).body, form)
  t.equal((await team.send(form, fields)).statusCode, 303)
  t.match(await place(), { goneSince: '2026-02-01' }, 'the control: saving says nothing of it')
  const sent = { ...fieldsOf((await team.get(form)).body, form), isStillThere: 'oui' }
  t.equal((await team.send(form, sent)).statusCode, 303)
  t.match(await place(), {
    goneSince: null,
    endsOn: null,
    provenance: { structureId: { source: 'team', by: 'Camille Roy' } },
  })
  t.notMatch((await team.get(record)).body, FLAG)
})

t.test('a program keeps such a place too', async (t) => {
  const { desk, person, place } = await scene(t)
  const call = await desk.callAs(desk.accounts.coordinator)
  const { id, updatedAt } = await place()
  const path = `/people/${person}/situations/${id}`
  const since = updatedAt.toISOString()
  t.equal((await call('PATCH', path, { since, isStillThere: false })).statusCode, 400)
  t.equal((await call('PATCH', path, { since, isStillThere: true })).statusCode, 204)
  t.match(await place(), { goneSince: null })
})

t.test('people with such a place are listed, whenever they were last confirmed', async (t) => {
  const { desk, team, person, form } = await scene(t)
  const other = await aPerson(desk.ctx, { lastName: 'Autre' })
  const listed = async () => (await team.get(`${DUE}?etat=lieu-disparu`)).body
  t.match((await team.get(DUE)).body, /etat=lieu-disparu"[^>]*>\s*1.personne a un lieu/)
  t.match(await listed(), `/fiches/personnes/${person}`)
  t.notMatch(await listed(), other)
  await team.send(`${DUE}/personnes/${person}/verification`, {})
  t.match(await listed(), person, 'confirmed today, its place is still to be seen to')
  await team.send(form, { ...fieldsOf((await team.get(form)).body, form), isStillThere: 'oui' })
  t.notMatch(await listed(), person)
  t.notMatch((await team.get(DUE)).body, 'etat=lieu-disparu"')
})

/** A midwife one of whose places left the RPPS of 1 February. */
async function scene(t: Test) {
  const desk = await aDesk(t)
  const person = await aPerson(desk.ctx, { at: await aStructure(desk.ctx) })
  const ofPerson = eq(directorySituations.personId, person)
  await inTransaction(desk.ctx, ({ db }) =>
    db
      .update(directorySituations)
      .set({ goneSince: '2026-02-01', provenance: { structureId: { source: 'rpps', on: '2025-12-01' } } })
      .where(ofPerson),
  )
  const place = async () => {
    const [row] = await inTransaction(desk.ctx, ({ db }) =>
      db.select().from(directorySituations).where(ofPerson),
    )
    return row!
  }
  const record = `/annuaire/fiches/personnes/${person}`
  return {
    desk,
    team: await desk.as(desk.accounts.coordinator),
    person,
    record,
    place,
    form: `${record}/situations/${(await place()).id}`,
  }
}
