import root from 'tap'
import { linkAccount } from '../../src/domains/directory-records/record-accounts.js'
import { anAccount, anEstablishment, type NetworkRow } from '../support/builders.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { accountOf, signedIn, signIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const platformOf = once(() => startPlatform(root))
/** For a person to look at, when a folder is named. */
const folder = process.env.SCREENSHOTS
const picture = async (page: { screenshot: (options: object) => Promise<unknown> }, name: string) => {
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

browserTest('a midwife keeps her record on her phone: what it says, and who sees it', async (t, open) => {
  const platform = await platformOf()
  const { ctx, db, networkId } = platform
  const account = await anAccount(db, { role: 'professional', networkId }, { name: 'Claire Martin' })
  const at = await aStructure(ctx, { name: 'Cabinet du Lavoir', category: 'professionals' })
  const id = await aPerson(ctx, { lastName: 'Martin', phone: '+33199001234', at })
  const team = await accountOf(platform, 'coordinator')
  await linkAccount(
    {
      ...ctx,
      actor: {
        role: 'coordinator',
        networkId,
        networkName: '',
        userName: 'Camille Roy',
        sessionId: id,
        ...team,
      },
    },
    id,
    account.userId,
  )
  const page = await open({ viewport: { width: 320, height: 700 } })
  await signIn(page, platform, account)
  await page.goto(`${platform.address}/ma-fiche`)
  t.match(await shown(page.locator('main')), /Voici ce que l’annuaire dit de vous[\s\S]*01 99 00 12 34/)
  await checkPage(t, page, 'own record')
  await picture(page, 'ma-fiche')
  await page.getByRole('button', { name: 'Tout est exact' }).click()
  t.match(await shown(page.getByRole('status')), /notée comme exacte aujourd’hui/)

  await page.getByRole('link', { name: 'Modifier mes coordonnées' }).click()
  await page.getByLabel('Téléphone professionnel').fill('douze')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  t.equal(await page.getByLabel('Téléphone professionnel').inputValue(), 'douze')
  await checkPage(t, page, 'own record refused')
  await page.getByLabel('Téléphone professionnel').fill('01 99 00 77 77')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  t.match(await shown(page.locator('main')), /01 99 00 77 77/)

  await page.getByRole('link', { name: 'Choisir qui voit quoi' }).click()
  await checkPage(t, page, 'who sees what')
  await checkKeyboard(t, page, 'who sees what')
  await picture(page, 'ma-fiche-visibilite')
})

browserTest('a referent goes from « Ma fiche » to who sees her structure, on a phone', async (t, open) => {
  const platform = await platformOf()
  const { ctx, db, networkId, address } = platform
  const { id: establishmentId } = await anEstablishment(db, { id: networkId } as NetworkRow)
  await aStructure(ctx, { name: 'Maternité des Trois-Rivières', establishmentId })
  await aStructure(ctx, { name: 'Centre périnatal de proximité', establishmentId })
  const account = await anAccount(db, { role: 'establishment', networkId, establishmentId })
  const page = await open({ viewport: { width: 320, height: 700 } })
  await signIn(page, platform, account)
  await page.goto(`${address}/ma-fiche`)
  await checkPage(t, page, 'own structures')
  await checkKeyboard(t, page, 'own structures')
  await page.setViewportSize({ width: 320, height: 700 })
  await picture(page, 'ma-fiche-structures')
  await page.getByRole('link', { name: /Choisir qui la voit.*Trois-Rivières/ }).click()
  t.equal(await shown(page.getByRole('heading', { level: 1 })), 'Qui voit quoi')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  t.match(await shown(page.getByRole('status')), /Vos choix valent aussitôt/)
})

browserTest('a midwife asks for her record on her phone, and the team gives it to her', async (t, open) => {
  const platform = await platformOf()
  const { ctx, db, networkId, address } = platform
  await aPerson(ctx, { lastName: 'Lavoir-Duchemin', firstName: 'Odile' })
  const account = await anAccount(db, { role: 'professional', networkId }, { name: 'Odile Lavoir-Duchemin' })
  const hers = await open({ viewport: { width: 320, height: 700 } })
  await signIn(hers, platform, account)
  await hers.goto(`${address}/ma-fiche`)
  t.equal(await hers.getByLabel(/^Nom d’exercice/).inputValue(), 'Lavoir-Duchemin')
  await checkPage(t, hers, 'no own record')
  await checkKeyboard(t, hers, 'no own record')
  await picture(hers, 'demande')
  await hers.getByLabel(/^Nom d’exercice/).fill(' ')
  await hers.getByLabel('N° RPPS').fill('douze')
  await hers.getByRole('button', { name: 'Envoyer ma demande' }).click()
  t.equal(await hers.getByLabel('N° RPPS').inputValue(), 'douze')
  await checkPage(t, hers, 'request not accepted')
  await hers.getByLabel(/^Nom d’exercice/).fill('Lavoir-Duchemin')
  await hers.getByLabel('N° RPPS').fill('')
  await hers.getByLabel('Message pour l’équipe').fill('Au cabinet du Lavoir, à Viriat')
  await hers.getByRole('button', { name: 'Envoyer ma demande' }).click()
  t.match(await shown(hers.locator('main')), /attend la réponse[\s\S]*Au cabinet du Lavoir/)
  await checkPage(t, hers, 'request that waits')
  await picture(hers, 'demande-en-attente')

  const team = await signedIn(await open({ viewport: { width: 320, height: 700 } }), platform, 'coordinator')
  const refuse = async () => {
    await team.goto(`${address}/annuaire/fiches`)
    await team.getByRole('link', { name: /demande de fiche/ }).click()
    await checkPage(t, team, 'requests')
    await checkKeyboard(t, team, 'requests')
    await picture(team, 'demandes')
    await team.getByRole('link', { name: /^Refuser/ }).click()
    await checkPage(t, team, 'refusal')
    await picture(team, 'demande-refus')
    await team.getByLabel('Pourquoi').fill('Dites-nous d’abord où vous exercez')
    await team.getByRole('button', { name: 'Refuser la demande' }).click()
    t.match(await shown(team.getByRole('status')), /La demande est refusée/)
    await picture(team, 'demandes-aucune')
  }
  await refuse()
  await hers.goto(`${address}/ma-fiche`)
  t.match(await shown(hers.locator('main')), /a refusé votre demande[\s\S]*où vous exercez/)
  await checkPage(t, hers, 'request refused')
  await picture(hers, 'demande-refusee')
  await hers.getByRole('button', { name: 'Envoyer ma demande' }).click()

  await team.goto(`${address}/annuaire/fiches/demandes`)
  await team.getByRole('button', { name: /C’est cette fiche/ }).click()
  t.match(await shown(team.getByRole('status')), /La fiche est reliée au compte/)
  await hers.goto(`${address}/ma-fiche`)
  t.match(await shown(hers.locator('main')), /Voici ce que l’annuaire dit de vous/)
})

browserTest('the team notes consents, memberships and objections', async (t, open) => {
  const platform = await platformOf()
  const id = await aPerson(platform.ctx, { lastName: 'Durand' })
  const page = await signedIn(await open(), platform, 'coordinator')
  const file = `${platform.address}/annuaire/fiches/personnes/${id}`
  for (const end of ['', '/visibilite', '/opposition', '/adhesion', '/compte?q=martin']) {
    await page.goto(file + end)
    await checkPage(t, page, `record${end}`)
    await picture(page, `fiche${end.replace(/\W+/g, '-')}`)
  }
  await page.goto(`${platform.address}/annuaire/fiches/colleges`)
  await checkPage(t, page, 'colleges')
  await checkKeyboard(t, page, 'colleges')
})
