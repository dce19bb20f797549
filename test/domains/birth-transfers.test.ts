import { randomUUID } from 'node:crypto'
import t from 'tap'
import { aDelivery, aTransfer, aWoman } from '../support/birth-houses.js'
import { aNetwork, anEstablishment } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { sendForm } from '../support/people.js'

const HOUR = 3_600_000
const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR).toISOString()

const form = (woman: { id: string }, overrides: Record<string, string> = {}) => ({
  formKey: randomUUID(),
  womanId: woman.id,
  who: 'mother',
  reason: 'per-partum:stagnation',
  urgent: 'non',
  transport: 'on-foot',
  decidedAt: '2026-03-02T10:00',
  ...overrides,
})

t.test(
  'a transfer declared by a call or a form has a number, its term, its destination and the server’s hour',
  async (t) => {
    const { test, midwife, browser, woman, partner, declaration } = await houseScene(t)
    const call = await midwife('POST', '/birth-transfers', declaration({ decidedAt: at(-1) }))
    t.equal(call.statusCode, 201, call.body)
    t.match(call.json(), { number: 'T-2026-001', again: false })
    const sent = await sendForm(
      test,
      browser,
      '/maison/transferts',
      form(woman, { womanId: 'unlisted', termWeeks: '40', termDays: '3' }),
    )
    t.equal(sent.statusCode, 303, sent.body)
    t.match(sent.headers.location, /\/maison\/transferts\/[0-9a-f-]+\?fait=declare$/)
    const list = (await midwife('GET', '/birth-transfers?year=2026')).json<object[]>()
    t.match(list, [
      {
        number: 'T-2026-002',
        woman: null,
        termDays: 283,
        decidedAt: '2026-03-02T09:00:00.000Z',
        receivedAt: NOW.toISOString(),
        destination: { id: partner.id },
      },
      {
        number: 'T-2026-001',
        woman: { number: /2025-\d+/ },
        // Due on 10 March: 41 SA; eight days before, 39 SA + 6 j.
        termDays: 279,
        who: 'mother',
        decidedAt: at(-1),
        receivedAt: NOW.toISOString(),
        declaredBy: 'Zoé Sage',
        destination: { id: partner.id, name: partner.name },
      },
    ])
    const page = await test.app.inject({ url: String(sent.headers.location), headers: browser.headers })
    t.match(page.body, 'Le transfert est déclaré.')
    t.match(page.body, 'Transfert T-2026-002')
  },
)

t.test('the same form sent twice, at once, or once more after a correction, is one transfer', async (t) => {
  const { midwife, declaration } = await houseScene(t)
  const body = declaration()
  const answers = await Promise.all([1, 2, 3].map(() => midwife('POST', '/birth-transfers', body)))
  t.same(
    answers.map((one) => one.json<{ number: string }>().number),
    ['T-2026-001', 'T-2026-001', 'T-2026-001'],
  )
  t.equal(answers.filter((one) => !one.json<{ again: boolean }>().again).length, 1)
  const { id } = answers[0]!.json<{ id: string }>()
  const { formKey: _, ...rest } = body
  t.equal(
    (await midwife('PUT', `/birth-transfers/${id}`, { ...rest, urgent: true, revision: 1 })).statusCode,
    204,
  )
  t.match((await midwife('POST', '/birth-transfers', body)).json(), { id, again: true })
  t.match(
    (await midwife('GET', '/birth-transfers?year=2026')).json(),
    [{ id, urgent: true }],
    'and says what was corrected',
  )
  const control = await midwife('POST', '/birth-transfers', declaration({ confirmed: ['declared-already'] }))
  t.match(control.json(), { number: 'T-2026-002' }, 'the control: another form is another transfer')
})

t.test(
  'another house of the network neither reads, corrects nor cancels it, whichever lock is off',
  async (t) => {
    const { midwife, neighbour, declaration, test, house, db, owner } = await houseScene(t)
    const { id } = (await midwife('POST', '/birth-transfers', declaration())).json<{ id: string }>()
    const { formKey: _, ...rest } = declaration()
    for (const url of [`/birth-transfers/${id}`]) t.equal((await neighbour('GET', url)).statusCode, 404)
    t.equal(
      (await neighbour('POST', `/birth-transfers/${id}/cancellation`, { reason: 'erreur' })).statusCode,
      404,
    )
    const foreignWoman = await aWoman(db, house)
    const stolen = await neighbour('POST', '/birth-transfers', {
      ...declaration({ womanId: foreignWoman.id }),
    })
    t.equal(stolen.statusCode, 404, 'nor a woman of another register')
    t.same((await neighbour('GET', '/birth-transfers?year=2026')).json(), [])
    t.equal((await owner.query('select from birth_house_transfers')).rowCount, 1)
    t.ok(rest && test)
  },
)

t.test(
  'what cannot be is refused at its field, what is surprising is asked; nothing typed is lost',
  async (t) => {
    const { test, browser, woman, house, db, owner } = await houseScene(t)
    const ended = await aWoman(db, house, { followUpEndedOn: '2026-01-10', endReason: 'moved' })
    const late = await aWoman(db, house, { dueOn: '2025-12-20', includedOn: '2025-06-01' })
    const born = await aWoman(db, house)
    await aDelivery(db, born, { bornAt: new Date('2026-03-01T08:00:00Z') })
    const included = await aWoman(db, house, { includedOn: '2026-03-02' })
    const cases: [string, Record<string, string>, number, RegExp][] = [
      ['decided tomorrow', { decidedAt: '2026-03-03T12:00' }, 400, /à venir/],
      ['decided in an hour', { decidedAt: '2026-03-02T11:00' }, 409, /n’est pas encore passé/],
      ['decided last week', { decidedAt: '2026-02-20T04:00' }, 409, /plus de deux jours/],
      ['decided long ago', { decidedAt: '2016-02-20T04:00' }, 400, /trop ancienne/],
      ['no hour', { decidedAt: '' }, 400, /Indiquez une date et une heure/],
      ['an hour that is none', { decidedAt: 'hier soir' }, 400, /Indiquez une date et une heure/],
      ['left before', { departedAt: '2026-03-02T09:30' }, 400, /Le départ précède la décision/],
      [
        'arrived before',
        { departedAt: '2026-03-02T10:05', arrivedAt: '2026-03-02T10:01' },
        400,
        /L’arrivée précède le départ/,
      ],
      ['follow-up ended', { womanId: ended.id }, 400, /Son suivi a pris fin le 10\/01\/2026/],
      ['50 weeks', { womanId: late.id }, 409, /elle serait à 51.SA/],
      ['born before', { womanId: born.id }, 409, /La naissance est enregistrée/],
      [
        'a newborn before the birth',
        { womanId: born.id, who: 'newborn', reason: 'newborn:jaundice', decidedAt: '2026-03-01T08:30' },
        400,
        /après cette heure/,
      ],
      [
        'before the inclusion',
        { womanId: included.id, decidedAt: '2026-03-01T23:00' },
        400,
        /inscrite que depuis le 02\/03\/2026/,
      ],
      ['no woman', { womanId: '' }, 400, /Choisissez une femme du registre/],
      ['no reason', { reason: '' }, 400, /Choisissez une réponse/],
      [
        'a reason of another phase',
        { reason: 'per-partum:haemorrhage' },
        400,
        /pas dans la liste de cette phase/,
      ],
      [
        'a reason of the child for the mother',
        { reason: 'newborn:jaundice' },
        400,
        /transfert du nouveau-né/,
      ],
      ['no urgency', { urgent: '' }, 400, /Dites si c’est urgent/],
      ['elsewhere, nowhere', { destination: 'other' }, 400, /Dites où elle est transférée/],
      ['a term of 50 weeks', { womanId: 'unlisted', termWeeks: '50' }, 400, /Un terme va de 22 SA/],
      ['a name', { difficulty: 'Mme Martin a attendu' }, 409, /ressemble à une identité/],
    ]
    for (const [name, fields, status, words] of cases) {
      const answer = await sendForm(
        test,
        browser,
        '/maison/transferts',
        form(woman, { reasonWords: 'gardé', ...fields }),
      )
      t.equal(answer.statusCode, status, `${name}: ${answer.statusCode}`)
      t.match(answer.body, words, name)
      t.match(answer.body, 'value="gardé"', `${name}: nothing typed is lost`)
      if (status !== 409) continue
      const [, code = ''] =
        /name="([a-z-]+)" type="checkbox" value="oui"/.exec(answer.body.split('confirm-box')[1] ?? '') ?? []
      const again = await sendForm(
        test,
        browser,
        '/maison/transferts',
        form(woman, { ...fields, [code]: 'oui' }),
      )
      t.equal(again.statusCode, 303, `${name}: confirmed, it is taken (${code})`)
      await owner.query('delete from birth_house_transfers')
    }
  },
)

t.test('a destination of the list is a maternity of the network', async (t) => {
  const { db, other, midwife, network, declaration } = await houseScene(t)
  const declare = (destinationEstablishmentId: string) =>
    midwife('POST', '/birth-transfers', declaration({ destinationEstablishmentId }))
  for (const { id } of [other, await anEstablishment(db, await aNetwork(db))]) {
    t.match((await declare(id)).json(), { type: 'urn:problem:establishment.not-found' })
  }
  t.equal((await declare((await anEstablishment(db, network)).id)).statusCode, 201, 'the control')
})

t.test('a transfer told twice by two people is asked about; of another phase it is not', async (t) => {
  const { midwife, declaration } = await houseScene(t)
  await midwife('POST', '/birth-transfers', declaration())
  const twice = await midwife('POST', '/birth-transfers', declaration({ decidedAt: at(-2) }))
  t.equal(twice.statusCode, 409)
  t.match(twice.json(), {
    type: 'urn:problem:register.to-confirm',
    errors: [{ pointer: '#/declared-already', detail: /T-2026-001/ }],
  })
  const after = declaration({ phase: 'post-partum', reasonCode: 'haemorrhage' })
  t.equal((await midwife('POST', '/birth-transfers', after)).statusCode, 201)
})

t.test(
  'a declaration is corrected for two days, then only with a reason; each correction leaves its trace',
  async (t) => {
    const { test, app, midwife, browser, woman, declaration, owner } = await houseScene(t)
    const { id } = (await midwife('POST', '/birth-transfers', declaration())).json<{ id: string }>()
    const correct = (fields: Record<string, string>) =>
      sendForm(test, browser, `/maison/transferts/${id}/correction`, form(woman, { formKey: '', ...fields }))
    const done = await correct({ revision: '1', arrivedAt: '2026-03-02T10:10', urgent: 'oui' })
    t.equal(done.statusCode, 303, done.body)
    await owner.query("update birth_house_transfers set received_at = received_at - interval '49 hours'")
    const late = await correct({
      revision: '2',
      urgent: 'non',
      decidedAt: '2026-03-02T10:00',
    })
    t.equal(late.statusCode, 400)
    t.match(late.body, /dites pourquoi vous la corrigez/)
    const told = await correct({
      revision: '2',
      urgent: 'non',
      correctionReason: 'relecture du dossier',
    })
    t.equal(told.statusCode, 303, told.body)
    const page = await app.inject({ url: `/maison/transferts/${id}`, headers: browser.headers })
    t.match(page.body, /Zoé Sage \(relecture du dossier\)/)
    t.match(page.body, /urgence, non → oui/)
    t.match(page.body, /urgence, oui → non/)
    t.match(page.body, /arrivée, pas encore renseigné → 02\/03\/2026 à.10.h.10/)
    t.same(await journalOf(t), { 'birth-transfer.correct': 2, 'birth-transfer.declare': 1 })
  },
)

t.test('two people who correct the same declaration: the second sees both versions', async (t) => {
  const { test, midwife, browser, colleagueBrowser, woman, declaration } = await houseScene(t)
  const { id } = (await midwife('POST', '/birth-transfers', declaration())).json<{ id: string }>()
  const url = `/maison/transferts/${id}/correction`
  const first = await sendForm(
    test,
    browser,
    url,
    form(woman, { formKey: '', revision: '1', transport: 'smur', urgent: 'oui' }),
  )
  t.equal(first.statusCode, 303)
  const mine = form(woman, {
    formKey: '',
    revision: '1',
    transport: 'ambulance',
    difficulty: 'brancard en panne',
  })
  const second = await sendForm(test, colleagueBrowser, url, mine)
  t.equal(second.statusCode, 409)
  t.match(second.body, 'Quelqu’un d’autre a modifié cette page entre-temps.')
  t.match(second.body, 'brancard en panne', 'what she typed')
  t.match(second.body, /SMUR \(SAMU\)/, 'what is saved')
  t.match(second.body, 'name="revision" value="2"')
  const again = await sendForm(test, colleagueBrowser, url, { ...mine, revision: '2' })
  t.equal(again.statusCode, 303)
})

t.test('a declaration cancelled says why, stays in the list and changes no more', async (t) => {
  const { test, app, midwife, browser, declaration } = await houseScene(t)
  const { id } = (await midwife('POST', '/birth-transfers', declaration())).json<{ id: string }>()
  const cancel = (reason: string) =>
    sendForm(test, browser, `/maison/transferts/${id}/annulation`, { reason })
  t.equal((await cancel('')).statusCode, 400)
  t.equal((await cancel('Déclarée pour Lise Martin')).statusCode, 409)
  t.equal((await cancel('Déclarée deux fois')).statusCode, 303)
  const list = await app.inject({ url: '/maison/transferts', headers: browser.headers })
  t.match(list.body, /0.transfert déclaré/)
  t.match(list.body, 'Annulée')
  const { formKey: _, ...rest } = declaration()
  t.match((await midwife('PUT', `/birth-transfers/${id}`, { ...rest, revision: 2 })).json(), {
    type: 'urn:problem:transfer.cancelled',
  })
  t.equal((await cancel('encore')).statusCode, 409)
})

t.test('the number follows the house and the year of the decision, cancelled ones included', async (t) => {
  const { midwife, neighbour, declaration, db, other } = await houseScene(t)
  const theirs = await aWoman(db, other)
  const numbers: string[] = []
  for (const [by, body] of [
    [midwife, declaration()],
    [neighbour, declaration({ womanId: theirs.id })],
    [midwife, declaration({ decidedAt: '2025-12-31T22:00:00Z', confirmed: ['long-ago'] })],
    [
      midwife,
      declaration({ decidedAt: '2025-12-31T23:30:00Z', confirmed: ['long-ago', 'declared-already'] }),
    ],
  ] as const) {
    numbers.push((await by('POST', '/birth-transfers', body)).json<{ number: string }>().number)
  }
  t.same(
    numbers,
    ['T-2026-001', 'T-2026-001', 'T-2025-001', 'T-2026-002'],
    'the year is the one of the house’s clock',
  )
})

t.test('the page lists those in labour or near their term first, and the partner first', async (t) => {
  const { app, browser, db, house, partner, network } = await houseScene(t)
  await anEstablishment(db, network, { name: 'A avant le partenaire' })
  const far = await aWoman(db, house, { dueOn: '2026-08-01', year: 2026, rank: 901 })
  const labour = await aWoman(db, house, { dueOn: '2026-03-20', year: 2026, rank: 902 })
  await aDelivery(db, labour, { bornAt: null, birthPlace: null, mode: null, bloodLossMl: null })
  const gone = await aWoman(db, house, { year: 2026, rank: 903, followUpEndedOn: '2026-02-01' })
  const longBorn = await aWoman(db, house, { year: 2026, rank: 904 })
  await aDelivery(db, longBorn, { bornAt: new Date('2026-02-01T08:00:00Z') })
  await aTransfer(db, house)
  const { body } = await app.inject({ url: '/maison/transferts/nouveau', headers: browser.headers })
  const order = [labour, far].map((one) => body.indexOf(one.id))
  t.ok(order[0]! > 0 && order[0]! < order[1]!, 'in labour comes first')
  for (const one of [gone, longBorn])
    t.notMatch(body, one.id, 'whose follow-up or week is over is not proposed')
  t.match(body, new RegExp(`<select[^>]*name="destination"[^>]*><option value="${partner.id}" selected`))
  t.match(body, /value="2026-03-02T10:00"/, 'now is prefilled, where the house is')
})
