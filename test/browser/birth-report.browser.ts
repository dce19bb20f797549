import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { aBirth, aBirthHouse, aCharter, aMeeting, aMidwife } from '../support/birth-houses.js'
import { anAccount, type TestAccount } from '../support/builders.js'
import { checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { accountOf, type Platform, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

root.setTimeout(400_000)
/** Where SCREENSHOTS names a folder, pages and documents are kept there for somebody to look at. */
const folder = process.env.SCREENSHOTS
const YEAR = 2025

const sceneOf = once(async () => {
  const platform = await startPlatform(root)
  const { db, ctx, networkId } = platform
  const [partner] = await inTransaction(ctx, (ctx) => ctx.db.select().from(establishments).limit(1))
  const house = await aBirthHouse(db, { id: networkId }, partner!, {
    name: 'Maison de naissance des Tilleuls',
    openedOn: '2025-01-01',
  })
  await aBirthHouse(db, { id: networkId }, partner!, { name: 'Maison des Roseaux', openedOn: '2024-01-01' })
  await aMidwife(db, house, { lastName: 'Lerouge' })
  await aMeeting(db, house)
  await aCharter(db, house)
  for (const rank of [1, 2, 3]) await aBirth(db, house, { year: YEAR, rank })
  await aBirth(db, house, { year: YEAR, rank: 4, delivery: { bloodLossMl: null } })
  const grant = { role: 'birth_house', networkId, establishmentId: house.id } as const
  return { platform, midwife: await anAccount(db, grant), agency: await accountOf(platform, 'ars') }
})

browserTest(
  'without JavaScript a report is completed, explained and handed in, and the agency reads and asks',
  async (t, open) => {
    const { platform, midwife, agency } = await sceneOf()
    const page = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
    await enter(page, platform, midwife)
    await page.goto(`${platform.address}/maison/rapports`)
    await page.getByRole('link', { name: `Commencer le rapport ${YEAR}` }).click()
    t.match(await shown(page.locator('#a-faire')), /\d+.points à compléter/)
    await page.getByRole('link', { name: 'Compléter le registre, ou expliquer' }).first().click()

    await page.locator('[name="amount:staff-midwives"]').fill('beaucoup')
    await page.locator('[name="text:I.a"]').fill('Association loi 1901')
    await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click()
    t.match(await shown(page.locator('.error-summary')), '« beaucoup » n’est pas un montant')
    t.equal(await page.locator('[name="text:I.a"]').inputValue(), 'Association loi 1901', 'nothing is lost')

    for (const field of await page.locator('form [name^="amount:"]').all()) await field.fill('12,5')
    for (const field of await page.locator('form [name^="number:"]').all()) await field.fill('30')
    for (const field of await page.locator('form textarea').all()) await field.fill('Décrit par la maison')
    await page.locator('[name="explain:missing-III.b"]').fill('Pertes non notées, sans transfert')
    await page.getByRole('button', { name: 'Enregistrer et relire avant de transmettre' }).click()
    t.match(await shown(page.locator('h1')), `Transmettre le rapport ${YEAR}`)
    await page.getByRole('button', { name: 'Transmettre à l’ARS' }).click()
    t.match(await shown(page.locator('#contenu')), /transmis à l’ARS, accusé MDN\d+-2025-1-[0-9A-F]{6}/)
    t.match(await shown(page.locator('#contenu')), /Reçu/)

    const officer = await open({ javaScriptEnabled: false })
    await enter(officer, platform, agency)
    await officer.goto(`${platform.address}/rapports-maisons-de-naissance?annee=2024`)
    t.match(await shown(officer.locator('.lead')), /1.en retard/)
    t.match(await shown(officer.locator('tbody')), /Maison des Roseaux[\s\S]*retard de/)
    await officer.goto(`${platform.address}/rapports-maisons-de-naissance?annee=${YEAR}`)
    t.match(await shown(officer.locator('.lead')), /1.rapport reçu sur 2/)
    await officer.getByRole('link', { name: 'Maison de naissance des Tilleuls' }).click()
    t.match(await shown(officer.locator('#contenu')), 'Pertes non notées, sans transfert')
    t.match(await shown(officer.locator('#contenu')), /III\.b.: pas encore renseigné pour 1.dossier/)
    t.notMatch(await officer.content(), '2025-004', 'no number of a woman leaves the house')
    t.match(await officer.locator('#charte + details').textContent(), /Ouverte toute l’année/)
    await officer.getByRole('button', { name: 'J’ai lu ce rapport' }).click()
    await officer.getByRole('link', { name: 'Maison de naissance des Tilleuls' }).click()
    t.match(await shown(officer.locator('#contenu')), 'Vous avez indiqué avoir lu ce rapport.')
    await officer.locator('[name="body"]').fill('Merci de préciser les pertes manquantes.')
    await officer.getByRole('button', { name: 'Envoyer à la maison' }).click()
    t.match(await shown(officer.locator('.timeline')), 'Merci de préciser les pertes manquantes.')
    await keepDocuments(officer)

    await page.goto(`${platform.address}/maison/rapports/${YEAR}`)
    await page.getByRole('link', { name: 'Version 1' }).click()
    t.match(await shown(page.locator('.timeline')), 'Merci de préciser', 'the house reads the question')
  },
  { provoked: /status of 400/ },
)

browserTest(
  'the pages of a report are accessible and fit a phone, of the house and of the agency',
  async (t, open) => {
    const { platform, midwife, agency } = await sceneOf()
    const page = await open()
    await signIn(page, platform, midwife)
    for (const path of [
      '/maison/rapports',
      `/maison/rapports/${YEAR}`,
      `/maison/rapports/${YEAR}/transmission`,
      `/maison/rapports/${YEAR}/lignes/II.a`,
    ]) {
      await page.goto(platform.address + path)
      await checkPage(t, page, path)
      await keep(page, path)
    }
    await page.goto(`${platform.address}/maison/rapports/${YEAR}`)
    const version = await page.getByRole('link', { name: 'Version 1' }).getAttribute('href')
    const officer = await open()
    await signIn(officer, platform, agency)
    const root = '/rapports-maisons-de-naissance'
    for (const path of [`${root}?annee=2024`, `${root}/comparaison?annee=${YEAR}`, version!]) {
      await officer.goto(platform.address + path)
      const charter = officer.getByText('Lire la charte jointe au rapport')
      if (await charter.count()) await charter.click()
      await checkPage(t, officer, path)
      await keep(officer, path === version ? 'version' : path)
    }
  },
)

/** Signs in by her cookie alone: the page needs no script to be entered. */
async function enter(page: Page, { app, address }: Platform, account: TestAccount): Promise<void> {
  const token = app.jwt.sign({ sid: await account.openSession() })
  await page.context().addCookies([{ name: 'trame', value: token, url: address }])
}

async function keepDocuments(page: Page): Promise<void> {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  for (const [label, name] of [
    ['Rapport en PDF', 'rapport.pdf'],
    ['en Word', 'rapport.docx'],
  ] as const) {
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: label }).click()
    await (await download).saveAs(`${folder}/${name}`)
  }
}

async function keep(page: Page, path: string): Promise<void> {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  const name = path.replaceAll(/[/?]/g, '-')
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  await page.setViewportSize({ width: 320, height: 640 })
  await page.screenshot({ path: `${folder}/${name}-320.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
}
