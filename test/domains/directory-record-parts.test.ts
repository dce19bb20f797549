import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { directoryChanges, directoryOffers, directorySituations } from '../../src/domains/directory/tables.js'
import { anAccount, anEstablishment } from '../support/builders.js'
import { aDesk, type Browser, type DeskScene, type Fields, fieldsOf } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { aPlace, aRecord } from '../support/directory-world.js'
import { journalOf } from '../support/journal.js'

const PEOPLE = '/annuaire/fiches/personnes'
const STRUCTURES = '/annuaire/fiches/structures'

const PLACE: Fields = {
  functionWords: 'échographiste référente',
  modeCode: 'L',
  sectorCode: '',
  startsOn: '01/02/2024',
  endsOn: '',
  phone: '01 99 00 12 34',
  phoneVisibleTo: 'members',
  email: '',
  emailVisibleTo: 'members',
}

const OFFER: Fields = {
  audienceWords: '',
  languages: ['', 'fsl'],
  otherLanguages: '',
  accessibility: ['', 'motor', 'hearing'],
  fees: 'tiers payant',
  delayDays: '7',
  hours: 'le mardi',
  phone: '01 99 00 12 34',
  email: '',
  link: 'https://exemple.test/rdv',
  message: '',
  note: '',
  startsOn: '',
  endsOn: '',
  situationId: '',
  visibleTo: 'members',
}

t.test('a person is put at a place found by its name, without a script', async (t) => {
  const { desk, team, person, structure } = await aScene(t)
  const search = await team.get(`${PEOPLE}/${person.id}/situations/nouvelle?q=structure commune`)
  t.match(search.body, `situations/nouvelle?lieu=${structure}`)
  t.match((await team.get(`${PEOPLE}/${person.id}/situations/nouvelle?q=introuvable`)).body, /créez sa fiche/)
  const added = await team.send(`${PEOPLE}/${person.id}/situations`, { ...PLACE, structureId: structure })
  t.match(added.headers.location, /fait=lieu$/)
  const card = await getCard(desk.ctx, 'person', person.id)
  t.match(
    card.places.find(({ functionWords }) => functionWords === 'échographiste référente'),
    { structureId: structure, modeCode: 'L', phone: '+33199001234' },
  )
  const wrong: [Fields, RegExp][] = [
    [{ endsOn: '01/01/2024' }, /La fin vient avant le début/],
    [{ startsOn: 'hier' }, /n’est pas une date/],
    [{ phone: '12' }, /n’a pas le bon nombre de chiffres/],
    [{ phoneVisibleTo: 'everybody' }, /Choisissez qui le voit/],
    [{ modeCode: 'X' }, /Choisissez le mode/],
  ]
  for (const [fields, words] of wrong) {
    const answer = await team.send(`${PEOPLE}/${person.id}/situations`, {
      ...PLACE,
      structureId: structure,
      ...fields,
    })
    t.equal(answer.statusCode, 400)
    t.match(answer.body, words)
  }
  t.equal((await situations(desk, person.id)).length, 2)
  t.same(await journalOf(t), { 'directory.edit-record': 1 })
})

t.test('a place ends on its day, and is taken away when it was a mistake', async (t) => {
  const { desk, team, person } = await aScene(t)
  const url = `${PEOPLE}/${person.id}/situations/${person.situationId}`
  const [first, late] = [fieldsOf((await team.get(url)).body, url), fieldsOf((await team.get(url)).body, url)]
  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
  t.equal((await team.send(url, { ...first, endsOn: '01/03/2026' })).statusCode, 303)
  t.same((await getCard(desk.ctx, 'person', person.id)).places, [], 'it is no longer shown')
  const refused = await team.send(url, { ...late, functionWords: 'cadre du pôle' })
  t.equal(refused.statusCode, 409)
  t.match(refused.body, /cadre du pôle/)
  t.match(refused.body, /Enregistré entre-temps[^<]*01\/03\/2026/)

  const offer = `${PEOPLE}/${person.id}/offres/${person.offerId}`
  const here = { ...fieldsOf((await team.get(offer)).body, offer), situationId: person.situationId }
  t.notMatch((await team.get(url)).body, /avec lui/, 'nothing goes with a place where nothing is offered')
  t.equal((await team.send(offer, here)).statusCode, 303)
  t.match((await team.get(url)).body, /Son offre dans ce lieu sera retirée avec lui\s: Suivi/)
  const elsewhere = { ...OFFER, kind: 'breastfeeding' }
  t.equal((await team.send(`${PEOPLE}/${person.id}/offres`, elsewhere)).statusCode, 303)
  const offered = (await offers(desk, person.id)).find(({ id }) => id === person.offerId)
  t.equal((await team.send(`${url}/retrait`, {})).statusCode, 303)
  t.equal((await team.send(`${url}/retrait`, {})).statusCode, 404, 'twice is once')
  t.same(await situations(desk, person.id), [])
  const left = (await offers(desk, person.id)).map(({ kind }) => kind)
  t.same(left, ['breastfeeding'], 'what she offered there is not said to be offered everywhere')
  const page = (await team.get(`${PEOPLE}/${person.id}`)).body
  t.match(page, /Camille Roy a retiré le lieu\s: Structure/)
  t.match(page, /Camille Roy a retiré l’offre\s: /)
  const removed = await inTransaction(desk.ctx, ({ db }) =>
    db.select().from(directoryChanges).where(eq(directoryChanges.rowId, person.situationId)),
  )
  t.ok(
    removed.some(({ before, after }) => before !== null && after === null),
    'what was is kept',
  )
  const back = `${url}/remise`
  t.match(page, back)
  for (const _ of ['once', 'twice']) t.equal((await team.send(back, {})).statusCode, 303)
  t.match(await situations(desk, person.id), [{ id: person.situationId, endsOn: '2026-03-01' }])
  const kept = (await offers(desk, person.id)).filter(({ kind }) => kind !== 'breastfeeding')
  t.match(kept, [{ id: person.offerId, situationId: person.situationId }], 'with what she offered there')
  t.same(kept[0]?.provenance, offered?.provenance, 'and who had said it')
  t.notMatch((await team.get(`${PEOPLE}/${person.id}`)).body, back)
  const never = `${PEOPLE}/${person.id}/situations/${randomUUID()}/remise`
  t.equal((await team.send(never, {})).statusCode, 404)
  t.same(await journalOf(t), { 'directory.edit-record': 5 })
})

t.test('an offer says for whom, how and until which term; each contact is read by its channel', async (t) => {
  const { desk, team, person, structure } = await aScene(t)
  const url = `${STRUCTURES}/${structure}/offres`
  t.match((await team.get(`${url}/nouvelle`)).body, `${url}/nouvelle?nature=ivg`)
  t.match((await team.get(`${url}/nouvelle?nature=ivg`)).body, /16 SA font 14 semaines de grossesse/)
  const ivg = { ...OFFER, kind: 'ivg', methods: ['', 'medical', 'instrumental-local'], latestTermWeeks: '14' }
  t.equal((await team.send(url, ivg)).statusCode, 303)
  t.match(
    (await getCard(desk.ctx, 'structure', structure)).offers.find(({ kind }) => kind === 'ivg'),
    {
      methods: ['medical', 'instrumental-local'],
      latestTermWeeks: 14,
      delayDays: 7,
      languages: ['fsl'],
      phone: '+33199001234',
      link: 'https://exemple.test/rdv',
      email: null,
    },
  )
  const page = (await team.get(`${STRUCTURES}/${structure}`)).body
  t.match(page, /Provenance[\s\S]*saisi par Camille Roy le/)
  t.match(page, /14\sSA, soit 12\ssemaines de grossesse/)
  const wrong: [Fields, RegExp][] = [
    [{ latestTermWeeks: '17' }, /de 4 à 16/],
    [{ latestTermWeeks: 'seize' }, /Écrivez un nombre entier/],
    [{ delayDays: '-1' }, /Écrivez un nombre entier/],
    [{ phone: '12' }, /href="#champ-phone"[\s\S]*n’a pas le bon nombre de chiffres/],
    [{ link: 'javascript:alert(1)' }, /href="#champ-link"[\s\S]*n’est pas une adresse de site/],
    [{ email: 'x' }, /href="#champ-email"[\s\S]*il manque « @ »/],
    [{ message: 'y' }, /href="#champ-message"[\s\S]*il manque « @ »/],
    [{ startsOn: '02/03/2026', endsOn: '01/03/2026' }, /La fin vient avant le début/],
    [{ situationId: person.situationId }, /Ce lieu n’est pas l’un des siens/],
    [{ visibleTo: '' }, /Choisissez qui voit cette offre/],
  ]
  for (const [fields, words] of wrong) {
    const answer = await team.send(url, { ...ivg, ...fields })
    t.equal(answer.statusCode, 400)
    t.match(answer.body, words)
  }
  const plain = await team.send(url, { ...ivg, kind: 'contraception' })
  t.equal(plain.statusCode, 303)
  const rows = await inTransaction(desk.ctx, ({ db }) =>
    db.select().from(directoryOffers).where(eq(directoryOffers.structureId, structure)),
  )
  t.match(
    rows.find(({ kind, fees }) => kind === 'contraception' && fees !== null),
    { methods: [], latestTermWeeks: null },
    'methods and terms are those of an IVG alone',
  )
  t.same(await journalOf(t), { 'directory.edit-record': 2 })
})

t.test(
  'a referent keeps the presentation and the offers of her own structure, and nothing else',
  async (t) => {
    const { desk, structure, elsewhere, person } = await aScene(t)
    const rosa = await desk.as(desk.accounts.referent)
    const page = await rosa.get(`${STRUCTURES}/${structure}`)
    t.equal(page.statusCode, 200)
    t.notMatch(page.body, /Note de l’équipe|Historique|Qui y exerce/, 'what the team keeps to itself')
    const url = `${STRUCTURES}/${structure}/presentation`
    const fields = fieldsOf((await rosa.get(url)).body, url)
    t.equal((await rosa.send(url, { ...fields, emergencyPhone: '01 99 00 99 99' })).statusCode, 303)
    t.match(await getCard(desk.ctx, 'structure', structure), { emergencyPhone: '+33199009999' })
    const offer = { ...OFFER, kind: 'prenatal-diagnosis' }
    t.equal((await rosa.send(`${STRUCTURES}/${structure}/offres`, offer)).statusCode, 303)
    for (const [what, answer, status] of [
      ['the whole form', await rosa.get(`${STRUCTURES}/${structure}/modification`), 403],
      ['its name', await rosa.send(url, { ...fields, name: 'Autre' }), 400],
      ['another structure', await rosa.get(`${STRUCTURES}/${elsewhere}`), 404],
      ['its presentation', await rosa.send(`${STRUCTURES}/${elsewhere}/presentation`, fields), 404],
      ['its offers', await rosa.send(`${STRUCTURES}/${elsewhere}/offres`, offer), 404],
      ['a person', await rosa.get(`${PEOPLE}/${person.id}`), 403],
    ] as const) {
      t.equal(answer.statusCode, status, what)
    }
    const midwife = await desk.as(desk.accounts.midwife)
    t.equal((await midwife.get(`${STRUCTURES}/${structure}/presentation`)).statusCode, 404)
  },
)

t.test('a referent finds her own structures in « Ma fiche », each with who sees it', async (t) => {
  const { desk, structure, elsewhere } = await aScene(t)
  const { network, accounts, ctx } = desk
  const rosa = await desk.as(accounts.referent)
  const annex = await aStructure(ctx, { name: 'Annexe <b>Sud</b>', establishmentId: desk.site.id })
  const gone = await aStructure(ctx, {
    name: 'Ancien site',
    establishmentId: desk.site.id,
    archivedAt: new Date('2026-01-01T00:00:00Z'),
  })
  const page = (await rosa.get('/ma-fiche')).body
  const part = page.slice(page.indexOf('id="structures"'), page.indexOf('Demander ma fiche'))
  t.match(part, /Annexe &lt;b>Sud&lt;\/b>|Annexe &lt;b&gt;Sud/, 'above the request for a record of her own')
  for (const id of [structure, annex]) {
    t.match(part, `href="${STRUCTURES}/${id}"`)
    t.match(part, `href="${STRUCTURES}/${id}/visibilite"`)
    t.equal((await rosa.get(`${STRUCTURES}/${id}/visibilite`)).statusCode, 200, 'the link opens the choice')
  }
  for (const id of [elsewhere, gone]) t.notMatch(page, id, 'neither a neighbour’s, nor one that is gone')

  const record = await aPerson(ctx, { lastName: 'Référente' })
  const team = await desk.as(accounts.coordinator)
  await team.send(`${PEOPLE}/${record}/compte`, { userId: accounts.referent.userId })
  t.match((await rosa.get('/ma-fiche')).body, /dit de vous[\s\S]*dont vous répondez[\s\S]*Annexe/)

  const empty = await anEstablishment(desk.db, network)
  const alone = await anAccount(desk.db, {
    role: 'establishment',
    networkId: network.id,
    establishmentId: empty.id,
  })
  t.match((await (await desk.as(alone)).get('/ma-fiche')).body, 'relié à aucune structure de l’annuaire')
  for (const account of [accounts.midwife, accounts.coordinator]) {
    const other = (await (await desk.as(account)).get('/ma-fiche')).body
    t.notMatch(other, 'dont vous répondez', 'the others have no such part')
  }
})

t.test('the form says who sees that a practice offers IVG, and does not ask', async (t) => {
  const { desk, team } = await aScene(t)
  const practice = await aStructure(desk.ctx, { category: 'professionals', finessNumber: null })
  const url = `${STRUCTURES}/${practice}/offres`
  const form = (await team.get(`${url}/nouvelle?nature=ivg`)).body
  t.match(form, /n’est vue que de l’équipe du réseau/)
  t.notMatch(form, /Qui voit cette offre/)
  t.notMatch((await team.get(`${url}/nouvelle?nature=contraception`)).body, /n’est vue que de l’équipe/)
  t.equal((await team.send(url, { ...OFFER, ...fieldsOf(form, url) })).statusCode, 303)
  const page = (await team.get(`${STRUCTURES}/${practice}`)).body
  t.match(page, /L’IVG est pratiquée dans ce cabinet/)
})

async function aScene(t: Parameters<typeof aDesk>[0]) {
  const desk = await aDesk(t)
  const team: Browser = await desk.as(desk.accounts.coordinator)
  const structure = await aPlaceOf(desk, desk.site)
  const elsewhere = await aPlaceOf(desk, desk.elsewhere)
  const person = await aRecord(desk.db, desk.network, {
    place: structure,
    territoryId: desk.site.territoryId,
  })
  return { desk, team, structure, elsewhere, person }
}

async function aPlaceOf(desk: DeskScene, site: DeskScene['site']): Promise<string> {
  return (await aPlace(desk.db, desk.network, site)).id
}

function situations({ ctx }: DeskScene, personId: string) {
  return inTransaction(ctx, ({ db }) =>
    db.select().from(directorySituations).where(eq(directorySituations.personId, personId)),
  )
}

function offers({ ctx }: DeskScene, personId: string) {
  return inTransaction(ctx, ({ db }) =>
    db.select().from(directoryOffers).where(eq(directoryOffers.personId, personId)),
  )
}
