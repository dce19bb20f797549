import { mkdirSync } from 'node:fs'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { aBirthHouse, aWoman } from '../support/birth-houses.js'
import { anAccount } from '../support/builders.js'
import { ownerOf } from '../support/people.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { type Platform, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const TELEPHONE = {
  viewport: { width: 320, height: 640 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
}
/** A slow mobile network: 400 kbit/s down, 400 ms there and back. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 30_000 }
const CUT = { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 }
root.setTimeout(400_000)

const PROVOKED = { provoked: /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|status of (401|409)/ }
const MOST_TAPS = 15
const MOST_MILLISECONDS = 120_000

const sceneOf = once(async () => {
  const platform = await startPlatform(root)
  const { db, ctx, networkId } = platform
  const [partner] = await inTransaction(ctx, (ctx) => ctx.db.select().from(establishments).limit(1))
  const house = await aBirthHouse(db, { id: networkId }, partner!, {
    name: 'Maison de naissance des Tilleuls',
  })
  for (const [index, dueOn] of [
    '2026-03-06',
    '2026-03-11',
    '2026-03-20',
    '2026-04-02',
    '2026-05-01',
    '2026-06-12',
    '2026-07-01',
  ].entries()) {
    await aWoman(db, house, { dueOn, year: 2026, rank: index + 1 })
  }
  return { platform, house, owner: await ownerOf(root, platform) }
})

/** A telephone of a midwife of her own, and how many times it was touched. */
async function aTelephone(page: Page, platform: Platform, house: { id: string }) {
  const grant = { role: 'birth_house', networkId: platform.networkId, establishmentId: house.id } as const
  const account = await anAccount(platform.db, grant)
  await signIn(page, platform, account)
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  const taps = { count: 0 }
  const tap = async (what: ReturnType<Page['locator']>) => {
    taps.count += 1
    await what.tap()
  }
  return { account, network, taps, tap }
}

const throttle = (network: CDPSession, how: typeof SLOW) =>
  network.send('Network.emulateNetworkConditions', how)

/** Declares as one does at night: whom, when and why, how urgent, how; the rest is already there. */
async function declare(page: Page, tap: (what: ReturnType<Page['locator']>) => Promise<void>): Promise<void> {
  await tap(page.getByRole('link', { name: 'Déclarer un transfert' }))
  await tap(page.getByText('n° 2026-001'))
  await tap(page.getByText('Pendant le travail (per-partum)'))
  await tap(page.getByText('Demande de péridurale'))
  await tap(page.getByText('Pas urgent'))
  await tap(page.getByText('À pied'))
}

browserTest(
  'on a telephone over a slow network a transfer takes fewer than fifteen taps and two minutes',
  async (t, open) => {
    const { platform, house, owner } = await sceneOf()
    const page = await open(TELEPHONE)
    const { network, taps, tap } = await aTelephone(page, platform, house)
    await throttle(network, SLOW)
    const begun = Date.now()
    await declare(page, tap)
    await tap(page.getByRole('button', { name: 'Enregistrer le transfert' }))
    await page.getByText('Le transfert est déclaré.').waitFor()
    const lasted = Date.now() - begun
    t.comment(`${taps.count} taps, ${Math.round(lasted / 100) / 10} s with a slow network`)
    t.ok(taps.count < MOST_TAPS)
    t.ok(lasted < MOST_MILLISECONDS)
    t.match(await shown(page.locator('h1')), /Transfert T-2026-\d{3}/)
    t.equal(await countOf(owner), 1)
    await owner.query('delete from birth_house_transfers')
  },
)

browserTest(
  'the network cut in the middle: the declaration waits on the telephone, survives, and leaves once',
  async (t, open) => {
    const { platform, house, owner } = await sceneOf()
    const page = await open(TELEPHONE)
    const { network, tap } = await aTelephone(page, platform, house)
    await declare(page, tap)
    await throttle(network, CUT)
    await tap(page.getByRole('button', { name: 'Enregistrer le transfert' }))
    await page.getByRole('heading', { name: 'En attente d’envoi' }).waitFor()
    t.match(await shown(page.locator('[data-waiting]')), /Demande de péridurale/)
    t.equal(await countOf(owner), 0)
    const kept = await page.evaluate(() => localStorage.getItem('trame-transferts') ?? '')
    t.notMatch(kept, /csrf|_key|Personne/, 'no token and nobody’s name is kept')
    await shoot(page, 'waiting')

    await page.close()
    const later = await (page.context() as BrowserContext).newPage()
    await later.goto(`${platform.address}/maison`)
    await untilCount(owner, 1)
    await later.getByRole('heading', { name: 'Déclaration envoyée' }).waitFor()
    t.match(
      await shown(later.locator('[data-waiting]')),
      /c’est enregistré[\s\S]*T-\d{4}-\d{3} Demande de péridurale/,
    )
    await shoot(later, 'sent')
    t.equal(await later.evaluate(() => localStorage.getItem('trame-transferts')), '[]')
    await later.reload()
    t.equal(await countOf(owner), 1, 'exactly one')
    t.ok(await later.locator('[data-waiting]').isHidden(), 'said once')
    await owner.query('delete from birth_house_transfers')
  },
  PROVOKED,
)

browserTest(
  'cut after the server has it: sent again, it is the same one',
  async (t, open) => {
    const { platform, house, owner } = await sceneOf()
    const page = await open(TELEPHONE)
    const { network, tap } = await aTelephone(page, platform, house)
    await declare(page, tap)
    // The server receives it; its answer is lost.
    await page.route('**/maison/transferts/envoi', async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    })
    await tap(page.getByRole('button', { name: 'Enregistrer le transfert' }))
    await page.getByRole('heading', { name: 'En attente d’envoi' }).waitFor()
    t.equal(await countOf(owner), 1)
    await page.unroute('**/maison/transferts/envoi')
    await tap(page.getByRole('button', { name: 'Envoyer maintenant' }))
    await page.getByRole('heading', { name: 'Déclaration envoyée' }).waitFor()
    t.equal(await countOf(owner), 1)
    await page.locator('[data-waiting] li a').click()
    await page.getByText('Le transfert est déclaré').or(page.getByText('déjà')).first().waitFor()
    await owner.query('delete from birth_house_transfers')
    t.ok(network)
  },
  PROVOKED,
)

browserTest(
  'the session ended meanwhile: it says to sign in, and what was declared waits',
  async (t, open) => {
    const { platform, house, owner } = await sceneOf()
    const page = await open(TELEPHONE)
    const { account, tap } = await aTelephone(page, platform, house)
    await declare(page, tap)
    await page.context().clearCookies()
    await tap(page.getByRole('button', { name: 'Enregistrer le transfert' }))
    await page.getByText('Votre session a pris fin.').waitFor()
    t.equal(await countOf(owner), 0)
    await shoot(page, 'signed-out')
    await signIn(page, platform, account)
    await untilCount(owner, 1)
    await owner.query('delete from birth_house_transfers')
  },
  PROVOKED,
)

browserTest(
  'what the server asks about comes back as a form, from the telephone’s list too',
  async (t, open) => {
    const { platform, house, owner } = await sceneOf()
    const page = await open(TELEPHONE)
    const { network, tap } = await aTelephone(page, platform, house)
    await declare(page, tap)
    await page.getByText('Une difficulté à signaler').tap()
    await page.getByLabel('Ce qui a gêné le transfert').fill('Mme Martin a attendu')
    await tap(page.getByRole('button', { name: 'Enregistrer le transfert' }))
    await page.getByText('Le texte libre ressemble à une identité').waitFor()
    t.equal(await page.getByLabel('Ce qui a gêné le transfert').inputValue(), 'Mme Martin a attendu')
    await shoot(page, 'question')
    await checkPage(t, page, 'a question')
    await page.setViewportSize(TELEPHONE.viewport)

    await throttle(network, CUT)
    await tap(page.getByRole('button', { name: 'Enregistrer le transfert' }))
    await page.getByRole('heading', { name: 'En attente d’envoi' }).waitFor()
    await throttle(network, { ...CUT, offline: false, downloadThroughput: -1, uploadThroughput: -1 })
    await page.getByRole('button', { name: 'Ouvrir et répondre' }).click()
    await page.getByLabel(/Ce texte ne nomme personne/).check()
    await tap(page.getByRole('button', { name: 'Enregistrer le transfert' }))
    await page.getByText('Le transfert est déclaré.').waitFor()
    t.equal(await page.evaluate(() => localStorage.getItem('trame-transferts')), '[]')
    t.equal(await countOf(owner), 1)
    await owner.query('delete from birth_house_transfers')
  },
  PROVOKED,
)

browserTest(
  'without JavaScript it is declared as well, and going back to declare it again is asked about',
  async (t, open) => {
    const { platform, house, owner } = await sceneOf()
    const page = await open({ ...TELEPHONE, javaScriptEnabled: false })
    const account = await anAccount(platform.db, {
      role: 'birth_house',
      networkId: platform.networkId,
      establishmentId: house.id,
    })
    const token = platform.app.jwt.sign({ sid: await account.openSession() })
    await page.context().addCookies([{ name: 'trame', value: token, url: platform.address }])
    await page.goto(`${platform.address}/maison`)
    await declare(page, (what) => what.tap())
    await page.getByRole('button', { name: 'Enregistrer le transfert' }).tap()
    await page.getByText('Le transfert est déclaré.').waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Enregistrer le transfert' }).tap()
    await page.getByText('semble être la même').waitFor()
    t.equal(await countOf(owner), 1)
    await owner.query('delete from birth_house_transfers')
  },
)

browserTest('its pages are accessible, by keyboard too, and fit the smallest screen', async (t, open) => {
  const { platform, house } = await sceneOf()
  const page = await open(TELEPHONE)
  await aTelephone(page, platform, house)
  for (const [path, name] of [
    ['/maison', 'home'],
    ['/maison/transferts/nouveau', 'declaration'],
    ['/maison/transferts', 'list'],
  ] as const) {
    await page.goto(platform.address + path)
    await shoot(page, name)
    await checkPage(t, page, name)
    await checkKeyboard(t, page, name)
  }
  await page.goto(`${platform.address}/maison/transferts/nouveau`)
  await page.setViewportSize(TELEPHONE.viewport)
  await page.getByText('Pendant le travail (per-partum)').tap()
  t.same(await smallTargets(page), [], 'every target of the form is 44 px high')
})

/** The controls in sight whose target is lower than a thumb. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(
      document.querySelectorAll(
        '.transfer-form :is(label, summary, button, select, input:not([type="hidden"]))',
      ),
    )
      .filter(
        (one) => one.checkVisibility() && !one.matches('[type="radio"], [type="checkbox"], .field > label'),
      )
      .filter((one) => one.getBoundingClientRect().height < 44)
      .map((one) => one.outerHTML.slice(0, 120)),
  )
}

type Owner = Awaited<ReturnType<typeof ownerOf>>

async function countOf(owner: Owner): Promise<number> {
  const { rows } = await owner.query('select count(*)::int as count from birth_house_transfers')
  return rows[0].count as number
}

async function untilCount(owner: Owner, count: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await countOf(owner)) === count) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`never ${count}`)
}

/** A picture for who wants to look: SCREENSHOTS names the folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
