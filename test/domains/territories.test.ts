import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { directoryPeople } from '../../src/domains/directory/tables.js'
import { territories } from '../../src/domains/networks/tables.js'
import type { Territory } from '../../src/domains/territories/schemas.js'
import { anAccount } from '../support/builders.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aPerson } from '../support/directory-records.js'
import { journalOf } from '../support/journal.js'
import { anAntenna, aTerritory } from '../support/territories.js'

const PATH = '/annuaire/territoires'

async function scene(t: Test) {
  const desk = await aDesk(t)
  const coordinator = await desk.as(desk.accounts.coordinator)
  const idOf = async (name: string) => {
    const [row] = await inTransaction(desk.ctx, ({ db }) =>
      db.select().from(territories).where(eq(territories.name, name)),
    )
    return row!.id
  }
  return { ...desk, coordinator, idOf }
}

t.test(
  'a territory without a maternity is added, renamed, closed and reopened, with a trace each',
  async (t) => {
    const { coordinator, ctx, idOf } = await scene(t)
    t.match(await coordinator.send(PATH, { name: '  Val  d’Orbe ' }), { statusCode: 303 })
    const id = await idOf('Val d’Orbe')
    const twin = await coordinator.send(PATH, { name: "val d'orbe" })
    t.equal(twin.statusCode, 409, 'a file says a name either way')
    t.match(twin.body, /Un territoire du réseau porte déjà ce nom[\s\S]*value="val d'orbe"/)
    t.match(await coordinator.send(PATH, { name: ' ' }), {
      statusCode: 400,
      body: /Donnez le nom du territoire/,
    })

    const person = await aPerson(ctx, { territoryId: id })
    t.match(await coordinator.send(`${PATH}/${id}/nom`, { name: 'Vallée de l’Orbe' }), { statusCode: 303 })
    t.match((await coordinator.get(PATH)).body, /Vallée de l’Orbe/)

    t.match((await coordinator.get(`${PATH}/${id}/fermeture`)).body, /1\spersonne, 0\sstructure/)
    t.match(await coordinator.send(`${PATH}/${id}/fermeture`, {}), { statusCode: 303 })
    t.match(await coordinator.send(`${PATH}/${id}/fermeture`, {}), { statusCode: 303 }, 'twice is once')
    t.match((await coordinator.get(`${PATH}/${id}?fait=ferme`)).body, /Fermé<[\s\S]*le \d\d\/\d\d\/\d{4}/)
    const [row] = await inTransaction(ctx, ({ db }) =>
      db.select().from(directoryPeople).where(eq(directoryPeople.id, person)),
    )
    t.equal(row!.territoryId, id, 'the record stays where it was')
    t.match(await coordinator.send(`${PATH}/${id}/reouverture`, {}), { statusCode: 303 })
    t.same(await journalOf(t), {
      'directory.add-territory': 1,
      'directory.rename-territory': 1,
      'directory.close-territory': 1,
      'directory.reopen-territory': 1,
    })
  },
)

t.test(
  'a closed territory is chosen by nobody any more, and the record that lies in it may be kept there',
  async (t) => {
    const { coordinator, ctx, db, network, site, as, callAs, accounts } = await scene(t)
    const id = await aTerritory(db, network, { name: 'Ancien bassin', closedOn: '2026-01-01' })
    const inside = await aPerson(ctx, { territoryId: id })
    const outside = await aPerson(ctx, { territoryId: site.territoryId })

    const form = `/annuaire/fiches/personnes/${inside}/modification`
    const kept = fieldsOf((await coordinator.get(form)).body, form)
    t.equal(kept.territoryId, id)
    t.match(await coordinator.send(form, { ...kept, lastName: 'Autrement' }), { statusCode: 303 })

    const other = `/annuaire/fiches/personnes/${outside}/modification`
    const page = (await coordinator.get(other)).body
    t.notMatch(page, /Ancien bassin/)
    const moved = await coordinator.send(other, { ...fieldsOf(page, other), territoryId: id })
    t.match(moved, { statusCode: 409, body: /Ce territoire est fermé/ })
    t.match(
      (await coordinator.get('/annuaire/fiches')).body,
      /Ancien bassin \(fermé\)/,
      'it may be looked at',
    )

    const call = await callAs(accounts.coordinator)
    const many = { records: [{ kind: 'person', id: outside }], territoryId: id }
    t.match(await call('POST', '/bulk-acts/territory', many), { statusCode: 409 })
    const choices = await coordinator.get('/comptes/invitations/nouvelle?role=antenna_coordinator')
    t.notMatch(choices.body, /Ancien bassin/)
    const antenna = await as(accounts.antenna)
    t.equal((await antenna.get(PATH)).statusCode, 200)
  },
)

t.test('an antenna has a place, a contact and dates, kept by who coordinates its territory', async (t) => {
  const { coordinator, as, accounts, site, elsewhere, stranger, db, network, app } = await scene(t)
  const antenna = await as(accounts.antenna)
  const own = `${PATH}/${site.territoryId}/antennes`
  const fields = {
    name: 'Antenne du Nord',
    address: '3 place de l’Essai\r\n99200 Orbeval',
    phone: '01 99 00 32 00',
    email: 'Nord@Exemple.test',
    openedOn: '15/01/2024',
    closedOn: '',
  }
  t.equal((await antenna.get(own)).statusCode, 200)
  const wrong = await antenna.send(own, { ...fields, phone: '12', closedOn: '01/01/2020' })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, /Antenne du Nord/, 'nothing typed is lost')
  const early = await antenna.send(own, { ...fields, closedOn: '01/01/2020' })
  t.match(early, { statusCode: 400, body: /La fin vient avant le début/ })
  t.match(await antenna.send(own, fields), { statusCode: 303 })
  t.match(await antenna.send(own, fields), {
    statusCode: 409,
    body: /Une antenne que vous tenez porte déjà ce nom/,
  })
  const page = (await antenna.get(`${PATH}/${site.territoryId}`)).body
  t.match(page, /Ouverte[\s\S]*99200 Orbeval[\s\S]*01 99 00 32 00/)
  t.match(page, /Ada Antenne/, 'who coordinates there is a right on the territory')
  t.match((await coordinator.get(PATH)).body, /Antenne du Nord/)

  const [, path] = /href="(\/annuaire\/territoires\/antennes\/[^"]+)"/.exec(page)!
  const changed = { ...fieldsOf((await antenna.get(path!)).body, path!), phone: '01 99 00 32 01' }
  t.match(await antenna.send(path!, changed), { statusCode: 303 })

  const other = {
    role: 'antenna_coordinator',
    territoryId: elsewhere.territoryId!,
    networkId: network.id,
  } as const
  await anAccount(db, other, { name: 'Eva Ailleurs' })
  const there = `${PATH}/${elsewhere.territoryId}`
  t.match((await coordinator.get(there)).body, /Eva Ailleurs/)
  t.notMatch((await antenna.get(there)).body, /Eva Ailleurs/, 'she knows the accounts of her territory alone')

  const beyond = await anAntenna(db, network, elsewhere.territoryId!, { name: 'Antenne du Sud' })
  for (const address of [`${PATH}/antennes/${beyond}`, `${PATH}/${elsewhere.territoryId}/antennes`]) {
    t.equal((await antenna.get(address)).statusCode, 404)
    t.equal((await antenna.send(address, fields)).statusCode, 404)
    t.equal((await (await as(stranger)).get(address)).statusCode, 404)
  }
  t.equal((await antenna.send(PATH, { name: 'Autre' })).statusCode, 403)
  t.equal((await (await as(accounts.midwife)).get(PATH)).statusCode, 403)

  t.same(await journalOf(t), { 'directory.add-antenna': 1, 'directory.change-antenna': 1 })
  await anAntenna(db, network, site.territoryId!, { name: 'Antenne fermée', closedOn: '2025-12-31' })
  await anAntenna(db, network, site.territoryId!, { name: 'Antenne à venir', openedOn: '2027-12-31' })
  const open = await app.inject({ url: `/annuaire/antennes?reseau=${network.slug}` })
  t.match(open.body, /Antenne du Nord[\s\S]*01 99 00 32 01/)
  t.notMatch(open.body, /Antenne fermée|Antenne à venir/)
  t.match(
    (await antenna.get(`${PATH}/${site.territoryId}`)).body,
    /Fermée[\s\S]*À venir|À venir[\s\S]*Fermée/,
  )
})

t.test('of two who change one antenna the second is shown both versions, and decides', async (t) => {
  const { as, accounts, site } = await scene(t)
  const antenna = await as(accounts.antenna)
  const coordinator = await as(accounts.coordinator)
  const fields = { name: 'Antenne du Nord', address: '', phone: '', email: '', openedOn: '', closedOn: '' }
  await antenna.send(`${PATH}/${site.territoryId}/antennes`, fields)
  const page = (await antenna.get(`${PATH}/${site.territoryId}`)).body
  const [, path] = /href="(\/annuaire\/territoires\/antennes\/[^"]+)"/.exec(page)!
  const opened = async () => fieldsOf((await antenna.get(path!)).body, path!)
  const [hers, theirs] = [await opened(), await opened()]
  const first = { ...hers, phone: '01 99 00 32 01' }
  t.match(await coordinator.send(path!, first), { statusCode: 303 })
  const second = { ...theirs, phone: '01 99 00 32 02', email: 'nord@exemple.test' }
  const late = await antenna.send(path!, second)
  t.equal(late.statusCode, 409)
  const words = late.body.replace(/<[^>]+>/g, ' ')
  t.match(words, /Enregistré entre-temps\s*:\s*«\s*01 99 00 32 01/)
  t.match(late.body, /value="01 99 00 32 02"[\s\S]*value="nord@exemple\.test"/, 'what she typed is kept')
  t.match((await opened()).phone, '01 99 00 32 01', 'nothing is written over unseen')
  const knowingly = fieldsOf(late.body, path!)
  t.match(await antenna.send(path!, knowingly), { statusCode: 303 })
  t.match(await opened(), { phone: '01 99 00 32 02', email: 'nord@exemple.test' })
  const both = [await opened(), await opened()].map((one, rank) => ({ ...one, name: `Nord ${rank}` }))
  const answers = await Promise.all(both.map((one) => antenna.send(path!, one)))
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 409], 'at once too')
})

t.test('a program keeps territories and antennas as the pages do', async (t) => {
  const { callAs, accounts, stranger, site } = await scene(t)
  const call = await callAs(accounts.coordinator)
  const made = await call('POST', '/territories', { name: 'Bassin' }, 'une-cle-de-repetition-1')
  t.equal(made.statusCode, 201)
  const again = await call('POST', '/territories', { name: 'Bassin' }, 'une-cle-de-repetition-1')
  t.same(again.json(), made.json(), 'sent twice it is done once')
  const { id } = made.json()
  const antenna = {
    name: 'Antenne',
    address: null,
    phone: '01 99 00 32 00',
    email: null,
    openedOn: '2026-01-01',
    closedOn: null,
  }
  const opened = (await call('POST', `/territories/${id}/antennas`, antenna)).json()
  const read = (await call('GET', '/territories')).json().territories as Territory[]
  const { seen } = read.find((one) => one.id === id)!.antennas[0]!
  const change = { ...antenna, address: 'Rue', seen }
  t.match(await call('PUT', `/antennas/${opened.id}`, change), { statusCode: 204 })
  const stale = await call('PUT', `/antennas/${opened.id}`, { ...change, address: 'Autre' })
  t.match(stale.json(), { status: 409, type: 'urn:problem:antenna.edited-meanwhile' })
  t.match(await call('PATCH', `/territories/${id}`, { name: 'Bassin du Nord' }), { statusCode: 204 })
  const foreign = await callAs(stranger)
  const theirs = (await foreign('POST', '/territories', { name: 'Bassin' })).json()
  const same = await foreign('POST', `/territories/${theirs.id}/antennas`, antenna)
  t.equal(same.statusCode, 201, 'another network names its own as it likes')
  t.match(await call('POST', `/territories/${id}/closing`), { statusCode: 204 })
  const late = await call('POST', `/territories/${id}/antennas`, { ...antenna, name: 'Autre' })
  t.match(late.json(), { type: 'urn:problem:territory.closed' })
  const { territories: listed } = (await call('GET', '/territories')).json()
  t.match(listed.at(-1), {
    name: 'Bassin du Nord',
    people: 0,
    structures: 0,
    maternities: 0,
    antennas: [{ name: 'Antenne', address: 'Rue', phone: '+33199003200' }],
  })
  t.match(
    listed.find((one: { id: string }) => one.id === site.territoryId),
    { maternities: 1, closedOn: null },
  )
  t.match(await call('POST', `/territories/${id}/reopening`), { statusCode: 204 })
  t.match((await call('GET', '/antennas')).json(), {
    antennas: [{ name: 'Antenne', territory: 'Bassin du Nord' }],
  })

  t.match((await foreign('GET', '/territories')).json().territories, [{ id: theirs.id }])
  t.equal((await foreign('GET', '/territories')).json().territories.length, 1)
  t.same(
    (await foreign('GET', '/antennas')).json().antennas.map((one: { id: string }) => one.id),
    [same.json().id],
  )
  for (const [method, path, body] of [
    ['PATCH', `/territories/${id}`, { name: 'Pris' }],
    ['POST', `/territories/${id}/closing`, undefined],
    ['POST', `/territories/${id}/reopening`, undefined],
    ['POST', `/territories/${id}/antennas`, antenna],
    ['PUT', `/antennas/${opened.id}`, change],
  ] as const)
    t.equal((await foreign(method, path, body)).statusCode, 404, path)
})
