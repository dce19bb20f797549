import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { birthHouseWomen } from '../../src/domains/birth-registers/tables.js'
import { aDelivery, aTransfer, aWoman } from '../support/birth-houses.js'
import { anAccount } from '../support/builders.js'
import { withoutRowSecurity } from '../support/dump.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { apiOf, sendForm } from '../support/people.js'

const INCLUSION = { dueOn: '2026-08-10', includedOn: '2026-03-02' }

type Answer = { body: string }
const numberIn = ({ body }: Answer) => /\d{4}-\d{3}/.exec(body)?.[0]

t.test(
  'a woman is taken in by a call or a form, under the next number of the year and without a name',
  async (t) => {
    const { test, app, midwife, browser } = await houseScene(t)
    const call = await midwife('POST', '/birth-register', {
      ...INCLUSION,
      eligibility: { 'Grossesse unique': true },
    })
    t.equal(call.statusCode, 201, call.body)
    t.match(call.json(), { number: '2026-001' })
    const form = await sendForm(test, browser, '/maison/registre', {
      ...INCLUSION,
      includedOn: '2025-12-30',
      firstConsultationOn: '2026-01-10',
      criterion0: 'Grossesse unique',
      met0: 'oui',
      criterion1: 'Utérus sans cicatrice',
      met1: '',
    })
    t.equal(form.statusCode, 303, form.body.slice(0, 300))
    const page = await app.inject({ url: String(form.headers.location), headers: browser.headers })
    t.match(numberIn(page), '2025-', 'the year is the one of the inclusion')
    t.match(page.body, 'Elle est inscrite au registre.')
    t.match(page.body, /Grossesse unique.: oui/)
    t.notMatch(page.body, /Utérus sans cicatrice.: non/, 'what is not answered is not no')
    const list = await app.inject({ url: '/maison/registre?q=2026-001', headers: browser.headers })
    t.match(list.body, '2026-001')
    t.same(await journalOf(t), { 'birth-register.include': 2 })
  },
)

t.test('the form sent twice under one key takes one woman in; two at once have two numbers', async (t) => {
  const { test, midwife, browser } = await houseScene(t)
  const key = 'cle-de-repetition-1'
  const once = await Promise.all(
    [1, 2].map(() => sendForm(test, browser, '/maison/registre', { ...INCLUSION, _key: key })),
  )
  t.equal(once[0]!.headers.location, once[1]!.headers.location)
  const numbers = await Promise.all([1, 2, 3].map(() => midwife('POST', '/birth-register', INCLUSION)))
  t.same(numbers.map((one) => one.json<{ number: string }>().number).sort(), [
    '2026-002',
    '2026-003',
    '2026-004',
  ])
})

t.test('nobody but the house reads a row of its register, whichever lock is off', async (t) => {
  const scene = await houseScene(t)
  const { test, db, network, woman, midwife, neighbour, referent, coordinator, agency } = scene
  const admin = await apiOf(test, await anAccount(db, { role: 'admin', networkId: network.id }))
  const url = `/birth-register/${woman.id}`
  const elsewhere = async (why: string) => {
    t.equal((await neighbour('GET', url)).statusCode, 404, `another house, ${why}`)
    t.same((await neighbour('GET', '/birth-register?state=all')).json(), [], `its list, ${why}`)
    for (const [name, call] of Object.entries({ referent, coordinator, agency, admin })) {
      t.equal((await call('GET', url)).statusCode, 403, `${name}, ${why}`)
    }
  }
  t.equal((await midwife('GET', url)).statusCode, 200, 'the control: her own house reads it')
  await elsewhere('both locks')
  await withoutRowSecurity(test.url)
  await elsewhere('the policy alone')
})

t.test(
  'the second lock alone lets a transaction read the register of the house it names and of no other',
  async (t) => {
    const { db, network, house, other, woman } = await houseScene(t)
    const theirs = await aWoman(db, other)
    // Without any condition of the policy: what the database lets out by itself.
    const read = (actor: object) =>
      inTransaction({ db, actor: actor as never, now: NOW }, async (ctx) =>
        (await ctx.db.select({ id: birthHouseWomen.id }).from(birthHouseWomen)).map(({ id }) => id),
      )
    const of = { networkId: network.id, userId: crypto.randomUUID() }
    t.same(await read({ role: 'birth_house', establishmentId: house.id, ...of }), [woman.id])
    t.same(await read({ role: 'birth_house', establishmentId: other.id, ...of }), [theirs.id])
    for (const role of ['coordinator', 'admin', 'establishment']) {
      t.same(await read({ role, establishmentId: house.id, ...of }), [], role)
    }
    t.same(
      await read({ role: 'ars', networkIds: [network.id], regionCode: '99', userId: of.userId }),
      [],
      'ars',
    )
    t.same(
      (await read({ role: 'system', job: 'x', networkId: network.id })).sort(),
      [woman.id, theirs.id].sort(),
      'a job of the network, the control',
    )
  },
)

t.test('a birth makes its child; what nobody said yet is asked for, and never counted as no', async (t) => {
  const { test, app, midwife, browser, woman } = await houseScene(t)
  const at = `/maison/registre/${woman.id}`
  const sent = await sendForm(test, browser, `${at}/accouchement`, {
    revision: '0',
    bornAt: '2026-03-02T04:10',
    birthPlace: 'house',
    mode: 'spontaneous',
    bloodLossMl: '',
    sphincterInjury: '',
    intensiveCare: 'non',
  })
  t.equal(sent.statusCode, 303, sent.body.slice(0, 300))
  t.equal(sent.headers.location, `${at}/enfants/1?fait=naissance`)
  const record = (await midwife('GET', `/birth-register/${woman.id}`)).json()
  t.match(record, {
    woman: { state: 'born', termDays: 279, bornOn: '2026-03-02' },
    delivery: {
      bornAt: '2026-03-02T03:10:00.000Z',
      labourInHouse: true,
      bloodLossMl: null,
      sphincterInjury: null,
      intensiveCare: false,
    },
    newborns: [{ rank: 1, bornInHouse: true, apgar5: null }],
  })
  const page = await app.inject({ url: at, headers: browser.headers })
  for (const words of ['pertes de sang', 'lésion du sphincter', 'Apgar à 5 minutes'])
    t.match(page.body, words)
  t.notMatch(page.body, 'hospitalisation de la mère dans les 30 jours</a>', 'not before thirty days')
  const child = await sendForm(test, browser, `${at}/enfants/1`, {
    revision: '1',
    apgar5: '9',
    resuscitation: 'non',
    intervention: 'none',
  })
  t.equal(child.statusCode, 303, child.body.slice(0, 300))
  t.match((await midwife('GET', `/birth-register/${woman.id}`)).json(), {
    newborns: [{ apgar5: 9, resuscitation: false }],
  })
  t.same(await journalOf(t), { 'birth-register.birth': 1, 'birth-register.correct': 1 })
})

t.test('a sequence that cannot be is refused in plain French, and nothing typed is lost', async (t) => {
  const { test, browser, db, house, woman, midwife } = await houseScene(t)
  const ended = await aWoman(db, house, { followUpEndedOn: '2026-01-10', endReason: 'moved' })
  const late = await aWoman(db, house, { dueOn: '2025-12-20', includedOn: '2025-06-01' })
  const of = (one: { id: string }) => `/maison/registre/${one.id}/accouchement`
  const birth = {
    revision: '0',
    bornAt: '2026-03-01T04:00',
    birthPlace: 'house',
    readmissionPlace: 'gardé',
    readmitted: 'oui',
  }
  const cases: [string, string, Record<string, string>, number, RegExp][] = [
    [
      'born before the inclusion',
      of(woman),
      { ...birth, bornAt: '2025-09-01T04:00' },
      400,
      /ne peut pas précéder l’inscription/,
    ],
    ['born tomorrow', of(woman), { ...birth, bornAt: '2026-03-03T04:00' }, 400, /à venir/],
    [
      'born before labour',
      of(woman),
      { ...birth, labourAdmittedAt: '2026-03-01T05:00' },
      400,
      /La naissance précède l’accueil en travail/,
    ],
    [
      'left before the birth',
      of(woman),
      { ...birth, leftHouseAt: '2026-03-01T03:00' },
      400,
      /La sortie précède la naissance/,
    ],
    [
      'a caesarean in the house',
      of(woman),
      { ...birth, mode: 'caesarean' },
      400,
      /voie basse non instrumentale/,
    ],
    [
      'in the house, without labour there',
      of(woman),
      { ...birth, labourInHouse: 'non' },
      400,
      /prise en charge pendant le travail/,
    ],
    ['50 weeks', of(late), birth, 400, /le terme serait de 5\d.SA/],
    ['after the end of the follow-up', of(ended), birth, 400, /Son suivi a pris fin le 10\/01\/2026/],
    [
      'an injury without birth',
      of(woman),
      { ...birth, bornAt: '', birthPlace: '', sphincterInjury: 'oui' },
      400,
      /demande une naissance/,
    ],
    ['a place without an hour', of(woman), { ...birth, bornAt: '' }, 400, /Indiquez le jour et l’heure/],
    ['a loss that is none', of(woman), { ...birth, bloodLossMl: 'beaucoup' }, 400, /Un nombre entier de 0 à/],
    [
      'a cause without readmission',
      of(woman),
      { ...birth, readmitted: 'non' },
      400,
      /répondez « Oui », ou effacez/,
    ],
    ['a great loss', of(woman), { ...birth, bloodLossMl: '5000' }, 409, /notées à 5000 mL/],
    [
      'at the partner without a transfer',
      of(woman),
      { ...birth, birthPlace: 'partner', labourInHouse: 'oui' },
      409,
      /aucun transfert n’est déclaré/,
    ],
    ['at 36 weeks', of(woman), { ...birth, bornAt: '2026-02-03T04:00' }, 409, /36.SA/],
  ]
  for (const [name, url, fields, status, words] of cases) {
    const answer = await sendForm(test, browser, url, fields)
    t.equal(answer.statusCode, status, `${name}: ${answer.statusCode}`)
    t.match(answer.body, words, name)
    t.match(answer.body, 'value="gardé"', `${name}: nothing typed is lost`)
  }
  t.match(
    (await midwife('GET', `/birth-register/${woman.id}`)).json(),
    { delivery: null },
    'and nothing is written',
  )
})

t.test(
  'a child’s answers are judged: a death without birth, an Apgar of the dead, an intervention by nobody',
  async (t) => {
    const { test, browser, db, house } = await houseScene(t)
    const born = await aWoman(db, house)
    await aDelivery(db, born, {}, { intervention: null })
    const unborn = await aWoman(db, house)
    await aDelivery(db, unborn, {
      bornAt: null,
      birthPlace: null,
      mode: null,
      bloodLossMl: null,
      sphincterInjury: null,
    })
    const cases: [string, { id: string }, Record<string, string>, number, RegExp][] = [
      [
        'a death without birth',
        unborn,
        { outcome: 'birth' },
        400,
        /La naissance n’est pas encore enregistrée/,
      ],
      ['an Apgar of the dead', born, { outcome: 'labour', apgar5: '7' }, 400, /n’a pas de score d’Apgar/],
      ['a death in the house of the living', born, { diedInHouse: 'oui' }, 400, /sans décès/],
      [
        'readmitted after a stillbirth',
        born,
        { outcome: 'birth', readmitted: 'oui' },
        400,
        /n’a pas été hospitalisé ensuite/,
      ],
      [
        'an intervention by nobody',
        born,
        { intervention: 'none', interventionCause: 'détresse' },
        400,
        /dites qui est intervenu/,
      ],
      ['an Apgar of 11', born, { apgar5: '11' }, 400, /Un nombre entier de 0 à 10/],
      ['a death', born, { outcome: 'first-week' }, 409, /Le décès de l’enfant est noté/],
      ['a weight of 900 g', born, { weightG: '900' }, 409, /900 g/],
      ['alive after the first week, too early', born, { outcome: 'alive' }, 409, /se dira plus tard/],
    ]
    for (const [name, { id }, fields, status, words] of cases) {
      const answer = await sendForm(test, browser, `/maison/registre/${id}/enfants/1`, {
        revision: '1',
        ...fields,
      })
      t.equal(answer.statusCode, status, `${name}: ${answer.statusCode}`)
      t.match(answer.body, words, name)
    }
  },
)

t.test('an inclusion that cannot be is refused; one that is surprising is asked about', async (t) => {
  const { test, browser } = await houseScene(t)
  const cases: [string, Record<string, string>, number, RegExp][] = [
    ['tomorrow', { includedOn: '2026-03-03' }, 400, /à venir/],
    ['already at 50 weeks', { dueOn: '2026-01-01', includedOn: '2026-03-02' }, 400, /elle serait à 49.SA/],
    ['not pregnant yet', { dueOn: '2027-02-01' }, 400, /la grossesse n’aurait pas commencé/],
    ['a consultation to come', { firstConsultationOn: '2026-04-01' }, 400, /Laissez-la vide/],
    ['no term', { dueOn: '' }, 400, /Indiquez une date/],
    ['two years ago', { dueOn: '2024-06-01', includedOn: '2024-03-02' }, 409, /il y a plus d’un an/],
    [
      'not eligible',
      { criterion0: 'Utérus sans cicatrice', met0: 'non' },
      409,
      /Critère non rempli.: Utérus sans cicatrice/,
    ],
    ['a name', { note: 'Lise Martin' }, 409, /ressemble à une identité/],
  ]
  for (const [name, fields, status, words] of cases) {
    const answer = await sendForm(test, browser, '/maison/registre', { ...INCLUSION, ...fields })
    t.equal(answer.statusCode, status, `${name}: ${answer.statusCode}`)
    t.match(answer.body, words, name)
  }
  const confirmed = { criterion0: 'Utérus sans cicatrice', met0: 'non', criteria: 'oui' }
  t.equal((await sendForm(test, browser, '/maison/registre', { ...INCLUSION, ...confirmed })).statusCode, 303)
})

t.test('two people on the same birth: the second sees both versions, and chooses', async (t) => {
  const { test, browser, colleagueBrowser, woman } = await houseScene(t)
  const url = `/maison/registre/${woman.id}/accouchement`
  const birth = { revision: '0', bornAt: '2026-03-02T04:10', birthPlace: 'house', mode: 'spontaneous' }
  t.equal((await sendForm(test, browser, url, { ...birth, bloodLossMl: '600' })).statusCode, 303)
  const mine = { ...birth, bloodLossMl: '500' }
  const second = await sendForm(test, colleagueBrowser, url, mine)
  t.equal(second.statusCode, 409)
  t.match(second.body, 'Les deux versions')
  t.match(second.body, 'Zoé Sage')
  t.match(second.body, '600 mL')
  t.match(second.body, '500 mL')
  t.match(second.body, 'name="revision" value="1"')
  t.equal((await sendForm(test, colleagueBrowser, url, { ...mine, revision: '1' })).statusCode, 303)
})

t.test('a follow-up ends with a reason, not before what happened; it may be opened again', async (t) => {
  const { test, app, midwife, browser, db, house, partner, woman } = await houseScene(t)
  await aTransfer(db, house, {
    womanId: woman.id,
    destinationEstablishmentId: partner.id,
    decidedAt: new Date('2026-02-20T10:00:00Z'),
  })
  const end = (fields: Record<string, string>) =>
    sendForm(test, browser, `/maison/registre/${woman.id}/fin`, { revision: '1', ...fields })
  const cases: [Record<string, string>, RegExp][] = [
    [{ endedOn: '2026-03-03', reason: 'moved' }, /à venir/],
    [{ endedOn: '2025-09-01', reason: 'moved' }, /inscrite que depuis/],
    [{ endedOn: '2026-02-01', reason: 'transferred' }, /Un transfert est déclaré le 20\/02\/2026/],
    [{ endedOn: '2026-03-01', reason: 'completed' }, /demande une naissance/],
    [{ endedOn: '2026-03-01' }, /Choisissez la raison/],
    [{ reason: 'moved' }, /Indiquez la date/],
  ]
  for (const [fields, words] of cases) {
    const answer = await end(fields)
    t.equal(answer.statusCode, 400)
    t.match(answer.body, words)
  }
  t.equal((await end({ endedOn: '2026-03-01', reason: 'transferred' })).statusCode, 303)
  t.match((await midwife('GET', `/birth-register/${woman.id}`)).json(), {
    woman: { state: 'ended', endReason: 'transferred' },
  })
  const transfer = await midwife('POST', '/birth-transfers', {
    formKey: crypto.randomUUID(),
    womanId: woman.id,
    phase: 'pre-partum',
    reasonCode: 'post-term',
    urgent: false,
    transport: 'own',
    decidedAt: NOW.toISOString(),
  })
  t.equal(transfer.statusCode, 400, 'no transfer after the end')
  t.equal((await end({ revision: '2' })).statusCode, 303)
  t.match((await midwife('GET', `/birth-register/${woman.id}`)).json(), {
    woman: { state: 'followed', endReason: null },
  })
  const page = await app.inject({ url: `/maison/registre/${woman.id}`, headers: browser.headers })
  t.match(page.body, /fin du suivi, pas encore renseigné → 01\/03\/2026/)
  t.same(await journalOf(t), { 'birth-register.end': 2 })
})

t.test('another child is asked to be confirmed; the children follow the place of the birth', async (t) => {
  const { test, browser, midwife, db, house } = await houseScene(t)
  const woman = await aWoman(db, house)
  await aDelivery(db, woman)
  const add = (fields: Record<string, string>) =>
    sendForm(test, browser, `/maison/registre/${woman.id}/enfants`, fields)
  t.equal((await add({})).statusCode, 409)
  t.equal(
    (await add({ 'several-children': 'oui' })).headers.location,
    `/maison/registre/${woman.id}/enfants/2`,
  )
  const { delivery } = (await midwife('GET', `/birth-register/${woman.id}`)).json<{
    delivery: Record<string, unknown>
  }>()
  const { updatedAt: _, updatedBy: __, ...said } = delivery
  const moved = await midwife('PUT', `/birth-register/${woman.id}/delivery`, {
    ...said,
    birthPlace: 'partner',
    confirmed: ['unlike-transfers'],
  })
  t.equal(moved.statusCode, 204, moved.body)
  t.match((await midwife('GET', `/birth-register/${woman.id}`)).json(), {
    newborns: [{ bornInHouse: false }, { bornInHouse: false }],
  })
})

t.test('the house adds a criterion, asks it from its day, and stops asking it', async (t) => {
  const { test, app, browser } = await houseScene(t)
  const add = (fields: Record<string, string>) => sendForm(test, browser, '/maison/criteres', fields)
  t.equal((await add({ label: 'x', source: '', validFrom: '' })).statusCode, 400)
  const criterion = { label: 'Domicile à moins de 45 minutes', source: 'Charte', validFrom: '2026-03-01' }
  t.equal((await add(criterion)).statusCode, 303)
  const form = () => app.inject({ url: '/maison/registre/nouvelle', headers: browser.headers })
  t.match((await form()).body, criterion.label)
  t.match((await form()).body, 'Décret n° 2021-1526')
  const page = await app.inject({ url: '/maison/criteres', headers: browser.headers })
  const [, id = ''] = /\/maison\/criteres\/([0-9a-f-]+)\/fin/.exec(page.body) ?? []
  t.equal((await sendForm(test, browser, `/maison/criteres/${id}/fin`)).statusCode, 303)
  t.equal((await sendForm(test, browser, `/maison/criteres/${id}/fin`)).statusCode, 404, 'once')
  t.same(await journalOf(t), { 'birth-register.criteria': 2 })
})
