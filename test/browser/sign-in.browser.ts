import root from 'tap'
import { PASSWORD } from '../support/builders.js'
import { checkKeyboard, checkPage, shown, tab } from './checks.js'
import { browserTest } from './chromium.js'
import { accountOf, fillSignIn, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const platformOf = once(() => startPlatform(root))

browserTest(
  'a wrong password keeps the address and says what to do, the right one opens',
  async (t, open) => {
    const platform = await platformOf()
    const { email } = (await accountOf(platform, 'coordinator')).credentials
    const page = await open()
    await page.goto(platform.address)
    t.equal(new URL(page.url()).pathname, '/connexion')
    await checkPage(t, page, 'sign-in')

    await fillSignIn(page, { email, password: 'pas le bon' })
    const refusal = page.getByRole('alert')
    t.match(await shown(refusal), /ne correspond pas[\s\S]*Vérifiez les deux/)
    t.equal(await page.getByLabel('Adresse électronique').inputValue(), email)
    t.equal(await page.getByLabel('Mot de passe').inputValue(), '')
    await checkPage(t, page, 'sign-in refused')

    await page.getByLabel('Mot de passe').fill(PASSWORD)
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.waitForURL('**/indicateurs')
    t.match(await shown(page.locator('.signed-in')), /rôle coordination du réseau/)
  },
)

browserTest(
  'after sign-in the reader is on the page she asked for, and sign-out ends it',
  async (t, open) => {
    const platform = await platformOf()
    const page = await open()
    await page.goto(`${platform.address}/imports`)
    t.match(page.url(), /connexion\?suite=/)
    await fillSignIn(page, (await accountOf(platform, 'coordinator')).credentials)
    await page.waitForURL('**/imports')
    const [cookie] = await page.context().cookies()
    t.match(cookie, { httpOnly: true, sameSite: 'Lax' })

    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.waitForURL('**/connexion')
    t.same(await page.context().cookies(), [])
    await page.context().addCookies([cookie!])
    await page.goto(`${platform.address}/imports`)
    t.match(page.url(), /connexion/, 'the session is ended on the server too')
  },
)

browserTest('one signs in with the keyboard alone', async (t, open) => {
  const platform = await platformOf()
  const { email, password } = (await accountOf(platform, 'coordinator')).credentials
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
  await page.waitForURL('**/indicateurs')
})

browserTest('without JavaScript one signs in and out just the same', async (t, open) => {
  const platform = await platformOf()
  const page = await open({ javaScriptEnabled: false })
  await signIn(page, platform, await accountOf(platform, 'ars'))
  t.match(page.url(), /\/indicateurs$/)
  await page.getByRole('button', { name: 'Se déconnecter' }).click()
  await page.waitForURL('**/connexion')
})
