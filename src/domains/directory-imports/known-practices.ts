import type { Ctx } from '../../context.js'
import type { CardPlace } from '../directory/cards.js'
import type { Hers, Practice } from './practice-matching.js'
import type { SheetGroup, SheetGroups } from './sheet-groups.js'
import type { Found } from './staging.js'
import { cardsById } from './team-cards.js'

/** The places that the people of each group are known to have, as the team sees them; those that may be it apart. */
export async function practicesOf(
  ctx: Ctx,
  { links }: SheetGroups,
  people: readonly Found[],
  groups: readonly SheetGroup[],
): Promise<Hers[]> {
  const places = await placesOf(ctx, people)
  const categories = await categoriesOf(ctx, [...places.values()].flat())
  const peopleAt = new Map<string, string[]>()
  for (const { who, where } of links)
    if (who && where) peopleAt.set(where.key, [...(peopleAt.get(where.key) ?? []), who.key])
  return groups.map((group) => {
    const hers = (peopleAt.get(group.key) ?? []).flatMap((person) => places.get(person) ?? [])
    const isLike = ({ structureId, sectorCode }: CardPlace) =>
      categories.get(structureId) === group.fields.category &&
      (sectorCode === null || PRACTICES.has(sectorCode))
    return { group, places: hers, practices: hers.filter(isLike) }
  })
}

async function placesOf(
  ctx: Ctx,
  people: readonly Found[],
): Promise<Map<string, (CardPlace & { whose: string })[]>> {
  const keyOf = new Map(people.flatMap(({ key, id }) => (id === null ? [] : [[id, key] as const])))
  const cards = await cardsById(ctx, 'person', [...keyOf.keys()])
  return new Map(
    cards.map(({ id, card }) => [
      keyOf.get(id) ?? '',
      card.places.map((place) => ({ ...place, whose: card.name })),
    ]),
  )
}

/** Own practice, group practice, company. */
const PRACTICES = new Set(['SA07', 'SA08', 'SA09'])

/** A table often gives people of a hospital no sector: what a place is, its own record says. */
async function categoriesOf(ctx: Ctx, places: readonly Practice[]): Promise<Map<string, string>> {
  const cards = await cardsById(ctx, 'structure', [...new Set(places.map(({ structureId }) => structureId))])
  return new Map(cards.map(({ id, card }) => [id, card.category]))
}
