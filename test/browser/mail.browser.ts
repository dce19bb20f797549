import { eq } from 'drizzle-orm'
import { inTransaction } from '../../src/context.js'
import { queueMail } from '../../src/domains/mail/service.js'
import { mails } from '../../src/domains/mail/tables.js'
import { anInvitation } from '../support/mail-worker.js'
import { NOW } from '../support/now.js'
import { checkKeyboard, checkPage, shown } from './checks.js'
import { browserTest } from './chromium.js'
import { type Platform, signedIn, startPlatform } from './platform.js'

browserTest(
  'the coordinator meets an empty list, then failures she sends again or sets aside',
  async (t, open) => {
    const platform = await startPlatform(t)
    const page = await signedIn(await open(), platform, 'coordinator')
    await page.getByRole('link', { name: 'Courriels', exact: true }).click()
    await page.getByText('Ici se liront les courriels').waitFor()
    t.equal(
      await page.getByRole('link', { name: 'Inviter une personne' }).count(),
      1,
      'the first step is offered',
    )
    await checkPage(t, page, 'mails, empty')

    await someMails(platform)
    await page.goto(`${platform.address}/courriels?etat=echec`)
    t.match(await shown(page.locator('.lead')), /2\scourriels n’ont pas pu partir/)
    t.match(await shown(page.locator('tbody')), /Adresse refusée par le serveur du destinataire \(550\)/)
    await checkKeyboard(t, page, 'mails')
    await checkPage(t, page, 'mails, two failures')
    await page
      .getByRole('button', { name: /^Réessayer/ })
      .first()
      .click()
    await page.getByText('Le courriel repart.').waitFor()
    await page.getByRole('button', { name: /^Écarter/ }).click()
    await page.getByText('Le courriel est écarté.').waitFor()
    t.match(await shown(page.locator('.lead')), /Aucun échec/)
    t.match(await shown(page.locator('tbody')), /Écarté/)
    await checkPage(t, page, 'mails, every state')
    await page.getByRole('link', { name: /^En échec/ }).click()
    await page.getByText('Aucun courriel en échec').waitFor()
  },
)

browserTest('she says who signs, and reads each mail of the demonstration', async (t, open) => {
  const platform = await startPlatform(t, { demo: true })
  await someMails(platform)
  const page = await signedIn(await open(), platform, 'coordinator')
  await page.goto(`${platform.address}/courriels/signature`)
  await page.getByLabel('Prénom et nom').fill('Camille Martin')
  await page.getByLabel('Fonction').fill('Coordinatrice')
  await page.getByLabel('Téléphone').fill('12')
  await page.getByLabel('Adresse où vont les réponses').fill('coordination@exemple.test')
  await page.getByRole('button', { name: 'Enregistrer la signature' }).click()
  await page.locator('#erreurs').waitFor()
  t.equal(await page.getByLabel('Prénom et nom').inputValue(), 'Camille Martin', 'nothing typed is lost')
  await checkPage(t, page, 'signature, refused')
  await page.getByLabel('Téléphone').fill('+33 1 45 67 89 01')
  await page.getByRole('button', { name: 'Enregistrer la signature' }).click()
  await page.getByText('La signature est enregistrée.').waitFor()
  t.equal(await page.getByLabel('Téléphone').inputValue(), '01 45 67 89 01')
  await checkPage(t, page, 'signature')

  await page.goto(`${platform.address}/courriels-de-demonstration`)
  t.match(await shown(page.locator('.mail-preview').first()), /Camille Martin, Coordinatrice/)
  t.match(await page.locator('.mail-preview a').first().getAttribute('href'), /^\/invitation\?jeton=/)
  await page.locator('summary').first().click()
  await checkPage(t, page, 'mails of the demonstration')
  await page.locator('.mail-preview a').first().click()
  await page.waitForURL('**/invitation**')
})

/** A mail in each state a coordinator meets. */
async function someMails({ ctx }: Platform): Promise<void> {
  const later = new Date(NOW.getTime() + 3_600_000)
  const states: Partial<typeof mails.$inferInsert>[] = [
    { sentAt: NOW },
    { sendAfter: later },
    { sendAfter: later, attempts: 3, lastRefusal: 'serveur d’envoi injoignable' },
    { failedAt: NOW, attempts: 1, lastRefusal: 'adresse refusée par le serveur du destinataire (550)' },
    { failedAt: NOW, attempts: 12, lastRefusal: 'refus provisoire du serveur (451)' },
  ]
  for (const state of states) {
    const mail = anInvitation()
    await inTransaction(ctx, async (ctx) => {
      await queueMail(ctx, mail)
      await ctx.db.update(mails).set(state).where(eq(mails.event, mail.event))
    })
  }
}
