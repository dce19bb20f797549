import t, { type Test } from 'tap'
import { bearerOf } from '../support/app.js'
import { anAccount, type TestAccount } from '../support/builders.js'
import { aDesk } from '../support/directory-desk.js'
import { aPerson } from '../support/directory-records.js'
import { dumpOf } from '../support/dump.js'
import { ownerOf } from '../support/people.js'

const OWN = '/own-record/request'
const WAITING = '/record-requests'
const ASKED = {
  lastName: ' Martin ',
  firstName: 'Claire',
  professionCode: '50',
  rppsNumber: '99 700 000 005',
  message: 'Au cabinet\r\ndu Lavoir',
}

t.test('she asks for her record once, reads what she asked, and takes it back once', async (t) => {
  const { midwife, colleague, agency, mails, traces } = await scene(t)
  t.same((await midwife('GET', OWN)).json(), { request: null })
  for (const body of [
    {},
    { ...ASKED, lastName: ' ' },
    { ...ASKED, rppsNumber: 'douze' },
    { ...ASKED, professionCode: 'sage-femme' },
    { ...ASKED, userId: colleague.id },
  ]) {
    t.equal((await midwife('POST', OWN, body)).statusCode, 400, JSON.stringify(body))
  }
  t.same((await midwife('GET', OWN)).json(), { request: null }, 'nothing of this was asked')

  const atOnce = await Promise.all([1, 2].map(() => midwife('POST', OWN, ASKED)))
  const again = await midwife('POST', OWN, { ...ASKED, lastName: 'Autre' })
  t.same(
    [...atOnce, again].map(({ statusCode }) => statusCode),
    [204, 204, 204],
  )
  t.match((await midwife('GET', OWN)).json().request, {
    state: 'waiting',
    lastName: 'Martin',
    rppsNumber: '99700000005',
    message: 'Au cabinet\ndu Lavoir',
    answeredAt: null,
    refusal: null,
  })
  t.equal(await traces('directory.ask-record'), 1)
  t.equal((await mails('directory-record-request')).length, 1)

  t.same((await colleague('GET', OWN)).json(), { request: null }, 'another reads her own alone')
  for (const method of ['GET', 'DELETE'] as const) {
    t.equal((await agency(method, OWN)).statusCode, 403, 'the agency has no record')
  }
  t.equal((await agency('POST', OWN, ASKED)).statusCode, 403)
  t.equal((await colleague('DELETE', OWN)).statusCode, 404)
  t.equal((await midwife('DELETE', OWN)).statusCode, 204)
  t.equal((await midwife('DELETE', OWN)).statusCode, 404, 'nothing waits any more')
  t.same((await midwife('GET', OWN)).json(), { request: null })
})

t.test('the team reads who waits, the oldest first, with the records that may be hers', async (t) => {
  const { midwife, colleague, coordinator, clock, ctx } = await scene(t)
  t.same((await coordinator('GET', WAITING)).json(), { count: 0, requests: [] })
  const hers = await aPerson(ctx, { lastName: 'Martin', firstName: 'Claire', rppsNumber: '99700000005' })
  await midwife('POST', OWN, ASKED)
  clock.now = new Date(clock.now.getTime() + 60_000)
  await colleague('POST', OWN, { ...ASKED, lastName: 'Zwick', rppsNumber: null, message: null })
  const { count, requests } = (await coordinator('GET', WAITING)).json()
  t.equal(count, 2)
  t.match(requests, [
    {
      lastName: 'Martin',
      accountName: 'Claire Martin',
      accountEmail: /@/,
      lookAlikes: [{ id: hers, hasNumber: true, isKept: false, archivedAt: null }],
    },
    { lastName: 'Zwick', rppsNumber: null, message: null },
  ])
})

t.test('each answer is given once, by who may, in her own network', async (t) => {
  const { midwife, coordinator, antenna, stranger, ctx, traces, url } = await scene(t)
  const hers = await aPerson(ctx, { lastName: 'Martin', firstName: 'Claire' })
  await midwife('POST', OWN, ASKED)
  const [{ id }] = (await coordinator('GET', WAITING)).json().requests
  const path = `${WAITING}/${id}`
  const before = await dumpOf(url)
  for (const [who, list, status] of [
    [stranger, 200, { acceptance: 404, record: 404, refusal: 404 }],
    // The antenna makes records; it links none to an account.
    [antenna, 403, { acceptance: 403, record: 404, refusal: 403 }],
    [midwife, 403, { acceptance: 403, record: 403, refusal: 403 }],
  ] as const) {
    const read = await who('GET', WAITING)
    t.equal(read.statusCode, list)
    t.notMatch(read.body, /Martin/)
    t.equal((await who('POST', `${path}/acceptance`, { personId: hers })).statusCode, status.acceptance)
    t.equal((await who('POST', `${path}/record`, { lastName: 'Neuve' })).statusCode, status.record)
    t.equal((await who('POST', `${path}/refusal`, { reason: 'non' })).statusCode, status.refusal)
  }
  t.same(await dumpOf(url), before, 'nothing of this was done')

  t.equal((await coordinator('POST', `${path}/acceptance`, {})).statusCode, 400)
  t.equal((await coordinator('POST', `${path}/refusal`, { reason: ' ' })).statusCode, 400)
  t.equal((await coordinator('POST', `${path}/record`, { firstName: 'Claire' })).statusCode, 400)
  const accept = () => coordinator('POST', `${path}/acceptance`, { personId: hers })
  const statuses = (await Promise.all([accept(), accept()])).map(({ statusCode }) => statusCode)
  t.same(statuses.sort(), [204, 404], 'of two at once, one is told that it is done')
  t.equal(await traces('directory.link-account'), 1)
  t.equal((await coordinator('POST', `${path}/refusal`, { reason: 'non' })).statusCode, 404)
  t.equal((await coordinator('POST', `${path}/record`, { lastName: 'Bis' })).statusCode, 404)
  t.match((await midwife('GET', OWN)).json().request, { state: 'linked', refusal: null })
  const late = await midwife('POST', OWN, ASKED)
  t.match(late.json(), { status: 409, type: 'urn:problem:directory.has-record' })
})

t.test('refused, she reads why and asks again; a record made for her is hers at once', async (t) => {
  const { midwife, coordinator, mails, clock } = await scene(t)
  await midwife('POST', OWN, ASKED)
  const waiting = async () => (await coordinator('GET', WAITING)).json().requests[0]
  const reason = 'Vous exercez hors de la région'
  const refused = await coordinator('POST', `${WAITING}/${(await waiting()).id}/refusal`, { reason })
  t.equal(refused.statusCode, 204)
  t.match((await midwife('GET', OWN)).json().request, { state: 'refused', refusal: reason })
  clock.now = new Date(clock.now.getTime() + 60_000)
  t.equal((await midwife('POST', OWN, ASKED)).statusCode, 204)
  t.match((await midwife('GET', OWN)).json().request, { state: 'waiting', refusal: null })

  const { id } = await waiting()
  const record = { lastName: 'Martin', firstName: 'Claire', rppsNumber: '99700000005' }
  const key = 'une-fiche-une-fois'
  const make = () => coordinator('POST', `${WAITING}/${id}/record`, record, key)
  const made = await make()
  t.equal(made.statusCode, 201, made.body)
  t.equal((await make()).body, made.body, 'sent twice under one key, it is made once')
  t.match((await midwife('GET', OWN)).json().request, { state: 'linked' })
  t.equal((await mails('directory-record-answer')).length, 2)
})

type Method = 'GET' | 'POST' | 'DELETE'

async function scene(t: Test) {
  const desk = await aDesk(t)
  const { app, accounts, db, network } = desk
  const owner = await ownerOf(t, desk)
  const rowsOf = async (query: string, values: string[]) => (await owner.query(query, values)).rows
  const as = async (account: TestAccount) => {
    const headers = await bearerOf(app, account)
    const call = (method: Method, path: string, payload?: object, key?: string) =>
      app.inject({
        method,
        url: `/api/directory${path}`,
        headers: { ...headers, ...(key && { 'idempotency-key': key }) },
        ...(payload && { payload }),
      })
    return Object.assign(call, { id: account.userId })
  }
  return {
    ...desk,
    midwife: await as(accounts.midwife),
    colleague: await as(await anAccount(db, { role: 'professional', networkId: network.id })),
    coordinator: await as(accounts.coordinator),
    antenna: await as(accounts.antenna),
    agency: await as(accounts.ars),
    stranger: await as(desk.stranger),
    mails: (template: string) => rowsOf('select from mails where template = $1', [template]),
    traces: async (action: string) =>
      (await rowsOf('select from audit_entries where action = $1', [action])).length,
  }
}
