import t from 'tap'
import type { Audience } from '../../src/domains/directory/visibility.js'
import { aDesk, type Caller } from '../support/directory-desk.js'
import { aPlace, aRecord } from '../support/directory-world.js'
import { dumpOf } from '../support/dump.js'
import { HOSTILE, keptOf } from '../support/hostile-lines.js'
import { journalOf } from '../support/journal.js'

const LETTER = { givenOn: '2026-02-01', source: 'courrier du 1er février' }

t.test('who sees a part is chosen from the version that was read, never wider than she agrees', async (t) => {
  const { desk, team, person, structure, publicCard } = await aScene(t)
  const path = `/people/${person.id}`
  t.equal(await publicCard('people', person.id), 404, 'without her agreement nobody sees her in public')
  const open: Record<string, Audience> = { listing: 'public', email: 'public', mobile: 'emergency' }
  t.equal((await team('PATCH', `${path}/visibility`, { revision: 1, ...open })).statusCode, 204)
  t.match((await team('GET', path)).json(), {
    revision: 2,
    visibility: open,
    seenBy: { listing: 'public', email: 'members', mobile: 'emergency', phone: 'members' },
  })
  const late = await team('PATCH', `${path}/visibility`, { revision: 1, phone: 'team' })
  t.match(late.json(), { status: 409, type: 'urn:problem:directory.edited-meanwhile' })
  for (const body of [{ phone: 'team' }, { revision: 2, phone: 'all' }, { revision: 2, notes: 'public' }])
    t.equal((await team('PATCH', `${path}/visibility`, body)).statusCode, 400, JSON.stringify(body))

  const ofPlace = `/structures/${structure.id}`
  const referent = await desk.callAs(desk.accounts.referent)
  const closed = await referent('PATCH', `${ofPlace}/visibility`, { revision: 1, address: 'emergency' })
  t.equal(closed.statusCode, 204, closed.body)
  t.match((await team('GET', ofPlace)).json(), {
    visibility: { address: 'emergency' },
    seenBy: { address: 'emergency', listing: 'public' },
  })
  t.same(await journalOf(t), { 'directory.choose-visibility': 2 })
})

t.test('an agreement is noted once with its day and its source, and withdrawn at once', async (t) => {
  const { team, person, publicCard } = await aScene(t)
  const path = `/people/${person.id}/consents`
  await team('PATCH', `/people/${person.id}/visibility`, { revision: 1, listing: 'public', email: 'public' })
  const consent = { scope: 'email', ...LETTER }
  const noted = await Promise.all([1, 2].map(() => team('POST', path, consent)))
  t.same(
    noted.map(({ statusCode }) => statusCode),
    [204, 204],
  )
  const read = async () => (await team('GET', `/people/${person.id}`)).json()
  const ofEmail = async () =>
    (await read()).consents.filter(({ scope }: { scope: string }) => scope === 'email')
  t.match(await ofEmail(), [{ ...LETTER, recordedBy: 'Camille Roy', withdrawnAt: null }])
  t.equal((await ofEmail()).length, 1, 'agreed to twice, it is once')
  t.equal((await read()).seenBy.email, 'public')
  t.equal(await publicCard('people', person.id), 200)

  const gone = { scope: 'email', withdrawnOn: '2026-03-01', source: 'appel' }
  t.equal((await team('POST', `${path}/withdrawal`, gone)).statusCode, 204)
  t.equal((await team('POST', `${path}/withdrawal`, gone)).statusCode, 204)
  t.match(await ofEmail(), [{ withdrawnAt: /^2026-03-01/, withdrawnSource: 'appel' }])
  t.equal((await read()).seenBy.email, 'members')
  t.same(await journalOf(t), {
    'directory.choose-visibility': 1,
    'directory.give-consent': 1,
    'directory.withdraw-consent': 1,
  })
})

t.test('an objection is honoured at once; lifted, nothing she had agreed to comes back', async (t) => {
  const { desk, team, person, publicCard } = await aScene(t)
  const path = `/people/${person.id}`
  await team('PATCH', `${path}/visibility`, { revision: 1, listing: 'public' })
  t.equal(await publicCard('people', person.id), 200)
  for (const _ of [1, 2]) {
    t.equal((await team('POST', `${path}/objection`, { source: 'courrier' })).statusCode, 204)
  }
  t.equal(await publicCard('people', person.id), 404)
  const objected = (await team('GET', path)).json()
  t.match(objected, { objectedAt: /^2026/, objectionSource: 'courrier', seenBy: { listing: 'team' } })
  t.match(objected.consents, [{ scope: 'listing', withdrawnSource: 'courrier' }])

  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
  t.equal((await team('POST', `${path}/objection-lifting`, { source: 'appel' })).statusCode, 204)
  t.match((await team('GET', path)).json(), { objectedAt: null, seenBy: { listing: 'members' } })
  t.equal(await publicCard('people', person.id), 404, 'the control: it was public before')
  t.match((await team('GET', `${path}/history`)).json().entries[0], { reason: 'appel', by: 'Camille Roy' })
  t.same(await journalOf(t), {
    'directory.choose-visibility': 1,
    'directory.object': 1,
    'directory.lift-objection': 1,
  })
})

t.test('each wrong value is refused in French, and what is typed stays text', async (t) => {
  const { desk, team, person } = await aScene(t)
  const path = `/people/${person.id}`
  const before = await dumpOf(desk.url)
  const wrong: [string, object, RegExp][] = [
    ['consents', { scope: 'email', ...LETTER, givenOn: '2027-01-01' }, /pas encore passée/],
    ['consents', { scope: 'email', ...LETTER, givenOn: null }, /Indiquez la date/],
    ['consents', { scope: 'email', ...LETTER, source: ' ' }, /Dites comment la personne/],
    ['consents', { scope: 'notes', ...LETTER }, /Choisissez sur quoi porte l’accord/],
    ['consents/withdrawal', { scope: 'email', withdrawnOn: 'hier', source: 'appel' }, /n’est pas une date/],
    ['objection', { source: '' }, /Dites comment la personne/],
    ['objection-lifting', {}, /Dites comment la personne/],
  ]
  for (const [end, body, words] of wrong) {
    const answer = await team('POST', `${path}/${end}`, body)
    t.equal(answer.statusCode, 400, `${end}: ${answer.body}`)
    t.match(answer.body, words)
  }
  t.same(await dumpOf(desk.url), before, 'nothing of this is written')
  for (const hostile of HOSTILE) {
    await team('POST', `${path}/objection`, { source: hostile })
    t.equal((await team('GET', path)).json().objectionSource, keptOf(hostile))
    await team('POST', `${path}/objection-lifting`, { source: hostile })
  }
})

t.test('who may not, and who stands elsewhere, chooses nothing for a person', async (t) => {
  const { desk, person, structure, elsewhere } = await aScene(t)
  const { accounts } = desk
  const [stranger, ada, midwife, agency, referent] = await Promise.all(
    [desk.stranger, accounts.antenna, accounts.midwife, accounts.ars, accounts.referent].map(desk.callAs),
  )
  const there = await aRecord(desk.db, desk.network, {
    place: elsewhere.id,
    territoryId: desk.elsewhere.territoryId,
  })
  const tries = async (caller: Caller, id: string) => {
    const path = `/people/${id}`
    const found = [(await caller('PATCH', `${path}/visibility`, { revision: 1, phone: 'team' })).statusCode]
    for (const [end, body] of [
      ['consents', { scope: 'email', ...LETTER }],
      ['consents/withdrawal', { scope: 'listing', withdrawnOn: '2026-03-01', source: 'appel' }],
      ['objection', { source: 'courrier' }],
      ['objection-lifting', { source: 'appel' }],
    ] as const)
      found.push((await caller('POST', `${path}/${end}`, body)).statusCode)
    return found
  }
  const choose = async (caller: Caller, id: string) =>
    (await caller('PATCH', `/structures/${id}/visibility`, { revision: 1, hours: 'team' })).statusCode
  const before = await dumpOf(desk.url)
  t.same(await tries(stranger!, person.id), Array(5).fill(404), 'another network')
  t.same(await tries(ada!, there.id), Array(5).fill(404), 'another territory')
  for (const caller of [midwife!, agency!, referent!])
    t.same(await tries(caller, person.id), Array(5).fill(403))
  t.same([await choose(stranger!, structure.id), await choose(referent!, elsewhere.id)], [404, 404])
  t.same([await choose(midwife!, structure.id), await choose(agency!, structure.id)], [404, 403])
  t.same(await dumpOf(desk.url), before, 'nothing of this was done')
  t.same(await tries(ada!, person.id), Array(5).fill(204), 'the control')
})

async function aScene(t: Parameters<typeof aDesk>[0]) {
  const desk = await aDesk(t)
  const structure = await aPlace(desk.db, desk.network, desk.site)
  const { territoryId } = desk.site
  const url = `/api/directory/cards`
  return {
    desk,
    team: await desk.callAs(desk.accounts.coordinator),
    structure,
    elsewhere: await aPlace(desk.db, desk.network, desk.elsewhere),
    /** She agreed to be listed, by a letter. */
    person: await aRecord(desk.db, desk.network, { place: structure.id, territoryId }),
    /** What somebody without an account is answered. */
    publicCard: async (kind: string, id: string) =>
      (await desk.app.inject(`${url}/${kind}/${id}?network=${desk.network.slug}`)).statusCode,
  }
}
