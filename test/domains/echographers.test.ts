import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { inTransaction } from '../../src/context.js'
import { insertSituations } from '../../src/domains/directory/writing.js'
import { renewalRequests } from '../../src/domains/echographers/digest.js'
import { getIdentifier, listIdentifiers } from '../../src/domains/echographers/listing.js'
import { remindEchographers } from '../../src/domains/echographers/reminding.js'
import { askRenewal } from '../../src/domains/echographers/renewal-link.js'
import {
  addEvidence,
  answerRequest,
  attributeIdentifier,
  ceaseIdentifier,
  renewIdentifier,
  resumeIdentifier,
  suspendIdentifier,
  takeBack,
} from '../../src/domains/echographers/service.js'
import { changeSettings } from '../../src/domains/echographers/settings.js'
import { echographerEvents, echographerIdentifiers } from '../../src/domains/echographers/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { APP_SECRET, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { sendFiles } from '../support/documents.js'
import { asOwner } from '../support/dump.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { STRANGER, sendForm } from '../support/people.js'
import { until } from '../support/worker.js'
import { readXlsx } from '../support/xlsx-reader.js'

const GIVEN = { attributedOn: '2026-01-05', validUntil: null, evidence: 'DIU d’échographie, 2019' }
const ACT = { on: '2026-02-01', note: 'Décision du réseau' }

t.test('an identifier is given once in the network, for ever, even written otherwise', async (t) => {
  const { ctx, team, db } = await scene(t)
  const [one, two] = [await aPerson(ctx), await aPerson(ctx)]
  const id = await attributeIdentifier(team, { ...GIVEN, personId: one, identifier: 'EC-0042' })
  for (const identifier of ['EC-0042', 'EC 0042', 'EC0042', 'EC.00/42']) {
    await t.rejects(attributeIdentifier(team, { ...GIVEN, personId: two, identifier }), {
      code: 'echographer.identifier-taken',
    })
  }
  await ceaseIdentifier(team, id, ACT)
  await t.rejects(attributeIdentifier(team, { ...GIVEN, personId: two, identifier: 'EC-0042' }), {
    code: 'echographer.identifier-taken',
  })
  const elsewhere = systemCtx(db, (await aNetwork(db)).id)
  const stranger = await aPerson(elsewhere)
  await attributeIdentifier(asCoordinator(elsewhere), { ...GIVEN, personId: stranger, identifier: 'EC-0042' })
  t.pass('the control: another network numbers by itself')
  await attributeIdentifier(team, { ...GIVEN, personId: two, identifier: 'EC-0043' })
  const another = { ...GIVEN, personId: await aPerson(elsewhere), identifier: 'EC-0044' }
  await attributeIdentifier(asCoordinator(elsewhere), another)
  await t.rejects(
    attributeIdentifier(team, { ...GIVEN, personId: two, identifier: 'EC-0044' }),
    { code: 'echographer.person-has-one' },
    'what another network has given is not told here',
  )
})

t.test('of two given at once one is, to one person as of one identifier', async (t) => {
  const { ctx, team } = await scene(t)
  const [one, two] = [await aPerson(ctx), await aPerson(ctx)]
  const give = (personId: string, identifier: string) =>
    attributeIdentifier(team, { ...GIVEN, personId, identifier }).then(
      () => 'given',
      ({ code }) => code,
    )
  t.same((await Promise.all([give(one, 'EC-1'), give(two, 'EC-1')])).sort(), [
    'echographer.identifier-taken',
    'given',
  ])
  const free = (
    await Promise.all([give(one, 'EC-2'), give(one, 'EC-3'), give(two, 'EC-4'), give(two, 'EC-5')])
  ).filter((answer) => answer === 'given')
  t.equal(free.length, 1, 'whoever had one already is refused, the other has one')
})

t.test('it is suspended, resumed, renewed and ceased in order, each act told with its date', async (t) => {
  const { test, ctx, team, coordinator } = await scene(t)
  const id = await attributeIdentifier(team, { ...GIVEN, personId: await aPerson(ctx), identifier: 'EC-1' })
  await t.rejects(resumeIdentifier(team, id, ACT), { code: 'echographer.wrong-state' })
  await t.rejects(suspendIdentifier(team, id, { ...ACT, on: '2025-01-01' }), { code: 'request.invalid' })
  await suspendIdentifier(team, id, ACT)
  await t.rejects(suspendIdentifier(team, id, ACT), { code: 'echographer.wrong-state' })
  await resumeIdentifier(team, id, { ...ACT, on: '2026-02-10' })
  await renewIdentifier(team, id, { ...ACT, on: '2026-02-11', validUntil: '2028-02-10' })
  await ceaseIdentifier(team, id, { ...ACT, on: '2026-02-20' })
  for (const act of [suspendIdentifier, resumeIdentifier, ceaseIdentifier]) {
    await t.rejects(act(team, id, { ...ACT, on: '2026-02-25' }), { code: 'echographer.wrong-state' })
  }
  const page = await test.app.inject({ url: `/annuaire/echographistes/${id}`, headers: coordinator.headers })
  const acts = ['Cessé', 'Renouvelé, jusqu’au 10/02/2028', 'Remis en cours', 'Suspendu', 'Attribué']
  t.match(page.body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), new RegExp(acts.join('.*')))
  t.same(await journalOf(t), {
    'echographer.attribute': 1,
    'echographer.cease': 1,
    'echographer.renew': 1,
    'echographer.resume': 1,
    'echographer.suspend': 1,
  })
})

t.test('an end taken back while another identifier is given is refused in words', async (t) => {
  const { test, ctx, team } = await scene(t)
  const personId = await aPerson(ctx)
  const first = await attributeIdentifier(team, { ...GIVEN, personId, identifier: 'EC-1' })
  await ceaseIdentifier(team, first, { ...ACT, on: '2026-03-10' })
  const next = { ...GIVEN, personId, identifier: 'EC-2', attributedOn: '2026-03-10' }
  let undoing: Promise<unknown> = Promise.resolve()
  await inTransaction(team, async (giving) => {
    await attributeIdentifier(giving, next)
    undoing = takeBack(team, first, { what: 'cessation', note: 'Elle reste' }).then(
      () => 'taken back',
      (error) => error.code ?? error,
    )
    await until(() => someoneWaits(test.url))
  })
  t.equal(await undoing, 'echographer.person-has-one')
  const { echographer } = await getIdentifier(team, first)
  t.equal(echographer.ceasedOn, '2026-03-10', 'its end stands')
})

/** Somebody waits for what another transaction holds. */
function someoneWaits(url: string): Promise<boolean> {
  return asOwner(url, async (owner) => {
    const { rowCount } = await owner.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rowCount === 1
  })
}

t.test('what is dated of a day to come takes effect on that day, in the lists and counts too', async (t) => {
  const { test, ctx, team, coordinator } = await scene(t)
  const give = async (identifier: string, changes: object = {}) =>
    attributeIdentifier(team, { ...GIVEN, personId: await aPerson(ctx), identifier, ...changes })
  const ending = await give('EC-1')
  const resting = await give('EC-2', { validUntil: '2026-12-31' })
  await give('EC-3', { attributedOn: '2026-03-15' })
  const note = 'Départ à la retraite'
  await ceaseIdentifier(team, ending, { on: '2026-03-10', note })
  await suspendIdentifier(team, resting, { on: '2026-03-12', note })
  const standing = async (day: string) => {
    const then = { ...team, now: new Date(`${day}T09:00:00Z`) }
    const { echographers, counts } = await listIdentifiers(then, {
      search: undefined,
      state: undefined,
      page: 1,
    })
    const listed = await listIdentifiers(then, { search: undefined, state: 'in-use', page: 1 })
    return {
      states: Object.fromEntries(echographers.map(({ identifier, state }) => [identifier, state])),
      counts: [counts.planned, counts['in-use'], counts.suspended, counts.ceased],
      inUse: listed.echographers.map(({ identifier }) => identifier).sort(),
    }
  }
  t.same(await standing('2026-03-02'), {
    states: { 'EC-1': 'active', 'EC-2': 'active', 'EC-3': 'planned' },
    counts: [1, 2, 0, 0],
    inUse: ['EC-1', 'EC-2'],
  })
  t.match(await standing('2026-03-09'), { inUse: ['EC-1', 'EC-2'] })
  t.match(await standing('2026-03-10'), { states: { 'EC-1': 'ceased' }, inUse: ['EC-2'] })
  t.same(await standing('2026-03-15'), {
    states: { 'EC-1': 'ceased', 'EC-2': 'suspended', 'EC-3': 'active' },
    counts: [0, 1, 1, 1],
    inUse: ['EC-3'],
  })
  const read = async (path: string) =>
    (await test.app.inject({ url: `/annuaire/echographistes${path}`, headers: coordinator.headers })).body
  t.match(await read(''), /fin prévue le 10\/03\/2026/)
  t.match(await read(''), /À venir[\s\S]*attribution prévue le 15\/03\/2026/)
  t.match(await read(`/${resting}`), /suspension prévue le 12\/03\/2026/)
  t.match(await read(`/${resting}`), 'Suspension prévue', 'the history too says that it was planned')
  const laboratories = await read('/laboratoires.csv')
  t.match(laboratories, /EC-1[^\r]*10\/03\/2026/, 'laboratories are told of an end already decided')
  t.notMatch(laboratories, 'EC-3')
})

t.test('who is neither physician nor midwife is given an identifier after a warning', async (t) => {
  const { test, ctx, coordinator } = await scene(t)
  const form = async (professionCode: string | null) => {
    const url = `/annuaire/echographistes/nouveau?personne=${await aPerson(ctx, { professionCode })}`
    return (await test.app.inject({ url, headers: coordinator.headers })).body
  }
  for (const code of ['60', null]) {
    const page = await form(code)
    t.match(page, /ni médecin ni sage-femme[\s\S]*Attribuer l’identifiant/, 'it is said, not refused')
    t.match(page, code ? 'Infirmi' : 'sans profession renseignée')
  }
  for (const code of ['10', '50']) t.notMatch(await form(code), 'ni médecin ni sage-femme')
})

t.test('what is planned is taken back until its day, and a date too far is refused', async (t) => {
  const { test, ctx, team, coordinator } = await scene(t)
  const personId = await aPerson(ctx)
  const id = await attributeIdentifier(team, { ...GIVEN, personId, identifier: 'EC-1' })
  await t.rejects(ceaseIdentifier(team, id, { ...ACT, on: '2062-03-10' }), { code: 'request.invalid' })
  await ceaseIdentifier(team, id, { ...ACT, on: '2026-03-10' })
  await t.rejects(
    ceaseIdentifier(team, id, ACT),
    { code: 'echographer.wrong-state' },
    'it is taken back first',
  )
  for (const act of [resumeIdentifier, renewIdentifier]) {
    const tomorrow = { ...ACT, on: '2026-03-03', validUntil: null }
    await t.rejects(
      async () => void (await act(team, id, tomorrow)),
      'what tells what was done has no day to come',
    )
  }
  const next = { ...GIVEN, personId, identifier: 'EC-2' }
  await t.rejects(
    attributeIdentifier(team, next),
    { code: 'request.invalid' },
    'the first goes on until then',
  )
  const second = await attributeIdentifier(team, { ...next, attributedOn: '2026-03-10' })
  const undo = (what: 'cessation' | 'attribution') => ({ what, note: 'Elle reste' })
  await t.rejects(takeBack(team, id, undo('cessation')), { code: 'echographer.person-has-one' })
  await takeBack(team, second, undo('attribution'))
  t.match(
    (await getIdentifier(team, second)).echographer,
    { state: 'ceased' },
    'never in use, never given again',
  )
  const url = `/annuaire/echographistes/${id}`
  const page = await test.app.inject({ url, headers: coordinator.headers })
  t.match(page.body, 'Annuler la fin prévue')
  t.notMatch(page.body, 'Mettre fin à l’identifiant')
  const form = { what: 'cessation', note: 'Elle reste' }
  t.equal((await sendForm(test, coordinator, `${url}/annulation`, { ...form, note: '' })).statusCode, 400)
  t.equal((await sendForm(test, coordinator, `${url}/annulation`, form)).statusCode, 303)
  const { echographer, events } = await getIdentifier(team, id)
  t.match(echographer, { state: 'active', ceasedOn: null, planned: {} })
  t.same(
    events.map(({ kind, on }) => `${kind} ${on}`).sort(),
    ['attributed 2026-01-05', 'ceased 2026-03-10', 'cessation-undone 2026-03-10'],
    'all of it stays in the history',
  )
  await ceaseIdentifier(team, id, ACT)
  await t.rejects(
    takeBack(team, id, undo('cessation')),
    { code: 'echographer.wrong-state' },
    'its day has come',
  )
  t.match(await journalOf(t), { 'echographer.take-back': 2 })
})

t.test('a request for renewal waits in the list and in the week’s mail until it is answered', async (t) => {
  const { test, db, network, ctx, team, coordinator } = await scene(t)
  const ask = async (identifier: string) => {
    const personId = await aPerson(ctx, { email: `${identifier}@exemple.test` })
    const id = await attributeIdentifier(team, { ...GIVEN, personId, identifier, validUntil: '2026-04-20' })
    await remindEchographers(systemCtx(db, network.id))
    const keys = [deriveKey(APP_SECRET, 'links')]
    const claim = {
      purpose: 'echographer-renewal',
      id,
      version: 1,
      expiresAt: new Date('2026-06-01'),
    } as const
    await askRenewal(ctx, { keys, token: signLink(keys[0]!, claim) }, 'EPP de 2025 & clichés')
    return id
  }
  const waiting = async () => ({
    counted: (await listIdentifiers(team, { search: undefined, state: 'asked', page: 1 })).total,
    told: await inTransaction(systemCtx(db, network.id), (ctx) =>
      renewalRequests.count(ctx, { networkId: network.id } as never),
    ),
  })
  t.same(await waiting(), { counted: 0, told: 0 })
  const [one, two] = [await ask('EC-1'), await ask('EC-2')]
  t.same(await waiting(), { counted: 2, told: 2 })
  const list = await test.app.inject({ url: '/annuaire/echographistes', headers: coordinator.headers })
  t.match(list.body, /2\sdemandes de renouvellement attendent une réponse/)
  t.match(list.body, /Renouvellement demandé[\s\S]*le 02\/03\/2026/)
  const page = await test.app.inject({ url: `/annuaire/echographistes/${one}`, headers: coordinator.headers })
  t.match(page.body, /Sur quoi repose la demande\s: EPP de 2025 &amp; clichés/)
  const ids = Array.from(page.body.matchAll(/ id="([^"]+)"/g), ([, id]) => id)
  t.equal(new Set(ids).size, ids.length, 'each of its forms has fields of its own')
  await addEvidence(team, one, { on: '2026-03-02', note: 'Attestation reçue' })
  t.same(await waiting(), { counted: 2, told: 2 }, 'an evidence is no answer')
  await renewIdentifier(team, one, { ...ACT, on: '2026-03-02', validUntil: '2028-04-20' })
  t.same(await waiting(), { counted: 1, told: 1 })
  const answer = { on: '2026-03-02', note: 'Il manque les clichés : elle les envoie.' }
  t.equal(
    (await sendForm(test, coordinator, `/annuaire/echographistes/${two}/reponse`, answer)).statusCode,
    303,
  )
  t.same(await waiting(), { counted: 0, told: 0 })
  await t.rejects(answerRequest(team, two, answer), { code: 'echographer.wrong-state' })
  const { events } = await getIdentifier(team, two)
  t.match(
    events.find(({ kind }) => kind === 'renewal-answered'),
    { note: answer.note },
  )
  t.match(await journalOf(t), { 'echographer.answer-request': 1 })
})

t.test('the form asks for the network’s own format, and says where it comes from', async (t) => {
  const { test, ctx, team, coordinator } = await scene(t)
  const personId = await aPerson(ctx)
  const send = (identifier: string) =>
    sendFiles(
      test,
      coordinator,
      '/annuaire/echographistes/nouveau',
      { personId, identifier, attributedOn: '2026-01-05', validUntil: '', evidence: 'DIU' },
      [],
    )
  const home = await test.app.inject({ url: '/annuaire/echographistes', headers: coordinator.headers })
  t.match(home.body, /Aucun texte national qui la fixe n’a été trouvé/)
  await changeSettings(team, {
    pattern: '99-A-0000',
    patternWords: 'département, lettre, rang',
    renewalMonths: 36,
    reminderDays: 60,
    source: 'Décision du 2 mars 2026',
  })
  const refused = await send('EC-1')
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /comme « 00-A-0000 »[\s\S]*value="EC-1"/, 'what was typed is kept')
  const accepted = await send('01-b-0042')
  t.equal(accepted.statusCode, 303)
  const page = await test.app.inject({
    url: accepted.headers.location!.toString(),
    headers: coordinator.headers,
  })
  t.match(page.body, '01-B-0042')
  for (const wrong of ['(a+)+$\\', 'RÉSEAU-9', 'RSP']) {
    const response = await sendForm(test, coordinator, '/annuaire/echographistes/reglages', {
      pattern: wrong,
      reminderDays: '60',
    })
    t.equal(response.statusCode, 400, wrong)
  }
})

t.test('an echographer is told once before the end, asks for the renewal from her mail, once', async (t) => {
  const { test, db, network, ctx, team } = await scene(t)
  const personId = await aPerson(ctx, { email: 'echo@exemple.test' })
  const id = await attributeIdentifier(team, {
    ...GIVEN,
    personId,
    identifier: 'EC-1',
    validUntil: '2026-04-20',
  })
  const silent = await aPerson(ctx, { email: null })
  await attributeIdentifier(team, {
    ...GIVEN,
    personId: silent,
    identifier: 'EC-2',
    validUntil: '2026-04-20',
  })
  const at = (days: number) => systemCtx(db, network.id, new Date(NOW.getTime() + days * 86_400_000))
  // The end is 49 days after « now »; reminders begin 60 days before.
  t.equal(await remindEchographers(at(-20)), 0)
  t.same(
    [await remindEchographers(at(-10)), await remindEchographers(at(-9)), await remindEchographers(at(0))],
    [1, 0, 0],
  )
  const [mail] = await inTransaction(ctx, ({ db }) => db.select().from(mails))
  t.match(mail, { template: 'echographer-renewal', toAddress: 'echo@exemple.test' })
  t.notMatch(JSON.stringify(mail!.params), /EC-1/)

  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(echographerIdentifiers).where(eq(echographerIdentifiers.id, id)),
  )
  const token = signLink(deriveKey(APP_SECRET, 'links'), {
    purpose: 'echographer-renewal',
    id,
    version: row!.revision,
    expiresAt: new Date('2026-06-01'),
  })
  const link = `/annuaire/echographistes/renouvellement`
  t.match(
    (await test.app.inject({ url: `${link}?jeton=${token}` })).body,
    /EC-1[\s\S]*Demander le renouvellement/,
  )
  t.equal((await sendForm(test, STRANGER, link, { token, evidence: '' })).statusCode, 400)
  for (let i = 0; i < 3; i += 1) {
    t.equal((await sendForm(test, STRANGER, link, { token, evidence: 'EPP de 2025' })).statusCode, 303)
  }
  t.match(
    (await test.app.inject({ url: `${link}?jeton=${token}` })).body,
    /demande de renouvellement est enregistrée/,
  )
  await renewIdentifier(team, id, { ...ACT, on: '2026-03-02', validUntil: '2026-04-25' })
  t.match((await test.app.inject({ url: `${link}?jeton=${token}` })).body, /Cet identifiant a changé/)
  t.equal(await remindEchographers(at(0)), 1, 'the control: a new end is told again')
  t.equal((await test.app.inject({ url: `${link}?jeton=rien` })).statusCode, 410)
  t.same(await journalOf(t), {
    'echographer.ask-renewal': 1,
    'echographer.attribute': 2,
    'echographer.remind': 2,
    'echographer.renew': 1,
  })
})

t.test(
  'laboratories have those in use, the federation all, with date and network, and no formula',
  async (t) => {
    const { test, ctx, team, coordinator } = await scene(t)
    const place = await aStructure(ctx, { name: '=Centre', communeName: 'Viriat' })
    const active = await aPerson(ctx, { lastName: '=cmd|calc', rppsNumber: '09900000001', at: place })
    await attributeIdentifier(team, { ...GIVEN, personId: active, identifier: '0042' })
    const ceased = await attributeIdentifier(team, {
      ...GIVEN,
      personId: await aPerson(ctx),
      identifier: '0043',
    })
    await ceaseIdentifier(team, ceased, ACT)
    const read = async (list: string) =>
      (await test.app.inject({ url: `/annuaire/echographistes/${list}.csv`, headers: coordinator.headers }))
        .body
    const laboratories = await read('laboratoires')
    t.match(laboratories, /Réseau;Réseau \d+\r\n/)
    t.match(laboratories, /À la date du;02\/03\/2026/)
    t.match(
      laboratories,
      /"0042\u2007";'=cmd\|calc;Claire;"09900000001\u2007";'=Centre \(Viriat\)/,
      'zeros kept, no formula',
    )
    t.notMatch(laboratories, '0043')
    t.match(await read('federation'), /0043[^\r]*Cessé[^\r]*01\/02\/2026/)
    const workbook = await test.app.inject({
      url: '/annuaire/echographistes/federation.xlsx',
      headers: coordinator.headers,
    })
    t.match(workbook.headers, {
      'content-disposition': 'attachment; filename="echographistes-federation-2026-03-02.xlsx"',
    })
    const { rows } = await readXlsx(workbook.rawPayload)
    const cells = rows.slice(-2).map((row) => row.map(({ type, value }) => `${type} ${value}`))
    t.same(
      cells[0]?.slice(0, 7),
      [
        'text 0042',
        'text =cmd|calc',
        'text Claire',
        'text 09900000001',
        'text =Centre (Viriat)',
        'text En cours',
        'date 2026-01-05',
      ],
      'in a workbook zeros are kept too, a formula is a text, a date is a date',
    )
    t.match(cells[1]?.join(', '), /text 0043, .*text Cessé, .*date 2026-02-01/)
    t.same(await journalOf(t), {
      'echographer.attribute': 2,
      'echographer.cease': 1,
      'echographer.export': 3,
    })
  },
)

t.test('the antenna reads, the coordination writes, another network sees nothing', async (t) => {
  const { test, db, network, ctx, team } = await scene(t)
  const id = await attributeIdentifier(team, { ...GIVEN, personId: await aPerson(ctx), identifier: 'EC-1' })
  const member = await browserOf(
    test.app,
    await anAccount(db, { role: 'professional', networkId: network.id }),
  )
  const foreign = await browserOf(
    test.app,
    await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id }),
  )
  const url = `/annuaire/echographistes/${id}`
  t.equal((await test.app.inject({ url, headers: member.headers })).statusCode, 403)
  for (const file of ['laboratoires.csv', 'federation.xlsx']) {
    const list = `/annuaire/echographistes/${file}`
    t.equal((await test.app.inject({ url: list, headers: member.headers })).statusCode, 403)
  }
  t.equal((await test.app.inject({ url, headers: foreign.headers })).statusCode, 404)
  t.equal((await sendForm(test, foreign, `${url}/cessation`, ACT)).statusCode, 404)
  const list = await test.app.inject({ url: '/annuaire/echographistes', headers: foreign.headers })
  t.notMatch(list.body, 'EC-1')
  const other = await aPerson(ctx)
  const body = { ...GIVEN, validUntil: '', personId: other, identifier: 'EC-9' }
  t.equal((await sendFiles(test, foreign, '/annuaire/echographistes/nouveau', body, [])).statusCode, 404)
})

t.test('what another network has written of an echographer is not read', async (t) => {
  const { db, ctx, team } = await scene(t)
  const here = await aStructure(ctx, { name: 'Centre d’ici' })
  const personId = await aPerson(ctx, { at: here })
  const id = await attributeIdentifier(team, { ...GIVEN, personId, identifier: 'EC-1' })
  const before = await getIdentifier(team, id)
  t.equal(before.events.length, 1)
  t.match(before.places, [/Centre d’ici/])
  const { id: networkId } = await aNetwork(db)
  const elsewhere = systemCtx(db, networkId)
  const there = await aStructure(elsewhere)
  await inTransaction(elsewhere, async (ctx) => {
    await insertSituations(ctx, TEAM, [{ personId, structureId: there, modeCode: 'L' }])
    const event = { networkId, identifierId: id, on: '2026-02-01', at: NOW, by: 'Personne d’ailleurs' }
    await ctx.db.insert(echographerEvents).values({ ...event, kind: 'ceased' })
  })
  t.same(await getIdentifier(team, id), before)

  const free = await aPerson(ctx)
  await inTransaction(elsewhere, ({ db }) =>
    db.insert(echographerIdentifiers).values({
      networkId,
      personId: free,
      identifier: 'EC-9',
      attributedOn: '2026-01-01',
      ceasedOn: '2026-12-31',
      evidence: 'Diplôme',
      updatedAt: NOW,
      updatedBy: 'Personne d’ailleurs',
    }),
  )
  t.ok(await attributeIdentifier(team, { ...GIVEN, personId: free, identifier: 'EC-9' }))
})

async function scene(t: Test) {
  const test = await testApp(t)
  const network = await aNetwork(test.db)
  const ctx = systemCtx(test.db, network.id)
  const coordinator = await browserOf(
    test.app,
    await anAccount(test.db, { role: 'coordinator', networkId: network.id }),
  )
  return { test, db: test.db, network, ctx, team: asCoordinator(ctx), coordinator }
}
