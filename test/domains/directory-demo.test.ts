import t, { type Test } from 'tap'
import { DEMO_NETWORK, demoMaternities } from '../../src/cli/demo-data.js'
import { furnishDirectory } from '../../src/cli/demo-directory.js'
import { inTransaction } from '../../src/context.js'
import { directoryOffers, directoryPeople, directoryStructures } from '../../src/domains/directory/tables.js'
import { readCounters } from '../../src/domains/directory-publications/counters.js'
import { createNetwork } from '../../src/domains/networks/setup.js'
import { browserOf, testApp } from '../support/app.js'
import { anAccount, systemCtx } from '../support/builders.js'
import { asCoordinator } from '../support/directory-team.js'
import { NOW } from '../support/now.js'

async function aFurnishedDemo(t: Test) {
  const app = await testApp(t)
  const networkId = await createNetwork(app.db, { ...DEMO_NETWORK, maternities: demoMaternities() }, NOW)
  const professional = await anAccount(app.db, { role: 'professional', networkId })
  await furnishDirectory(app.db, networkId, professional, NOW)
  return { ...app, networkId, professional, ctx: systemCtx(app.db, networkId) }
}

t.test(
  'in the demonstration, a woman without an account finds an accessible midwife near her commune',
  async (t) => {
    const { app } = await aFurnishedDemo(t)
    for (const commune of ['Viriat', 'Ambérieu-en-Bugey', 'Oyonnax']) {
      const page = await app.inject({
        url: `/annuaire?q=sage-femme&commune=${encodeURIComponent(commune)}&acces=motor&type=personne`,
      })
      t.equal(page.statusCode, 200)
      t.match(page.body, /[1-9]\d*\ssages?-femmes? à moins de 15/, commune)
      t.match(page.body, /Accessible\u00a0: handicap moteur/)
      t.match(page.body, /href="tel:\+33/, 'with a number to dial')
    }
    t.match((await app.inject({ url: '/annuaire?q=maternité' })).body, /13\smaternités/, 'and a maternity')
  },
)

t.test('it is made once, of nobody: no number, no address that could be somebody’s', async (t) => {
  const { db, networkId, professional, ctx } = await aFurnishedDemo(t)
  await furnishDirectory(db, networkId, professional, NOW)
  const { people, structures, ivg } = await inTransaction(ctx, async ({ db }) => ({
    people: await db.select().from(directoryPeople),
    structures: await db.select().from(directoryStructures),
    ivg: (await db.select().from(directoryOffers)).filter(({ kind, personId }) => kind === 'ivg' && personId),
  }))
  t.equal(people.length, 150)
  t.ok(structures.length >= 40, `${structures.length} structures`)
  t.ok(people.every(({ rppsNumber }) => rppsNumber?.startsWith('99')))
  t.ok(structures.every(({ finessNumber }) => finessNumber === null || finessNumber.startsWith('99')))
  const phones = [...people, ...structures].flatMap(({ phone }) => phone ?? [])
  t.same(
    phones.filter((phone) => !/^\+33(19900|26191|35301|46571|53649|63998)\d{4}$/.test(phone)),
    [],
    'numbers kept for works of fiction',
  )
  t.ok(people.every(({ email }) => email?.endsWith('.invalid')))
  t.ok(
    ivg.length > 0 && ivg.every(({ visibleTo }) => visibleTo === 'team'),
    'offers of IVG stay with the team',
  )
  t.equal(structures.filter(({ establishmentId }) => establishmentId !== null).length, 14)
})

t.test('its counters have people and structures, in each of its territories', async (t) => {
  const { ctx } = await aFurnishedDemo(t)
  const { members, structures, territories } = await readCounters(asCoordinator(ctx))
  t.ok(members && members.total > 50)
  t.ok(structures && structures.total > 10)
  for (const { id, name } of territories) {
    for (const counts of [members?.counts ?? [], structures?.counts ?? []])
      t.ok(
        counts.some(({ byTerritory }) => (byTerritory.get(id) ?? 0) > 0),
        name,
      )
  }
})

t.test('its professional has a record of her own, and reads what members read', async (t) => {
  const { app, professional } = await aFurnishedDemo(t)
  const { headers } = await browserOf(app, professional)
  t.match((await app.inject({ url: '/ma-fiche', headers })).body, 'Noa Lambert')
  const { body } = await app.inject({ url: '/annuaire', headers })
  t.notMatch(body, 'tel que tout le monde le voit')
  const counted = (page: string) => Number(/(\d+)\sfiches/.exec(page)?.[1])
  t.ok(counted(body) > counted((await app.inject('/annuaire')).body))
})
