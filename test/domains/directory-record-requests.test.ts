import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { users } from '../../src/domains/accounts/tables.js'
import { splitName } from '../../src/domains/directory-records/request-rules.js'
import { directoryRecordRequests } from '../../src/domains/directory-records/tables.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aPerson } from '../support/directory-records.js'
import { NOW } from '../support/now.js'
import { ownerOf } from '../support/people.js'

const ASK = '/ma-fiche/demande'
const LIST = '/annuaire/fiches/demandes'
const PEOPLE = '/annuaire/fiches/personnes'
const ASKED = {
  lastName: 'Martin',
  firstName: 'Claire',
  professionCode: '50',
  rppsNumber: '',
  message: 'Au cabinet\r\ndu Lavoir',
}

t.test('she who has no record asks for hers, once, and may take it back', async (t) => {
  const { midwife, colleague, requests, mails, traces, network, accounts } = await scene(t)
  const page = await midwife.get('/ma-fiche')
  t.equal(page.statusCode, 200, page.body.slice(0, 200))
  t.match(page.body, /Aucune fiche de l’annuaire n’est encore reliée/)
  t.match(fieldsOf(page.body, ASK), { lastName: 'Martin', firstName: 'Claire' })

  const wrong = await midwife.send(ASK, { ...ASKED, lastName: ' ', rppsNumber: 'douze' })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, /Indiquez votre nom d’exercice/)
  t.match(wrong.body, /value="douze"[\s\S]*du Lavoir/, 'nothing typed is lost')
  t.same(await requests(), [])

  const atOnce = await Promise.all([1, 2].map(() => midwife.send(ASK, ASKED)))
  const again = await midwife.send(ASK, { ...ASKED, lastName: 'Autre' })
  t.same(
    [...atOnce, again].map(({ statusCode }) => statusCode),
    [303, 303, 303],
  )
  const rows = await requests()
  t.equal(rows.length, 1, 'two at once and once more are one')
  t.match(rows[0], {
    user_id: accounts.midwife.userId,
    network_id: network.id,
    last_name: 'Martin',
    message: 'Au cabinet\ndu Lavoir',
    answered_at: null,
  })
  t.equal(await traces('directory.ask-record'), 1)
  const told = await mails('directory-record-request')
  t.same(
    told.map(({ user_id }) => user_id),
    [accounts.coordinator.userId],
    'who may answer is told, nobody else',
  )
  t.notMatch(JSON.stringify(told[0]?.params), /Martin|Claire|Lavoir/, 'the mail does not say who')

  const waiting = (await midwife.get('/ma-fiche?fait=demande')).body
  t.match(waiting, /attend la réponse de l’équipe du réseau depuis le[\s\S]*MARTIN Claire[\s\S]*du Lavoir/)
  t.notMatch(waiting, `action="${ASK}"`)

  t.equal((await colleague.send(`${ASK}/retrait`, {})).statusCode, 404, 'another has nothing to take back')
  t.equal((await requests()).length, 1)
  t.match(await midwife.send(`${ASK}/retrait`, {}), { statusCode: 303 })
  t.same(await requests(), [])
  t.equal((await midwife.send(`${ASK}/retrait`, {})).statusCode, 404, 'nothing waits any more')
  t.equal(await traces('directory.withdraw-request'), 1)

  await midwife.send(ASK, ASKED)
  t.equal((await requests()).length, 1, 'she may ask again')
  t.equal((await mails('directory-record-request')).length, 1, 'and the team is told once a day')
})

t.test('the team links the record that is hers; whoever may not, and another network, do not', async (t) => {
  const desk = await scene(t)
  const { midwife, colleague, coordinator, stranger, antenna, requests, mails, traces, accounts, ctx } = desk
  const hers = await aPerson(ctx, { lastName: 'Martin', firstName: 'Claire' })
  const kept = await aPerson(ctx, { lastName: 'Martin', firstName: 'Clairette' })
  await coordinator.send(`${PEOPLE}/${kept}/compte`, { userId: accounts.antenna.userId })
  await midwife.send(ASK, ASKED)
  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
  await colleague.send(ASK, { ...ASKED, lastName: 'Zwick', firstName: 'Odile' })
  const [{ id }] = (await requests()) as [{ id: string }]

  t.match((await coordinator.get('/annuaire/fiches')).body, /2\s+demandes de fiche/)
  const list = (await coordinator.get(LIST)).body
  t.match(list, /2\s+demandes de fiche attendent[\s\S]*MARTIN Claire[\s\S]*ZWICK Odile/, 'the oldest first')
  t.match(list, new RegExp(`${PEOPLE}/${hers}[\\s\\S]*C’est cette fiche`))
  t.match(list, /déjà reliée à un autre compte/)
  t.match(list, /Aucune fiche de l’annuaire ne lui ressemble/)

  for (const [who, status] of [
    [stranger, 404],
    [antenna, 403],
    [midwife, 403],
  ] as const) {
    t.equal((await who.send(`${LIST}/${id}/acceptation`, { personId: hers })).statusCode, status)
    t.equal((await who.send(`${LIST}/${id}/refus`, { reason: 'non' })).statusCode, status)
    t.equal((await who.get(`${LIST}/${id}/refus`)).statusCode, status)
  }
  t.notMatch((await stranger.get(LIST)).body, /MARTIN|Claire/)
  const account = `${PEOPLE}/${hers}/compte`
  t.match((await coordinator.get(`${account}?q=exemple.test`)).body, accounts.midwife.userId)
  t.notMatch((await coordinator.get(`${account}?q=exemple.test`)).body, desk.foreignId)
  const theirs = await coordinator.send(account, { userId: desk.foreignId })
  t.equal(theirs.statusCode, 404, 'an account of another network keeps no record of ours')
  t.equal((await antenna.get(LIST)).statusCode, 403)
  t.notMatch((await antenna.get('/annuaire/fiches')).body, /demandes? de fiche/)

  const taken = await coordinator.send(`${LIST}/${id}/acceptation`, { personId: kept })
  t.equal(taken.statusCode, 409, 'a record somebody keeps is taken from nobody')
  t.match(taken.body, /Cette fiche est déjà reliée à un autre compte/)
  t.equal((await requests()).filter(({ answered_at }) => answered_at === null).length, 2)

  const accept = () => coordinator.send(`${LIST}/${id}/acceptation`, { personId: hers })
  const refuse = () => coordinator.send(`${LIST}/${id}/refus`, { reason: 'Compte inconnu' })
  const statuses = (await Promise.all([accept(), accept()])).map(({ statusCode }) => statusCode)
  t.same(statuses.sort(), [303, 404], 'of two at once, one is told that it is done')
  t.equal((await refuse()).statusCode, 404, 'answered, it is answered')
  t.match((await requests())[0], { person_id: hers, refusal: null, answered_by: 'Camille Roy' })
  t.match((await midwife.get('/ma-fiche')).body, /Voici ce que l’annuaire dit de vous/)
  t.equal(await traces('directory.link-account'), 2, 'this one, and that of the antenna')
  t.match(await mails('directory-record-answer'), [
    { user_id: accounts.midwife.userId, params: { decision: 'linked' } },
  ])

  const late = await midwife.send(ASK, ASKED)
  t.equal(late.statusCode, 409, 'who has a record asks for none')
  t.match(late.body, /Une fiche de l’annuaire est déjà reliée à votre compte/)
})

t.test('refused, she reads why and may ask again', async (t) => {
  const { midwife, coordinator, requests, mails, traces } = await scene(t)
  await midwife.send(ASK, ASKED)
  const [{ id }] = (await requests()) as [{ id: string }]
  const silent = await coordinator.send(`${LIST}/${id}/refus`, { reason: '' })
  t.equal(silent.statusCode, 400)
  t.match(silent.body, /Dites pourquoi/)
  const reason = 'Vous exercez hors de la région'
  const refuse = () => coordinator.send(`${LIST}/${id}/refus`, { reason })
  const statuses = (await Promise.all([refuse(), refuse()])).map(({ statusCode }) => statusCode)
  t.same(statuses.sort(), [303, 404])
  t.equal(await traces('directory.refuse-request'), 1)
  const told = await mails('directory-record-answer')
  t.match(told, [{ params: { decision: 'refused' } }])
  t.notMatch(JSON.stringify(told), /hors de la région/)

  const page = (await midwife.get('/ma-fiche')).body
  t.match(page, /a refusé votre demande de fiche[\s\S]*hors de la région/)
  t.match(fieldsOf(page, ASK), { lastName: 'Martin', professionCode: '50' })
  t.match(await midwife.send(ASK, ASKED), { statusCode: 303 })
  t.match((await midwife.get('/ma-fiche')).body, /attend la réponse/)
  t.equal((await requests()).length, 2)
})

t.test('the team makes her record from what she asked, and it is hers at once', async (t) => {
  const { midwife, coordinator, antenna, stranger, requests, mails, accounts } = await scene(t)
  await midwife.send(ASK, { ...ASKED, rppsNumber: '99700000005' })
  const [{ id }] = (await requests()) as [{ id: string }]
  t.equal((await stranger.get(`${PEOPLE}/nouvelle?demande=${id}`)).statusCode, 404)
  const form = fieldsOf((await coordinator.get(`${PEOPLE}/nouvelle?demande=${id}`)).body, PEOPLE)
  t.match(form, { lastName: 'Martin', professionCode: '50', rppsNumber: '99700000005', demande: id })

  const wrong = await coordinator.send(PEOPLE, { ...form, phone: 'douze' })
  t.equal(wrong.statusCode, 400)
  t.match(fieldsOf(wrong.body, PEOPLE), { demande: id }, 'corrected, it still answers her')
  t.equal((await stranger.send(PEOPLE, form)).statusCode, 404)
  t.equal((await antenna.send(PEOPLE, form)).statusCode, 404, 'who links no account answers nobody')
  const made = await coordinator.send(PEOPLE, form)
  t.match(made.headers.location, /\/annuaire\/fiches\/personnes\/[^/]+\?fait=creee-reliee$/)
  t.match((await midwife.get('/ma-fiche')).body, /Voici ce que l’annuaire dit de vous/)
  t.match(await mails('directory-record-answer'), [{ user_id: accounts.midwife.userId }])
  const second = await coordinator.send(PEOPLE, { ...form, rppsNumber: '', lastName: 'Bis' })
  t.equal(second.statusCode, 404, 'answered, it makes no second record')
  t.notMatch((await coordinator.get('/annuaire/fiches')).body, /BIS Claire/)
})

t.test('a record linked from its own page answers the request', async (t) => {
  const { midwife, coordinator, requests, mails, accounts, ctx, db } = await scene(t)
  const id = await aPerson(ctx, { lastName: 'Martin' })
  await midwife.send(ASK, ASKED)
  const { id: networkId } = await aNetwork(db)
  await inTransaction(systemCtx(db, networkId), ({ db }) =>
    db.insert(directoryRecordRequests).values({
      networkId,
      userId: accounts.midwife.userId,
      askedAt: new Date(NOW.getTime() + 60_000),
      lastName: 'Martin',
    }),
  )
  const linked = await coordinator.send(`${PEOPLE}/${id}/compte`, { userId: accounts.midwife.userId })
  t.equal(linked.statusCode, 303)
  t.match(
    await requests(),
    [
      { person_id: id, refusal: null },
      { person_id: null, answered_at: null },
    ],
    'what she asked of another network waits there',
  )
  t.equal((await mails('directory-record-answer')).length, 1)
  t.match((await coordinator.get(LIST)).body, /Aucune demande de fiche n’attend/)

  const other = await aPerson(ctx, { lastName: 'Roy' })
  await coordinator.send(`${PEOPLE}/${other}/compte`, { userId: accounts.coordinator.userId })
  t.equal(
    (await mails('directory-record-answer')).length,
    1,
    'the control: who asked nothing is told nothing',
  )
})

t.test('whoever closed her account waits for nothing', async (t) => {
  const { midwife, colleague, coordinator, accounts, db } = await scene(t)
  await midwife.send(ASK, ASKED)
  await colleague.send(ASK, { ...ASKED, lastName: 'Zwick' })
  await db.update(users).set({ deactivatedAt: NOW }).where(eq(users.id, accounts.midwife.userId))
  const list = (await coordinator.get(LIST)).body
  t.match(list, /1\s+demande de fiche attend/)
  t.match(list, /ZWICK/, 'the control: the other still does')
  t.notMatch(list, /MARTIN/)
})

t.test('the name of an account is cut in two, to be corrected', async (t) => {
  for (const [name, lastName, firstName] of [
    ['Claire Martin', 'Martin', 'Claire'],
    ['MARTIN Claire', 'MARTIN', 'Claire'],
    ['Anne-Lise DE LA TOUR', 'DE LA TOUR', 'Anne-Lise'],
    ['Anne de la Tour', 'de la Tour', 'Anne'],
    ['CLAIRE MARTIN', 'MARTIN', 'CLAIRE'],
    ['Martin', 'Martin', ''],
    ['', '', ''],
  ] as const) {
    t.same(splitName(name), { lastName, firstName }, name)
  }
})

async function scene(t: Test) {
  const desk = await aDesk(t)
  const { accounts, db, network } = desk
  const owner = await ownerOf(t, desk)
  const rowsOf = async (query: string, values: string[] = []) =>
    (await owner.query<Record<string, unknown>>(query, values)).rows
  return {
    ...desk,
    midwife: await desk.as(accounts.midwife),
    colleague: await desk.as(await anAccount(db, { role: 'professional', networkId: network.id })),
    coordinator: await desk.as(accounts.coordinator),
    antenna: await desk.as(accounts.antenna),
    stranger: await desk.as(desk.stranger),
    foreignId: desk.stranger.userId,
    requests: () => rowsOf('select * from directory_record_requests order by asked_at, id'),
    mails: (template: string) => rowsOf('select * from mails where template = $1', [template]),
    traces: async (action: string) =>
      (await rowsOf('select from audit_entries where action = $1', [action])).length,
  }
}
