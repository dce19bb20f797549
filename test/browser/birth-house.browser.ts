import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { establishments } from '../../src/domains/networks/tables.js'
import {
  aBirthHouse,
  aConvention,
  aMeeting,
  aMidwife,
  aMidwifeOfTheDirectory,
  aTransfer,
} from '../support/birth-houses.js'
import { anAccount } from '../support/builders.js'
import { checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { accountOf, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

root.setTimeout(400_000)
/** Where SCREENSHOTS names a folder, each page is kept there for somebody to look at. */
const folder = process.env.SCREENSHOTS

const sceneOf = once(async () => {
  const platform = await startPlatform(root)
  const { db, ctx, networkId } = platform
  const [partner] = await inTransaction(ctx, (ctx) => ctx.db.select().from(establishments).limit(1))
  const house = await aBirthHouse(db, { id: networkId }, partner!, {
    name: 'Maison de naissance des Tilleuls',
  })
  await aMidwife(db, house, { lastName: 'Lerouge' })
  await aMidwife(db, house, { lastName: 'Martin', role: 'support', fte: null, endsOn: '2025-06-30' })
  await aMidwifeOfTheDirectory(db, house, 'Delaunay')
  await aMeeting(db, house)
  await aConvention(db, house, { partnerEstablishmentId: partner!.id, endsOn: '2026-04-30' })
  await aTransfer(db, house, { difficulty: 'Ascenseur en panne', arrivedAt: platform.clock.now })
  const grant = { role: 'birth_house', networkId, establishmentId: house.id } as const
  return { platform, house, midwife: await anAccount(db, grant) }
})

browserTest('the pages of the network about its houses are accessible and fit a phone', async (t, open) => {
  const { platform, house } = await sceneOf()
  for (const role of ['coordinator', 'ars'] as const) {
    const page = await open()
    await signIn(page, platform, await accountOf(platform, role))
    const own = `/maisons-de-naissance/${house.id}`
    const reading = ['/transferts', '/mois'].map((path) => `/maisons-de-naissance${path}`)
    const writing = role === 'coordinator' ? ['/maisons-de-naissance/motifs'] : []
    for (const path of [
      ...reading,
      ...writing,
      own,
      `${own}/reunions`,
      `${own}/conventions`,
      `${own}/charte`,
    ]) {
      await page.goto(platform.address + path)
      await checkPage(t, page, `${role} ${path}`)
      await keep(page, `${role}${path.replace(house.id, 'maison').replaceAll('/', '-')}`)
    }
  }
})

browserTest(
  'a midwife composes the team of her house and notes a staff',
  async (t, open) => {
    const { platform, house, midwife } = await sceneOf()
    const page = await open()
    await signIn(page, platform, midwife)
    await page.goto(`${platform.address}/maison/fiche`)
    t.match(await shown(page.locator('h1')), 'Maison de naissance des Tilleuls')
    await page.getByRole('link', { name: 'Ajouter une sage-femme' }).click()
    await page.getByLabel('Nom de la sage-femme').fill('delaunay')
    await page.getByRole('button', { name: 'Rechercher' }).click()
    await keep(page, 'midwife-search')
    await page.getByRole('link', { name: /DELAUNAY/ }).click()
    await checkPage(t, page, 'the form of a midwife')
    await page.getByLabel('Appui').check()
    await page.getByLabel('Équivalent temps plein').fill('1,4')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await keep(page, 'midwife-form')
    t.match(await shown(page.locator('.error-summary')), 'entre 0 et 1')
    await page.getByLabel('Équivalent temps plein').fill('0,4')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    t.match(await shown(page.locator('#contenu')), /1.en appui/)
    await page.goto(`${platform.address}/maisons-de-naissance/${house.id}/reunions`)
    await page.getByLabel('Staff de la maison').check()
    await page.getByLabel('Objet principal').fill('Transmissions')
    await page.getByRole('button', { name: 'Noter la réunion' }).click()
    t.match(await shown(page.locator('#contenu')), /2.staffs/)
    for (const part of ['identite', 'conventions/nouvelle', 'charte/projet']) {
      await page.goto(`${platform.address}/maisons-de-naissance/${house.id}/${part}`)
      await checkPage(t, page, part)
      await keep(page, `midwife-${part.replace('/', '-')}`)
    }
    await page.goto(`${platform.address}/maison/mois`)
    await checkPage(t, page, 'the months of a house')
    await keep(page, 'midwife-months')
  },
  { provoked: /status of 400/ },
)

type Page = Parameters<typeof signIn>[0]

async function keep(page: Page, name: string): Promise<void> {
  if (!folder) return
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  await page.setViewportSize({ width: 320, height: 640 })
  await page.screenshot({ path: `${folder}/${name}-320.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
}
