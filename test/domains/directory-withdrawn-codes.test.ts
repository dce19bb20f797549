import t from 'tap'
import { importedRow } from '../../src/domains/directory-imports/row-words.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aPerson } from '../support/directory-records.js'
import { brought, importDesk, peopleOf, sheet, verdictsOf } from '../support/import-desk.js'

/* Codes out of use that no table replaces: 37, auxiliaire de puériculture, since 13/12/2024. */

const RECORDS = '/annuaire/fiches/personnes'
const TOLD = /Auxiliaire de puériculture \(code retiré le 13\/12\/2024, sans successeur\)/

t.test(
  'the team is told on the record, and a form keeps the code of who has it without proposing it',
  async (t) => {
    const desk = await aDesk(t)
    const team = await desk.as(desk.accounts.coordinator)
    const [id, other] = [
      await aPerson(desk.ctx, { professionCode: '37' }),
      await aPerson(desk.ctx, { professionCode: '50' }),
    ]
    t.match((await team.get(`${RECORDS}/${id}`)).body, TOLD)
    t.notMatch((await team.get(`${RECORDS}/${other}`)).body, /code retiré/, 'the control')
    t.notMatch((await desk.app.inject(`/annuaire/personnes/${id}`)).body, /code retiré/, 'for the team alone')

    const form = (who: string) => `${RECORDS}/${who}/modification`
    const page = (await team.get(form(id))).body
    t.match(page, /<option value="37" selected/)
    t.equal((await team.send(form(id), { ...fieldsOf(page, form(id)), notes: 'en congé' })).statusCode, 303)
    t.match((await team.get(`${RECORDS}/${id}`)).body, TOLD, 'saved, it is still there')
    t.notMatch((await team.get(form(other))).body, /<option value="3[567]"/)
  },
)

t.test('a table that names such a profession keeps its words, and says why', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(
    desk,
    sheet('Nom;Prénom;Profession;Structure;Ville', [
      'ROUX;Anne;Auxiliaire de puériculture;CH de Valbrune;Viriat',
      'PETIT;Luce;aide-soignante;CH de Valbrune;Viriat',
      'BLANC;Zoé;secrétaire;CH de Valbrune;Viriat',
    ]),
  )
  t.match(await peopleOf(desk), [
    { lastName: 'BLANC', professionWords: 'secrétaire' },
    { lastName: 'PETIT', professionCode: null, professionWords: 'aide-soignante' },
    { lastName: 'ROUX', professionCode: null, professionWords: 'Auxiliaire de puériculture' },
  ])
  const rows = (await verdictsOf(made)).map(importedRow).filter(({ reason }) => reason !== null)
  t.match(
    rows.map(({ reason }) => reason),
    [
      /n’a plus de code national depuis le 13\/12\/2024.*en toutes lettres/,
      /aide-soignante.*depuis le 13\/12\/2024/,
      /secrétaire.*n’est pas une profession connue/,
    ],
  )
})
