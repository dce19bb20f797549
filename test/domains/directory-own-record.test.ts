import { and, eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { isFor } from '../../src/domains/directory/reading.js'
import {
  directoryCards,
  directoryConsents,
  directoryMemberships,
  directoryPeople,
} from '../../src/domains/directory/tables.js'
import { AUDIENCES, type Audience } from '../../src/domains/directory/visibility.js'
import { insertOffers } from '../../src/domains/directory/writing.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aPerson, TEAM } from '../support/directory-records.js'
import { journalOf } from '../support/journal.js'

const PHONE = '01 99 00 12 34'

t.test(
  'the team opens a part of a record with the agreement of the person, and closes it at once',
  async (t) => {
    const { file, coordinator, shownTo, ctx } = await scene(t)
    const page = await coordinator.get(`${file}/visibilite`)
    t.equal(page.statusCode, 200, page.body.slice(0, 200))
    const open = { ...fieldsOf(page.body, `${file}/visibilite`), listing: 'public', phone: 'public' }
    t.match(await coordinator.send(`${file}/visibilite`, open), { statusCode: 303 })
    t.same(await shownTo('public'), [], 'chosen by the team alone, it opens nothing')

    const given = { givenOn: '01/03/2026', source: 'courriel du 1er mars' }
    for (const scope of ['listing', 'phone']) {
      t.match(await coordinator.send(`${file}/accords`, { scope, ...given }), { statusCode: 303 })
    }
    t.same(await shownTo('public'), ['name', 'phone'], 'agreed to, it is shown')
    t.match(await coordinator.send(`${file}/accords`, { scope: 'phone', ...given }), { statusCode: 303 })
    t.equal(await inTransaction(ctx, ({ db }) => db.$count(directoryConsents)), 2, 'agreed to twice is once')

    const withdrawn = { scope: 'phone', withdrawnOn: '02/03/2026', source: 'appel' }
    t.match(await coordinator.send(`${file}/accords/retrait`, withdrawn), { statusCode: 303 })
    t.same(await shownTo('public'), ['name'])
    const late = await coordinator.send(`${file}/accords`, {
      scope: 'phone',
      ...given,
      givenOn: '05/03/2026',
    })
    t.equal(late.statusCode, 400)
    t.match(late.body, /Cette date n’est pas encore passée/)
    t.match(late.body, /courriel du 1er mars/, 'nothing typed is lost')
    t.same(await journalOf(t), {
      'directory.choose-visibility': 1,
      'directory.give-consent': 2,
      'directory.withdraw-consent': 1,
    })
  },
)

t.test('an objection is honoured at once for everybody but the team, and lifted when she asks', async (t) => {
  const { file, coordinator, shownTo } = await scene(t)
  t.same(await shownTo('members'), ['name', 'phone'])
  t.match(await coordinator.send(`${file}/opposition`, { source: '' }), { statusCode: 400 })
  t.same(await shownTo('members'), ['name', 'phone'], 'the control: refused, it changes nothing')
  t.match(await coordinator.send(`${file}/opposition`, { source: 'courrier' }), { statusCode: 303 })
  for (const audience of AUDIENCES.filter((one) => one !== 'team'))
    t.same(await shownTo(audience), [], audience)
  t.same(await shownTo('team'), ['name', 'phone'])
  t.match(await coordinator.send(`${file}/opposition/levee`, { source: 'appel' }), { statusCode: 303 })
  t.same(await shownTo('members'), ['name', 'phone'])
  t.same(await journalOf(t), { 'directory.lift-objection': 1, 'directory.object': 1 })
})

t.test('a membership begins with the charter signed, and goes from state to state', async (t) => {
  const { file, coordinator, as, accounts, id, ctx } = await scene(t)
  const path = `${file}/adhesion`
  const form = fieldsOf((await coordinator.get(path)).body, path)
  const active = { ...form, state: 'active', stateSince: '01/03/2026', college: '' }
  const refused = await coordinator.send(path, { ...active, charterSignedOn: '' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /Une adhésion commence avec la charte signée/)
  t.match(await coordinator.send(path, { ...active, charterSignedOn: '28/02/2026' }), { statusCode: 303 })
  const second = await coordinator.send(path, { ...active, charterSignedOn: '27/02/2026' })
  t.equal(second.statusCode, 409, 'a form made before is shown both versions')
  const rows = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryMemberships).where(eq(directoryMemberships.personId, id)),
  )
  t.match(rows, [{ state: 'active', charterSignedOn: '2026-02-28' }])

  const antenna = await as(accounts.antenna)
  t.equal((await antenna.get('/annuaire/fiches/colleges')).statusCode, 403)
  const colleges = { colleges: 'Usagers\r\n Libéraux \r\n\r\nUsagers' }
  t.match(await coordinator.send('/annuaire/fiches/colleges', colleges), { statusCode: 303 })
  t.match((await coordinator.get(path)).body, /Usagers[\s\S]*Libéraux/)
  t.same(await journalOf(t), { 'directory.choose-colleges': 1, 'directory.membership': 1 })
})

t.test('a person keeps the record that is hers, and no other', async (t) => {
  const { file, coordinator, as, accounts, id, shownTo, ctx } = await scene(t)
  const midwife = await as(accounts.midwife)
  t.match((await midwife.get('/ma-fiche')).body, /Aucune fiche de l’annuaire n’est encore reliée/)
  for (const end of ['modification', 'visibilite', 'opposition', 'situations/nouvelle', 'offres/nouvelle'])
    t.equal((await midwife.get(`/ma-fiche/${end}`)).statusCode, 404, end)

  const found = await coordinator.get(`${file}/compte?q=claire`)
  t.match(found.body, /Claire Martin/)
  const { userId } = accounts.midwife
  t.match(await coordinator.send(`${file}/compte`, { userId }), { statusCode: 303 })
  const twin = await aPerson(ctx)
  const taken = await coordinator.send(`/annuaire/fiches/personnes/${twin}/compte`, { userId })
  t.equal(taken.statusCode, 409, 'one record an account')

  t.match((await midwife.get('/ma-fiche')).body, new RegExp(PHONE))
  const form = fieldsOf((await midwife.get('/ma-fiche/modification')).body, '/ma-fiche/modification')
  t.match(await midwife.send('/ma-fiche/modification', { ...form, phone: '01 99 00 77 77' }), {
    statusCode: 303,
  })
  const refused = await midwife.send('/ma-fiche/modification', { ...form, phone: 'douze' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /value="douze"/)

  const choices = fieldsOf((await midwife.get('/ma-fiche/visibilite')).body, '/ma-fiche/visibilite')
  const open = { ...choices, listing: 'public', phone: 'public' }
  t.match(await midwife.send('/ma-fiche/visibilite', open), { statusCode: 303 })
  t.same(await shownTo('public'), ['name', 'phone'], 'her own choice is her agreement')
  t.match(await midwife.send('/ma-fiche/opposition', {}), { statusCode: 303 })
  t.same(await shownTo('members'), [])
  t.match(await midwife.send('/ma-fiche/opposition/levee', {}), { statusCode: 303 })
  t.same(await shownTo('members'), ['name', 'phone'])
  t.same(await shownTo('public'), [], 'lifted, it gives back no accord: she opens again what she wants')
  t.match(await midwife.send('/ma-fiche/confirmation', {}), { statusCode: 303 })
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryPeople).where(eq(directoryPeople.id, id)),
  )
  t.match(row, {
    phone: '+33199007777',
    verifiedBy: 'Claire Martin',
    provenance: { phone: { source: 'person' } },
  })

  t.match(await coordinator.send(`${file}/compte/retrait`, {}), { statusCode: 303 })
  t.equal((await midwife.get('/ma-fiche/modification')).statusCode, 404, 'taken back, it is hers no more')
  t.same(await journalOf(t), {
    'directory.choose-visibility': 1,
    'directory.confirm-own': 1,
    'directory.edit-record': 1,
    'directory.lift-objection': 1,
    'directory.link-account': 1,
    'directory.object': 1,
    'directory.unlink-account': 1,
  })
})

t.test('the team reads that somebody gone from the national directory still has an account', async (t) => {
  const { file, coordinator, accounts, id, ctx } = await scene(t)
  const goneIs = (goneSince: string | null) =>
    inTransaction(ctx, ({ db }) =>
      db.update(directoryPeople).set({ goneSince }).where(eq(directoryPeople.id, id)),
    )
  const toCheck = async () => (await coordinator.get(file)).body.includes('ce compte garde ses droits')
  await goneIs('2026-02-10')
  t.notOk(await toCheck(), 'the control: gone, without an account')
  const { userId } = accounts.midwife
  t.match(await coordinator.send(`${file}/compte`, { userId }), { statusCode: 303 })
  t.ok(await toCheck())
  await goneIs(null)
  t.notOk(await toCheck(), 'the control: an account, and still there')
})

t.test('what she says of IVG is what her offers of IVG follow', async (t) => {
  const { coordinator, file, as, accounts, id, ctx } = await scene(t)
  await inTransaction(ctx, async (ctx) => {
    await insertOffers(ctx, TEAM, [{ personId: id, kind: 'ivg', visibleTo: 'team' }])
    await refreshCards(ctx, { people: [id] })
  })
  await coordinator.send(`${file}/compte`, { userId: accounts.midwife.userId })
  const midwife = await as(accounts.midwife)
  const seenBy = async (audience: Audience) => {
    const [row] = await inTransaction(ctx, ({ db }) =>
      db
        .select({ card: directoryCards.card })
        .from(directoryCards)
        .where(and(eq(directoryCards.subjectId, id), isFor(audience))),
    )
    return row?.card.offers.map(({ kind }) => kind)
  }
  t.same(await seenBy('members'), [])
  for (const [choice, seen] of [
    ['members', ['ivg']],
    ['team', []],
  ] as const) {
    const form = fieldsOf((await midwife.get('/ma-fiche/visibilite')).body, '/ma-fiche/visibilite')
    t.match(await midwife.send('/ma-fiche/visibilite', { ...form, ivg: choice }), { statusCode: 303 })
    t.same(await seenBy('members'), seen, choice)
  }
})

async function scene(t: Test) {
  const desk = await aDesk(t)
  const { ctx, accounts } = desk
  const id = await aPerson(ctx, { lastName: 'Martin', phone: '+33199001234', email: null })
  /** Which of her name and her telephone a reader is shown. */
  const shownTo = async (audience: Audience) => {
    const cards = await inTransaction(ctx, ({ db }) =>
      db
        .select({ card: directoryCards.card })
        .from(directoryCards)
        .where(and(eq(directoryCards.subjectId, id), isFor(audience))),
    )
    const text = JSON.stringify(cards)
    return [/martin/i.test(text) && 'name', /3319900(1234|7777)/.test(text) && 'phone'].filter(Boolean)
  }
  return {
    ...desk,
    id,
    file: `/annuaire/fiches/personnes/${id}`,
    coordinator: await desk.as(accounts.coordinator),
    shownTo,
  }
}
