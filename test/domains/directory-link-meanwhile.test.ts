import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import {
  insertOffers,
  insertSituations,
  removeSituation,
  updatePerson,
  updateSituation,
} from '../../src/domains/directory/writing.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { testApp } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { type Fields, fieldsOf } from '../support/directory-desk.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { ownerOf, STRANGER } from '../support/people.js'
import { reviewToken } from '../support/review-mails.js'

const CORRECTION = '/annuaire/verification/correction'

t.test('a correction by the link leaves what she did not touch as the team has made it since', async (t) => {
  const { ctx, id, opened, send, person, situation, change, all } = await scene(t)
  const form = await opened()
  await change({ phone: '+33199000099', email: 'nouvelle@exemple.test', lastName: 'Renommée' })
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, id, { visibility: { phone: 'team' } }))
  await inTransaction(ctx, (ctx) => updateSituation(ctx, TEAM, situation, { phone: '+33199000098' }))

  t.equal((await send({ ...form, languages: ['', 'fr', 'en'] })).statusCode, 303)
  const row = await person()
  t.match(row, { phone: '+33199000099', email: 'nouvelle@exemple.test', last_name: 'Renommée' })
  t.match(row.provenance.phone, { source: 'team' }, 'nobody says that she said it')
  t.match(row.provenance.languages, { source: 'person' }, 'the control: what she changed is hers')
  t.same(row.languages, ['fr', 'en'])
  t.same(row.visibility, { phone: 'team' }, 'nor is a choice of hers made of what she saw')
  t.match((await all('directory_situations'))[0], { phone: '+33199000098' })
  t.same(await all('directory_reports'), [], 'the old name is not proposed against the new one')
})

t.test(
  'of a field both have changed she is shown both versions, and hers stays if she sends it again',
  async (t) => {
    const { opened, send, person, change } = await scene(t)
    const form = await opened()
    await change({ phone: '+33199000099', mobile: '+33699000099' })
    const typed = { ...form, phone: '01 99 00 00 02', languages: ['', 'en'], 'seen-phone': 'members' }

    const late = await send(typed)
    t.equal(late.statusCode, 409)
    t.match(late.body, /Votre fiche a changé pendant que vous la corrigiez/)
    t.match(late.body, /Enregistré entre-temps[^«]*«[^0]*01 99 00 00 99/)
    t.equal(late.body.match(/Enregistré entre-temps/g)?.length, 1, 'only where both have changed')
    t.match(await person(), { phone: '+33199000099', languages: ['fr'] }, 'nothing is kept yet')
    const again = fieldsOf(late.body, CORRECTION)
    t.match(again, { phone: '01 99 00 00 02', mobile: '06 99 00 00 99', 'seen-phone': 'members' })
    t.same([again.languages].flat().filter(Boolean), ['en'], 'nothing typed is lost')

    t.equal((await send(again)).statusCode, 303)
    t.match(await person(), { phone: '+33199000002', mobile: '+33699000099', languages: ['en'] })
  },
)

t.test('a form refused for another reason still shows what has changed meanwhile', async (t) => {
  const { opened, send, change } = await scene(t)
  const form = await opened()
  await change({ phone: '+33199000099' })
  const refused = await send({ ...form, phone: '01 99 00 00 02', firstName: 'x'.repeat(101) })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /Enregistré entre-temps[^«]*«[^0]*01 99 00 00 99/)
})

t.test(
  'a place that is gone meanwhile gives its answers to no other place, and says what they were',
  async (t) => {
    const { ctx, id, opened, send, situation, all } = await scene(t)
    const other = await aStructure(ctx)
    const [second] = await inTransaction({ ...ctx, now: new Date(ctx.now.getTime() + 1000) }, (ctx) =>
      insertSituations(ctx, TEAM, [{ personId: id, structureId: other }]),
    )
    const form = await opened()
    t.equal(form.place1Id, second, 'the control: two places, in the order they were written')
    await inTransaction(ctx, (ctx) => removeSituation(ctx, TEAM, situation))
    const late = await send({ ...form, place0Phone: '01 99 00 00 02', place1Phone: '01 99 00 00 03' })
    t.equal(late.statusCode, 409)
    t.match(late.body, /n’est plus sur votre fiche[\s\S]*01 99 00 00 02/)
    const again = fieldsOf(late.body, CORRECTION)
    t.match(again, { place0Id: second, place0Phone: '01 99 00 00 03' })
    t.equal((await send(again)).statusCode, 303)
    t.match((await all('directory_situations'))[0], { id: second, phone: '+33199000003' })
  },
)

t.test('the offers of a structure follow the same rule', async (t) => {
  const { ctx, open, send, all, owner } = await scene(t)
  const structure = await aStructure(ctx, { hours: 'le matin' })
  const [offer] = await inTransaction(ctx, (ctx) =>
    insertOffers(ctx, TEAM, [
      { structureId: structure, kind: 'breastfeeding', fees: 'Secteur 1', visibleTo: 'members' },
    ]),
  )
  const form = await open(structure)
  await owner.query("update directory_offers set fees = 'Secteur 2', accessibility = '{motor}'")
  const late = await send({ ...form, hours: 'le soir', offer0Fees: 'Gratuit' })
  t.equal(late.statusCode, 409)
  t.match(late.body, /Enregistré entre-temps[^«]*«[^S]*Secteur 2/)
  t.equal((await send({ ...form, hours: 'le soir', offer0Delay: '3' })).statusCode, 303)
  t.match((await all('directory_offers'))[0], {
    id: offer,
    fees: 'Secteur 2',
    delay_days: 3,
    accessibility: ['motor'],
  })
  t.match(
    (await all('directory_structures')).find(({ id }) => id === structure),
    { hours: 'le soir' },
  )
})

/** A midwife at one place, who has been asked about her record. */
async function scene(t: Test) {
  const test = await testApp(t)
  const network = await aNetwork(test.db)
  const ctx = systemCtx(test.db, network.id)
  const owner = await ownerOf(t, test)
  const structure = await aStructure(ctx)
  const id = await aPerson(ctx, { at: structure, languages: ['fr'], phone: '+33199000001' })
  const all = async (table: string) => (await owner.query(`select * from ${table}`)).rows
  let token = ''
  /** The form as a browser would send it, nothing typed. */
  const open = async (subject: string) => {
    await sendWave(ctx)
    token = await reviewToken(owner, subject)
    const page = await test.app.inject({ url: `${CORRECTION}?jeton=${token}` })
    return fieldsOf(page.body, CORRECTION)
  }
  return {
    ctx,
    owner,
    id,
    all,
    open,
    opened: () => open(id),
    situation: (await all('directory_situations'))[0].id as string,
    person: async () => (await all('directory_people'))[0],
    change: (patch: Parameters<typeof updatePerson>[3]) =>
      inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, id, patch)),
    send: (fields: Fields) => {
      const pairs = Object.entries(fields).flatMap(([name, value]) =>
        [value ?? []].flat().map((one) => [name, one]),
      )
      return test.app.inject({
        method: 'POST',
        url: CORRECTION,
        headers: { ...STRANGER.headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(pairs).toString(),
      })
    },
  }
}
