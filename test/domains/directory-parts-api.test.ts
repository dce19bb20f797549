import t from 'tap'
import { getCard } from '../../src/domains/directory/reading.js'
import { aDesk, type Caller } from '../support/directory-desk.js'
import { aPlace, aRecord } from '../support/directory-world.js'
import { dumpOf } from '../support/dump.js'
import { HOSTILE, keptOf } from '../support/hostile-lines.js'
import { journalOf } from '../support/journal.js'

const PLACE = {
  functionWords: 'échographiste référente',
  modeCode: 'L',
  startsOn: '2024-02-01',
  phone: '01 99 00 12 34',
}

const IVG = {
  kind: 'ivg',
  methods: ['medical', 'instrumental-local'],
  latestTermWeeks: 14,
  languages: ['fsl'],
  accessibility: ['motor'],
  delayDays: 7,
  phone: '01 99 00 12 34',
  message: 'ivg@exemple.mssante.fr',
}

t.test('a person is put at a place once, and leaves it on a day', async (t) => {
  const { desk, team, person, structure } = await aScene(t)
  const path = `/people/${person.id}/situations`
  const key = 'un-lieu-une-fois'
  const added = await team('POST', path, { ...PLACE, structureId: structure.id }, key)
  t.equal(added.statusCode, 201, added.body)
  t.equal((await team('POST', path, { ...PLACE, structureId: structure.id }, key)).body, added.body)
  const { id } = added.json()
  const placeOf = async () => {
    const { situations } = (await team('GET', `/people/${person.id}`)).json()
    t.equal(situations.length, 2)
    return situations.find((one: { id: string }) => one.id === id)
  }
  const place = await placeOf()
  t.match(place, {
    structureId: structure.id,
    structureName: /^Structure/,
    functionWords: 'échographiste référente',
    phone: '+33199001234',
    phoneVisibleTo: 'members',
    endsOn: null,
    provenance: { phone: { source: 'team' } },
  })

  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
  const since = place.updatedAt
  const ended = await team('PATCH', `${path}/${id}`, { since, endsOn: '2026-03-01', phoneVisibleTo: 'team' })
  t.equal(ended.statusCode, 204, ended.body)
  t.match(await placeOf(), { endsOn: '2026-03-01', phoneVisibleTo: 'team', startsOn: '2024-02-01' })
  t.notMatch(JSON.stringify((await getCard(desk.ctx, 'person', person.id)).places), 'échographiste')
  const late = await team('PATCH', `${path}/${id}`, { since, functionWords: 'cadre du pôle' })
  t.match(late.json(), { status: 409, type: 'urn:problem:directory.edited-meanwhile' })
  t.equal((await team('PATCH', `${path}/${id}`, { functionWords: 'cadre' })).statusCode, 400)
  t.match(await placeOf(), { functionWords: 'échographiste référente' })
  t.same(await journalOf(t), { 'directory.edit-record': 2 })
})

t.test('a place added by mistake is taken away, and what was offered there with it', async (t) => {
  const { team, person } = await aScene(t)
  const { id, situationId, offerId } = person
  const read = async () => (await team('GET', `/people/${id}`)).json()
  const [{ updatedAt: since }] = (await read()).offers
  t.equal((await team('PATCH', `/people/${id}/offers/${offerId}`, { since, situationId })).statusCode, 204)
  const path = `/people/${id}/situations/${situationId}`
  t.equal((await team('DELETE', path)).statusCode, 204)
  t.equal((await team('DELETE', path)).statusCode, 404, 'twice is once')
  t.match(await read(), { situations: [], offers: [] })
  const { entries } = (await team('GET', `/people/${id}/history`)).json()
  t.match(
    entries.find(({ what, after }: { what: string; after: unknown }) => what === 'situation' && !after),
    { before: { functionWords: 'sage-femme référente' }, words: [/a retiré le lieu/] },
    'what was is kept',
  )
  t.ok(
    entries.some(({ what, after }: { what: string; after: unknown }) => what === 'offer' && !after),
    'of the offer too',
  )
})

t.test('a place taken away by mistake is put back as it was, with what was offered there', async (t) => {
  const { team, person } = await aScene(t)
  const { id, situationId, offerId } = person
  const read = async () => {
    const { situations, offers } = (await team('GET', `/people/${id}`)).json()
    return [...situations, ...offers].map(({ updatedAt: _, ...said }) => said)
  }
  const [{ updatedAt: since }] = (await team('GET', `/people/${id}`)).json().offers
  await team('PATCH', `/people/${id}/offers/${offerId}`, { since, situationId })
  const before = await read()
  await team('DELETE', `/people/${id}/situations/${situationId}`)
  t.same(await read(), [])
  const { entries } = (await team('GET', `/people/${id}/history`)).json()
  const { rowId } = entries.find(
    ({ what, after }: { what: string; after: unknown }) => what === 'situation' && !after,
  )
  t.equal(rowId, situationId, 'the history says which')
  const back = `/people/${id}/situations/${rowId}/restoration`
  t.equal((await team('POST', back)).statusCode, 204)
  t.same(await read(), before)
  t.equal((await team('POST', back)).statusCode, 204, 'one that is there stays as it is')
  t.same(await read(), before)
  const never = `/people/${id}/situations/${offerId}/restoration`
  t.equal((await team('POST', never)).statusCode, 404, 'nothing else is put back')
})

t.test('an offer of care is added once, changed from what was read, and taken away', async (t) => {
  const { desk, team, structure, person } = await aScene(t)
  const path = `/structures/${structure.id}/offers`
  const key = 'une-offre-une-fois'
  const added = await team('POST', path, IVG, key)
  t.equal(added.statusCode, 201, added.body)
  t.equal((await team('POST', path, IVG, key)).body, added.body)
  const { id } = added.json()
  const offerOf = async () => {
    const { offers } = (await team('GET', `/structures/${structure.id}`)).json()
    return offers.find((one: { id: string }) => one.id === id)
  }
  const offer = await offerOf()
  t.match(offer, {
    ...IVG,
    phone: '+33199001234',
    visibleTo: 'public',
    situationId: null,
    provenance: { phone: { source: 'team' } },
  })
  t.match(
    (await getCard(desk.ctx, 'structure', structure.id)).offers.find(({ kind }) => kind === 'ivg'),
    { latestTermWeeks: 14 },
    'its card is made again',
  )

  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
  const since = offer.updatedAt
  t.equal((await team('PATCH', `${path}/${id}`, { since, delayDays: 0, fees: 'gratuit' })).statusCode, 204)
  t.match(await offerOf(), { delayDays: 0, fees: 'gratuit', latestTermWeeks: 14 })
  const late = await team('PATCH', `${path}/${id}`, { since, delayDays: 3 })
  t.match(late.json(), { status: 409, type: 'urn:problem:directory.edited-meanwhile' })
  t.equal((await team('DELETE', `/people/${person.id}/offers/${id}`)).statusCode, 404, 'it is not hers')
  t.equal((await team('DELETE', `${path}/${id}`)).statusCode, 204)
  t.equal((await team('DELETE', `${path}/${id}`)).statusCode, 404)
  t.equal(await offerOf(), undefined)

  const hers = await team('POST', `/people/${person.id}/offers`, { kind: 'ivg' })
  const { offers } = (await team('GET', `/people/${person.id}`)).json()
  t.match(
    offers.find((one: { id: string }) => one.id === hers.json().id),
    { visibleTo: 'team', methods: [] },
    'an IVG of a person is for the team unless somebody chose',
  )
})

t.test('each wrong value of a part is refused in French, and nothing is written', async (t) => {
  const { desk, team, person, structure } = await aScene(t)
  const before = await dumpOf(desk.url)
  const situations = `/people/${person.id}/situations`
  const offers = `/structures/${structure.id}/offers`
  const place = { ...PLACE, structureId: structure.id }
  const wrong: [string, object, RegExp][] = [
    [situations, { ...place, endsOn: '2024-01-01' }, /La fin vient avant le début/],
    [situations, { ...place, startsOn: 'hier' }, /n’est pas une date/],
    [situations, { ...place, phone: '12' }, /n’a pas le bon nombre de chiffres/],
    [situations, { ...place, phoneVisibleTo: 'everybody' }, /Choisissez qui le voit/],
    [situations, { ...place, modeCode: 'X' }, /Choisissez le mode/],
    [situations, { ...place, structureId: 'ici' }, /Choisissez le lieu/],
    [situations, { ...place, structureId: person.id }, /n’existe pas dans l’annuaire/],
    [offers, { ...IVG, latestTermWeeks: 17 }, /16/],
    [offers, { ...IVG, phone: '12' }, /n’a pas le bon nombre de chiffres/],
    [offers, { ...IVG, link: 'javascript:alert(1)' }, /adresse de site/],
    [offers, { ...IVG, message: 'ivg' }, /il manque « @ »/],
    [offers, { ...IVG, startsOn: '2026-03-02', endsOn: '2026-03-01' }, /La fin vient avant le début/],
    [offers, { ...IVG, situationId: person.situationId }, /Ce lieu n’est pas l’un des siens/],
    [offers, { ...IVG, kind: 'surgery' }, /Choisissez l’offre/],
    [offers, { ...IVG, visibleTo: null }, /Choisissez qui voit cette offre/],
  ]
  for (const [path, body, words] of wrong) {
    const answer = await team('POST', path, body)
    t.ok([400, 404].includes(answer.statusCode), `${words}: ${answer.statusCode}`)
    t.match(answer.body, words)
  }
  t.same(await dumpOf(desk.url), before)
})

t.test('formulas, HTML, headers and vCard lines go through every text field as text', async (t) => {
  const { team, person, structure } = await aScene(t)
  for (const hostile of HOSTILE) {
    const said = { audienceWords: hostile, fees: hostile, hours: hostile, note: hostile }
    const offer = await team('POST', `/people/${person.id}/offers`, { kind: 'contraception', ...said })
    const place = { structureId: structure.id, functionWords: hostile }
    const situation = await team('POST', `/people/${person.id}/situations`, place)
    const { offers, situations } = (await team('GET', `/people/${person.id}`)).json()
    const found = offers.find(({ id }: { id: string }) => id === offer.json().id)
    for (const field of Object.keys(said)) t.equal(found[field], keptOf(hostile), field)
    t.match(
      situations.find(({ id }: { id: string }) => id === situation.json().id),
      { functionWords: keptOf(hostile) },
    )
  }
})

t.test('who may not, and who stands elsewhere, changes no part of a record', async (t) => {
  const { desk, team, person, structure, elsewhere } = await aScene(t)
  const { accounts } = desk
  const [stranger, ada, midwife, agency, referent] = await Promise.all(
    [desk.stranger, accounts.antenna, accounts.midwife, accounts.ars, accounts.referent].map(desk.callAs),
  )
  const since = (await team('GET', `/structures/${structure.id}`)).json().offers[0].updatedAt
  const ofPerson = (caller: Caller) => {
    const path = `/people/${person.id}`
    return statuses(caller, [
      ['POST', `${path}/situations`, { structureId: structure.id }],
      ['PATCH', `${path}/situations/${person.situationId}`, { since, functionWords: 'lu' }],
      ['DELETE', `${path}/situations/${person.situationId}`],
      ['POST', `${path}/situations/${person.situationId}/restoration`],
      ['POST', `${path}/offers`, { kind: 'contraception' }],
      ['PATCH', `${path}/offers/${person.offerId}`, { since, note: 'lu' }],
      ['DELETE', `${path}/offers/${person.offerId}`],
    ])
  }
  const ofStructure = (caller: Caller, { id, offerId } = structure) => {
    const path = `/structures/${id}/offers`
    return statuses(caller, [
      ['POST', path, { kind: 'contraception' }],
      ['PATCH', `${path}/${offerId}`, { since, note: 'lu' }],
      ['DELETE', `${path}/${offerId}`],
    ])
  }
  const before = await dumpOf(desk.url)
  t.same(await ofPerson(stranger!), Array(7).fill(404), 'another network')
  t.same(await ofStructure(stranger!), Array(3).fill(404))
  for (const caller of [midwife!, agency!, referent!]) t.same(await ofPerson(caller), Array(7).fill(403))
  t.same(await ofStructure(agency!), Array(3).fill(403))
  t.same(await ofStructure(midwife!), Array(3).fill(404), 'a professional answers for no structure')
  t.same(await ofStructure(referent!, elsewhere), Array(3).fill(404), 'nor a referent for another site')
  t.same(await ofStructure(ada!, elsewhere), Array(3).fill(404), 'nor an antenna for another territory')
  t.same(await dumpOf(desk.url), before, 'nothing of this was done')
  t.same(await ofStructure(referent!), [201, 204, 204], 'the control')
  t.same(await ofPerson(ada!), [201, 204, 204, 204, 201, 204, 204])
})

/** Made one after the other: what the last one takes away, the others need. */
async function statuses(caller: Caller, calls: Parameters<Caller>[]): Promise<number[]> {
  const found: number[] = []
  for (const call of calls) found.push((await caller(...call)).statusCode)
  return found
}

async function aScene(t: Parameters<typeof aDesk>[0]) {
  const desk = await aDesk(t)
  const structure = await aPlace(desk.db, desk.network, desk.site)
  const { territoryId } = desk.site
  return {
    desk,
    team: await desk.callAs(desk.accounts.coordinator),
    structure,
    elsewhere: await aPlace(desk.db, desk.network, desk.elsewhere),
    person: await aRecord(desk.db, desk.network, { place: structure.id, territoryId }),
  }
}
