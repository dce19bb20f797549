import root from 'tap'
import { audit } from '../../src/audit/audit.js'
import { inTransaction } from '../../src/context.js'
import { anAccount } from '../support/builders.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { type Platform, signedIn, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const platformOf = once(async () => {
  const platform = await startPlatform(root)
  await writeJournal(platform)
  return platform
})

browserTest(
  'the coordinator reads the journal in sentences, filters it and takes it away',
  async (t, open) => {
    const platform = await platformOf()
    const page = await signedIn(await open(), platform, 'coordinator')
    await page.getByRole('link', { name: 'Journal' }).click()
    await page.waitForURL('**/journal')
    t.match(await shown(page.locator('main')), /Camille Roy a enregistré le fondement juridique/)
    t.match(await shown(page.locator('main')), /Journal vérifié jusqu’à l’entrée n°/)
    await checkKeyboard(t, page, 'journal')
    await checkPage(t, page, 'journal')
    t.equal(await page.locator('tbody tr').count(), 50)
    await page.getByRole('link', { name: 'Actes plus anciens' }).click()
    t.ok((await page.locator('tbody tr').count()) > 0)
    await page.getByRole('link', { name: 'Revenir aux plus récents' }).click()

    await page.getByLabel('Personne').selectOption({ label: 'Camille Roy' })
    await page.getByLabel('Nature de l’acte').selectOption({ label: 'Fondement juridique' })
    await page.getByRole('button', { name: 'Filtrer' }).click()
    t.equal(await page.locator('tbody tr').count(), 1)
    t.match(page.url(), /nature=authorisation/, 'a filtered journal has an address')
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: /Exporter/ }).click()
    t.equal((await download).suggestedFilename(), 'journal.csv')

    await page.getByLabel('Du', { exact: true }).fill('2030-01-01')
    await page.getByRole('button', { name: 'Filtrer' }).click()
    t.match(await shown(page.locator('.empty')), /Aucun acte ne répond/)
    await checkPage(t, page, 'empty journal')
  },
)

browserTest('without JavaScript the filters work the same', async (t, open) => {
  const platform = await platformOf()
  const page = await open({ javaScriptEnabled: false })
  await signIn(page, platform, await anAccount(platform.db, { role: 'admin', networkId: platform.networkId }))
  await page.goto(`${platform.address}/journal`)
  await page.getByLabel('Nature de l’acte').selectOption({ label: 'Fondement juridique' })
  await page.getByRole('button', { name: 'Filtrer' }).click()
  t.equal(await page.locator('tbody tr').count(), 1)
})

browserTest('a broken journal is said at the top, in words', async (t, open) => {
  const platform = await startPlatform(root)
  await inTransaction(platform.ctx, (ctx) =>
    audit(ctx, 'audit.verify', { details: { intact: false, position: 12, fault: 'missing' } }),
  )
  const page = await signedIn(await open(), platform, 'admin')
  await page.goto(`${platform.address}/journal`)
  t.match(await shown(page.locator('.notice-error')), /L’entrée n°\s12 a disparu/)
  await checkPage(t, page, 'broken journal')
})

/** Two pages of acts, one of them a person's. */
async function writeJournal({ db, ctx, networkId }: Platform): Promise<void> {
  const camille = await anAccount(db, { role: 'admin', networkId }, { name: 'Camille Roy' })
  for (let i = 0; i < 60; i += 1) {
    await inTransaction({ ...ctx, now: new Date(ctx.now.getTime() - (60 - i) * 3600_000) }, (ctx) =>
      audit(ctx, 'pmsi.finish', { details: { position: i } }),
    )
  }
  await inTransaction(ctx, async (ctx) => {
    await audit(ctx, 'account.grant', {
      id: camille.userId,
      before: { role: 'professional', scope: null },
      after: { role: 'admin', scope: null },
    })
    await audit(ctx, 'authorisation.record', { by: camille.userId, details: { reference: 'CNIL 2026-1' } })
    await audit(ctx, 'audit.verify', { details: { intact: true, length: 62 } })
  })
}
