import type { Page } from 'playwright-core'
import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { directoryPeople } from '../../src/domains/directory/tables.js'
import { insertOffers } from '../../src/domains/directory/writing.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { ownerOf } from '../support/people.js'
import { reviewToken } from '../support/review-mails.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { startPlatform } from './platform.js'
import { once } from './shared.js'

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }

/** A midwife with a place and an offer, and the address her mail leads to. */
const sceneOf = once(async () => {
  const platform = await startPlatform(root)
  const owner = await ownerOf(root, platform)
  const place = await aStructure(platform.ctx, { name: 'Centre hospitalier fictif de Viriat' })
  const asked = async (lastName: string) => {
    const id = await aPerson(platform.ctx, { lastName, at: place, languages: ['fr'] })
    await inTransaction(platform.ctx, (ctx) =>
      insertOffers(ctx, TEAM, [
        { personId: id, kind: 'home-visits', visibleTo: 'members', fees: 'Secteur 1' },
      ]),
    )
    await sendWave(platform.ctx)
    return { id, address: `${platform.address}/annuaire/verification?jeton=${await reviewToken(owner, id)}` }
  }
  const people = async () => inTransaction(platform.ctx, ({ db }) => db.select().from(directoryPeople))
  return { platform, asked, people }
})

browserTest(
  'a midwife confirms her record from the mail, on a phone, without JavaScript',
  async (t, open) => {
    const { asked, people } = await sceneOf()
    const { id, address } = await asked('Confirmée')
    const page = await open({ ...PHONE, javaScriptEnabled: false })
    await page.goto(address)
    t.match(await shown(page.locator('main')), /CONFIRMÉE Claire[\s\S]*Sage-femme[\s\S]*Qui voit quoi/)
    t.ok(await fits(page), 'nothing is wider than the phone')
    await page.getByRole('button', { name: 'Toujours exact' }).click()
    await page.getByText('Merci, votre fiche est confirmée').waitFor()
    t.ok(await fits(page))
    t.ok((await people()).find((one) => one.id === id)?.verifiedAt)
    await page.goto(address)
    await page.getByText('Merci, votre fiche est confirmée').waitFor()
    await page.getByRole('button', { name: 'Recevoir un nouveau lien' }).click()
    await page.getByText('un lien vient de partir').waitFor()
  },
)

browserTest(
  'a midwife corrects her record from the mail, on a phone, without JavaScript',
  async (t, open) => {
    const { asked, people } = await sceneOf()
    const { id, address } = await asked('Corrigée')
    const page = await open({ ...PHONE, javaScriptEnabled: false })
    await page.goto(address)
    await page.getByRole('link', { name: 'Corriger' }).click()
    t.ok(await fits(page))
    await page.getByRole('textbox', { name: 'Téléphone professionnel' }).fill('douze')
    await page.getByLabel('Tarifs').fill('Dépassements modérés')
    await page.getByLabel('Autre chose à corriger ?').fill('Je n’exerce plus le mardi.')
    await page.getByRole('button', { name: 'Enregistrer mes corrections' }).click()
    t.match(await shown(page.locator('.error-summary')), /1\s*réponse à corriger/)
    t.equal(await page.getByLabel('Tarifs').inputValue(), 'Dépassements modérés', 'nothing typed is lost')
    await page.getByRole('textbox', { name: 'Téléphone professionnel' }).fill('01 99 00 00 42')
    await page.getByRole('button', { name: 'Enregistrer mes corrections' }).click()
    await page.getByText('Merci, vos corrections sont enregistrées').waitFor()
    t.equal((await people()).find((one) => one.id === id)?.phone, '+33199000042')
  },
)

browserTest('the pages of a link are accessible, by keyboard, by day and by night', async (t, open) => {
  const { platform, asked } = await sceneOf()
  const { address } = await asked('Accessible')
  const page = await open()
  await page.goto(address)
  await checkKeyboard(t, page, 'record of a link')
  await checkPage(t, page, 'record of a link')
  await page.getByRole('link', { name: 'Corriger' }).click()
  await checkPage(t, page, 'correction')
  await page.getByRole('textbox', { name: 'Téléphone professionnel' }).fill('douze')
  await page.getByRole('button', { name: 'Enregistrer mes corrections' }).click()
  await checkPage(t, page, 'correction refused')
  await page.goto(address)
  await page.getByRole('link', { name: 'Je ne veux plus apparaître' }).click()
  await checkPage(t, page, 'removal')
  await page.getByRole('button', { name: 'Ne plus apparaître' }).click()
  await page.getByText('Vous n’apparaissez plus dans l’annuaire').waitFor()
  await checkPage(t, page, 'removed')
  await page.goto(`${platform.address}/annuaire/verification?jeton=rien`)
  await checkPage(t, page, 'unknown link')
  await page.getByLabel('Votre adresse électronique').fill('personne@exemple.test')
  await page.getByRole('button', { name: 'Recevoir un lien' }).click()
  await checkPage(t, page, 'link sent')
})

/** Without a script of ours the page is measured from outside. */
async function fits(page: Page): Promise<boolean> {
  const box = await page.locator('main').boundingBox()
  const widths = await Promise.all(
    (await page.locator('main input, main button, main select, main textarea, main dd, main a').all()).map(
      async (element) => {
        const one = await element.boundingBox()
        return one === null ? 0 : one.x + one.width
      },
    ),
  )
  return box !== null && Math.max(box.width, ...widths) <= 321
}
