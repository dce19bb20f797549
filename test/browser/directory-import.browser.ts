import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import root from 'tap'
import { coordinatorSheet } from '../../src/domains/directory/synthesis/coordinator-sheet.js'
import { readCsv } from '../support/csv-reader.js'
import { runWorker } from '../support/worker.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { type Platform, signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

/** Where SCREENSHOTS names a folder, each page is kept there for somebody to look at. */
const folder = process.env.SCREENSHOTS
const PHONE = { viewport: { width: 320, height: 640 } }
const FILE = 'annuaire du réseau.csv'
const SHEET = coordinatorSheet(7, 500)

const platformOf = once(async () => {
  const platform = await startPlatform(root)
  runWorker(root, platform)
  return platform
})

browserTest(
  'a coordinator brings her messy sheet of five hundred lines: compared, its refusals explained, applied, undone, redone',
  async (t, open) => {
    const platform = await platformOf()
    const page = await importsPage(await open(), platform)
    await look(t, page, 'imports, none yet')
    await checkKeyboard(t, page, 'imports, none yet')
    await page.getByRole('button', { name: 'Envoyer et comparer' }).click()
    await page.getByText('Aucun fichier n’a été reçu.').first().waitFor()
    await page.goBack()

    await send(page, SHEET.csv)
    await page.getByRole('button', { name: 'Comparer avec l’annuaire' }).waitFor()
    t.match(await shown(page.locator('main')), /windows-1252[\s\S]*point-virgule[\s\S]*ligne 3/)
    await look(t, page, 'columns recognised')
    await page.getByLabel('Prénom', { exact: true }).selectOption('lastName')
    await page.getByRole('button', { name: 'Comparer avec l’annuaire' }).click()
    await page.locator('.error-summary').waitFor()
    t.match(await shown(page.locator('main')), /Deux colonnes sont lues comme « Nom »/)
    t.equal(await page.getByLabel('Prénom', { exact: true }).inputValue(), 'lastName', 'the choice is kept')
    await look(t, page, 'columns refused')
    await page.getByLabel('Prénom', { exact: true }).selectOption('firstName')
    await page.getByRole('button', { name: 'Comparer avec l’annuaire' }).click()

    await page.getByRole('heading', { name: 'Ce qui changerait' }).waitFor()
    const refused = SHEET.refused.size
    t.match(await shown(page.locator('.lead')), new RegExp(`500\\slignes lues, ${refused}\\slignes refusées`))
    await look(t, page, 'compared')
    await checkKeyboard(t, page, 'compared')
    await page
      .getByRole('link', { name: /^Refus/ })
      .first()
      .click()
    await look(t, page, 'refusals')
    await checkRefusals(t, await downloaded(page))

    t.equal(await recordCount(page, platform), 0, 'nothing is written by a comparison')
    await page.goBack()
    await page.getByRole('button', { name: 'Appliquer à l’annuaire' }).click()
    await page.getByText('Import écrit dans l’annuaire').waitFor(LONG)
    await look(t, page, 'applied')
    const written = await recordCount(page, platform)
    t.ok(written >= 500 - refused, `${written} records`)
    await page.goBack()

    await page.getByRole('button', { name: 'Annuler cet import' }).click()
    await page.getByText('l’annuaire est revenu à ce qu’il était').waitFor(LONG)
    await look(t, page, 'undone')
    t.equal(await recordCount(page, platform), 0, 'undone, nothing is left')
    await page.goBack()

    await page.getByRole('button', { name: 'Appliquer de nouveau' }).click()
    await page.getByText('Import écrit dans l’annuaire').waitFor(LONG)
    t.equal(await recordCount(page, platform), written, 'applied again, it says the same')
  },
)

browserTest('without JavaScript, on a phone, a sheet is sent, compared and given up', async (t, open) => {
  const platform = await platformOf()
  const page = await importsPage(await open({ ...PHONE, javaScriptEnabled: false }), platform)
  await send(page, coordinatorSheet(8, 40).csv)
  await page.getByRole('button', { name: 'Comparer avec l’annuaire' }).click()
  await page.getByRole('heading', { name: 'Ce qui changerait' }).waitFor()
  const width = await page.locator('main').evaluate((main) => main.ownerDocument.documentElement.scrollWidth)
  t.equal(width, 320, 'nothing is wider than the phone')
  await picture(page, 'compared, phone')
  await page.getByRole('button', { name: 'Abandonner' }).click()
  await page.getByText('Import abandonné').waitFor()
})

browserTest('a file that is no directory is refused in a sentence that says what to do', async (t, open) => {
  const platform = await platformOf()
  const page = await importsPage(await open(), platform)
  await send(page, Buffer.from([0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0, 1, 2, 3]), 'annuaire.pdf')
  await page.getByRole('alert').waitFor()
  t.match(await shown(page.getByRole('alert')), /\.xlsx|CSV/)
  await look(t, page, 'unreadable')
})

const LONG = { timeout: 60_000 }

async function importsPage(page: Page, platform: Platform): Promise<Page> {
  await signedIn(page, platform, 'coordinator')
  await page.goto(`${platform.address}/annuaire/imports`)
  return page
}

async function send(page: Page, buffer: Buffer, name = FILE): Promise<void> {
  await page.getByLabel('Fichier du RPPS').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Envoyer et comparer' }).click()
}

async function look(t: Parameters<typeof checkPage>[0], page: Page, name: string): Promise<void> {
  await checkPage(t, page, name)
  await picture(page, name)
}

async function picture(page: Page, name: string): Promise<void> {
  if (folder)
    await page.screenshot({ path: `${folder}/import-${name.replace(/\W+/g, '-')}.png`, fullPage: true })
}

async function downloaded(page: Page): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Refus et points à vérifier (CSV Excel)' }).click()
  return readFile(await (await download).path(), 'utf8')
}

/** Each fault put in the sheet is in the file, at its line and column, with what is wrong and what to do. */
async function checkRefusals(t: Parameters<typeof checkPage>[0], csv: string): Promise<void> {
  t.equal(csv.charCodeAt(0), 0xfeff, 'Excel needs the mark to read accents')
  const lines = readCsv(csv)
  const start = lines.findIndex(([first]) => first === 'Ligne')
  t.same(lines[start], ['Ligne', 'Suite donnée', 'Colonne', 'Raison', 'Fiche'])
  const rows = lines.slice(start + 1)
  const refusals = rows.filter(([, fate]) => fate === 'Refusée : rien n’est écrit')
  t.same(
    new Map(refusals.map(([line, , column]) => [Number(line), column])),
    new Map([...SHEET.refused].map(([line, column]) => [line, column ?? 'ligne entière'])),
  )
  for (const [what, said] of SAID)
    t.ok(
      rows.some(([, , column, reason]) => `${column} : ${reason}`.match(said)),
      `${what} is explained`,
    )
}

const SAID: readonly [what: string, said: RegExp][] = [
  ['a leading zero lost', /a 9 chiffres : un tableur a sans doute ôté le zéro du début/],
  ['a telephone that is none', /^Tél\. : « à demander » n’est pas un numéro de téléphone/],
  ['a number rounded by Excel', /^N° RPPS : « 9,9E\+10 »/],
  ['a FINESS number too short', /^N° FINESS : « 0100007 » n’est pas un numéro FINESS : il a 9 chiffres/],
  ['a SIRET in its place', /^N° FINESS : .* a 14 chiffres : c’est un SIRET/],
  ['a day that does not exist', /^Mise à jour : « 31\/02\/2026 » n’est pas une date du calendrier/],
  ['a latitude whose comma was lost', /^Latitude : « 46205167 » n’est pas en degrés, ou sa virgule/],
  ['half a position', /^Latitude : .*donnez les deux, ou aucune/],
  [
    'a position elsewhere',
    /^Latitude : Le point \(20,88 ; 55,45\) n’est pas dans le département \d\w+ : corrigez/,
  ],
]

/** How many records the team finds in the directory. */
async function recordCount(page: Page, { address }: Platform): Promise<number> {
  await page.goto(`${address}/annuaire/fiches`)
  const [, count = ''] = /([\d\s\u202f]+)fiches?/.exec(await shown(page.locator('main'))) ?? []
  return Number(count.replace(/\D/g, ''))
}
