import { readFile } from 'node:fs/promises'
import root from 'tap'
import { checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { OWN_FINESS, platformWithFigures, signedIn } from './platform.js'
import { once } from './shared.js'

/** Fewer stays, and the maternities have too few cases to be drawn. */
const ENOUGH = { stays: 8000 }
const platformOf = once(() => platformWithFigures(root, ENOUGH))

browserTest(
  'the dashboard shows the thirteen indicators, for the place and the year of its form',
  async (t, open) => {
    const page = await signedIn(await open(), await platformOf(), 'coordinator')
    const table = page.getByRole('region', { name: /Les treize indicateurs traceurs/ })
    t.match(await table.getAttribute('aria-labelledby'), /2025/)
    const links = await table
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    t.equal(new Set(links).size, 13)
    t.match(await shown(table.locator('tbody')), /\d,\d\s%/)
    await checkPage(t, page, 'dashboard')

    await page.getByLabel('Lieu').selectOption({ label: 'CH de Valbrune' })
    await page.getByLabel('Année').selectOption('2024')
    await page.getByRole('button', { name: 'Afficher' }).click()
    await page.waitForURL(/etablissement=990000137&annee=2024/)
    t.match(await shown(page.locator('.lead')), /^2024\s:\sCH de Valbrune a transmis/)
    t.equal(await page.getByLabel('Lieu').inputValue(), OWN_FINESS)
    t.equal(await page.getByLabel('Année').inputValue(), '2024')
    await checkPage(t, page, 'dashboard of a maternity')

    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Exporter (CSV Excel)' }).click()
    t.match(await readFile(await (await download).path(), 'utf8'), /CH de Valbrune/)

    await page.getByLabel('Lieu').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/etablissement=&annee=2024/)
    t.match(await shown(page.locator('caption').first()), /région/i)
  },
)

browserTest('an indicator shows its chart, its data and its method', async (t, open) => {
  const page = await signedIn(await open(), await platformOf(), 'coordinator')
  await page
    .getByRole('link', { name: /Mode d’accouchement/ })
    .first()
    .click()
  await page.waitForURL('**/indicateurs/mode-accouchement**')
  const chart = page.getByRole('img', { name: /césarienne/i }).first()
  t.ok((await chart.boundingBox())?.height)
  t.ok(await chart.locator('.chart-mark').count())
  const figure = page.locator('figure').filter({ has: chart })
  await figure.getByText('Voir les données').click()
  t.match(await shown(figure.locator('table')), /2024[\s\S]*2025/)

  const card = page.locator('.figure-card').first()
  await card.getByText('Comment est-ce calculé').focus()
  await page.keyboard.press('Enter')
  await card.getByRole('link', { name: 'La méthode en entier' }).click()
  t.equal(new URL(page.url()).hash, '#methode')
  t.match(await shown(page.locator('section', { has: page.locator('#methode') })), /Numérateur[\s\S]*Limites/)
  await checkPage(t, page, 'indicator')
})

browserTest(
  'an ATIH figure that is no number is kept and explained, a right one stands beside ours',
  async (t, open) => {
    const platform = await platformOf()
    const page = await signedIn(await open(), platform, 'coordinator')
    await page.goto(`${platform.address}/indicateurs/mode-accouchement?annee=2025`)
    await page.getByText('Saisir ou corriger un chiffre').click()
    const value = page.getByRole('textbox', { name: 'Valeur' })
    await value.fill('beaucoup')
    await page.getByLabel('Publié dans').fill('ScanSanté, mars 2026')
    const save = page.getByRole('button', { name: 'Enregistrer ce chiffre' })
    await save.click()
    await page.locator('#erreurs').getByText('Saisissez un nombre, par exemple 7,1.').waitFor()
    t.equal(await value.inputValue(), 'beaucoup')
    t.equal(await page.getByLabel('Publié dans').inputValue(), 'ScanSanté, mars 2026')
    t.equal(await page.getByLabel('Année des séjours').inputValue(), '2025')
    await checkPage(t, page, 'ATIH figure refused')

    await value.fill('999')
    await save.click()
    await page.locator('#erreurs').waitFor()
    t.equal(await value.inputValue(), '999', 'more than every delivery')

    await value.fill('21,5')
    await save.click()
    await page.getByText('Le chiffre publié est enregistré.').waitFor()
    const classes = page.getByRole('region', { name: /^Classe par classe/ })
    const cell = (label: string) => classes.locator(`td[data-label="${label}"]`, { hasText: /\d/ }).first()
    t.match(await shown(cell('Chiffre de l’ATIH')), /21,5/)
    t.match(await shown(cell('Écart avec l’ATIH')), /[+−]?\d/)
    t.match(await shown(classes.locator('..')), /ScanSanté, mars 2026/)
    await checkPage(t, page, 'ATIH figure recorded')
  },
)

browserTest('the comparison draws a funnel whose table says the same', async (t, open) => {
  const platform = await platformOf()
  const page = await signedIn(await open(), platform, 'coordinator')
  await page.goto(`${platform.address}/indicateurs/mode-accouchement`)
  await page.getByRole('link', { name: 'Comparer les maternités' }).click()
  const funnel = page.getByRole('img', { name: /autour du taux régional/ })
  const points = await funnel.locator('.funnel-inside, .funnel-outside, .funnel-far').count()
  t.ok(points >= 2, `${points} points`)
  await page.getByText('Voir les données').click()
  const rows = page.locator('figure tbody tr')
  t.equal(await rows.count(), 5)
  const positions = await rows.locator('td:last-child').allInnerTexts()
  t.equal(positions.filter((text) => /limites/.test(text)).length, points)
  await checkPage(t, page, 'comparison')

  await page
    .getByRole('link', { name: /instrument|extraction/i })
    .first()
    .click()
  await page.waitForURL(/classe=/)
  await page.getByLabel('Année').selectOption('2024')
  await page.getByRole('button', { name: 'Afficher' }).click()
  await page.waitForURL(/classe=.*annee=2024/)
  t.match(await shown(page.locator('.lead')), /2024/)
})
