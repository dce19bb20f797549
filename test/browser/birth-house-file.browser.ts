import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { aBirthHouse, aConvention, aMidwife } from '../support/birth-houses.js'
import { anAccount } from '../support/builders.js'
import { PDF_CONTENT } from '../support/documents.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { accountOf, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

root.setTimeout(400_000)
/** Where SCREENSHOTS names a folder, each page is kept there for somebody to look at. */
const folder = process.env.SCREENSHOTS

const sceneOf = once(async () => {
  const platform = await startPlatform(root)
  const { db, ctx, networkId } = platform
  const [partner] = await inTransaction(ctx, (ctx) => ctx.db.select().from(establishments).limit(1))
  const house = await aBirthHouse(db, { id: networkId }, partner!, {
    name: 'Maison de naissance des Tilleuls',
    legalName: 'Association des Tilleuls',
    legalForm: 'Association loi 1901',
    legalAddress: '12 rue des Tilleuls, Valorbe',
    premises: 'Deux chambres de naissance et une salle de consultation, de plain-pied.',
    partnerAccess: 'Par un couloir couvert, sans ascenseur.',
    partnerAccessMinutes: 3,
    capacity: 80,
  })
  await aMidwife(db, house, { lastName: 'Lerouge' })
  await aMidwife(db, house, { lastName: 'Martin', role: 'support', fte: null })
  await aConvention(db, house, { partnerEstablishmentId: partner!.id, signedOn: '2024-01-01' })
  const grant = { role: 'birth_house', networkId, establishmentId: house.id } as const
  return { platform, house, midwife: await anAccount(db, grant) }
})

/** Part of the form → what is typed in each of its fields that is not yet answered. */
const ANSWERS: Record<string, Record<string, string>> = {
  administrative: {
    conditions: 'L’association s’engage à respecter les conditions de fonctionnement.',
    continuity: 'L’association s’engage à maintenir les caractéristiques du projet.',
  },
  technique: {
    project: 'Une maison attenante à la maternité, pour des grossesses sans complication.',
    availability: 'Deux sages-femmes d’astreinte chaque jour de l’année, sur place en vingt minutes.',
    training: 'Un exercice commun avec la maternité par trimestre.',
  },
  financiere: {},
  convention: {},
}
const FILES: Record<string, string> = { financiere: 'balance', convention: 'convention' }

browserTest(
  'without JavaScript a midwife fills the request, sends it, and the agency answers',
  async (t, open) => {
    const { platform, house, midwife } = await sceneOf()
    const base = `${platform.address}/maisons-de-naissance/${house.id}/autorisation`
    const page = await open({ javaScriptEnabled: false })
    await signIn(page, platform, midwife)
    await page.goto(base)
    await keep(page, 'opening')
    await page.getByLabel('Première demande').check()
    await page.getByRole('button', { name: 'Ouvrir le dossier' }).click()
    await keep(page, 'draft')
    t.match(await shown(page.locator('.lead')), /7.éléments manquent/u)
    await page.getByRole('link', { name: /Formation à la gestion des urgences/ }).click()
    t.match(page.url(), /technique#champ-text-training$/)
    for (const [part, answers] of Object.entries(ANSWERS)) {
      await page.goto(`${base}/${part}`)
      for (const [element, words] of Object.entries(answers))
        await page.locator(`#champ-text-${element}`).fill(words)
      const file = FILES[part]
      if (file) {
        await page
          .locator(`#champ-file-${file}`)
          .setInputFiles({ name: `${file}.pdf`, mimeType: 'application/pdf', buffer: PDF_CONTENT })
      }
      await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click()
      t.match(await shown(page.locator('.notice')), 'Le brouillon est enregistré.')
      t.match(await shown(page.locator('.lead')), 'Cette partie est complète.')
      await keep(page, `part-${part}`)
    }
    await page.goto(base)
    await keep(page, 'complete')
    await page.getByRole('button', { name: 'Transmettre à l’ARS' }).click()
    t.match(await shown(page.locator('.notice')), /sous l’accusé MDN\d+-DA-1-/)
    await keep(page, 'sent')

    const agency = await open({ javaScriptEnabled: false })
    await signIn(agency, platform, await accountOf(platform, 'ars'))
    await agency.goto(`${platform.address}/maisons-de-naissance/autorisations`)
    await keep(agency, 'agency-list')
    await agency.getByRole('link', { name: house.name }).click()
    await agency.getByLabel('Votre message').fill('Combien de naissances la première année ?')
    await agency.getByLabel('Réponse attendue le').fill('2026-03-20')
    await agency.getByRole('button', { name: 'Envoyer' }).click()
    t.match(await shown(agency.locator('.lead')), 'l’agence demande un complément')
    await keep(agency, 'agency')
    await page.goto(base)
    await page.getByLabel('Votre réponse').fill('Quarante, puis quatre-vingts.')
    await page.getByRole('button', { name: 'Répondre à l’agence' }).click()
    t.match(await shown(page.locator('#contenu')), 'Quarante, puis quatre-vingts.')
    await keep(page, 'answered')
  },
)

browserTest(
  'the pages of the request and of the documents are accessible, fit a phone and follow the keyboard',
  async (t, open) => {
    const { platform, house, midwife } = await sceneOf()
    const own = `${platform.address}/maisons-de-naissance/${house.id}`
    const page = await open()
    await signIn(page, platform, midwife)
    for (const path of [
      '/autorisation',
      '/autorisation/technique',
      '/autorisation/personnels',
      '/documents',
    ]) {
      await page.goto(own + path)
      await checkPage(t, page, path)
      await keep(page, `house${path.replaceAll('/', '-')}`)
    }
    await page.goto(`${own}/autorisation/technique`)
    await checkKeyboard(t, page, 'a part of the request')
    await page.goto(`${own}/documents`)
    await page
      .getByRole('link', { name: /Remplacer ou retirer/ })
      .first()
      .click()
    await checkPage(t, page, 'one document')
    await keep(page, 'house-document')
    await page.goto(`${own}/autorisation`)
    await page.getByRole('link', { name: 'Version 1' }).click()
    await checkPage(t, page, 'a version')
    for (const role of ['ars', 'coordinator'] as const) {
      const reader = await open()
      await signIn(reader, platform, await accountOf(platform, role))
      for (const path of [`${own}/autorisation`, `${platform.address}/maisons-de-naissance/autorisations`]) {
        await reader.goto(path)
        await checkPage(t, reader, `${role} ${path}`)
        await keep(reader, `${role}${path.endsWith('s') ? '-list' : '-file'}`)
      }
    }
  },
)

type Page = Parameters<typeof signIn>[0]

async function keep(page: Page, name: string): Promise<void> {
  if (!folder) return
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  await page.setViewportSize({ width: 320, height: 640 })
  await page.screenshot({ path: `${folder}/${name}-320.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
}

browserTest(
  'without JavaScript the coordination closes a house, a midwife removes a meeting, anybody reads its charter',
  async (t, open) => {
    const { platform, house, midwife } = await sceneOf()
    const own = `${platform.address}/maisons-de-naissance/${house.id}`
    const page = await open({ javaScriptEnabled: false })
    await signIn(page, platform, midwife)
    await page.goto(`${own}/reunions`)
    await page.getByLabel('Staff de la maison').check()
    await page.getByLabel('Objet principal').fill('Relecture des transferts du mois')
    await page.getByRole('button', { name: 'Noter la réunion' }).click()
    await page.getByRole('link', { name: /^Retirer/ }).click()
    await keep(page, 'meeting-removal')
    await page.getByRole('link', { name: 'Garder la réunion' }).click()
    t.equal(await page.getByRole('rowheader', { name: 'Relecture des transferts du mois' }).count(), 1)
    await page.getByRole('link', { name: /^Retirer/ }).click()
    await page.getByRole('button', { name: /^Retirer/ }).click()
    t.match(await shown(page.locator('.notice')), 'La réunion est retirée.')

    const team = await open({ javaScriptEnabled: false })
    await signIn(team, platform, await accountOf(platform, 'coordinator'))
    await team.goto(own)
    await team.getByRole('link', { name: 'Changer le nom, la partenaire ou fermer' }).click()
    await keep(team, 'situation')
    await team.getByLabel('Fermée le').fill('2023-01-01')
    await team.getByRole('button', { name: 'Enregistrer' }).click()
    t.match(await shown(team.locator('#contenu')), 'La fermeture vient avant l’ouverture')
    await keep(team, 'situation-refused')
    await team.getByLabel('Fermée le').fill('2026-02-28')
    await team.getByRole('button', { name: 'Enregistrer' }).click()
    await keep(team, 'closed')

    const anybody = await open({ javaScriptEnabled: false })
    await anybody.goto(`${own}/presentation`)
    t.match(await shown(anybody.locator('.lead')), 'est fermée depuis le 28/02/2026')
    await keep(anybody, 'presentation')

    const checked = await open()
    await signIn(checked, platform, await accountOf(platform, 'coordinator'))
    for (const path of ['/situation', '/presentation']) {
      await checked.goto(own + path)
      await checkPage(t, checked, path)
    }
  },
)
