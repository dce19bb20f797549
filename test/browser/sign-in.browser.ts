import { eq } from 'drizzle-orm'
import root from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { codeAt } from '../../src/domains/accounts/second-factor.js'
import { passwordResets } from '../../src/domains/accounts/tables.js'
import { APP_SECRET } from '../support/app.js'
import { anAccount, PASSWORD } from '../support/builders.js'
import { NOW } from '../support/now.js'
import { codeOf, withSecondFactor } from '../support/sign-in.js'
import { checkKeyboard, checkPage, shown, tab } from './checks.js'
import { browserTest } from './chromium.js'
import { accountOf, fillSignIn, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const platformOf = once(() => startPlatform(root))
const aProfessional = async () => {
  const { db, networkId } = await platformOf()
  return anAccount(db, { role: 'professional', networkId }, { name: 'Noa Lambert' })
}
/** For a person to look at, when a folder is named. */
const folder = process.env.SCREENSHOTS
const picture = async (page: { screenshot: (options: object) => Promise<unknown> }, name: string) => {
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

browserTest(
  'a wrong password keeps the address and says what to do, the right one opens',
  async (t, open) => {
    const platform = await platformOf()
    const { email } = (await aProfessional()).credentials
    const page = await open()
    await page.goto(platform.address)
    t.equal(new URL(page.url()).pathname, '/annuaire', 'what is open to everybody')
    await page.getByRole('link', { name: 'Se connecter' }).click()
    await page.waitForURL('**/connexion')
    await checkPage(t, page, 'sign-in')
    await picture(page, 'connexion')

    await fillSignIn(page, { email, password: 'pas le bon' })
    const refusal = page.getByRole('alert')
    t.match(await shown(refusal), /ne correspond pas[\s\S]*Vérifiez les deux/)
    t.equal(await page.getByLabel('Adresse électronique').inputValue(), email)
    t.equal(await page.getByLabel('Mot de passe').inputValue(), '')
    await checkPage(t, page, 'sign-in refused')

    await page.getByLabel('Mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.waitForURL('**/maternites')
    t.match(await shown(page.locator('.signed-in')), /rôle professionnel/)
  },
)

browserTest(
  'a coordinator sets her second factor, keeps her codes, and comes back with a code',
  async (t, open) => {
    const platform = await platformOf()
    const account = await accountOf(platform, 'coordinator')
    const page = await open()
    await page.goto(`${platform.address}/imports`)
    t.match(page.url(), /connexion\?suite=/)
    await fillSignIn(page, account.credentials)
    await page.waitForURL('**/connexion/second-facteur')
    await checkPage(t, page, 'second factor')
    await picture(page, 'second-facteur')
    const secret = (await shown(page.locator('.secret-key'))).replace(/\s/g, '')
    const box = await page.locator('.qr-code').boundingBox()
    t.ok(box && box.width > 150 && box.width < 320, 'the QR code can be photographed')
    await page.getByLabel('Code à six chiffres').fill(codeAt(secret, platform.clock.now))
    await page.getByRole('button', { name: 'Confirmer' }).click()
    await page.getByRole('heading', { name: 'Vos codes de secours' }).waitFor()
    t.equal(await page.locator('.recovery-codes li').count(), 10)
    await checkPage(t, page, 'recovery codes')
    await picture(page, 'codes-de-secours')
    await page.getByRole('link', { name: 'continuer' }).click()
    await page.waitForURL('**/imports')
    const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'trame')
    t.match(cookie, { httpOnly: true, sameSite: 'Lax' })

    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.waitForURL('**/connexion')
    await page.context().addCookies([cookie!])
    await page.goto(`${platform.address}/imports`)
    t.match(page.url(), /connexion/, 'the session is ended on the server too')
    await page.context().clearCookies()

    platform.clock.now = new Date(NOW.getTime() + 30_000)
    await page.goto(`${platform.address}/connexion`)
    await fillSignIn(page, account.credentials)
    await page.waitForURL('**/connexion/code')
    await checkPage(t, page, 'code')
    await picture(page, 'code')
    await page.getByLabel('Code à six chiffres').fill('000000')
    await page.getByRole('button', { name: 'Continuer' }).click()
    t.match(await shown(page.getByRole('alert')), /n’est pas le bon/)
    await checkPage(t, page, 'code refused')
    const now = await codeOf(platform.db, account, platform.clock.now)
    await page.getByLabel('Code à six chiffres').fill(now)
    await page.getByRole('button', { name: 'Continuer' }).click()
    await page.waitForURL('**/indicateurs')
    platform.clock.now = NOW
  },
)

browserTest('a recovery code opens when the telephone is lost', async (t, open) => {
  const platform = await platformOf()
  const account = await accountOf(platform, 'admin')
  const [code] = await withSecondFactor(platform.db, account)
  const page = await open()
  await page.goto(`${platform.address}/connexion`)
  await fillSignIn(page, account.credentials)
  await page.getByRole('link', { name: 'Utiliser un code de secours' }).click()
  await checkPage(t, page, 'recovery code')
  await page.getByLabel('Code de secours').fill(code!)
  await page.getByRole('button', { name: 'Continuer' }).click()
  await page.getByText('Il vous reste 9').waitFor()
  await checkPage(t, page, 'recovery code used')
  await picture(page, 'code-de-secours-utilise')
})

browserTest('« Mon compte »: sessions, password, second factor and tokens', async (t, open) => {
  const platform = await platformOf()
  const account = await accountOf(platform, 'admin')
  await withSecondFactor(platform.db, account)
  const page = await open()
  await signIn(page, platform, account)
  for (const [path, name] of [
    ['/mon-compte', 'own account'],
    ['/mon-compte/sessions', 'sessions'],
    ['/mon-compte/mot-de-passe', 'password'],
    ['/mon-compte/second-facteur', 'second factor state'],
    ['/mon-compte/jetons', 'tokens'],
  ] as const) {
    await page.goto(`${platform.address}${path}`)
    await checkPage(t, page, name)
    await picture(page, path.slice(1).replaceAll('/', '-'))
  }
  await page.getByLabel('Nom du programme').fill('Tableur du COPIL')
  await page.getByLabel('Lire les indicateurs').check()
  await page.getByLabel('Mot de passe actuel').fill(account.credentials.password)
  await page.getByRole('button', { name: 'Créer le jeton' }).click()
  const token = await shown(page.locator('.token code'))
  await checkPage(t, page, 'new token')
  await picture(page, 'jeton')
  const answer = await fetch(`${platform.address}/api/tracers`, {
    headers: { authorization: `Bearer ${token}` },
  })
  t.equal(answer.status, 200)
  await page.getByRole('link', { name: 'J’ai copié le jeton' }).click()
  await page.getByRole('button', { name: 'Révoquer Tableur du COPIL' }).click()
  await page.getByText('Le jeton est révoqué').waitFor()
})

browserTest('a lost password, from the request to the new sign-in', async (t, open) => {
  const platform = await platformOf()
  const account = await aProfessional()
  const page = await open()
  await page.goto(`${platform.address}/connexion`)
  await page.getByRole('link', { name: 'Mot de passe oublié' }).click()
  await checkPage(t, page, 'lost password')
  await page.getByLabel('Adresse électronique').fill(account.credentials.email)
  await page.getByRole('button', { name: 'Recevoir le lien' }).click()
  await page.getByRole('heading', { name: 'Regardez vos courriels' }).waitFor()
  await checkPage(t, page, 'mail asked')
  const [reset] = await platform.db
    .select()
    .from(passwordResets)
    .where(eq(passwordResets.userId, account.userId))
  const link = { purpose: 'password-reset', id: reset!.id, version: 1, expiresAt: reset!.expiresAt } as const
  const token = signLink(deriveKey(APP_SECRET, 'links'), link)
  await page.goto(`${platform.address}/mot-de-passe/nouveau?jeton=${token}`)
  t.equal(page.url(), `${platform.address}/mot-de-passe/nouveau`, 'the token has left the address')
  await page.getByLabel('Nouveau mot de passe').fill('motdepasse2026')
  await page.getByLabel('Le même, encore une fois').fill('motdepasse2026')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  t.match(await shown(page.locator('#erreurs')), /mots trop courants/)
  await checkPage(t, page, 'weak password')
  await picture(page, 'nouveau-mot-de-passe')
  const password = 'girouette parapluie gravier'
  await page.getByLabel('Nouveau mot de passe').fill(password)
  await page.getByLabel('Le même, encore une fois').fill(password)
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await page.getByText('Votre nouveau mot de passe est enregistré').waitFor()
  await fillSignIn(page, { email: account.credentials.email, password })
  await page.waitForURL('**/maternites')
  await page.goto(`${platform.address}/mot-de-passe/nouveau?jeton=${token}`)
  t.match(await shown(page.locator('main')), /a déjà servi/)
  await checkPage(t, page, 'ended link')
})

browserTest('one signs in with the keyboard alone', async (t, open) => {
  const platform = await platformOf()
  const { email, password } = (await aProfessional()).credentials
  const page = await open()
  await page.goto(`${platform.address}/connexion`)
  await checkKeyboard(t, page, 'sign-in')
  await page.goto(`${platform.address}/connexion`)
  await tab(page)
  await page.keyboard.press('Enter')
  t.equal(
    await page.evaluate(() => document.activeElement?.id),
    'contenu',
    'the skip link leads to the content',
  )
  await tab(page)
  await page.keyboard.type(email)
  await tab(page)
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/maternites')
})

browserTest('without JavaScript one signs in and out just the same', async (t, open) => {
  const platform = await platformOf()
  const page = await open({ javaScriptEnabled: false })
  await signIn(page, platform, await accountOf(platform, 'ars'))
  t.match(page.url(), /\/indicateurs$/)
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await page.waitForURL('**/connexion')
})
