import root from 'tap'
import { inTransaction } from '../../src/context.js'
import { findDuplicates } from '../../src/domains/directory-upkeep/duplicates/finding.js'
import { attributeIdentifier } from '../../src/domains/echographers/service.js'
import { echographerIdentifiers } from '../../src/domains/echographers/tables.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { signedIn, startPlatform } from './platform.js'
import { once } from './shared.js'

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }

const DIPLOMA = {
  name: 'diplôme.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7\nle contenu\n'),
}

const sceneOf = once(async () => {
  const platform = await startPlatform(root)
  const place = await aStructure(platform.ctx, {
    ...{ name: 'Centre hospitalier fictif de Viriat', phone: '+33499000001' },
    ...{ website: 'https://exemple.test/', street: '1 rue de l’Essai' },
  })
  const twin = { lastName: 'Montfort', firstName: 'Élise', phone: '+33199000099', at: place }
  const midwife = await aPerson(platform.ctx, { ...twin, rppsNumber: '99000000011', languages: ['fr'] })
  await aPerson(platform.ctx, { ...twin, firstName: 'Elise', website: 'https://exemple.test' })
  await findDuplicates(platform.ctx)
  return { platform, place, midwife }
})

browserTest(
  'a reader without an account says what is wrong, on a phone, without JavaScript; the team answers',
  async (t, open) => {
    const { platform, place } = await sceneOf()
    const { address } = platform
    const page = await open({ ...PHONE, javaScriptEnabled: false })
    await page.goto(`${address}/annuaire/structures/${place}`)
    await page.getByRole('link', { name: 'Signaler une erreur' }).click()
    await page.getByLabel('Ce que vous savez').fill('Le standard a changé : 04 99 00 00 09.')
    await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
    t.match(await shown(page.locator('.error-summary')), /Choisissez ce qui est faux/)
    t.match(await page.getByLabel('Ce que vous savez').inputValue(), /^Le standard/, 'nothing typed is lost')
    await page.getByLabel('Le téléphone ou l’adresse électronique ne répond pas').check()
    await page.getByText('Vous connaissez le bon numéro').click()
    await page.getByLabel('Téléphone', { exact: true }).fill('04 99 00')
    await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
    t.match(await shown(page.locator('.error-summary')), /n’a pas le bon nombre de chiffres/)
    const phone = page.getByLabel('Téléphone', { exact: true })
    t.equal(await phone.inputValue(), '04 99 00', 'the fields stay open')
    await phone.fill('04 99 00 00 09')
    await page.getByLabel('Site internet').fill('https://exemple.test/nouveau')
    await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
    await page.getByText('votre signalement est transmis').waitFor()

    const team = await signedIn(await open(), platform, 'coordinator')
    await team.goto(`${address}/annuaire/signalements`)
    await checkPage(t, team, 'reports')
    await checkKeyboard(t, team, 'reports')
    await team.getByRole('link', { name: 'Centre hospitalier fictif de Viriat' }).click()
    await checkPage(t, team, 'a report')
    await checkKeyboard(t, team, 'a report')
    await team.getByLabel('Valeur à écrire : Téléphone').fill('04 99 00 00 08')
    await team.getByLabel('Écrire Site internet').uncheck()
    await team.getByRole('button', { name: 'Accepter et écrire ce qui est coché' }).click()
    await team.getByText('Le signalement est accepté').waitFor()
    const record = await shown(team.locator('main'))
    t.match(record, /04 99 00 00 08/)
    t.notMatch(record, /exemple\.test\/nouveau/)
    await team.goto(`${address}/annuaire/signaler/structures/${place}`)
    await team.getByText('Vous connaissez le bon numéro').click()
    await checkPage(t, team, 'the form of a report')
  },
)

browserTest(
  'who left a place is said to have left it, and the team ends it with its answer',
  async (t, open) => {
    const { platform, midwife } = await sceneOf()
    const page = await signedIn(await open(), platform, 'coordinator')
    await page.goto(`${platform.address}/annuaire/signaler/personnes/${midwife}`)
    await page.getByLabel('La personne n’exerce plus ici').check()
    await page.getByRole('button', { name: 'Envoyer le signalement' }).click()
    await page.goto(`${platform.address}/annuaire/signalements`)
    await page.getByRole('link', { name: 'MONTFORT Élise' }).click()
    await checkPage(t, page, 'a report of a departure')
    await checkKeyboard(t, page, 'a report of a departure')
    t.ok(await page.getByLabel(/^Centre hospitalier fictif/).isChecked(), 'her only place is chosen')
    await page.getByLabel('Dernier jour dans ce lieu').fill('31/02/2026')
    await page.getByRole('button', { name: 'Accepter et écrire dans la fiche' }).click()
    await page.locator('.error-summary').waitFor()
    t.equal(await page.getByLabel('Dernier jour dans ce lieu').inputValue(), '31/02/2026')
    await page.getByLabel('Dernier jour dans ce lieu').fill('28/02/2026')
    await page.getByRole('button', { name: 'Accepter et écrire dans la fiche' }).click()
    await page.getByText('Le signalement est accepté').waitFor()
    t.match(await shown(page.locator('main')), /28\/02\/2026/)
  },
)

browserTest(
  'two records are made one side by side with the keyboard alone, and two again',
  async (t, open) => {
    const { platform } = await sceneOf()
    const page = await signedIn(await open(), platform, 'coordinator')
    await page.goto(`${platform.address}/annuaire/doublons`)
    await checkPage(t, page, 'duplicates')
    await checkKeyboard(t, page, 'duplicates')
    await page.getByRole('link', { name: /MONTFORT Élise et MONTFORT|MONTFORT Elise et MONTFORT/ }).click()
    await checkPage(t, page, 'two records side by side')
    t.match(await shown(page.locator('main')), /le même téléphone/)
    await page.getByRole('button', { name: 'Réunir les deux fiches' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Les deux fiches n’en font plus qu’une.').waitFor()
    await page.getByRole('link', { name: 'Fiches réunies' }).click()
    await page.getByRole('link', { name: /MONTFORT/ }).click()
    await checkPage(t, page, 'a merge')
    await page.getByRole('button', { name: 'Défaire la réunion' }).click()
    await page.getByText('La réunion est défaite').waitFor()

    await page.getByRole('link', { name: /MONTFORT/ }).click()
    await page.getByRole('button', { name: 'Ce n’est pas un doublon' }).click()
    await page.getByRole('link', { name: 'Fiches distinctes' }).click()
    await page.getByRole('link', { name: /MONTFORT/ }).click()
    await checkPage(t, page, 'a pair said to be two')
    await page.getByRole('button', { name: 'Remettre la paire à trancher' }).click()
    await page.getByText('La paire est de nouveau à trancher.').waitFor()
  },
)

browserTest(
  'the coordination gives an identifier to an echographer, and the page says where it stands',
  async (t, open) => {
    const { platform } = await sceneOf()
    const page = await signedIn(await open(), platform, 'coordinator')
    const path = `${platform.address}/annuaire/echographistes`
    await page.goto(path)
    await checkPage(t, page, 'no echographer yet')
    await page.goto(`${path}/reglages`)
    await checkPage(t, page, 'the rules of identifiers')
    await page.getByRole('textbox', { name: 'Format', exact: true }).fill('99-A-0000')
    await page.getByRole('button', { name: 'Enregistrer les règles' }).click()
    await page.getByText('sont enregistrées').waitFor()
    await page.goto(`${path}/nouveau?q=montfort`)
    await checkPage(t, page, 'whom to give it to')
    await page
      .getByRole('link', { name: /MONTFORT/ })
      .first()
      .click()
    await checkPage(t, page, 'the form of an identifier')
    await page.getByRole('textbox', { name: 'Identifiant' }).fill('12')
    await page.getByLabel('Sur quoi il est attribué').fill('DIU d’échographie, 2019')
    await page.getByRole('button', { name: 'Attribuer l’identifiant' }).click()
    t.match(await shown(page.locator('main')), /comme « 00-A-0000 »/)
    await page.getByRole('textbox', { name: 'Identifiant' }).fill('01-b-0042')
    await page.getByLabel('Pièces jointes').setInputFiles({ ...DIPLOMA, name: 'diplôme.txt' })
    await page.getByRole('button', { name: 'Attribuer l’identifiant' }).click()
    t.match(await shown(page.locator('.error-summary')), /« diplôme\.txt » n’est pas un fichier/)
    await checkPage(t, page, 'a document refused')
    t.equal(await page.getByLabel('Sur quoi il est attribué').inputValue(), 'DIU d’échographie, 2019')
    await page.getByLabel('Pièces jointes').setInputFiles(DIPLOMA)
    await page.getByRole('button', { name: 'Attribuer l’identifiant' }).click()
    await page.getByText('L’attribution est enregistrée.').waitFor()
    await checkPage(t, page, 'an identifier')
    await checkKeyboard(t, page, 'an identifier')
    await page.getByText('Mettre fin', { exact: true }).click()
    const end = page.locator('form[action$="/cessation"]')
    await end.locator('input[name=on]').fill('2026-03-10')
    await end.locator('textarea').fill('Départ')
    await end.getByRole('button').click()
    await page.getByText('La fin de l’identifiant est enregistrée.').waitFor()
    await inTransaction(platform.ctx, ({ db }) =>
      db.update(echographerIdentifiers).set({ renewalAskedAt: platform.ctx.now }),
    )
    await page.reload()
    await page.getByText('Annuler la fin prévue').click()
    await checkPage(t, page, 'an end to come, a renewal asked for')
    await page.locator('form[action$="/annulation"] textarea').fill('Elle reste')
    await page.getByRole('button', { name: 'Annuler la fin' }).click()
    await page.getByText('Ce qui était prévu est annulé.').waitFor()
    await page.goto(`${platform.address}/annuaire/a-verifier/couverture`)
    await checkPage(t, page, 'coverage')
    await page.goto(path)
    await checkPage(t, page, 'echographers')
    t.match(await shown(page.locator('main')), /1\sdemande de renouvellement attend une réponse/)
    t.match(await shown(page.locator('main')), /MONTFORT[\s\S]*01-B-0042/)
  },
)

browserTest(
  'on a phone, without JavaScript, a document is joined to evidence, downloaded and taken away',
  async (t, open) => {
    const { platform } = await sceneOf()
    const personId = await aPerson(platform.ctx, { lastName: 'Sondeuse' })
    const given = { personId, identifier: '01-C-0077', attributedOn: '2026-01-05', validUntil: null }
    const id = await attributeIdentifier(asCoordinator(platform.ctx), { ...given, evidence: 'DIU' })
    const page = await signedIn(await open({ ...PHONE, javaScriptEnabled: false }), platform, 'coordinator')
    await page.goto(`${platform.address}/annuaire/echographistes/${id}`)
    await page.getByText('Ajouter un justificatif').click()
    const form = page.locator('form[action$="/justificatif"]')
    await form.locator('textarea').fill('Évaluation de 2025')
    await form
      .locator('input[type=file]')
      .setInputFiles([DIPLOMA, { ...DIPLOMA, name: `évaluation${'n'.repeat(120)}.pdf` }])
    await form.getByRole('button', { name: 'Ajouter le justificatif' }).click()
    await page.getByText('Le justificatif est ajouté.').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'diplôme.pdf', exact: true }).click()
    t.equal((await download).suggestedFilename(), 'diplôme.pdf')

    const looked = await signedIn(await open(PHONE), platform, 'coordinator')
    await looked.goto(`${platform.address}/annuaire/echographistes/${id}`)
    await checkPage(t, looked, 'an identifier with documents')
    await checkKeyboard(t, looked, 'an identifier with documents')
    await looked.getByRole('link', { name: /^retirer évaluation/ }).click()
    await checkPage(t, looked, 'a document to be taken away')

    await page.getByRole('link', { name: 'retirer diplôme.pdf' }).click()
    await page.getByRole('button', { name: 'Retirer cette pièce' }).click()
    await page.getByText('La pièce est retirée.').waitFor()
    t.match(await shown(page.locator('main')), /diplôme\.pdf, retirée le/)
  },
)
