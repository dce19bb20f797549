import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { directoryActivities } from '../../src/domains/directory/tables.js'
import { aDesk } from '../support/directory-desk.js'
import { aStructure } from '../support/directory-records.js'

t.test('the authorised activities of a structure are read line by line, with their dates', async (t) => {
  const { ctx, network, as, accounts } = await aDesk(t)
  const structure = await aStructure(ctx)
  const shared = { networkId: network.id, structureId: structure, regime: 'AMF', readOn: '2026-02-15' }
  await inTransaction(ctx, ({ db }) =>
    db.insert(directoryActivities).values([
      { ...shared, activityCode: '03', modalityCode: '02', isActive: true, endsOn: '2024-06-30' },
      { ...shared, activityCode: '03', modalityCode: '04', isActive: false },
      {
        ...shared,
        regime: 'AMM',
        activityCode: 'QA003',
        modalityCode: 'MO016',
        formCode: '01',
        startsOn: '2024-07-01',
        endsOn: '2031-06-30',
        isActive: true,
      },
      { ...shared, activityCode: '99', modalityCode: 'ZZ', isActive: true, startsOn: '2027-01-01' },
    ]),
  )
  const team = await as(accounts.coordinator)
  const { body } = await team.get(`/annuaire/fiches/structures/${structure}`)
  const part = body.slice(
    body.indexOf('id="activites"'),
    body.indexOf('</table>', body.indexOf('id="activites"')),
  )
  t.ok(part.includes('Type I, déduit de FINESS le 15/02/2026'), 'the deduction stays above')
  t.match(part, /<caption[^>]*>.*Activités autorisées/)
  const rows = part
    .split('<tr>')
    .slice(2)
    .map((row) =>
      row
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
  t.equal(rows.length, 4)
  for (const [index, words] of [
    'Gynécologie, obstétrique, néonatologie, réanimation néonatale (QA003) gynécologie-obstétrique (MO016) forme 01 depuis la réforme (AMM) depuis le 01/07/2024, jusqu’au 30/06/2031 En vigueur FINESS, lu le 15/02/2026',
    'code 99 code ZZ avant la réforme (AMF) depuis le 01/01/2027 À venir FINESS, lu le 15/02/2026',
    'Gynécologie, obstétrique, néonatologie, réanimation néonatale (03) néonatologie sans soins intensifs (02) avant la réforme (AMF) jusqu’au 30/06/2024 Terminée FINESS, lu le 15/02/2026',
    'Gynécologie, obstétrique, néonatologie, réanimation néonatale (03) réanimation néonatale (04) avant la réforme (AMF) sans date Inactive FINESS, lu le 15/02/2026',
  ].entries()) {
    t.equal(rows[index], words)
  }
})
