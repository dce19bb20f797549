import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { directoryPeople } from '../../src/domains/directory/tables.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { aNetwork, anAccount } from '../support/builders.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { ownerOf, STRANGER, sendForm } from '../support/people.js'
import { reviewToken } from '../support/review-mails.js'

const VERIFY = '/annuaire/verification'

t.test('who answers for a record is set in the form and by a program, for people too', async (t) => {
  const { desk, team } = await scene(t)
  const person = await aPerson(desk.ctx)
  const form = `/annuaire/fiches/personnes/${person}/modification`
  const fields = fieldsOf((await team.get(form)).body, form)
  t.equal((await team.send(form, { ...fields, owner: 'Ada Antenne' })).statusCode, 303)
  const call = await desk.callAs(desk.accounts.coordinator)
  const read = async () => (await call('GET', `/people/${person}`)).json()
  const { owner, revision } = await read()
  t.equal(owner, 'Ada Antenne')
  await call('PATCH', `/people/${person}`, { revision, owner: 'cadre@exemple.test' })
  t.equal((await read()).owner, 'cadre@exemple.test')
  t.match((await team.get(`/annuaire/fiches/personnes/${person}`)).body, 'cadre@exemple.test')
})

t.test('a mail asks the address, or the account that has this name; else the record itself', async (t) => {
  const { desk, asked } = await scene(t)
  const { ctx, db, network, accounts } = desk
  const elsewhere = await aNetwork(db, { regionCode: '97' })
  const twin = { role: 'professional', networkId: network.id } as const
  await anAccount(db, twin, { name: 'Deux Fois' })
  await anAccount(db, twin, { name: 'Deux Fois' })
  await anAccount(db, { role: 'professional', networkId: elsewhere.id }, { name: 'Venue Ailleurs' })
  for (const make of [aPerson, aStructure]) {
    const own = `${make.name}@exemple.test`.toLowerCase()
    const owners = [
      ['cadre@exemple.test', 'cadre@exemple.test'],
      ['ada antenne', accounts.antenna.credentials.email],
      ['Deux Fois', own],
      ['Venue Ailleurs', own],
      ['Une voisine', own],
      [null, own],
    ] as const
    for (const [owner, expected] of make === aPerson ? owners : owners.slice(0, 3)) {
      const id = await make(ctx, { owner, email: own })
      t.equal(await asked(id), expected, `${make.name} ${owner}`)
    }
  }
})

t.test(
  'who answers for her record keeps it true, and gives neither accord nor objection for her',
  async (t) => {
    const { desk, test, asked, mailTo, person, owner } = await scene(t)
    const id = await aPerson(desk.ctx, {
      owner: 'cadre@exemple.test',
      email: 'lise@exemple.test',
      lastName: 'Secrète',
    })
    await asked(id)
    t.match(await mailTo('cadre@exemple.test'), { to_name: '', params: { kind: 'person-answered-for' } })
    t.notMatch(JSON.stringify(await mailTo('cadre@exemple.test')), /Secr/, 'the mail names nobody')
    const token = await reviewToken(owner, id)
    const page = async (path = '') => (await test.app.inject({ url: `${VERIFY}${path}?jeton=${token}` })).body
    t.match(await page(), /dont vous répondez/)
    for (const path of ['', '/retrait']) t.notMatch(await page(path), /plus apparaître/)
    const form = await page('/correction')
    t.notMatch(form, /seen-listing/)

    t.equal((await sendForm(test, STRANGER, `${VERIFY}/retrait`, { token })).statusCode, 410)
    const typed = { token, phone: '01 99 00 00 02', 'seen-listing': 'public' }
    t.equal((await sendForm(test, STRANGER, `${VERIFY}/correction`, typed)).statusCode, 303)
    const row = await person(id)
    t.match(row, {
      phone: '+33199000002',
      objectedAt: null,
      visibility: {},
      verifiedBy: /répond de la fiche/,
      provenance: { phone: { source: 'team' } },
    })
    t.equal((await owner.query('select from directory_consents')).rowCount, 0)

    await owner.query('delete from directory_reviews')
    await sendForm(test, STRANGER, `${VERIFY}/lien?reseau=${desk.network.slug}`, {
      email: 'lise@exemple.test',
    })
    t.match(
      await mailTo('lise@exemple.test'),
      { params: { kind: 'person' } },
      'she has a link of her own still',
    )
    const hers = await reviewToken(owner, id)
    t.equal((await sendForm(test, STRANGER, `${VERIFY}/retrait`, { token: hers })).statusCode, 303)
    t.ok((await person(id)).objectedAt, 'the control: she objects herself')
  },
)

t.test('a name is written in the list of what is due', async (t) => {
  const { desk, team } = await scene(t)
  await aPerson(desk.ctx, { owner: 'Une voisine' })
  await aStructure(desk.ctx, { owner: 'Le secrétariat' })
  const { body } = await team.get('/annuaire/a-verifier')
  for (const name of ['Une voisine', 'Le secrétariat']) t.ok(body.includes(`suivie par ${name}`), name)
})

async function scene(t: Test) {
  const desk = await aDesk(t)
  const owner = await ownerOf(t, desk)
  const mailTo = async (address: string) =>
    (await owner.query('select * from mails where to_address = $1 order by created_at desc', [address]))
      .rows[0]
  return {
    desk,
    test: desk,
    owner,
    mailTo,
    team: await desk.as(desk.accounts.coordinator),
    /** The address a wave asks about this record. */
    asked: async (id: string) => {
      await owner.query('delete from directory_reviews; delete from mails')
      await owner.query('update directory_people set verified_at = now() where id <> $1', [id])
      await owner.query('update directory_structures set verified_at = now() where id <> $1', [id])
      await sendWave(desk.ctx)
      const { rows } = await owner.query('select email from directory_reviews where subject_id = $1', [id])
      return rows[0]?.email
    },
    person: async (id: string) => {
      const [row] = await inTransaction(desk.ctx, ({ db }) =>
        db.select().from(directoryPeople).where(eq(directoryPeople.id, id)),
      )
      return row!
    },
  }
}
