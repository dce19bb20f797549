import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { insertOffers, updateSituation, updateStructure } from '../../src/domains/directory/writing.js'
import { entryOf } from '../../src/domains/directory-publications/booklet-entries.js'
import { contactOf } from '../../src/domains/directory-publications/card-contact.js'
import { cardTable, openTable } from '../../src/domains/directory-publications/card-table.js'
import { serviceOf } from '../../src/domains/directory-publications/fhir/mapping.js'
import { isTakenBack, recordKey, shownParts } from '../../src/domains/directory-publications/shown-parts.js'
import type { CsvDocument } from '../../src/web/csv.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aMidwifeOfTwoPlaces, TEAM } from '../support/midwife-of-two-places.js'

const DAY = '2026-11-28'
const CONTACTS =
  '04 99 00 00 20, ivg@exemple.test, https://exemple.test/rdv, ivg@exemple.mssante.fr (messagerie sécurisée)'
const IVG =
  'Interruption volontaire de grossesse (IVG), médicamenteuse : jusqu’à 9 SA, soit 7 semaines de grossesse, public : mineures aussi, délai : 3 jours, horaires : le mardi, tarifs : tiers payant'

/** In Viriat, a centre that takes IVG up to nine weeks, with a line of their own; Claire has a number at each place. */
async function setTheStage(t: Test) {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const made = await aMidwifeOfTwoPlaces(ctx, network)
  await inTransaction(ctx, async (ctx) => {
    await insertOffers(ctx, TEAM, [
      {
        structureId: made.viriat,
        kind: 'ivg',
        methods: ['medical'],
        latestTermWeeks: 9,
        audienceWords: 'mineures aussi',
        delayDays: 3,
        hours: 'le mardi',
        fees: 'tiers payant',
        phone: '+33499000020',
        email: 'ivg@exemple.test',
        link: 'https://exemple.test/rdv',
        message: 'ivg@exemple.mssante.fr',
        visibleTo: 'public',
      },
      { structureId: made.viriat, kind: 'contraception', visibleTo: 'public' },
    ])
    await updateStructure(ctx, TEAM, made.viriat, { visibility: { email: 'public' } })
    await updateSituation(ctx, TEAM, made.atLyon, { phone: '+33499000031', email: 'lyon@exemple.test' })
    await updateSituation(ctx, TEAM, made.atViriat, { phone: '+33499000032', email: 'viriat@exemple.test' })
    await refreshCards(ctx, { people: [made.claire], structures: [made.viriat] })
  })
  const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  return {
    asPublic,
    centre: await getCard(asPublic, 'structure', made.viriat),
    claire: await getCard(ctx, 'person', made.claire),
    ...{ ctx, made },
  }
}

t.test('the booklet says until which term, how and at which number an IVG is asked for', async (t) => {
  const { centre, claire } = await setTheStage(t)
  const lines = entryOf(centre, DAY).lines.map(({ text, href }) => [plain(text), href])
  t.hasStrict(lines, [['Centre du Lavoir', undefined]])
  const at = lines.findIndex(([text]) => text === IVG)
  t.same(lines[at - 1], ['Contraception', undefined], 'what has nothing more stays short')
  t.same(lines.slice(at + 1, at + 5), [
    ['Contact 04 99 00 00 20', 'tel:+33499000020'],
    ['ivg@exemple.test', 'mailto:ivg@exemple.test'],
    ['https://exemple.test/rdv', 'https://exemple.test/rdv'],
    ['Messagerie sécurisée : ivg@exemple.mssante.fr', undefined],
  ])
  const hers = entryOf(claire, DAY).lines.map(({ text }) => plain(text))
  t.ok(hers.includes('Échographie de dépistage : lieu : Maison de la Saône, Lyon'))
})

t.test('tables and address books say it too, with every number and address of her places', async (t) => {
  const { centre, claire } = await setTheStage(t)
  const shown = { day: DAY, territories: new Map() }
  for (const table of [cardTable([], [centre, claire], shown), openTable([centre, claire], shown)]) {
    const [ofCentre, hers] = cells(table)
    t.equal(ofCentre!['Précisions sur les offres'], `${IVG}, contact : ${CONTACTS}`)
    t.equal(
      ofCentre!['Offres de soins'],
      'Contraception ; Interruption volontaire de grossesse (IVG), médicamenteuse',
    )
    t.match(hers, {
      Téléphone: '04 99 00 00 31',
      'Autre téléphone': '04 99 00 00 32',
      'Adresse électronique': 'lyon@exemple.test',
      'Autre adresse électronique': 'viriat@exemple.test',
      'Autres lieux': 'Centre du Lavoir, 3 rue du Lavoir, 01440 Viriat, 04 99 00 00 32, viriat@exemple.test',
      Accessibilité: 'Maison de la Saône, Lyon : handicap moteur (plain-pied, table adaptée…)',
      'Précisions sur les offres': 'Échographie de dépistage : lieu : Maison de la Saône, Lyon',
    })
  }
  t.match(plain(contactOf(centre, DAY).note ?? ''), `${IVG}, contact : ${CONTACTS}`)
  t.match(
    plain(contactOf(claire, DAY).note ?? ''),
    /Accessible \(Maison de la Saône, Lyon\) : handicap moteur/,
  )
})

t.test('in FHIR each way it is asked for is a telecom of its own', async (t) => {
  const { centre } = await setTheStage(t)
  const ivg = centre.offers.find(({ kind }) => kind === 'ivg')!
  t.same(serviceOf(centre, ivg).telecom, [
    { system: 'phone', value: '+33499000020', use: 'work' },
    { system: 'email', value: 'ivg@exemple.test', use: 'work' },
    { system: 'url', value: 'https://exemple.test/rdv', use: 'work' },
    { system: 'email', value: 'ivg@exemple.mssante.fr', use: 'work' },
  ])
  t.notOk('telecom' in serviceOf(centre, centre.offers.find(({ kind }) => kind === 'contraception')!))
})

t.test('what a reader may not know of her places is in none of it', async (t) => {
  const { asPublic, made, ctx } = await setTheStage(t)
  await inTransaction(ctx, async (ctx) => {
    await updateStructure(ctx, TEAM, made.lyon, { visibility: { accessibility: 'team' } })
    await refreshCards(ctx, { structures: [made.lyon] })
  })
  const card = await getCard(asPublic, 'person', made.claire)
  const everything = JSON.stringify([
    entryOf(card, DAY),
    [...openTable([card], { day: DAY, territories: new Map() }).rows],
    contactOf(card, DAY),
  ])
  t.notMatch(everything, /00 ?00 ?3[12]|exemple\.test|handicap/)
  t.match(everything, /Maison de la Saône/, 'the control')
})

t.test('a document that shows how her offer is asked for is taken back when that is', async (t) => {
  const { claire } = await setTheStage(t)
  const [offer] = claire.offers
  const asked = { ...offer!, phone: '+33499000040', email: 'elle@exemple.test' }
  const before = { ...claire, offers: [asked] }
  const parts = shownParts([before])[recordKey(before)]!
  t.equal(isTakenBack(parts, before), false)
  t.equal(isTakenBack(parts, { ...before, offers: [{ ...asked, phone: '+33499000041' }] }), false)
  for (const one of [{ phone: null }, { email: null }]) {
    t.equal(isTakenBack(parts, { ...before, offers: [{ ...asked, ...one }] }), true, 'one way of two')
  }
})

function cells({ columns, rows }: CsvDocument): Record<string, string | null>[] {
  return [...rows].map((row) =>
    Object.fromEntries(
      [...row].map((value, index) => [columns[index], value === null ? null : plain(textOf(value))]),
    ),
  )
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'code' in value ? String(value.code) : String(value)
}

/** Spaces that do not break are spaces here. */
function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ')
}
