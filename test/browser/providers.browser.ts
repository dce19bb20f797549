import type { Page } from 'playwright-core'
import root, { type Test } from 'tap'
import type { SignInProvider } from '../../src/config.js'
import { inTransaction } from '../../src/context.js'
import { linkIdentity } from '../../src/domains/accounts/providers/identities.js'
import { PASSWORD } from '../support/builders.js'
import { type RealProvider, realProvider } from '../support/openid-provider.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { accountOf, type Platform, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const site = (raisonSocialeSite: string) => ({ raisonSocialeSite, numeroFinessSite: '990000137' })
const claims = {
  SubjectNameID: '899700000019',
  SubjectRefPro: {
    exercices: [
      {
        codeProfession: '50',
        codeCategorieProfessionnelle: 'C',
        activities: [site('CENTRE HOSPITALIER FICTIF'), site('MAISON DE NAISSANCE LES QUATRE VENTS')],
      },
    ],
  },
}

/** A platform and both providers, each knowing the address of the other. */
const worldOf = once(async () => {
  // The platform must listen before a provider can be told where to send people back.
  const settings = (['pro-sante-connect', 'proconnect'] as const).map(placeholder)
  const platform = await startPlatform(root, { signInProviders: settings })
  const options = { platform: platform.address }
  const psc = await realProvider(
    root,
    'pro-sante-connect',
    { subject: 'zoé', acr: 'eidas1', claims },
    options,
  )
  const proConnect = await realProvider(root, 'proconnect', { subject: 'zoé', acr: 'eidas2' }, options)
  for (const [index, provider] of [psc, proConnect].entries())
    Object.assign(settings[index]!, provider.settings)
  return { platform, psc, proConnect }
})

function placeholder(provider: SignInProvider['provider']): SignInProvider {
  const nowhere = 'http://127.0.0.1'
  return {
    provider,
    issuer: nowhere,
    discoveryUrl: nowhere,
    clientId: 'x',
    clientSecret: 'x',
    acrValues: [],
    redirectUri: nowhere,
    timeoutSeconds: 5,
  }
}

async function linkedAccount({ db, ctx, ...platform }: Platform, provider: RealProvider, subject: string) {
  const account = await accountOf({ db, ctx, ...platform }, 'coordinator')
  const identity = { provider: provider.settings.provider, issuer: provider.issuer, subject, claims: {} }
  await inTransaction(ctx, (ctx) => linkIdentity(ctx, account.userId, identity))
  return account
}

/** Where SHOTS names a folder, what a person would see is kept there for somebody to look at. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS
  if (!folder) return
  await page.screenshot({ path: `${folder}/providers-${name}.png`, fullPage: true })
  await page.setViewportSize({ width: 320, height: 640 })
  await page.screenshot({ path: `${folder}/providers-${name}-320.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
}

async function checked(t: Test, page: Page, name: string): Promise<void> {
  await checkPage(t, page, name)
  await shot(page, name)
}

browserTest('one presses the button of a provider, says where one practises, and is in', async (t, open) => {
  const { platform, psc } = await worldOf()
  psc.person = { ...psc.person, subject: 'zoé' }
  await linkedAccount(platform, psc, 'zoé')
  const page = await open()
  await page.goto(`${platform.address}/connexion?suite=/maternites`)
  await checked(t, page, 'sign-in')
  await checkKeyboard(t, page, 'sign-in with providers')
  await page.getByRole('button', { name: 'Se connecter avec Pro Santé Connect' }).click()
  await page.waitForURL('**/connexion/structure')
  t.match(await shown(page.locator('main')), /plusieurs lieux d’exercice/)
  await checked(t, page, 'practice')

  await page.getByRole('button', { name: 'Continuer' }).click()
  t.match(await shown(page.getByRole('alert')), /Choisissez la structure/)
  await checked(t, page, 'practice-missing')
  await page.getByLabel(/QUATRE VENTS/).check()
  await page.getByRole('button', { name: 'Continuer' }).click()
  await page.waitForURL('**/maternites')
  t.match(await shown(page.locator('.signed-in')), /rôle coordination du réseau/)
})

browserTest('without JavaScript one enters just the same', async (t, open) => {
  const { platform, proConnect } = await worldOf()
  proConnect.person = { subject: 'anne', acr: 'eidas2' }
  await linkedAccount(platform, proConnect, 'anne')
  const page = await open({ javaScriptEnabled: false })
  await page.goto(`${platform.address}/connexion`)
  await page.getByRole('button', { name: 'Se connecter avec ProConnect' }).click()
  await page.waitForURL('**/indicateurs')
  t.match(await shown(page.locator('.signed-in')), /rôle coordination du réseau/)
})

browserTest('an identity nobody linked is told what to do', async (t, open) => {
  const { platform, proConnect } = await worldOf()
  proConnect.person = { subject: 'inconnue', acr: 'eidas2' }
  const page = await open()
  await page.goto(`${platform.address}/connexion`)
  await page.getByRole('button', { name: 'Se connecter avec ProConnect' }).click()
  await page.waitForURL('**/connexion/retour/**')
  t.match(await shown(page.locator('main')), /Aucun compte Trame n’est relié/)
  await checked(t, page, 'unknown')
})

browserTest('a sign-in that cannot be verified says so, with a reference', async (t, open) => {
  const { platform } = await worldOf()
  const page = await open()
  await page.goto(`${platform.address}/connexion/retour/proconnect?state=un-autre&code=x`)
  t.match(await shown(page.locator('main')), /n’a pas pu être vérifiée[\s\S]*référence/)
  await checked(t, page, 'refused')
})

browserTest('from « Mon compte » one links a provider', async (t, open) => {
  const { platform, proConnect } = await worldOf()
  proConnect.person = { subject: 'marie', acr: 'eidas2' }
  const page = await open()
  await signIn(page, platform, await accountOf(platform, 'coordinator'))
  await page.goto(`${platform.address}/mon-compte`)
  await shot(page, 'account')
  await page.getByRole('link', { name: 'Relier ProConnect' }).click()
  await checked(t, page, 'link')
  await page.getByLabel('Votre mot de passe Trame').fill('pas le bon')
  await page.getByRole('button', { name: 'Relier ProConnect' }).click()
  t.match(await shown(page.getByRole('alert')), /réponse à corriger[\s\S]*pas votre mot de passe/)
  await checked(t, page, 'link-refused')
  await page.getByLabel('Votre mot de passe Trame').fill(PASSWORD)
  await page.getByRole('button', { name: 'Relier ProConnect' }).click()
  await page.waitForURL('**/mon-compte**')
  t.match(await shown(page.locator('main')), /ProConnect, relié le/)
  await checked(t, page, 'linked')
})
