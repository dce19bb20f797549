import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
import { updatePerson, updateSituation } from '../../src/domains/directory/writing.js'
import { TEAM } from '../support/directory-records.js'
import {
  brought,
  importDesk,
  importOf,
  peopleOf,
  placesOf,
  rpps,
  rppsLine,
  sheet,
  structuresOf,
  undone,
  verdictsOf,
} from '../support/import-desk.js'

/* Imports undone one after the other. */

const HEADER = 'Nom;Prénom;Structure;Ville;Tél.;Fonction'
const FIRST = sheet(HEADER, ['ROUX;Anne;CH de Valbrune;Viriat;04 65 71 00 01;cadre'])
const SECOND = sheet('Nom;Prénom;Structure;Ville;Tél.;Fonction;Mail', [
  'ROUX;Anne;CH de Valbrune;Viriat;04 65 71 00 01;cheffe de service;anne@exemple.test',
  ';;CH de Valbrune;Viriat;04 65 71 00 09;;',
])

t.test('two imports undone from the last to the first leave nothing', async (t) => {
  const desk = await importDesk(t)
  const [first, second] = [await brought(desk, FIRST), await brought(desk, SECOND)]
  t.match(await peopleOf(desk), [{ email: 'anne@exemple.test' }])
  await undone(second)
  t.match(await placesOf(desk), [{ what: 'cadre' }])
  await undone(first)
  t.match((await importOf(first)).outcome, { left: 0 })
  t.same([await peopleOf(desk), await structuresOf(desk), await placesOf(desk)], [[], [], []])
})

t.test('what a later import changed stays, and it is that import which is said', async (t) => {
  const desk = await importDesk(t)
  const first = await brought(desk, FIRST)
  await brought(desk, SECOND)
  await undone(first)
  t.equal((await structuresOf(desk)).length, 1)
  t.match(
    (await verdictsOf(first)).map(({ remark }) => remark),
    [/import plus récent/, /import plus récent/],
  )
})

t.test('what somebody changed stays, whatever was undone since', async (t) => {
  const desk = await importDesk(t)
  const [first, second] = [await brought(desk, FIRST), await brought(desk, SECOND)]
  const [person] = await peopleOf(desk)
  await inTransaction(desk.ctx, (ctx) => updatePerson(ctx, TEAM, person!.id, { notes: 'en congé' }))
  await undone(second)
  await undone(first)
  t.match(await peopleOf(desk), [{ notes: 'en congé', email: null }])
  t.match(
    (await verdictsOf(first)).map(({ remark }) => remark),
    [/quelqu’un l’a modifiée/, null],
  )
})

t.test('a row says what stays of its record once undone, what does not, and why', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(
    desk,
    sheet('Nom;Prénom;Structure;Ville;Fonction', [
      'BLANC;Zoé;CH de Valbrune;Viriat;cadre',
      'ROUX;Anne;CH de Valbrune;Viriat;cadre',
      'ROUX;Anne;Clinique du Pré;Viriat;vacations',
      'VERT;Ida;PMI de Viriat;Viriat;puéricultrice',
    ]),
  )
  const { ctx } = desk
  const [zoe, anne] = await peopleOf(desk)
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, zoe!.id, { notes: 'en congé' }))
  await inTransaction(ctx, (ctx) => updatePerson(ctx, TEAM, anne!.id, { notes: 'en congé' }))
  const vacations = (await placesOf(desk)).find(({ what }) => what === 'vacations')
  await inTransaction(ctx, (ctx) =>
    updateSituation(ctx, TEAM, vacations!.id, { functionWords: 'temps partiel' }),
  )
  await undone(made)
  const remarks = Object.fromEntries((await verdictsOf(made)).map(({ label, remark }) => [label, remark]))
  const advice = 'Si elle n’a plus lieu d’être, retirez-la de l’annuaire depuis la fiche.'
  t.same(remarks, {
    'BLANC Zoé': `Fiche gardée avec ce que l’import y a écrit : quelqu’un l’a modifiée depuis. Le lieu d’exercice donné par l’import n’y est plus. ${advice}`,
    'ROUX Anne': `Fiche gardée avec ce que l’import y a écrit : quelqu’un l’a modifiée depuis, un de ses lieux a été saisi ou modifié depuis. Le lieu d’exercice donné par l’import n’y est plus. Lieu gardé, modifié depuis ou cité par une offre de soins : Clinique du Pré. ${advice}`,
    'VERT Ida': null,
    'CH de Valbrune, Viriat': null,
    'Clinique du Pré, Viriat': `Fiche gardée avec ce que l’import y a écrit : des personnes y exercent. ${advice}`,
    'PMI de Viriat, Viriat': null,
  })
  t.match(await placesOf(desk), [{ who: 'ROUX', place: 'Clinique du Pré', what: 'temps partiel' }])
  t.equal((await placesOf(desk)).length, 1)
})

t.test('a place added to somebody who was there already is said when it stays', async (t) => {
  const desk = await importDesk(t)
  await brought(desk, FIRST)
  const second = await brought(
    desk,
    sheet(HEADER, ['ROUX;Anne;Clinique du Pré;Viriat;04 65 71 00 01;vacations']),
  )
  const vacations = (await placesOf(desk)).find(({ what }) => what === 'vacations')
  await inTransaction(desk.ctx, (ctx) =>
    updateSituation(ctx, TEAM, vacations!.id, { functionWords: 'temps partiel' }),
  )
  await undone(second)
  const [anne] = (await verdictsOf(second)).filter(({ subjectKind }) => subjectKind === 'person')
  t.equal(anne!.remark, 'Lieu gardé, modifié depuis ou cité par une offre de soins : Clinique du Pré.')
  t.match((await importOf(second)).outcome, { left: 2 })
})

t.test('what is put back at a place comes from where it came', async (t) => {
  const desk = await importDesk(t)
  await brought(desk, rpps('2026-02-20', [rppsLine(1)]))
  const before = await placesOf(desk)
  t.match(before, [{ provenance: { sectorCode: { source: 'rpps', on: '2026-02-20' } } }])
  const next = await brought(
    desk,
    rpps('2026-03-20', [rppsLine(1, { sectorCode: 'SA08', sectorLabel: 'Cabinet de groupe' })]),
  )
  const table = sheet('Nom;Prénom;N° RPPS;Structure;Ville;Fonction', [
    `NOM1;Anne;${inventedRpps(1)};CABINET 1;Viriat;échographies`,
  ])
  const last = await brought(desk, table)
  t.match(await placesOf(desk), [
    { provenance: { sectorCode: { on: '2026-03-20' }, functionWords: { source: 'sheet' } } },
  ])
  await undone(last)
  await undone(next)
  t.same(await placesOf(desk), before, 'what had no origin has none again')
})
