import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { cardRowsOf, replaceCards } from '../../src/domains/directory/card-writing.js'
import { communeMeant } from '../../src/domains/directory/communes/commune-meant.js'
import {
  type CellRange,
  cellNumber,
  cellRings,
  cellsAround,
  cellsOf,
  kilometresBetween,
} from '../../src/domains/directory/search/cells.js'
import { MOST_COUNTED, searchCards } from '../../src/domains/directory/search.js'
import { CARDS_PER_PAGE, type CardSearch } from '../../src/domains/directory/search-schemas.js'
import { wholeCard } from '../../src/domains/directory/stored-card.js'
import { findableCards } from '../../src/domains/directory/tables.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { SIGNED_IN } from '../support/directory-team.js'
import { NOW } from '../support/now.js'

const CARDS = 1500
const FARTHEST_KM = 60
/** One card in so many is public; the others are for the team. */
const PUBLIC_ONE_IN = 3

t.test('among more cards than are counted, the nearest still come first and all of them do', async (t) => {
  const { search, spots } = await crowded(t)
  const found = await search({ within: 50 })
  t.same([found.isMore, found.total], [true, MOST_COUNTED])
  t.same(found.cards.map(nameOf), spots.slice(0, found.cards.length).map(nameOf))
  const last = await search({ within: 50, page: 3 })
  t.same(
    last.cards.map(nameOf),
    spots.slice(2 * CARDS_PER_PAGE, 3 * CARDS_PER_PAGE).map(nameOf),
    'on the pages that follow too',
  )
})

t.test('fewer are counted one by one, and so are those of a reader who sees fewer of them', async (t) => {
  const { search, asPublic, asMember, spots } = await crowded(t)
  const within = (kilometres: number) => spots.filter((spot) => spot.kilometres <= kilometres)
  for (const kilometres of [5, 20, 30]) {
    const found = await search({ within: kilometres })
    t.same([found.isMore, found.total], [false, within(kilometres).length], `${kilometres} km`)
  }
  const seen = within(50).filter(({ isPublic }) => isPublic)
  for (const reader of [asPublic, asMember]) {
    const found = await search({ within: 50 }, reader)
    t.same(
      [found.isMore, found.total],
      [false, seen.length],
      `${reader.actor.role}: no crowd of others is told`,
    )
  }
})

t.test('the database numbers the cell of a card as the search does', async (t) => {
  const { ctx } = await crowded(t)
  const rows = await inTransaction(ctx, ({ db }) => db.select().from(findableCards))
  t.equal(rows.length, CARDS)
  for (const { cell, latitudes, longitudes } of rows) {
    t.equal(cell, cellNumber({ latitude: latitudes[0]!, longitude: longitudes[0]! }))
  }
})

t.test('what is in a cell wholly in a circle is in the circle, wherever in the country', (t) => {
  const places = [GRENOBLE, { latitude: -21.11, longitude: 55.53 }, { latitude: 46.78, longitude: -56.18 }]
  for (const [index, centre] of places.entries()) {
    for (const kilometres of [10, 20, 50, 100]) {
      const ranges = cellRings(centre, [kilometres / 4, kilometres / 2, kilometres])
      const around = spiral(centre, 4000, kilometres * 1.5)
      const rangesOf = (spot: Spot) => ranges.filter((range) => isIn(range, cellNumber(spot)))
      const inCells = around.filter((spot) => rangesOf(spot).length > 0)
      t.same(
        inCells.filter((spot) => kilometresBetween(centre, spot) > rangesOf(spot)[0]!.kilometres),
        [],
        `around place ${index}, ${kilometres} km`,
      )
      t.same(
        inCells.filter((spot) => rangesOf(spot).length > 1),
        [],
        'each cell is in one ring',
      )
      const inCircle = around.filter((spot) => kilometresBetween(centre, spot) <= kilometres)
      t.ok(inCells.length > 0.6 * inCircle.length, 'the control: most points of the circle are in them')
    }
  }
  t.end()
})

t.test('the cells of a circle hold all of it and little more', (t) => {
  for (const kilometres of [1, 4, 10, 20, 50, 100]) {
    const cells = new Set(cellsAround(GRENOBLE, kilometres))
    const isCovered = (spot: Spot) => cellsOf(spot).some((cell) => cells.has(cell))
    const inside = spiral(GRENOBLE, 4000, kilometres)
    t.same(
      inside.filter((spot) => !isCovered(spot)),
      [],
      `${kilometres} km`,
    )
    if (kilometres < 20) continue
    const outside = spiral(GRENOBLE, 4000, 3 * kilometres).filter(
      (spot) => kilometresBetween(GRENOBLE, spot) > 2.5 * kilometres,
    )
    t.same(outside.filter(isCovered), [], 'the control: two and a half times as far is not covered')
  }
  t.end()
})

function isIn({ first, last }: CellRange, cell: number): boolean {
  return first <= cell && cell <= last
}

type Spot = { latitude: number; longitude: number }

const GRENOBLE = grenoble()

function grenoble(): Spot {
  const meant = communeMeant('Grenoble', '84')
  if (meant.kind !== 'one') throw new Error('Grenoble is not known')
  return meant.commune
}

/** Points further and further from a centre, all around it. */
function spiral({ latitude, longitude }: Spot, points: number, farthest: number): Spot[] {
  return Array.from({ length: points }, (_, rank) => {
    const kilometres = (farthest * (rank + 1)) / points
    return {
      latitude: latitude + (kilometres / 111.2) * Math.cos(rank),
      longitude: longitude + (kilometres / 111.2 / Math.cos((latitude * Math.PI) / 180)) * Math.sin(rank),
    }
  })
}

function nameOf(one: { name: string } | { card: { name: string } }): string {
  return 'card' in one ? one.card.name : one.name
}

type Placed = Spot & { name: string; isPublic: boolean }

/** The cards of places that are nothing but a name and a point, as a change of their records would write them. */
async function writeCards(ctx: Ctx, networkId: string, spots: readonly Placed[]): Promise<void> {
  const cards = spots.map(({ name, isPublic, latitude, longitude }) => ({
    isPublic,
    card: wholeCard({
      kind: 'structure',
      id: randomUUID(),
      name,
      category: 'pmi',
      updatedOn: '2026-11-28',
      address: { latitude, longitude },
    }),
  }))
  const rows = cards.flatMap(({ card, isPublic }) =>
    cardRowsOf(networkId, (isSeen) => (isSeen(isPublic ? 'public' : 'team') ? card : null)),
  )
  const ids = cards.map(({ card }) => card.id).sort()
  await inTransaction(ctx, (ctx) =>
    replaceCards(ctx, { networkId, kind: 'structure', ids, isKnown: false, rows }),
  )
}

/** A network of cards in a spiral around Grenoble. */
async function crowded(t: Test) {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db, { regionCode: '84', regionName: 'Auvergne-Rhône-Alpes' })
  const ctx = systemCtx(db, network.id)
  const spots = spiral(GRENOBLE, CARDS, FARTHEST_KM).map((spot, rank) => ({
    ...spot,
    name: `PERSONNE ${String(rank).padStart(4, '0')}`,
    isPublic: rank % PUBLIC_ONE_IN === 0,
    kilometres: kilometresBetween(GRENOBLE, spot),
  }))
  await writeCards(ctx, network.id, spots)
  const place = (await listPublicNetworks(ctx)).find(({ id }) => id === network.id)!
  const search = (wanted: Partial<CardSearch>, as: Ctx = ctx) =>
    searchCards(as, place, { near: 'Grenoble', ...wanted } as CardSearch)
  const asPublic: Ctx = { db, actor: { role: 'public', networkId: network.id }, now: NOW }
  const asMember: Ctx = {
    ...ctx,
    actor: { ...SIGNED_IN, role: 'professional', isMember: true, networkId: network.id },
  }
  return { ctx, search, asPublic, asMember, spots }
}
