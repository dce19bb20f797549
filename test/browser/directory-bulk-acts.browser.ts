import root from 'tap'
import { aStructure } from '../support/directory-records.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const LIST = '/annuaire/fiches?genre=structures'
const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }

const platformOf = once(async () => {
  const platform = await startPlatform(root)
  for (const name of ['Centre du Lavoir', 'Centre du Pont', 'Centre du Moulin']) {
    await aStructure(platform.ctx, { name })
  }
  return platform
})

browserTest(
  'records ticked on a phone are withdrawn at once and put back, without JavaScript',
  async (t, open) => {
    const platform = await platformOf()
    const page = await signedIn(await open({ ...PHONE, javaScriptEnabled: false }), platform, 'coordinator')
    await page.goto(platform.address + LIST)
    await page.getByRole('checkbox', { name: 'Choisir Centre du Lavoir' }).check()
    await page.getByRole('checkbox', { name: 'Choisir Centre du Pont' }).check()
    await page.getByLabel('Que faire des fiches cochées').selectOption('Retirer de l’annuaire')
    await page.getByRole('button', { name: 'Continuer', exact: true }).click()
    await page.getByRole('button', { name: 'Retirer les fiches cochées de l’annuaire' }).click()
    t.match(await shown(page.locator('.error-summary')), /Dites pourquoi/)
    t.ok(await page.getByRole('checkbox', { name: 'Centre du Pont' }).isChecked(), 'nothing ticked is lost')
    await page.getByLabel('Pourquoi').fill('centre fermé')
    await page.getByRole('button', { name: 'Retirer les fiches cochées de l’annuaire' }).click()
    t.match(await shown(page.locator('main')), /2\sfiches retirées de l’annuaire/)
    await page.goto(platform.address + LIST)
    t.equal(await page.getByRole('link', { name: 'Centre du Pont' }).count(), 0)

    await page.getByRole('link', { name: 'Actes sur plusieurs fiches' }).click()
    await page.getByRole('link', { name: /2\sfiches retirées/ }).click()
    await page.getByRole('button', { name: 'Annuler cet acte' }).click()
    await page.getByText('les fiches sont comme avant lui').waitFor()
    await page.goto(platform.address + LIST)
    t.equal(await page.getByRole('link', { name: 'Centre du Pont' }).count(), 1)
  },
)

browserTest('each page of an act on many records is accessible and fits a phone', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  await page.goto(platform.address + LIST)
  await checkPage(t, page, 'the list with its boxes')
  await page.getByRole('checkbox', { name: 'Choisir Centre du Moulin' }).focus()
  await page.keyboard.press('Space')
  for (const act of ['Noter l’adhésion', 'Retirer de l’annuaire', 'Mettre dans un territoire']) {
    await page.getByLabel('Que faire des fiches cochées').selectOption(act)
    await page.getByRole('button', { name: 'Continuer', exact: true }).press('Enter')
    await page.getByRole('checkbox', { name: 'Centre du Moulin' }).waitFor()
    await checkPage(t, page, act)
    await checkKeyboard(t, page, act)
    if (act !== 'Mettre dans un territoire') await page.goBack()
  }
  await page.getByRole('button', { name: 'Mettre les fiches cochées dans ce territoire' }).click()
  await page.getByText('Choisissez le territoire dans la liste.').first().waitFor()
  await checkPage(t, page, 'an act refused')
  await page.getByLabel('Territoire').selectOption('Sans territoire')
  await page.getByRole('button', { name: 'Mettre les fiches cochées dans ce territoire' }).click()
  await page.getByText('tout était déjà ainsi').waitFor()
  await checkPage(t, page, 'an act that changed nothing')
  await page.goto(`${platform.address}/annuaire/fiches/actes`)
  await checkPage(t, page, 'the acts')
})
