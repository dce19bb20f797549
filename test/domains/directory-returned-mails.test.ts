import t from 'tap'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { systemCtx } from '../support/builders.js'
import { aDesk } from '../support/directory-desk.js'
import { aPerson } from '../support/directory-records.js'
import { NOW } from '../support/now.js'

const LIST = '/annuaire/a-verifier'
const DAY = 86_400_000

t.test(
  'a mail that came back to a mailbox is said in one click, and nothing more leaves to it',
  async (t) => {
    const { ctx, db, network, as, accounts } = await aDesk(t)
    const person = await aPerson(ctx)
    const team = await as(accounts.coordinator)
    const path = `${LIST}/personnes/${person}/adresse-muette`
    t.notMatch((await team.get(LIST)).body, 'Son courriel est revenu', 'nothing has been sent yet')
    t.equal(await sendWave(ctx), 1)
    const { body } = await team.get(LIST)
    const [button] = /<button[^>]*formaction="[^"]*"[^>]*>Son courriel est revenu/.exec(body) ?? ['']
    t.match(button, `formaction="${path}"`)
    const [, form] = /form="([^"]+)"/.exec(button) ?? []
    t.match(body, new RegExp(`<form id="${form}" method="post"`), 'without a script')

    for (let i = 0; i < 2; i += 1) t.equal((await team.send(path, {})).statusCode, 303, 'twice if she likes')
    t.notMatch((await team.get(LIST)).body, 'Son courriel est revenu')
    t.match((await team.get(`${LIST}?etat=sans-adresse`)).body, person)
    const later = systemCtx(db, network.id, new Date(NOW.getTime() + 40 * DAY))
    t.equal(await sendWave(later), 0)
    await team.send(`${LIST}/personnes/${person}/adresse-retablie`, {})
    t.equal(await sendWave(later), 1, 'the control: it answers again')
  },
)

t.test('where refusals are listed, it is said that they are not all that come back', async (t) => {
  const { as, accounts } = await aDesk(t)
  const team = await as(accounts.coordinator)
  const words = /Seuls les refus du serveur d’envoi se lisent ici/
  t.match((await team.get(`${LIST}?etat=echec`)).body, words)
  t.notMatch((await team.get(LIST)).body, words)
})
