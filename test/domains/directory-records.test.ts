import { eq } from 'drizzle-orm'
import t from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { directoryPeople, directoryStructures } from '../../src/domains/directory/tables.js'
import { updatePerson } from '../../src/domains/directory/writing.js'
import { readPerson, readStructure } from '../../src/domains/directory-records/reading.js'
import { directoryDuplicates } from '../../src/domains/directory-upkeep/tables.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aDesk, type Browser, type DeskScene, type Fields, fieldsOf } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { HOSTILE, keptOf } from '../support/hostile-lines.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'

const PEOPLE = '/annuaire/fiches/personnes'
const STRUCTURES = '/annuaire/fiches/structures'

const PERSON: Fields = {
  title: '',
  lastName: 'Martin',
  firstName: 'Claire',
  rppsNumber: '',
  formerIdentifier: '',
  owner: '',
  professionCode: '50',
  professionWords: '',
  skillCodes: '',
  territoryId: '',
  phone: '01 99 00 12 34',
  mobile: '',
  email: 'claire.martin@exemple.test',
  website: '',
  languages: ['', 'fsl', 'en'],
  otherLanguages: 'Roumain, khmer',
  notes: '',
}

const STRUCTURE: Fields = {
  name: 'Cabinet du Lavoir',
  longName: '',
  category: 'professionals',
  categoryCode: '',
  legalStatus: '',
  finessNumber: '',
  legalFinessNumber: '',
  siret: '',
  establishmentId: '',
  territoryId: '',
  street: '3 rue du Lavoir',
  addressMore: '',
  postcode: '01440',
  communeName: 'Viriat',
  latitude: '',
  longitude: '',
  isPrivateAddress: 'non',
  openedOn: '',
  closedOn: '',
  owner: '',
  notes: '',
  phone: '',
  phone2: '',
  emergencyPhone: '',
  fax: '',
  email: '',
  website: '',
  hours: '',
  languages: '',
  otherLanguages: '',
  accessibility: ['', 'motor'],
  accessibilityNote: '',
}

t.test('a person is made once: the same name is shown first, the same number refused', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  const id = await made(team, PEOPLE, { ...PERSON, rppsNumber: '99700000005' })
  t.match(await person(desk, id), {
    lastName: 'Martin',
    phone: '+33199001234',
    languages: ['en', 'fsl', 'ro', 'khmer'],
    revision: 1,
    provenance: { phone: { source: 'team', by: 'Camille Roy' } },
  })
  t.match(await getCard(desk.ctx, 'person', id), { name: 'MARTIN Claire' }, 'its card is made with it')

  const asked = await team.get(`${PEOPLE}/nouvelle?nom=MARTIN&prenom=claire`)
  t.match(asked.body, /Ces fiches lui ressemblent/)
  t.match(asked.body, `${PEOPLE}/${id}`)
  const twin = await team.send(PEOPLE, { ...PERSON, firstName: 'CLAIRE', email: 'autre@exemple.test' })
  t.equal(twin.statusCode, 409)
  t.match(twin.body, /Ce n’est aucune de ces personnes/)
  t.match(twin.body, 'autre@exemple.test', 'nothing typed is lost')
  const number = await team.send(PEOPLE, { ...PERSON, lastName: 'Autre', rppsNumber: '99700000005' })
  t.equal(number.statusCode, 409)
  t.match(number.body, /déjà celui d’une fiche/)
  const namesake = await team.send(PEOPLE, { ...PERSON, isAnother: 'oui' })
  t.equal(namesake.statusCode, 303, 'two people may have one name')
  t.equal((await people(desk)).length, 2)
  t.same(await journalOf(t), { 'directory.create-record': 2 })
})

t.test('of two forms of one record, the second shows both versions and loses nothing', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  const id = await made(team, PEOPLE, PERSON)
  const url = `${PEOPLE}/${id}/modification`
  const [first, second] = [
    fieldsOf((await team.get(url)).body, url),
    fieldsOf((await team.get(url)).body, url),
  ]
  t.equal((await team.send(url, { ...first, phone: '01 99 00 55 55' })).statusCode, 303)
  const late = await team.send(url, { ...second, phone: '01 99 00 77 77', notes: 'mes notes' })
  t.equal(late.statusCode, 409)
  for (const words of [/Camille Roy a modifié cette fiche/, /01 99 00 77 77/, /mes notes/])
    t.match(late.body, words)
  t.match(late.body, /Enregistré entre-temps[^<]*01 99 00 55 55/)
  t.equal((await person(desk, id)).phone, '+33199005555', 'nothing of the second is written yet')
  const again = fieldsOf(late.body, url)
  t.equal((await team.send(url, again)).statusCode, 303)
  t.match(await person(desk, id), { phone: '+33199007777', notes: 'mes notes', revision: 3 })
  t.same(await journalOf(t), { 'directory.create-record': 1, 'directory.edit-record': 2 })
})

t.test('each wrong value is refused in a sentence beside its field, and nothing is written', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  const wrong: [string, Fields, RegExp][] = [
    [PEOPLE, { lastName: '  ' }, /Indiquez le nom/],
    [PEOPLE, { lastName: 'x'.repeat(101) }, /au plus 100 caractères/],
    [PEOPLE, { phone: '01 99 00' }, /n’a pas le bon nombre de chiffres/],
    [PEOPLE, { phone: '01 99 00 12 34 / 01 99 00 12 35' }, /plusieurs numéros/],
    [PEOPLE, { phone: '1,99E+09' }, /un tableur a arrondi/],
    [PEOPLE, { mobile: 'demander au secrétariat' }, /n’est pas un numéro de téléphone/],
    [PEOPLE, { email: 'claire.exemple.test' }, /il manque « @ »/],
    [PEOPLE, { email: 'claire@exemple.test\r\nBcc: x@exemple.test' }, /plusieurs adresses|espace/],
    [PEOPLE, { website: 'javascript:alert(1)' }, /n’est pas une adresse de site/],
    [PEOPLE, { rppsNumber: '123' }, /un numéro RPPS en a 11/],
    [PEOPLE, { rppsNumber: '1,0003E+10' }, /un tableur a arrondi/],
    [PEOPLE, { professionCode: '999' }, /Choisissez la profession/],
    [PEOPLE, { territoryId: desk.network.id }, /n’existe pas dans ce réseau/],
    [STRUCTURES, { name: '' }, /Indiquez le nom de la structure/],
    [STRUCTURES, { category: '' }, /Choisissez la catégorie/],
    [STRUCTURES, { finessNumber: '12345678901234' }, /c’est un SIRET/],
    [STRUCTURES, { siret: '123' }, /il a 14 chiffres/],
    [STRUCTURES, { postcode: '2A004' }, /code commune de l’Insee/],
    [STRUCTURES, { latitude: 'au nord' }, /Écrivez un nombre/],
    [STRUCTURES, { latitude: '46,25' }, /donnez les deux, ou aucune/],
    [STRUCTURES, { latitude: '91', longitude: '5' }, /de -90 à 90/],
    [STRUCTURES, { latitude: '-21,1', longitude: '55,5' }, /n’est pas dans le département 01/],
    [STRUCTURES, { latitude: '5,2103', longitude: '46,2512' }, /inversées.*écrivez 46,2512 en latitude/],
    [
      STRUCTURES,
      { latitude: '43,3', longitude: '5,38', postcode: '', communeName: 'Viriat' },
      /km de Viriat \(01440\).*corrigez/,
    ],
    [
      STRUCTURES,
      { latitude: '-21,1', longitude: '55,5', postcode: '', communeName: '' },
      /n’est pas dans la région du réseau/,
    ],
    [STRUCTURES, { openedOn: '31/02/2026' }, /n’est pas une date du calendrier/],
    [STRUCTURES, { openedOn: '02/03/2026', closedOn: '01/03/2026' }, /La fin vient avant le début/],
    [STRUCTURES, { establishmentId: desk.network.id }, /n’existe pas dans ce réseau/],
    [STRUCTURES, { hours: 'x'.repeat(501) }, /au plus 500 caractères/],
  ]
  for (const [url, fields, words] of wrong) {
    const sent = { ...(url === PEOPLE ? PERSON : STRUCTURE), ...fields }
    const answer = await team.send(url, sent)
    const [field] = Object.keys(fields)
    t.ok([400, 404].includes(answer.statusCode), `${field}: ${answer.statusCode}`)
    t.match(answer.body, words, String(field))
  }
  t.same([await people(desk), await structures(desk)], [[], []])
})

t.test('phones of everywhere, dates and coordinates are read as people write them', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  for (const [typed, stored] of Object.entries({
    '01.99.00.12.34': '+33199001234',
    '+33 (0)1 99 00 12 34': '+33199001234',
    '0262 90 12 34': '+262262901234',
    '0590 27 60 27': '+590590276027',
    '199001234': '+33199001234',
    '3919': '3919',
    '+32 2 555 12 12': '+3225551212',
  })) {
    const id = await made(team, PEOPLE, { ...PERSON, phone: typed, isAnother: 'oui' })
    t.equal((await person(desk, id)).phone, stored, typed)
  }
  const id = await made(team, STRUCTURES, {
    ...STRUCTURE,
    latitude: '46,2512',
    longitude: '5.2103',
    openedOn: '1er février 2020',
  })
  t.match(await structure(desk, id), {
    latitude: 46.2512,
    longitude: 5.2103,
    positionSource: 'saisie',
    openedOn: '2020-02-01',
    communeCode: '01451',
    departmentCode: '01',
    accessibility: ['motor'],
  })
  const url = `${STRUCTURES}/${id}/modification`
  const moved = { ...fieldsOf((await team.get(url)).body, url), street: '9 place de l’Église' }
  t.equal((await team.send(url, moved)).statusCode, 303)
  t.match(
    await structure(desk, id),
    { positionSource: 'la commune' },
    'the point of the former street is not kept',
  )
  t.same(await journalOf(t), { 'directory.create-record': 8, 'directory.edit-record': 1 })
})

t.test('a key that does not fall right is said on the record, never refused', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  const id = await made(team, PEOPLE, { ...PERSON, rppsNumber: '99700000001' })
  const page = await team.get(`${PEOPLE}/${id}`)
  t.match(page.body, /La clé de contrôle du numéro RPPS « 99700000001 » ne tombe pas juste/)
  const right = await made(team, PEOPLE, { ...PERSON, rppsNumber: '99700000005', isAnother: 'oui' })
  t.notMatch((await team.get(`${PEOPLE}/${right}`)).body, /ne tombe pas juste/, 'the control')
})

t.test('formulas, HTML, headers and vCard lines go through every text field as text', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  for (const hostile of [...HOSTILE, '\u0000 fin']) {
    const short = hostile.slice(0, 20)
    const id = await made(team, PEOPLE, {
      ...PERSON,
      lastName: hostile,
      firstName: hostile,
      professionWords: hostile,
      notes: hostile,
      title: short,
      isAnother: 'oui',
    })
    const row = await person(desk, id)
    const kept = keptOf(hostile)
    t.same([row.lastName, row.firstName, row.professionWords], [kept, kept, kept])
    t.notMatch(row.lastName, /\p{Cc}/u, 'one line stays one line')
    for (const url of [`${PEOPLE}/${id}`, `${PEOPLE}/${id}/modification`, '/annuaire/fiches']) {
      const { body, statusCode } = await team.get(url)
      t.equal(statusCode, 200)
      t.notMatch(body, /<script>alert|<img src=x/, `${url} shows it as text`)
    }
  }
})

t.test('a value of a national file is taken or not, and the choice is remembered', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  const id = await made(team, PEOPLE, PERSON)
  const said = {
    firstName: { value: 'Clara', source: 'rpps', on: '2026-10-08' },
    professionCode: { value: '10', source: 'rpps', on: '2026-10-08' },
  } as const
  await inTransaction(desk.ctx, (ctx) =>
    updatePerson(ctx, { source: 'rpps', on: '2026-10-08', by: 'Import' }, id, { saidElsewhere: said }),
  )
  const before = (await team.get(`${PEOPLE}/${id}`)).body
  t.match(before, /Le RPPS du 08\/10\/2026 dit[^<]*<strong>Clara/)
  await team.send(`${PEOPLE}/${id}/valeurs-nationales/reprise`, { field: 'firstName' })
  await team.send(`${PEOPLE}/${id}/valeurs-nationales/maintien`, { field: 'professionCode' })
  const row = await person(desk, id)
  t.match(row, { firstName: 'Clara', professionCode: '50' })
  t.match(row.provenance.firstName, { source: 'rpps', on: '2026-10-08', by: 'Camille Roy' })
  t.match(row.saidElsewhere, { professionCode: { value: '10', keptOn: '2026-03-02' } })
  t.notMatch((await team.get(`${PEOPLE}/${id}`)).body, /dit&nbsp;:|dit : <strong>/)
  const twice = await team.send(`${PEOPLE}/${id}/valeurs-nationales/reprise`, { field: 'firstName' })
  t.equal(twice.statusCode, 303, 'twice in a row does nothing more')

  const url = `${PEOPLE}/${id}/modification`
  const fields = fieldsOf((await team.get(url)).body, url)
  await team.send(url, { ...fields, firstName: 'Claire' })
  t.match(
    (await person(desk, id)).saidElsewhere.firstName,
    { value: 'Clara', source: 'rpps' },
    'an edit keeps it beside',
  )
  t.same(await journalOf(t), { 'directory.create-record': 1, 'directory.edit-record': 3 })
})

t.test('a record withdrawn is found by nobody, keeps its history, and comes back', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  const id = await made(team, PEOPLE, PERSON)
  const url = `${PEOPLE}/${id}/retrait`
  t.equal((await team.send(url, { reason: ' ' })).statusCode, 400, 'a reason is asked for')
  t.equal((await team.send(url, { reason: 'retraite' })).statusCode, 303)
  await t.rejects(getCard(desk.ctx, 'person', id), { code: 'directory.not-found' })
  t.match((await team.get('/annuaire/fiches?etat=retirees')).body, /MARTIN Claire/)
  t.notMatch((await team.get('/annuaire/fiches')).body, /MARTIN Claire/)
  t.match((await team.get(`${PEOPLE}/${id}`)).body, /a retiré la fiche de l’annuaire \(retraite\)/)
  t.equal((await team.send(`${PEOPLE}/${id}/retablissement`, {})).statusCode, 303)
  t.match(await getCard(desk.ctx, 'person', id), { name: 'MARTIN Claire' })
})

t.test('who may not, and who stands elsewhere, neither reads nor writes a record', async (t) => {
  const desk = await aDesk(t)
  const { coordinator, antenna, midwife, ars, referent } = desk.accounts
  const team = await desk.as(coordinator)
  const here = await made(team, PEOPLE, { ...PERSON, territoryId: desk.site.territoryId! })
  const there = await made(team, PEOPLE, {
    ...PERSON,
    lastName: 'Autre',
    territoryId: desk.elsewhere.territoryId!,
  })
  const tries = async (browser: Browser, id: string) => {
    const read = await browser.get(`${PEOPLE}/${id}`)
    const form = await browser.get(`${PEOPLE}/${id}/modification`)
    const write = await browser.send(`${PEOPLE}/${id}/modification`, { ...PERSON, revision: '1' })
    return [read, form, write].map(({ statusCode }) => statusCode)
  }
  const stranger = await desk.as(desk.stranger)
  t.same(await tries(stranger, here), [404, 404, 404], 'another network')
  const ofOurSite = { ...STRUCTURE, category: 'health-establishments', establishmentId: desk.site.id }
  t.equal((await stranger.send(STRUCTURES, ofOurSite)).statusCode, 404, 'nor ties a record to our maternity')
  t.ok(await made(team, STRUCTURES, ofOurSite), 'the control: we do')
  for (const account of [midwife, ars, referent])
    t.same(await tries(await desk.as(account), here), [403, 403, 403])
  const ada = await desk.as(antenna)
  t.same(await tries(ada, there), [200, 404, 404], 'an antenna reads the network, writes in its territory')
  const own = `${PEOPLE}/${here}/modification`
  const fields = fieldsOf((await ada.get(own)).body, own)
  t.equal((await ada.send(own, { ...fields, territoryId: desk.elsewhere.territoryId! })).statusCode, 404)
  t.equal((await ada.send(own, { ...fields, territoryId: '' })).statusCode, 404, 'nor lets a record go')
  t.equal((await ada.send(own, { ...fields, mobile: '06 99 00 11 22' })).statusCode, 303)
  const created = await made(ada, PEOPLE, { ...PERSON, lastName: 'Neuve' })
  t.equal(
    (await person(desk, created)).territoryId,
    desk.site.territoryId,
    'what she makes is of her territory',
  )
})

t.test('somebody of another network is not shown at a structure, even put there', async (t) => {
  const { ctx, db } = await aDesk(t)
  const place = await aStructure(ctx)
  const hers = await aPerson(ctx, { at: place })
  const elsewhere = systemCtx(db, (await aNetwork(db)).id)
  await aPerson(elsewhere, { at: place })
  const { team } = await readStructure(asCoordinator(ctx), place)
  t.same(
    team.map(({ id }) => id),
    [hers],
  )
})

/** Sends a form that makes a record; its identifier. */
async function made(browser: Browser, url: string, fields: Fields): Promise<string> {
  const answer = await browser.send(url, fields)
  const [, id] = /\/([0-9a-f-]{36})\?fait=creee/.exec(String(answer.headers.location)) ?? []
  if (!id) throw new Error(`${answer.statusCode} ${answer.body.replace(/<[^>]+>/g, ' ').slice(0, 2000)}`)
  return id
}

function people({ ctx }: DeskScene) {
  return inTransaction(ctx, ({ db }) => db.select().from(directoryPeople))
}

function structures({ ctx }: DeskScene) {
  return inTransaction(ctx, ({ db }) => db.select().from(directoryStructures))
}

async function person({ ctx }: DeskScene, id: string) {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryPeople).where(eq(directoryPeople.id, id)),
  )
  return row!
}

async function structure({ ctx }: DeskScene, id: string) {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryStructures).where(eq(directoryStructures.id, id)),
  )
  return row!
}

t.test(
  'what another network says of a record, or a record of another network, is not cited in it',
  async (t) => {
    const { db } = await testDatabase(t)
    const [mine, theirs] = [(await aNetwork(db)).id, (await aNetwork(db)).id]
    const [ctx, elsewhere] = [systemCtx(db, mine), systemCtx(db, theirs)]
    const [personId, twin] = [await aPerson(ctx), await aPerson(ctx)]
    const away = { mergedIntoId: personId, archivedAt: NOW, archivedReason: 'Réunie à une autre fiche' }
    const stranger = await aPerson(elsewhere, away)
    const said = async () => {
      const { duplicates, absorbed } = await readPerson(asCoordinator(ctx), personId)
      return { duplicates: duplicates.map(({ id }) => id), absorbed: absorbed.map(({ id }) => id) }
    }
    const suspect = (ctx: Ctx, networkId: string, other: string) =>
      inTransaction(ctx, ({ db }) => {
        const [firstId = '', secondId = ''] = [personId, other].sort()
        const pair = { subjectKind: 'person', firstId, secondId, reasons: ['same-name'], score: 90 }
        return db.insert(directoryDuplicates).values({ ...pair, networkId, foundAt: NOW })
      })
    await suspect(elsewhere, theirs, twin)
    await suspect(ctx, mine, stranger)
    t.same(await said(), { duplicates: [], absorbed: [] })

    const absorbed = await aPerson(ctx, away)
    await suspect(ctx, mine, absorbed)
    t.same(await said(), { duplicates: [absorbed], absorbed: [absorbed] }, 'the control')
  },
)
