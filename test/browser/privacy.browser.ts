import root from 'tap'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const platformOf = once(() => startPlatform(root))

browserTest(
  'somebody sees all that is kept about her, corrects her name and asks for a right',
  async (t, open) => {
    const platform = await platformOf()
    const page = await signedIn(await open(), platform, 'coordinator')
    await page.getByRole('link', { name: 'Données personnelles' }).click()
    await page.getByRole('link', { name: 'Voir, corriger et emporter mes données' }).click()
    await page.waitForURL('**/mes-donnees')
    t.match(await shown(page.locator('main')), /Connexions/)
    await checkKeyboard(t, page, 'own data')
    await checkPage(t, page, 'own data')

    await page.getByLabel('Prénom et nom').fill('')
    await page.getByRole('button', { name: 'Corriger mon nom' }).click()
    t.match(await shown(page.locator('#erreurs')), /Indiquez votre prénom/)
    await checkPage(t, page, 'own data, refused')
    await page.getByLabel('Prénom et nom').fill('Camille Roy-Martin')
    await page.getByRole('button', { name: 'Corriger mon nom' }).click()
    t.match(await shown(page.locator('.notice-success')), /Votre nom est corrigé/)
    t.match(await shown(page.locator('.signed-in')), /Camille Roy-Martin/)

    await page.getByLabel('Effacement').check()
    await page.getByRole('button', { name: 'Envoyer la demande' }).click()
    t.match(await shown(page.locator('.notice-success')), /dans le mois/)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Emporter en fichier pour un programme (JSON)' }).click()
    t.equal((await download).suggestedFilename(), 'mes-donnees.json')

    await page.goto(`${platform.address}/registre`)
    t.match(await shown(page.locator('main')), /Camille Roy-Martin/)
    await checkKeyboard(t, page, 'register')
    await checkPage(t, page, 'register')
  },
)

browserTest(
  'the pages of the footer are open to all, accessible, and tell the same as the register',
  async (t, open) => {
    const platform = await platformOf()
    const page = await open()
    for (const [path, words] of [
      ['/accessibilite', /partiellement conforme/],
      ['/mentions-legales', /édité par/],
      ['/donnees-personnelles', /Séjours d’accouchement/],
    ] as const) {
      await page.goto(platform.address + path)
      t.match(await shown(page.locator('main')), words)
      await checkPage(t, page, path)
    }
  },
)
