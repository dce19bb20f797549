import root from 'tap'
import type { NetworkRow } from '../support/builders.js'
import { systemCtx } from '../support/builders.js'
import { readPdf } from '../support/pdf-reader.js'
import { aShownDirectory } from '../support/shown-directory.js'
import { runWorker } from '../support/worker.js'
import { checkKeyboard, checkPage } from './checks.js'
import { browserTest } from './chromium.js'
import { signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const platformOf = once(async () => {
  const platform = await startPlatform(root)
  runWorker(root, platform)
  const network = { id: platform.networkId } as NetworkRow
  await aShownDirectory(systemCtx(platform.db, platform.networkId), network)
  return platform
})

browserTest('a booklet is chosen, prepared, and taken away', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  await page.goto(`${platform.address}/annuaire/livrets`)
  await checkPage(t, page, 'nothing made yet')
  await page.getByLabel('Territoire').selectOption('Bresse')
  await page.getByRole('button', { name: 'Rechercher' }).click()
  await page.getByText('Territoire : Bresse', { exact: false }).waitFor()
  await page.getByLabel('les membres du réseau (5 fiches)').check()
  await page.getByRole('button', { name: 'Produire le document' }).click()
  await page.getByText('En préparation').waitFor()
  // Without JavaScript the page loads itself again; here the test does.
  for (let i = 0; i < 60 && (await page.getByText('En préparation').count()) > 0; i += 1) await page.reload()
  await page.getByText('Prêt', { exact: true }).waitFor()
  await checkPage(t, page, 'a booklet is ready')
  await checkKeyboard(t, page, 'booklets')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /Livret \(PDF\), édition pour les membres/ }).click(),
  ])
  t.match(download.suggestedFilename(), /^annuaire-.*\.pdf$/)
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  t.match(readPdf(Buffer.concat(chunks)).pages.join(''), 'DURAND Paul')
})

browserTest('the sheet of direct lines is read on a phone and printed', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'establishment')
  await page.goto(`${platform.address}/annuaire`)
  await page.getByRole('link', { name: 'Fiche des urgences' }).click()
  await page.getByRole('heading', { name: 'Fiche des urgences' }).waitFor()
  await page.getByText('04 99 00 00 11').first().waitFor()
  await checkPage(t, page, 'the sheet')
  await checkKeyboard(t, page, 'the sheet')
  const printed = readPdf(Buffer.from(await page.pdf({ preferCSSPageSize: true })))
  t.ok(printed.pages.length <= 2, `${printed.pages.length} pages on paper`)
  await page.emulateMedia({ media: 'print' })
  t.notOk(
    await page.getByRole('button', { name: 'Télécharger la fiche (PDF)' }).isVisible(),
    'no button on paper',
  )
  t.ok(await page.getByText('04 99 00 00 11').first().isVisible())
})

browserTest('without JavaScript the sheet is read, printed, and prepared as a PDF', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(
    await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } }),
    platform,
    'establishment',
  )
  await page.goto(`${platform.address}/annuaire/fiche-urgences`)
  t.ok(await page.getByText('04 99 00 00 11').first().isVisible())
  t.ok(readPdf(Buffer.from(await page.pdf({ preferCSSPageSize: true }))).pages.length <= 2)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Télécharger la fiche (PDF)' }).click(),
  ])
  t.match(download.suggestedFilename(), /\.pdf$/)
})

browserTest('anybody reads what the open data hold, and takes them away', async (t, open) => {
  const platform = await platformOf()
  const page = await open()
  await page.goto(`${platform.address}/annuaire/livrets`)
  await page.getByRole('link', { name: 'Données ouvertes' }).click()
  await page.getByText('2 fiches').waitFor()
  await checkPage(t, page, 'open data')
  await checkKeyboard(t, page, 'open data')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Tableau CSV' }).click(),
  ])
  t.match(download.suggestedFilename(), /^annuaire-.*\.csv$/)
})

browserTest('the counters are read on a phone, with what makes each figure beside it', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  await page.goto(`${platform.address}/annuaire`)
  await page.getByRole('link', { name: 'Compteurs' }).click()
  await page.getByRole('heading', { name: '1 adhérent' }).waitFor()
  await checkPage(t, page, 'counters')
  await checkKeyboard(t, page, 'counters')
  await page.getByRole('link', { name: 'Voir les fiches des adhérents' }).click()
  await page.getByRole('link', { name: 'DURAND Paul' }).waitFor()
})
