import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { askAbout } from '../../src/domains/directory-upkeep/asking.js'
import { directoryDeadAddresses } from '../../src/domains/directory-upkeep/tables.js'
import { aDesk } from '../support/directory-desk.js'
import { aPerson } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { journalOf } from '../support/journal.js'

const URL = '/annuaire/a-verifier/courriels-revenus'
const declared = (...addresses: string[]) =>
  addresses.map((one) => `Final-Recipient: rfc822; ${one}\nAction: failed\nStatus: 5.1.1\n`).join('\n')

t.test(
  'a notice of non-delivery, pasted, silences the addresses it names, and they come back one by one',
  async (t) => {
    const desk = await aDesk(t)
    const { ctx } = desk
    const claire = await aPerson(ctx, { lastName: 'Partie', email: 'Partie@exemple.test' })
    await aPerson(ctx, { lastName: 'Présente', email: 'presente@exemple.test' })
    const coordinator = await desk.as(desk.accounts.coordinator)
    const dead = () =>
      inTransaction(ctx, async ({ db }) =>
        (await db.select().from(directoryDeadAddresses)).map(({ email }) => email),
      )
    t.match((await coordinator.get('/annuaire/a-verifier')).body, `href="${URL}"`)
    t.match((await coordinator.get(URL)).body, 'Avis de non-remise')

    const noted = await coordinator.send(URL, {
      avis: declared('partie@exemple.test', 'inconnue@exemple.test'),
    })
    t.equal(noted.statusCode, 200)
    t.match(noted.body, 'Plus rien ne partira vers 1\u00a0fiche')
    t.match(noted.body, 'PARTIE')
    t.match(noted.body, 'inconnue@exemple.test')
    t.same(await dead(), ['partie@exemple.test'])
    await coordinator.send(URL, { avis: declared('partie@exemple.test') })
    t.match(await journalOf(t), { 'directory.note-dead-address': 1 }, 'said twice, written once')

    await coordinator.send(`/annuaire/a-verifier/personnes/${claire}/adresse-retablie`, {})
    t.same(await dead(), [])
  },
)

t.test(
  'the text of a notice that names no recipient is believed of addresses that were written to',
  async (t) => {
    const desk = await aDesk(t)
    const asked = await aPerson(desk.ctx, { lastName: 'Demandée', email: 'demandee@exemple.test' })
    await aPerson(desk.ctx, { lastName: 'Citée', email: 'citee@exemple.test' })
    await askAbout(asCoordinator(desk.ctx), [{ kind: 'person', id: asked }])
    const coordinator = await desk.as(desk.accounts.coordinator)
    const avis = 'Échec : demandee@exemple.test. Une question ? citee@exemple.test'
    const { body } = await coordinator.send(URL, { avis })
    t.match(body, 'DEMANDÉE')
    t.notMatch(body, 'CITÉE')
    t.match(
      (await coordinator.send(URL, { avis: declared('citee@exemple.test') })).body,
      'CITÉE',
      'the control',
    )
  },
)

t.test(
  'an antenna notes those of its territory alone; what is typed comes back with what is wrong',
  async (t) => {
    const desk = await aDesk(t)
    const { territoryId } = desk.elsewhere
    await aPerson(desk.ctx, { lastName: 'Ailleurs', email: 'ailleurs@exemple.test', territoryId })
    const antenna = await desk.as(desk.accounts.antenna)
    const avis = declared('ailleurs@exemple.test')
    const refused = await antenna.send(URL, { avis })
    t.match(refused.body, 'rien n’a changé')
    t.notMatch(refused.body, 'AILLEURS')
    t.match(refused.body, /<textarea[^>]*>Final-Recipient/, 'the text is there still')
    const coordinator = await desk.as(desk.accounts.coordinator)
    t.match((await coordinator.send(URL, { avis })).body, 'AILLEURS', 'the control')
    const empty = await coordinator.send(URL, { avis: '  ' })
    t.equal(empty.statusCode, 400)
    t.match(empty.body, 'Collez le texte d’au moins un avis')
  },
)
