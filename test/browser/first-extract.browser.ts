import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { eq, sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { pmsiImports } from '../../src/domains/pmsi/tables.js'
import { type Extract, extracts } from '../support/extracts.js'
import { runWorker } from '../support/worker.js'
import { checkPage, shown } from './checks.js'
import { browserTest, type Open } from './chromium.js'
import { type Platform, type Role, signedIn, startPlatform } from './platform.js'

browserTest(
  'the legal basis comes first: its form keeps what was typed, then uploads open',
  async (t, open) => {
    const platform = await startPlatform(t, { authorised: false })
    const coordinator = await importsPage(open, platform)
    t.equal(await coordinator.locator('input[type=file]').count(), 0)
    t.match(await shown(coordinator.locator('main')), /L’administrateur du réseau doit l’enregistrer/)
    await checkPage(t, coordinator, 'imports without legal basis')

    const admin = await importsPage(open, platform, 'admin')
    await admin.getByRole('link', { name: 'Enregistrer le fondement juridique' }).click()
    await checkPage(t, admin, 'legal basis, none')
    await admin.getByLabel('Référence de l’autorisation').fill('Décision n° 12 <b>')
    await admin.getByLabel('Fondement et finalité').fill('Suivi des indicateurs')
    await admin.getByLabel('Valable du').fill('2026-01-01')
    await admin.getByLabel('Jusqu’au').fill('2020-01-01')
    await admin.getByLabel('Délégué à la protection').fill('Mme Test, dpo@exemple.test')
    const record = admin.getByRole('button', { name: 'Enregistrer le fondement juridique' })
    await record.click()

    const summary = admin.locator('#erreurs')
    await summary.waitFor()
    await admin.waitForFunction(() => document.activeElement?.id === 'erreurs')
    t.match(await admin.title(), /^Erreur/)
    const host = admin.getByLabel('Hébergeur certifié')
    t.equal(await host.getAttribute('aria-invalid'), 'true')
    t.match(await describedBy(host), /Remplissez ce champ/)
    t.equal(await admin.getByLabel('Référence de l’autorisation').inputValue(), 'Décision n° 12 <b>')
    t.equal(await admin.getByLabel('Fondement et finalité').inputValue(), 'Suivi des indicateurs')
    t.equal(await admin.getByLabel('Valable du').inputValue(), '2026-01-01')
    await checkPage(t, admin, 'legal basis, errors')
    await summary.getByRole('link').first().click()
    t.match(
      await admin.evaluate(() => document.activeElement?.id),
      /^champ-/,
      'the summary leads to the field',
    )

    await host.fill('Hébergeur HDS')
    await record.click()
    await summary.getByText('La date de fin précède la date de début').waitFor()
    await admin.getByLabel('Jusqu’au').fill('2027-12-31')
    await record.click()
    await admin.getByText('Le fondement juridique est enregistré.').waitFor()
    t.match(await shown(admin.locator('.facts')), /Décision n° 12 <b>[\s\S]*Hébergeur HDS/)
    await checkPage(t, admin, 'legal basis, recorded')

    await coordinator.reload()
    t.equal(await coordinator.locator('input[type=file]').count(), 1)
  },
)

browserTest(
  'an extract sent through the page is followed to its result, its rejections leave as CSV',
  async (t, open) => {
    const platform = await startPlatform(t)
    const page = await importsPage(open, platform)
    await checkPage(t, page, 'imports, none yet')
    await page.getByRole('button', { name: 'Envoyer et calculer' }).click()
    await page.getByText('Aucun fichier n’a été reçu.').first().waitFor()
    await page.goBack()
    await send(page, [...extracts({ stays: 600, years: [2025] }), BULKY])
    const bar = page.getByRole('progressbar', { name: 'Lecture des fichiers' })
    t.equal(await bar.getAttribute('value'), '0')
    await checkPage(t, page, 'import waiting')

    // What the worker writes as it reads: the page follows without being loaded again.
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''))
    await setProgress(platform, 0.5)
    await page.waitForFunction(() => Math.abs((document.querySelector('progress')?.value ?? 0) - 50) < 5)
    t.match(await shown(page.locator('[data-progress-words]')), /environ [45]\d\s%/)
    t.equal(await page.locator('body[data-same-page]').count(), 1)

    runWorker(t, platform)
    await page.getByText(/séjours périnatals retenus, indicateurs recalculés/).waitFor()
    t.equal(await bar.count(), 0)
    for (const summary of await page.locator('main summary').all()) await summary.click()
    const files = page.getByRole('region', { name: 'Fichiers de l’envoi' })
    t.match(await shown(files), /VID-HOSP[\s\S]*Lu/)
    const rejections = page.getByRole('region', { name: /lignes? rejetée/ })
    t.match(await shown(rejections.locator('tbody tr').first()), /\.\w+\s+\d+\s+\S+[\s\S]*\s\S+/)
    await checkPage(t, page, 'import finished')

    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Exporter (CSV Excel)' }).click()
    const csv = await readFile(await (await download).path(), 'utf8')
    t.equal(csv.charCodeAt(0), 0xfeff, 'Excel needs the mark to read accents')
    t.match(csv, /Fichier;Ligne;Zone;Raison/)
    t.ok(csv.trim().split('\r\n').length > (await rejections.locator('tbody tr').count()))

    await page.getByRole('link', { name: 'Voir les indicateurs' }).click()
    await page.getByRole('heading', { name: 'Indicateurs traceurs' }).waitFor()
  },
)

browserTest(
  'without JavaScript the page of an import loads itself again until the result',
  async (t, open) => {
    const platform = await startPlatform(t)
    const page = await importsPage(open, platform, 'coordinator', { javaScriptEnabled: false })
    await send(page, extracts({ stays: 200, years: [2025] }))
    await page.getByText('En attente').waitFor()
    runWorker(t, platform)
    await page.getByText(/indicateurs recalculés/).waitFor()
  },
)

browserTest('an import is cancelled with its button, before it begins and while it runs', async (t, open) => {
  const platform = await startPlatform(t)
  const page = await importsPage(open, platform)
  await send(page, extracts({ stays: 100, years: [2025] }))
  const cancel = page.getByRole('button', { name: 'Annuler cet import' })
  await cancel.click()
  await page.getByText('Import annulé : rien n’a été gardé').waitFor()
  await checkPage(t, page, 'import cancelled')

  await page.goto(`${platform.address}/imports`)
  runWorker(t, platform)
  const release = await holdImports(t, platform)
  await send(page, extracts({ stays: 100, years: [2025] }))
  await page.getByText('En cours').or(page.getByText('En attente')).waitFor()
  await page.waitForFunction(async () => {
    const response = await fetch(location.href)
    return (await response.text()).includes('En cours')
  })
  await cancel.click()
  await page.getByText('Annulation demandée').waitFor()
  t.equal(await cancel.count(), 0)
  await release()
  await page.getByText('Import annulé : rien n’a été gardé').waitFor()
})

browserTest('a file that is no extract is refused on its page, whatever its name', async (t, open) => {
  const platform = await startPlatform(t)
  runWorker(t, platform)
  const page = await importsPage(open, platform)
  const name = '<img src=x onerror=alert(1)>.rsa'
  await send(page, [{ name, content: Buffer.from('not an extract') }])
  await page.getByText('Aucun des fichiers envoyés n’a pu être lu').waitFor()
  t.match(await shown(page.locator('h1')), name)
  t.match(await shown(page.getByRole('region', { name: 'Fichiers de l’envoi' })), name)
  t.equal(await page.locator('main img').count(), 0)
  await checkPage(t, page, 'import refused')
})

/** Nothing of the PMSI, but enough bytes for a progress that moves. */
const BULKY: Extract = { name: 'releve.txt', content: randomBytes(2 * 1024 * 1024) }

type PageOptions = Parameters<Open>[0]

async function importsPage(
  open: Open,
  platform: Platform,
  role: Role = 'coordinator',
  options?: PageOptions,
) {
  const page = await signedIn(await open(options), platform, role)
  await page.goto(`${platform.address}/imports`)
  return page
}

/** Chooses the files as a person does, and lands on the page of the import. */
async function send(page: Page, files: Extract[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByLabel('Fichiers du PMSI').click()
  await (await chooser).setFiles(
    files.map(({ name, content }) => ({ name, mimeType: 'application/zip', buffer: content })),
  )
  await page.getByRole('button', { name: 'Envoyer et calculer' }).click()
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/)
}

/** The words that describe a field to a screen reader. */
function describedBy(field: ReturnType<Page['locator']>): Promise<string> {
  return field.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' '),
  )
}

function setProgress({ ctx, networkId }: Platform, share: number): Promise<unknown> {
  return inTransaction(ctx, ({ db }) =>
    db
      .update(pmsiImports)
      .set({ startedAt: ctx.now, bytesRead: sql`round(${pmsiImports.bytesTotal} * ${share}::float8)::int` })
      .where(eq(pmsiImports.networkId, networkId)),
  )
}

/** Takes the turn of the imports of this network; the function returned gives it back. */
async function holdImports(t: Test, { pool, networkId }: Platform): Promise<() => Promise<void>> {
  const client = await pool.connect()
  let held = true
  const release = async () => {
    if (!held) return
    held = false
    await client.query('select pg_advisory_unlock_all()')
    client.release()
  }
  t.teardown(release)
  await client.query('select pg_advisory_lock(hashtextextended($1, 1))', [networkId])
  return release
}
