import { and, eq, isNull } from 'drizzle-orm'
import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { tracerComputations, tracerFindings } from '../../src/domains/tracers/tables.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { OWN_FINESS, type Platform, platformWithFigures, signedIn } from './platform.js'
import { once } from './shared.js'

const platformOf = once(() => platformWithFigures(root))

browserTest('the DIM sees the quality of its own extracts, down to the RSA keys', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'establishment')
  await page.getByRole('link', { name: 'Contrôle qualité' }).click()
  await page.getByText('Vous seuls voyez cette liste').waitFor()
  t.match(await shown(page.locator('.lead')), /lignes lues/)
  const [expected] = await ownFindings(platform)
  const { code } = expected!
  const others = (await shown(page.locator('main'))).match(/9900\d{5}/g) ?? []
  t.same(
    others.filter((finess) => finess !== OWN_FINESS),
    [],
    'no other establishment is named',
  )
  await checkKeyboard(t, page, 'quality')
  await checkPage(t, page, 'quality')

  await page.locator(`a[href="/qualite/${code}"]`).first().click()
  await page.waitForURL(`**/qualite/${code}`)
  const keys = (await ownFindings(platform)).filter((row) => row.code === code).map((row) => row.rsaKey)
  const listed = await page.locator('tbody th').allInnerTexts()
  t.same(listed.sort(), keys.map((key) => key ?? 'ensemble de l’année').sort())
  await checkPage(t, page, 'finding')
})

browserTest('the coordinator is refused the quality pages, in words', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  t.equal(await page.getByRole('link', { name: 'Contrôle qualité' }).count(), 0)
  const response = await page.goto(`${platform.address}/qualite`)
  t.equal(response?.status(), 403)
  t.match(await shown(page.locator('main')), /Votre rôle ne permet pas cette action/)
  await checkPage(t, page, 'refusal')
})

browserTest('an officer of the health agency reads the figures and sends nothing', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'ars')
  t.match(await shown(page.locator('tbody').first()), /\d,\d\s%/)
  t.equal(await page.locator('a[href="/imports"]').count(), 0)
  t.equal((await page.goto(`${platform.address}/imports`))?.status(), 403)
  await page.goto(`${platform.address}/indicateurs/prematurite`)
  t.equal(await page.getByText('Saisir ou corriger un chiffre').count(), 0)
  await page.goto(`${platform.address}/fondement-juridique`)
  t.equal(await page.locator('main form').count(), 0)
  await checkPage(t, page, 'legal basis, read only')
})

/** The findings of the computation in force for the DIM's establishment. */
function ownFindings({ ctx }: Platform) {
  return inTransaction(ctx, ({ db }) =>
    db
      .select({ code: tracerFindings.code, rsaKey: tracerFindings.rsaKey })
      .from(tracerFindings)
      .innerJoin(tracerComputations, eq(tracerComputations.id, tracerFindings.computationId))
      .where(and(isNull(tracerComputations.supersededAt), eq(tracerFindings.establishment, OWN_FINESS))),
  )
}
