import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { directoryConsents, directoryOffers } from '../../src/domains/directory/tables.js'
import { updatePerson } from '../../src/domains/directory/writing.js'
import {
  emergencySheet,
  othersWords,
  sheetDocument,
} from '../../src/domains/directory-publications/emergency-sheet.js'
import { directoryPublications } from '../../src/domains/directory-publications/tables.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { pdfDocument } from '../../src/web/pdf/pdf-document.js'
import { browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { readPdf } from '../support/pdf-reader.js'
import { sendForm } from '../support/people.js'
import { aShownDirectory } from '../support/shown-directory.js'

const TEAM: Writer = { source: 'team', on: '2026-03-01', by: 'Coordination' }
const PATH = '/annuaire/fiche-urgences'

async function setTheStage(t: Test) {
  const app = await testApp(t)
  const network = await aNetwork(app.db)
  const ctx = systemCtx(app.db, network.id)
  const directory = await aShownDirectory(ctx, network)
  const known = await anEstablishment(app.db, network, {
    name: 'Maternité du Lac',
    finessGeo: '990000018',
    type: 'III',
  })
  const silent = await anEstablishment(app.db, network, {
    name: 'Maternité sans fiche',
    finessGeo: '990000992',
    type: 'I',
  })
  await inTransaction(ctx, ({ db }) =>
    db
      .update(establishments)
      .set({ territoryId: directory.territoryId })
      .where(eq(establishments.networkId, network.id)),
  )
  const midwife = await anAccount(app.db, {
    role: 'establishment',
    networkId: network.id,
    establishmentId: known.id,
  })
  return { ...app, ctx, network, directory, silent, browser: await browserOf(app.app, midwife) }
}

/** What the sheet must not say, whoever prints it: lines of the team, and of somebody who objected. */
const SECRETS = ['99 00 00 03', '+33499000003', 'OPPOSE', 'MARTIN', 'rue du Secret']

t.test('the sheet gives direct lines to those it is made for, and says which lines are empty', async (t) => {
  const { app, browser } = await setTheStage(t)
  const page = await app.inject({ url: PATH, headers: browser.headers })
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Bresse', 'the territory of her maternity')
  t.match(page.body, '04 99 00 00 11', 'the direct line')
  t.match(page.body, /type\u00a0III/)
  t.match(page.body, /Maternité sans fiche[\s\S]*?non renseigné/)
  t.match(page.body, 'Aucun service n’est enregistré dans ce territoire')
  t.match(page.body, /imprimez ce PDF plutôt que cette page/, 'which says where a list continues')
  t.match(
    page.body,
    'Numéro national gratuit',
    'the offer of IVG that its owner keeps to the team is not there',
  )
  t.same(
    SECRETS.filter((word) => page.body.includes(word)),
    [],
  )
})

t.test(
  'even the team reads on the sheet what emergency departments may know, until more is opened',
  async (t) => {
    const stage = await setTheStage(t)
    const { app, db, network, directory, ctx } = stage
    const { headers } = await browserOf(
      app,
      await anAccount(db, { role: 'coordinator', networkId: network.id }),
    )
    const secretsShown = async () => {
      const page = await app.inject({ url: `${PATH}?territoire=${directory.territoryId}`, headers })
      return SECRETS.filter((word) => page.body.includes(word))
    }
    t.same(await secretsShown(), [])
    await inTransaction(ctx, async (ctx) => {
      await ctx.db
        .update(directoryOffers)
        .set({ visibleTo: 'emergency' })
        .where(and(eq(directoryOffers.personId, directory.claire), eq(directoryOffers.kind, 'ivg')))
      await ctx.db.insert(directoryConsents).values({
        networkId: network.id,
        personId: directory.claire,
        scope: 'ivg',
        givenOn: '2026-03-01',
        source: 'courrier',
        recordedBy: 'Coordination',
        recordedAt: NOW,
      })
      await updatePerson(ctx, TEAM, directory.claire, {
        visibility: { listing: 'public', phone: 'public', ivg: 'emergency' },
      })
      await refreshCards(ctx, { people: [directory.claire] })
    })
    t.same(await secretsShown(), ['MARTIN'], 'the control: her offer, once open to them, is on the sheet')
  },
)

t.test('the sheet as a PDF is two pages at most, and its making is recorded once', async (t) => {
  const { app, browser, directory, ctx } = await setTheStage(t)
  const headers = {
    ...browser.headers,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const payload = new URLSearchParams({
    _csrf: browser.csrf,
    _key: 'une-fiche-imprimee',
    territoire: directory.territoryId,
  }).toString()
  const [file] = await Promise.all(
    [0, 1].map(() => app.inject({ method: 'POST', url: PATH, headers, payload })),
  )
  t.equal(file!.statusCode, 200)
  t.match(file!.headers['content-disposition'], 'urgences-bresse.pdf')
  const { pages } = readPdf(file!.rawPayload)
  const text = pages.join('')
  t.ok(pages.length <= 2)
  t.match(text, '04\u00a099\u00a000\u00a000\u00a011')
  t.match(text, 'réservé aux services d’urgence')
  t.same(
    SECRETS.filter((word) => text.replaceAll('\u00a0', ' ').includes(word)),
    [],
  )
  const rows = await inTransaction(ctx, ({ db }) => db.select().from(directoryPublications))
  t.match(rows, [{ kind: 'emergency-sheet', audience: 'emergency', entries: 2, bytes: null }])
  t.equal(rows.length, 1, 'sent twice under one key, made once')
})

t.test(
  'printed again with the same content, a sheet is the same edition; changed, it is another',
  async (t) => {
    const { browser, directory, network, ctx, ...test } = await setTheStage(t)
    const print = () => sendForm(test, browser, PATH, { territoire: directory.territoryId })
    for (let i = 0; i < 3; i += 1) t.equal((await print()).statusCode, 200)
    const here = eq(directoryPublications.networkId, network.id)
    const rows = () => inTransaction(ctx, ({ db }) => db.select().from(directoryPublications).where(here))
    t.equal((await rows()).length, 1)
    t.same(
      await journalOf(t),
      { 'directory.publish': 1, 'directory.download': 2 },
      'each print leaves a trace',
    )
    const { id: networkId } = await aNetwork(test.db)
    const [mine] = await rows()
    await inTransaction(systemCtx(test.db, networkId), ({ db }) =>
      db.insert(directoryPublications).values({
        ...mine!,
        id: randomUUID(),
        networkId,
        contentHash: 'autre',
        madeAt: new Date(mine!.madeAt.getTime() + 1000),
      }),
    )
    await print()
    t.equal((await rows()).length, 1, 'what another network has printed is not this sheet')
    await inTransaction(ctx, ({ db }) => db.update(establishments).set({ name: 'Maternité renommée' }))
    await print()
    t.equal((await rows()).length, 2)
  },
)

t.test(
  'no maternity is left out; of the rest those who can be called come first, the others are named',
  async (t) => {
    const { ctx, directory } = await setTheStage(t)
    const one = await getCard(ctx, 'structure', directory.maternity)
    const lots = Array.from({ length: 14 }, (_, index) => ({
      ...one,
      category: 'pmi',
      name: `PMI ${index}`,
      finessNumber: null,
      emergencyPhone: index === 13 ? one.emergencyPhone : null,
      phone: index === 0 ? null : one.phone,
      phone2: null,
    }))
    const maternities = Array.from({ length: 14 }, (_, index) => ({
      name: `Maternité ${index}`,
      finessGeo: String(index),
      type: 'I',
    }))
    const frame = { networkName: 'Réseau', territory: 'Bresse', date: '2026-03-02' }
    const sheet = emergencySheet(lots, maternities, frame)
    const sectionOf = (title: string) => sheet.sections.find((section) => section.title.includes(title))!
    t.same(
      sectionOf('Maternités').lines.map(({ name }) => name),
      maternities.map(({ name }) => name),
    )
    const pmi = sectionOf('PMI')
    t.equal(pmi.lines[0]?.name, 'PMI 13', 'the one with a direct line')
    t.equal(pmi.lines.length, 7)
    t.equal(pmi.others.length, 7)
    t.equal(pmi.others.at(-1), 'PMI 0', 'whoever has no number comes last, and is named all the same')
    t.match(othersWords(['A', 'B']), /^Et 2 autres, dans l’annuaire en ligne\s: A, B\.$/)
    t.match(othersWords(lots.concat(lots).map(({ name }) => name)), /^Et 28 autres.*et 8 encore\.$/)
    const { pages } = readPdf(await pdfDocument(sheetDocument(sheet, NOW)))
    t.ok(pages.length <= 2, `${pages.length} pages`)
    t.same(
      maternities.filter(({ name }) => !pages.join('').replaceAll('\u00a0', ' ').includes(name)),
      [],
    )
    const centre = { name: 'Centre périnatal', finessGeo: '99', type: 'CPP' }
    const [maternitiesFirst] = emergencySheet(lots, [centre, ...maternities], frame).sections
    t.equal(maternitiesFirst?.lines.at(-1)?.name, centre.name, 'where nobody gives birth comes last')
    const twice = emergencySheet(lots, [...maternities, ...maternities], frame)
    t.equal(twice.sections[0]?.lines.length, 28)
    t.equal(twice.sections[3]?.lines.length, 4, 'more maternities leave less to the others')
  },
)

t.test('an offer is reached by its own contact, a maternity by its direct line', async (t) => {
  const { ctx, directory } = await setTheStage(t)
  const card = await getCard(ctx, 'structure', directory.maternity)
  const [offer] = card.offers
  const ivg = { ...offer!, kind: 'ivg', phone: '+33499000099' }
  const sheet = emergencySheet(
    [{ ...card, offers: [ivg] }],
    [{ name: card.name, finessGeo: '990000018', type: 'III' }],
    { networkName: 'Réseau', territory: 'Bresse', date: '2026-03-02' },
  )
  const firstOf = (title: string) =>
    sheet.sections.find((section) => section.title.startsWith(title))?.lines[0]?.numbers[0]
  t.same(firstOf('Interruption'), { label: 'contact', number: '+33499000099' })
  t.same(firstOf('Maternités'), { label: 'ligne directe', number: '+33499000011' })
})

t.test('nobody else opens the sheet, nor that of another network', async (t) => {
  const { app, db, network, browser } = await setTheStage(t)
  const other = await aNetwork(db)
  const theirs = await aShownDirectory(systemCtx(db, other.id), other)
  t.equal(
    (await app.inject({ url: `${PATH}?territoire=${theirs.territoryId}`, headers: browser.headers }))
      .statusCode,
    404,
  )
  for (const account of [
    { role: 'professional', networkId: network.id } as const,
    { role: 'ars', regionCode: network.regionCode } as const,
  ]) {
    const { headers } = await browserOf(app, await anAccount(db, account))
    t.equal((await app.inject({ url: PATH, headers })).statusCode, 403, account.role)
  }
  t.equal((await app.inject({ url: PATH })).statusCode, 303, 'nobody is asked who she is')
})
