import t from 'tap'
import { PASSWORD } from '../support/builders.js'
import { aDesk, type Caller, tokenCallerFor } from '../support/directory-desk.js'
import { dumpOf } from '../support/dump.js'
import { HOSTILE, keptOf } from '../support/hostile-lines.js'
import { journalOf } from '../support/journal.js'

const PEOPLE = '/people'
const CLAIRE = {
  lastName: 'Martin',
  firstName: 'Claire',
  professionCode: '50',
  phone: '01 99 00 12 34',
  email: 'claire.martin@exemple.test',
  languages: ['en', 'fsl', 'khmer', 'en'],
}

t.test('a person is made once: the same name is said first, the same number refused', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const key = 'une-fiche-une-fois'
  const claire = { ...CLAIRE, rppsNumber: '99 700 000 005' }
  const [first, again] = await Promise.all([1, 2].map(() => team('POST', PEOPLE, claire, key)))
  t.equal(first!.statusCode, 201, first!.body)
  t.equal(again!.body, first!.body, 'sent twice at once under one key, she is made once')
  const { id } = first!.json()
  t.match((await team('GET', `${PEOPLE}/${id}`)).json(), {
    id,
    revision: 1,
    lastName: 'Martin',
    rppsNumber: '99700000005',
    phone: '+33199001234',
    mobile: null,
    languages: ['en', 'fsl', 'khmer'],
    provenance: { phone: { source: 'team', on: '2026-03-02', by: 'Camille Roy' } },
    seenBy: { listing: 'members', mobile: 'team', ivg: 'team' },
    situations: [],
    membership: null,
    account: null,
    mayManage: true,
  })

  const twin = await team('POST', PEOPLE, { lastName: 'MARTIN', firstName: 'claire' })
  t.match(twin.json(), { status: 409, type: 'urn:problem:directory.looks-alike' })
  const number = await team('POST', PEOPLE, { lastName: 'Autre', rppsNumber: '99700000005' })
  t.match(number.json(), {
    status: 409,
    type: 'urn:problem:directory.number-taken',
    errors: [{ pointer: '/rppsNumber', detail: /déjà celui d’une fiche/ }],
  })
  const namesake = await team('POST', PEOPLE, { lastName: 'Martin', firstName: 'Claire', isAnother: true })
  t.equal(namesake.statusCode, 201, 'two people may have one name')
  t.same(await journalOf(t), { 'directory.create-record': 2 })
})

t.test('of two programs with one version of a record, the second is refused and told', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const id = await made(team, CLAIRE)
  const path = `${PEOPLE}/${id}`
  t.equal((await team('PATCH', path, { revision: 1, phone: '01 99 00 55 55' })).statusCode, 204)
  const before = await dumpOf(desk.url)
  const late = await team('PATCH', path, { revision: 1, phone: '01 99 00 77 77', notes: 'mes notes' })
  t.match(late.json(), { status: 409, type: 'urn:problem:directory.edited-meanwhile' })
  const unsaid = await team('PATCH', path, { phone: '01 99 00 77 77' })
  t.equal(unsaid.statusCode, 400, 'a change says which version it was made from')
  t.same(await dumpOf(desk.url), before, 'nothing of these is written')

  const { revision } = (await team('GET', path)).json()
  const both = await Promise.all(
    ['66 66', '88 88'].map((end) => team('PATCH', path, { revision, phone: `01 99 00 ${end}` })),
  )
  t.same(both.map(({ statusCode }) => statusCode).sort(), [204, 409], 'of two at once, one')
  const same = await team('PATCH', path, { revision: revision + 1 })
  t.equal(same.statusCode, 204)
  const { revision: last, email } = (await team('GET', path)).json()
  t.equal(last, revision + 1, 'what changes nothing makes no version')
  t.equal(email, CLAIRE.email, 'what is left out stays as it is')
  t.same(await journalOf(t), { 'directory.create-record': 1, 'directory.edit-record': 2 })
})

t.test('the history says who changed what, from what, in fields and in French', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const id = await made(team, CLAIRE)
  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
  await team('PATCH', `${PEOPLE}/${id}`, { revision: 1, phone: null, firstName: 'Clara' })
  const { entries, hasMore } = (await team('GET', `${PEOPLE}/${id}/history`)).json()
  t.equal(hasMore, false)
  t.match(entries, [
    {
      by: 'Camille Roy',
      what: 'person',
      before: { phone: '+33199001234', firstName: 'Claire' },
      after: { phone: null, firstName: 'Clara' },
      words: [/téléphone.*01 99 00 12 34 → non renseigné/, /prénom.*Claire → Clara/],
    },
    { what: 'person', before: null, after: { lastName: 'Martin' }, words: ['a créé la fiche'] },
  ])
  t.notOk('networkId' in entries[1].after, 'what keeps the books is not told')
})

t.test('each wrong value is refused in French beside its field, and nothing is written', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const id = await made(team, CLAIRE)
  const before = await dumpOf(desk.url)
  const wrong: [object, RegExp][] = [
    [{ lastName: '  ' }, /Indiquez le nom/],
    [{ lastName: null }, /Indiquez le nom/],
    [{ phone: '01 99 00' }, /n’a pas le bon nombre de chiffres/],
    [{ phone: '1,99E+09' }, /un tableur a arrondi/],
    [{ email: 'claire.exemple.test' }, /il manque « @ »/],
    [{ email: 'claire@exemple.test\r\nBcc: x@exemple.test' }, /plusieurs adresses|espace/],
    [{ website: 'javascript:alert(1)' }, /n’est pas une adresse de site/],
    [{ rppsNumber: '123' }, /un numéro RPPS en a 11/],
    [{ professionCode: '999' }, /Choisissez la profession/],
    [{ languages: [' '] }, /Indiquez la langue/],
    [{ territoryId: desk.network.id }, /n’existe pas dans ce réseau/],
  ]
  for (const [fields, words] of wrong) {
    const making = await team('POST', PEOPLE, { lastName: 'Autre', ...fields })
    const changing = await team('PATCH', `${PEOPLE}/${id}`, { revision: 1, ...fields })
    for (const { statusCode, body } of [making, changing]) {
      t.ok([400, 404].includes(statusCode), `${JSON.stringify(fields)}: ${statusCode}`)
      t.match(body, words)
    }
  }
  for (const stranger of ['networkId', 'userId', 'objectedAt', 'archivedAt', 'verifiedAt', 'provenance']) {
    const refused = await team('PATCH', `${PEOPLE}/${id}`, { revision: 1, [stranger]: null })
    t.equal(refused.statusCode, 400, `${stranger} is not changed that way`)
  }
  t.same(await dumpOf(desk.url), before)
})

t.test('formulas, HTML, headers and vCard lines go through every text field as text', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const pages = await desk.as(desk.accounts.coordinator)
  for (const hostile of HOSTILE) {
    const kept = keptOf(hostile)
    const id = await made(team, {
      lastName: hostile,
      firstName: hostile,
      professionWords: hostile,
      title: hostile.slice(0, 20),
      languages: [hostile],
      notes: hostile,
      isAnother: true,
    })
    const answer = await team('GET', `/people/${id}`)
    t.match(answer.headers['content-type'], /^application\/json/)
    const { lastName, firstName, professionWords, languages } = answer.json()
    t.same([lastName, firstName, professionWords, ...languages], [kept, kept, kept, kept])
    t.notMatch([lastName, ...languages].join(''), /\p{Cc}/u, 'one line stays one line')
    t.equal((await team('GET', `/people/${id}/history`)).statusCode, 200)
    const page = await pages.get(`/annuaire/fiches/personnes/${id}`)
    t.notMatch(page.body, /<script>alert|<img src=x/, 'a page shows it as text')
  }
})

t.test('who may not, and who stands elsewhere, neither reads nor writes a person', async (t) => {
  const desk = await aDesk(t)
  const { accounts } = desk
  const team = await desk.callAs(accounts.coordinator)
  const here = await made(team, { ...CLAIRE, territoryId: desk.site.territoryId })
  const there = await made(team, { lastName: 'Autre', territoryId: desk.elsewhere.territoryId })
  const tries = async (caller: Caller, id: string) => {
    const read = await caller('GET', `${PEOPLE}/${id}`)
    const history = await caller('GET', `${PEOPLE}/${id}/history`)
    const write = await caller('PATCH', `${PEOPLE}/${id}`, { revision: 1, notes: 'lu' })
    return [read, history, write].map(({ statusCode }) => statusCode)
  }
  const stranger = await desk.callAs(desk.stranger)
  const ada = await desk.callAs(accounts.antenna)
  const others = [accounts.midwife, accounts.ars, accounts.referent]
  const callers = await Promise.all(others.map(desk.callAs))
  const before = await dumpOf(desk.url)
  t.same(await tries(stranger, here), [404, 404, 404], 'another network')
  for (const caller of callers) {
    t.same(await tries(caller, here), [403, 403, 403])
    t.equal((await caller('POST', PEOPLE, { lastName: 'Neuve' })).statusCode, 403)
  }
  t.same(await tries(ada, there), [200, 200, 404], 'an antenna reads the network, writes in its territory')
  t.equal((await ada('GET', `${PEOPLE}/${there}`)).json().mayManage, false)
  const away = await ada('PATCH', `${PEOPLE}/${here}`, {
    revision: 1,
    territoryId: desk.elsewhere.territoryId,
  })
  t.equal(away.statusCode, 404, 'a record never leaves her reach by her own hand')
  t.same(await dumpOf(desk.url), before, 'nothing of this was done')
  t.same(await tries(ada, here), [200, 200, 204], 'the control')
  const own = await made(ada, { lastName: 'Neuve' })
  t.equal((await ada('GET', `${PEOPLE}/${own}`)).json().territoryId, desk.site.territoryId)
})

t.test('a token that may not read records makes none that may be there already', async (t) => {
  const desk = await aDesk(t)
  const { coordinator } = desk.accounts
  const structure = { name: 'Cabinet du Lavoir', category: 'professionals', communeName: 'Viriat' }
  const whole = await tokenCallerFor(desk, coordinator, ['directory.manage', 'directory.read-records'])
  const id = await made(whole, CLAIRE)
  t.equal((await whole('POST', '/structures', structure)).statusCode, 201)
  t.match((await whole('GET', `${PEOPLE}/${id}`)).json(), { updatedBy: 'Camille Roy' })

  const blind = await tokenCallerFor(desk, coordinator, ['directory.manage'])
  const before = await dumpOf(desk.url)
  for (const [path, record] of [
    [PEOPLE, CLAIRE],
    ['/structures', structure],
  ] as const) {
    t.equal((await whole('POST', path, record)).statusCode, 409)
    const refused = await blind('POST', path, record)
    t.match(refused.json(), { status: 403, type: 'urn:problem:access.forbidden' })
  }
  t.same(await dumpOf(desk.url), before, 'no second record is made unseen')
  t.equal((await blind('GET', `${PEOPLE}/${id}`)).statusCode, 403)
  t.equal((await blind('PATCH', `${PEOPLE}/${id}`, { revision: 1, title: 'Dre' })).statusCode, 204)
  t.ok(await made(blind, { ...CLAIRE, isAnother: true }), 'who says that it is another needs to see nothing')
})

t.test('who keeps records ticks it for a program; who does not is not offered it', async (t) => {
  const desk = await aDesk(t)
  const words = 'Créer, modifier et retirer les fiches de l’annuaire'
  const team = await desk.as(desk.accounts.coordinator)
  t.match((await team.get('/mon-compte/jetons')).body, words)
  const midwife = await desk.as(desk.accounts.midwife)
  t.notMatch((await midwife.get('/mon-compte/jetons')).body, words)
  const form = { name: 'Tableur', permissions: 'directory.manage', days: '30', currentPassword: PASSWORD }
  const { body } = await team.send('/mon-compte/jetons', form)
  const authorization = `Bearer ${/eyJ[\w.-]+/.exec(body)?.[0]}`
  const made = await desk.app.inject({
    method: 'POST',
    url: '/api/directory/people',
    headers: { authorization },
    payload: { ...CLAIRE, isAnother: true },
  })
  t.equal(made.statusCode, 201, made.body)
})

async function made(caller: Caller, fields: object): Promise<string> {
  const answer = await caller('POST', PEOPLE, fields)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json().id
}
