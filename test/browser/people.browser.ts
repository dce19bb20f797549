import root from 'tap'
import { LONG_PASSWORD, latestToken, ownerOf } from '../support/people.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const platformOf = once(() => startPlatform(root))
const folder = process.env.SCREENSHOTS

browserTest(
  'an administrator invites, sees who came, takes the right away and gives it back',
  async (t, open) => {
    const platform = await platformOf()
    const owner = await ownerOf(t, platform)
    const page = await signedIn(await open(), platform, 'admin')
    const look = async (name: string, on = page) => {
      await checkPage(t, on, name)
      if (!folder) return
      await on.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
      await on.setViewportSize({ width: 320, height: 640 })
      await on.screenshot({ path: `${folder}/${name}-320.png`, fullPage: true })
      await on.setViewportSize({ width: 1280, height: 800 })
    }
    await page.getByRole('link', { name: 'Comptes et droits' }).click()
    t.match(await shown(page.locator('.lead')), /1\spersonne a un droit en cours/)
    await look('people')
    await checkKeyboard(t, page, 'people')

    await page.getByRole('link', { name: 'Invitations en attente' }).click()
    t.match(await shown(page.locator('.empty')), /Ici viendront les invitations/)
    await page.getByRole('link', { name: 'Inviter une personne' }).click()
    await look('invitation-role')
    await page.getByRole('link', { name: 'établissement', exact: true }).click()
    await page.getByLabel('Prénom et nom').fill('Éloïse Martin')
    await page.getByRole('button', { name: 'Envoyer l’invitation' }).click()
    t.match(await shown(page.locator('#erreurs')), /2\sréponses à corriger/)
    t.equal(await page.getByLabel('Prénom et nom').inputValue(), 'Éloïse Martin', 'what was typed is kept')
    await look('invitation-errors')
    await page.getByLabel('Adresse électronique').fill('eloise@exemple.test')
    await page.getByLabel('Établissement').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Envoyer l’invitation' }).click()
    await page.getByText('L’invitation part par courriel.').waitFor()
    t.match(await shown(page.locator('tbody')), /encore 7\sjours/)
    await look('invitations')

    const { rows } = await owner.query("select id from invitations where email = 'eloise@exemple.test'")
    const guest = await open()
    await guest.goto(`${platform.address}/invitation?jeton=${await latestToken(owner, rows[0].id)}`)
    t.match(await shown(guest.locator('.lead')), /vous propose ce droit/)
    await look('acceptance', guest)
    await guest.getByLabel('Mot de passe (obligatoire)', { exact: true }).fill(LONG_PASSWORD)
    await guest.getByLabel('Le même mot de passe').fill(LONG_PASSWORD)
    await guest.getByRole('button', { name: 'Ouvrir mon compte' }).click()
    await guest.getByText('Votre compte est ouvert.').waitFor()
    await look('accepted', guest)
    await guest.goBack()
    await guest.reload()
    t.match(await shown(guest.locator('main')), /ne peut plus servir/)
    await look('dead-link', guest)

    await page.getByRole('link', { name: 'Droits en cours' }).click()
    await page.getByLabel('Chercher un nom').fill('eloise')
    await page.getByRole('button', { name: 'Rechercher' }).click()
    await page.getByRole('link', { name: 'Éloïse Martin' }).click()
    await look('person')
    await page.getByRole('button', { name: /^Retirer/ }).click()
    await page.getByText('Le droit est retiré').waitFor()
    t.match(await shown(page.locator('section', { has: page.locator('#droits') })), /Aucun droit en cours/)
    await look('person-revoked')
    await page.getByRole('button', { name: /^Rétablir/ }).click()
    await page.getByText('Le droit est rétabli.').waitFor()
    t.equal(await page.getByRole('button', { name: /^Retirer/ }).count(), 1)
    await page.getByRole('button', { name: 'Désactiver le compte' }).click()
    await page.getByRole('button', { name: 'Réactiver le compte' }).waitFor()
    await look('person-closed')
    await page.getByRole('button', { name: 'Réactiver le compte' }).click()
    await page.getByText('Le compte est réactivé').waitFor()
  },
)
