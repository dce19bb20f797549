import root from 'tap'
import { aPerson, aStructure } from '../support/directory-records.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }

const sceneOf = once(async () => {
  const platform = await startPlatform(root)
  const place = await aStructure(platform.ctx, { name: 'Centre hospitalier fictif de Viriat' })
  await aPerson(platform.ctx, { lastName: 'Montfort', at: place })
  return { platform, place }
})

browserTest(
  'a reader without an account says what is wrong, on a phone, without JavaScript; the team answers',
  async (t, open) => {
    const { platform, place } = await sceneOf()
    const { address } = platform
    const page = await open({ ...PHONE, javaScriptEnabled: false })
    await page.goto(`${address}/annuaire/structures/${place}`)
    await page.getByRole('link', { name: 'Signaler une erreur' }).click()
    await page.getByLabel('Ce que vous savez').fill('Le standard a changé : 04 99 00 00 09.')
    await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
    t.match(await shown(page.locator('.error-summary')), /Choisissez ce qui est faux/)
    t.match(await page.getByLabel('Ce que vous savez').inputValue(), /^Le standard/, 'nothing typed is lost')
    await page.getByLabel('Le téléphone ou l’adresse électronique ne répond pas').check()
    await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
    await page.getByText('votre signalement est transmis').waitFor()

    const team = await signedIn(await open(), platform, 'coordinator')
    await team.goto(`${address}/annuaire/signalements`)
    await checkPage(t, team, 'reports')
    await checkKeyboard(t, team, 'reports')
    await team.getByRole('link', { name: 'Centre hospitalier fictif de Viriat' }).click()
    await checkPage(t, team, 'a report')
    await team.getByRole('button', { name: 'Accepter et ouvrir la fiche' }).click()
    await team.getByText('Le signalement est accepté').waitFor()
    await team.goto(`${address}/annuaire/signaler/structures/${place}`)
    await checkPage(t, team, 'the form of a report')
  },
)
