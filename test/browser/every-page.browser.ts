import { eq, sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { users } from '../../src/domains/accounts/tables.js'
import { establishments, networks } from '../../src/domains/networks/tables.js'
import { checkKeyboard, checkPage, faultsOf, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { OWN_FINESS, type Platform, platformWithFigures, signedIn } from './platform.js'
import { once } from './shared.js'

const platformOf = once(() => platformWithFigures(root))

const HOSTILE = '<img src=x onerror=alert(1)>'

const PAGES = [
  '/indicateurs',
  '/indicateurs/prematurite',
  '/indicateurs/prematurite/comparaison',
  '/imports',
  '/maternites',
  '/fondement-juridique',
  '/accessibilite',
  '/mentions-legales',
  '/donnees-personnelles',
  '/cette-page-n-existe-pas',
]

browserTest(
  'every page is used with the keyboard alone, and opens with its link to the content',
  async (t, open) => {
    const platform = await platformOf()
    const page = await signedIn(await open(), platform, 'coordinator')
    for (const path of PAGES) {
      await page.goto(platform.address + path)
      await checkKeyboard(t, page, path)
    }
  },
)

browserTest('the pages that no other test checks are accessible and fit a phone', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  for (const path of PAGES.filter((path) => !/^\/(indicateurs|fondement|imports)$/.test(path))) {
    await page.goto(platform.address + path)
    await checkPage(t, page, path)
  }
})

browserTest('a name that is HTML is shown as text on every page, and runs nothing', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  await rename(platform)
  const places = ['/indicateurs', '/indicateurs/mode-accouchement'].map(
    (path) => `${path}?etablissement=${OWN_FINESS}`,
  )
  for (const path of [...PAGES, ...places]) {
    await page.goto(platform.address + path)
    t.equal(await page.locator('img:not(.motif)').count(), 0, `${path}: no image`)
    t.match(await shown(page.locator('.brand')), HOSTILE)
    t.match(await shown(page.locator('.signed-in')), HOSTILE)
    t.match(await page.title(), HOSTILE)
  }
  await page.goto(`${platform.address}/maternites`)
  t.ok(await page.getByRole('link', { name: HOSTILE }).count())
  await page.goto(`${platform.address}/indicateurs/mode-accouchement/comparaison`)
  t.ok(await textIn(page, 'main', HOSTILE))
  await page.goto(platform.address + places[1])
  t.match(await shown(page.locator('.lead')), HOSTILE)
  await checkPage(t, page, 'hostile names')
})

browserTest('the checks of a page see what is wrong with one', async (t, open) => {
  const page = await open()
  await page.setContent(`<html lang="fr"><title>Essai</title><main><h1>Essai</h1>
    <style>@media (prefers-color-scheme: dark) { p { color: #777; background: #666 } }</style>
    <img src="data:,"><p style="width: 400px">Un texte</p></main></html>`)
  const { light, dark, wide } = await faultsOf(page)
  t.match(light, [/^image-alt/])
  t.match(dark, [/^color-contrast/, /^image-alt/])
  t.match(wide, [/px/, /Un texte/])
})

async function textIn(page: Page, selector: string, text: string): Promise<boolean> {
  return ((await page.locator(selector).textContent()) ?? '').includes(text)
}

/** Gives the network, its people and one maternity the worst name there is. */
async function rename({ ctx, networkId }: Platform): Promise<void> {
  await inTransaction(ctx, async ({ db }) => {
    await db.update(establishments).set({ name: HOSTILE }).where(eq(establishments.finessGeo, OWN_FINESS))
  })
  await ctx.db.update(networks).set({ name: HOSTILE }).where(eq(networks.id, networkId))
  await ctx.db.update(users).set({ name: sql`${HOSTILE}` })
}
