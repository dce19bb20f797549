import type { Locator } from 'playwright-core'
import root from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { directoryConsents } from '../../src/domains/directory/tables.js'
import {
  insertOffers,
  insertPeople,
  insertSituations,
  insertStructures,
} from '../../src/domains/directory/writing.js'
import { NOW } from '../support/now.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { type Platform, signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const TEAM: Writer = { source: 'team', on: '2026-11-20', by: 'Coordination' }
const PHONE = { width: 320, height: 640 }

const platformOf = once(async () => {
  const platform = await startPlatform(root, { authorised: false })
  return { ...platform, ids: await aSmallDirectory(platform) }
})

browserTest(
  'a woman without an account finds an accessible midwife near her commune, with the keyboard, on a phone, without JavaScript',
  async (t, open) => {
    const { address } = await platformOf()
    const page = await open({ javaScriptEnabled: false, viewport: PHONE })
    await page.goto(address)
    t.equal(new URL(page.url()).pathname, '/annuaire', 'the home page leads there')
    t.same(await page.context().cookies(), [], 'no cookie')

    await page.getByLabel('Nom, métier, structure, commune ou numéro').focus()
    await page.keyboard.type('sage femme')
    await page.keyboard.press('Tab')
    await page.keyboard.type('viriat')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    t.equal(await page.getByText('Accessible aux femmes en situation de handicap').isVisible(), true)
    await page.keyboard.press('Tab')
    await page.keyboard.type('handicap moteur')
    await page.getByRole('button', { name: 'Rechercher' }).focus()
    await page.keyboard.press('Enter')

    const answer = page.getByRole('heading', { name: /^1 sage-femme à moins de 15\skm de Viriat/ })
    await answer.waitFor()
    t.ok(await isInSight(answer), 'the page opens at the answer')
    t.equal(await page.getByLabel('Langue parlée').isVisible(), false, 'and folds what it names')
    const card = page.getByRole('listitem').filter({ hasText: 'LEFÈVRE Anaïs' }).first()
    t.match(await shown(card), /Sage-femme[\s\S]*Viriat[\s\S]*04 99 00 00 01/)
    t.equal(await card.getByRole('link', { name: '04 99 00 00 01' }).getAttribute('href'), 'tel:+33499000001')

    await page.getByRole('link', { name: 'LEFÈVRE Anaïs' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'LEFÈVRE Anaïs' }).waitFor()
    t.match(await shown(page.locator('main')), /Lieux d’exercice[\s\S]*Cabinet du Lavoir/)
    t.same(await page.context().cookies(), [], 'still no cookie')
  },
)

browserTest(
  'a search opens at what it finds on a phone, and at its top on a wide screen',
  async (t, open) => {
    const { address } = await platformOf()
    const searches = [
      '?q=sage-femme&acces=motor',
      '?commune=beley',
      '?q=zzyzx',
      '?q=sage-femme&commune=Viriat',
    ]
    for (const [width, isWide] of [
      [320, false],
      [375, false],
      [1280, true],
    ] as const) {
      const page = await open({ javaScriptEnabled: false, viewport: { width, height: 700 } })
      for (const search of searches) {
        await page.goto(`${address}/annuaire${search}`)
        await page.getByRole('button', { name: 'Rechercher' }).click()
        await page.waitForURL(/#resultats$/)
        t.ok(await isInSight(page.locator('#resultats > :first-child')), `${width} ${search}`)
        t.equal((await page.evaluate(() => window.scrollY)) === 0, isWide, `${width} ${search}`)
      }
      await page.getByRole('link', { name: /Retirer le filtre.*sage-femme/ }).click()
      t.ok(await isInSight(page.locator('#resultats > :first-child')), `${width}, one filter less`)
    }
  },
)

async function isInSight(what: Locator): Promise<boolean> {
  const box = await what.boundingBox()
  const height = what.page().viewportSize()?.height ?? 0
  return box !== null && box.y >= 0 && box.y + box.height <= height
}

browserTest(
  'a misspelling, an empty result and a commune of several names say what to do',
  async (t, open) => {
    const { address } = await platformOf()
    const page = await open()
    await page.goto(`${address}/annuaire?q=lefevrre`)
    t.match(await shown(page.locator('main')), /Aucun résultat exact.; résultats proches/)
    await page.goto(`${address}/annuaire?q=lefevre&acces=visual`)
    await page.getByRole('link', { name: /retirer Accessible/ }).click()
    await page.getByRole('heading', { name: /^1 fiche/ }).waitFor()
    await page.goto(`${address}/annuaire?commune=saint-denis`)
    t.match(await shown(page.locator('main')), /plusieurs communes/i)
    await page.goto(`${address}/annuaire?terme=99&q=ivg`)
    t.match(await shown(page.getByRole('alert')), /entre 4 et 42/)
    t.equal(
      await page.getByLabel('Nom, métier, structure, commune ou numéro').inputValue(),
      'ivg',
      'nothing typed is lost',
    )
  },
)

browserTest(
  'the pages of the directory are accessible, and used with the keyboard alone',
  async (t, open) => {
    const { address, ids } = await platformOf()
    const page = await open()
    const paths = [
      '/annuaire',
      '/annuaire?q=sage-femme&commune=Viriat&km=20',
      '/annuaire?q=zzyzx&acces=motor',
      '/annuaire?commune=Saint-Denis',
      `/annuaire/personnes/${ids.midwife}`,
      `/annuaire/structures/${ids.maternity}`,
    ]
    for (const path of paths) {
      await page.goto(address + path)
      await checkPage(t, page, path)
      await page.goto(address + path)
      await checkKeyboard(t, page, path)
      const shots = process.env.SCREENSHOTS
      if (shots) await page.screenshot({ path: `${shots}/${paths.indexOf(path)}.png`, fullPage: true })
      if (shots) {
        await page.setViewportSize(PHONE)
        await page.screenshot({ path: `${shots}/${paths.indexOf(path)}-phone.png`, fullPage: true })
        await page.setViewportSize({ width: 1280, height: 800 })
      }
    }
  },
)

browserTest('the team reads the same pages with what is hers to see', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  await page.goto(`${platform.address}/annuaire/personnes/${platform.ids.hidden}`)
  t.match(await shown(page.locator('main')), /Gérer la fiche/)
  const anybody = await open()
  await anybody.goto(`${platform.address}/annuaire/personnes/${platform.ids.hidden}`)
  t.match(await shown(anybody.locator('main')), /n’existe pas/)
})

async function aSmallDirectory({ ctx, networkId }: Platform) {
  return inTransaction(ctx, async (ctx) => {
    const viriat = { communeCode: '01451', communeName: 'Viriat', postcode: '01440' }
    const [practice, maternity] = await insertStructures(ctx, TEAM, [
      {
        name: 'Cabinet du Lavoir',
        category: 'professionals',
        street: '3 rue du Lavoir',
        accessibility: ['motor'],
        visibility: { listing: 'public', address: 'public', accessibility: 'public' },
        latitude: 46.25,
        longitude: 5.21,
        ...viriat,
      },
      {
        name: 'Maternité du Fleyriat',
        category: 'health-establishments',
        categoryCode: '355',
        finessNumber: '990000077',
        street: '900 route de Paris',
        phone: '+33499000009',
        accessibility: ['motor', 'hearing'],
        accessibilityNote: 'Boucle magnétique à l’accueil.',
        verifiedAt: NOW,
        ...viriat,
      },
    ])
    const [midwife, hidden] = await insertPeople(ctx, TEAM, [
      {
        lastName: 'Lefèvre',
        firstName: 'Anaïs',
        professionCode: '50',
        phone: '+33499000001',
        languages: ['fr', 'fsl'],
        verifiedAt: NOW,
        visibility: { listing: 'public', phone: 'public', languages: 'public' },
      },
      { lastName: 'Morel', firstName: 'Hugo', professionCode: '10', skillCodes: ['SM20'] },
    ])
    await insertSituations(ctx, TEAM, [
      { personId: midwife!, structureId: practice!, modeCode: 'L' },
      { personId: midwife!, structureId: maternity!, functionWords: 'échographiste référente' },
      { personId: hidden!, structureId: maternity! },
    ])
    await insertOffers(ctx, TEAM, [
      { personId: midwife!, kind: 'breastfeeding', visibleTo: 'public', delayDays: 7 },
      {
        structureId: maternity!,
        kind: 'ivg',
        methods: ['medical', 'instrumental-general'],
        latestTermWeeks: 16,
        phone: '+33499000010',
        visibleTo: 'public',
      },
    ])
    await consents(ctx, networkId, midwife!)
    await refreshCards(ctx, { people: [midwife!, hidden!], structures: [practice!, maternity!] })
    return { midwife: midwife!, hidden: hidden!, maternity: maternity! }
  })
}

async function consents(ctx: Ctx, networkId: string, personId: string): Promise<void> {
  await ctx.db.insert(directoryConsents).values(
    ['listing', 'phone', 'languages'].map((scope) => ({
      networkId,
      personId,
      scope,
      givenOn: '2026-11-20',
      source: 'courrier',
      recordedBy: 'Coordination',
      recordedAt: NOW,
    })),
  )
}
