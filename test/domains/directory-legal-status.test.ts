import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { getCard } from '../../src/domains/directory/reading.js'
import {
  etalabFile,
  finessPlusStructureFile,
  type InventedStructure,
  inventedStructures,
} from '../../src/domains/directory/synthesis/finess-files.js'
import { updateStructure } from '../../src/domains/directory/writing.js'
import { importedRow } from '../../src/domains/directory-imports/row-words.js'
import { readStructure } from '../../src/domains/directory-records/reading.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import {
  brought,
  compared,
  importDesk,
  sheet,
  structuresOf,
  undone,
  verdictsOf,
} from '../support/import-desk.js'

/* Whether an establishment is public or private, from the files and from people to whoever reads. */

const [CLINIC] = inventedStructures(11, 40).filter(({ legalStatus }) => legalStatus === 'for-profit')

t.test('FINESS says it, the old file never takes away what FINESS+ knows, and an undo does', async (t) => {
  const desk = await importDesk(t)
  const old = await brought(desk, etalab(CLINIC!))
  t.match(await structuresOf(desk), [
    { legalStatus: 'private', provenance: { legalStatus: { source: 'finess', on: '2026-02-01' } } },
  ])
  const plus = await brought(desk, finessPlus(CLINIC!, '2026-03-01'))
  t.match((await verdictsOf(plus)).map(importedRow)[0]!.changes.slice(-1), [
    { field: 'Statut (public ou privé)', before: 'Privé', after: 'Privé à but lucratif' },
  ])
  t.match(await structuresOf(desk), [
    { legalStatus: 'for-profit', provenance: { legalStatus: { on: '2026-03-01' } } },
  ])
  const again = await compared(desk, etalab(CLINIC!))
  t.match(await verdictsOf(again), [{ verdict: 'unchanged', changes: null }], '« privé » says no more')

  await undone(plus)
  t.match(await structuresOf(desk), [
    { legalStatus: 'private', provenance: { legalStatus: { on: '2026-02-01' } } },
  ])
  await undone(old)
  t.same(await structuresOf(desk), [])
})

t.test('what the old file cannot tell, it does not take away', async (t) => {
  const desk = await importDesk(t)
  const [centre] = inventedStructures(11, 40).filter(
    ({ legalStatus, categoryCode, closedOn }) =>
      legalStatus === 'non-profit' && categoryCode !== '355' && closedOn === null,
  )
  await brought(desk, finessPlus(centre!, '2026-02-01'))
  t.match(await structuresOf(desk), [{ legalStatus: 'non-profit' }])
  await brought(desk, etalab(centre!))
  t.match(await structuresOf(desk), [{ legalStatus: 'non-profit' }])
})

t.test('what the team says is kept, and what FINESS says is shown beside until she chooses', async (t) => {
  const desk = await importDesk(t)
  await brought(desk, etalab(CLINIC!))
  const [site] = await structuresOf(desk)
  await inTransaction(desk.ctx, (ctx) => updateStructure(ctx, TEAM, site!.id, { legalStatus: 'espic' }))
  const made = await brought(desk, finessPlus(CLINIC!, '2026-03-01'))
  t.match((await verdictsOf(made)).map(importedRow)[0]!.kept, [
    {
      field: 'Statut (public ou privé)',
      ours: 'Privé d’intérêt collectif (ESPIC)',
      theirs: 'Privé à but lucratif',
      why: 'FINESS dit',
    },
  ])
  const { structure } = await readStructure(asCoordinator(desk.ctx), site!.id)
  t.match(structure, {
    legalStatus: 'espic',
    saidElsewhere: { legalStatus: { value: 'for-profit', source: 'finess', on: '2026-03-01' } },
  })
})

t.test('a column « Statut » is read as people say it, and what says neither is told', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(
    desk,
    sheet('Structure;Ville;Type;Statut', [
      'CH de Valbrune;Viriat;hôpital;public',
      'Clinique du Pré;Viriat;clinique;privé à but lucratif',
      'Clinique mutualiste;Viriat;clinique;ESPIC',
      'Hôpital du Lac;Viriat;hôpital;à préciser',
      'Hôpital du Bois;Viriat;hôpital;',
    ]),
  )
  t.same(
    (await structuresOf(desk)).map(({ name, legalStatus }) => [name, legalStatus]),
    [
      ['CH de Valbrune', 'public'],
      ['Clinique du Pré', 'for-profit'],
      ['Clinique mutualiste', 'espic'],
      ['Hôpital du Bois', null],
      ['Hôpital du Lac', null],
    ],
  )
  const reasons = (await verdictsOf(made)).flatMap(({ reason }) => reason ?? [])
  t.match(reasons, [/Statut : « à préciser » ne dit pas si la structure est publique ou privée/])
  t.equal(reasons.length, 1)
})

t.test(
  'the form and the API write it, the card and the exports show it, the search narrows to it',
  async (t) => {
    const desk = await aDesk(t)
    const team = await desk.as(desk.accounts.coordinator)
    const program = await desk.callAs(desk.accounts.coordinator)
    const place = (name: string) => aStructure(desk.ctx, { name, territoryId: desk.site.territoryId })
    const [espic, hospital, clinic, unknown] = [
      await place('Hôpital Saint-Exemple'),
      await place('CH de Valbrune'),
      await place('Clinique du Pré'),
      await place('Centre sans statut'),
    ]
    const form = `/annuaire/fiches/structures/${espic}/modification`
    const fields = fieldsOf((await team.get(form)).body, form)
    t.equal(fields.legalStatus, '', 'nobody has said it yet')
    t.equal((await team.send(form, { ...fields, legalStatus: 'royal' })).statusCode, 400)
    t.equal((await team.send(form, { ...fields, legalStatus: 'espic' })).statusCode, 303)
    t.match(
      (await team.get(`/annuaire/fiches/structures/${espic}`)).body,
      /Statut \(public ou privé\)[\s\S]*Privé d’intérêt collectif \(ESPIC\)/,
    )
    for (const [id, legalStatus] of [
      [hospital, 'public'],
      [clinic, 'for-profit'],
    ] as const) {
      const changed = await program('PATCH', `/structures/${id}`, { legalStatus, revision: 1 })
      t.equal(changed.statusCode, 204, changed.body)
    }
    t.match((await program('GET', `/structures/${clinic}`)).json(), { legalStatus: 'for-profit' })
    t.match((await program('GET', `/structures/${unknown}`)).json(), { legalStatus: null })
    t.match(await getCard(desk.ctx, 'structure', espic), { legalStatus: 'espic' })

    const { slug } = desk.network
    const read = (url: string) => desk.app.inject(`${url}&reseau=${slug}`)
    const found = async (statut: string) => {
      const { body } = await read(`/annuaire?statut=${statut}`)
      return ['Hôpital Saint-Exemple', 'CH de Valbrune', 'Clinique du Pré', 'Centre sans statut'].filter(
        (name) => body.includes(name),
      )
    }
    t.same(await found('public'), ['CH de Valbrune'])
    t.same(await found('espic'), ['Hôpital Saint-Exemple'])
    t.same(await found('non-profit'), ['Hôpital Saint-Exemple'], 'an ESPIC is not for profit')
    t.same(await found('for-profit'), ['Clinique du Pré'])
    t.same(await found('private'), ['Hôpital Saint-Exemple', 'Clinique du Pré'], 'both are private')
    t.equal((await found('')).length, 4, 'the control: all of them are there')
    t.match(
      (await read('/annuaire?statut=royal')).body,
      /Établissement public ou privé[\s\S]*pas été appliqué/,
    )
    const searched = async (words: string) => (await read(`/annuaire?q=${words}`)).body
    t.match(await searched('priv%C3%A9e'), /Clinique du Pré/, 'in words too')
    t.notMatch(await searched('priv%C3%A9e'), /CH de Valbrune/)
    t.match(await searched('publics'), /CH de Valbrune/)
    const narrowed = (await read('/annuaire?statut=private')).body
    t.match(narrowed, /Retirer le filtre[\s\S]*Privé/)
    t.match(narrowed, /Privé à but non lucratif, ESPIC compris/)

    const shown = await read(`/annuaire/structures/${espic}?`)
    t.match(shown.body, /· Privé d’intérêt collectif \(ESPIC\)/)
    const csv = await read('/annuaire/donnees-ouvertes/annuaire.csv?')
    t.match(csv.body, 'Statut de la structure')
    t.match(csv.body, 'Privé à but lucratif')
    const resource = await desk.app.inject(`/api/fhir/${slug}/Organization/${espic}`)
    t.match(resource.json(), {
      type: [{}, { coding: [{ system: 'urn:trame:legal-status', code: 'espic' }] }],
    })
  },
)

function etalab(structure: InventedStructure) {
  const content = Buffer.concat([...etalabFile([structure], '2026-02-01')])
  return { name: 'etalab-cs1100502-stock-20260201.csv', content, options: wanted(structure) }
}

function finessPlus(structure: InventedStructure, date: string) {
  const content = Buffer.concat([...finessPlusStructureFile([structure], `${date}T03:00:00`)])
  return { name: 'finess-structures.json', content, options: wanted(structure) }
}

function wanted({ place, categoryCode }: InventedStructure) {
  return { departments: [place.departmentCode], categories: [categoryCode] }
}
