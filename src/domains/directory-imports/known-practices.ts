import type { Ctx } from '../../context.js'
import type { Practice } from './practice-matching.js'
import type { SheetGroup, SheetGroups } from './sheet-groups.js'
import type { Found } from './staging.js'
import { cardsById } from './team-cards.js'

/** The places that the people of each group are known to have and are of its category, as the team sees them. */
export async function practicesOf(
  ctx: Ctx,
  { links }: SheetGroups,
  people: readonly Found[],
  groups: readonly SheetGroup[],
): Promise<{ group: SheetGroup; practices: Practice[] }[]> {
  const places = await placesOf(ctx, people)
  const categories = await categoriesOf(ctx, [...places.values()].flat())
  const peopleAt = new Map<string, string[]>()
  for (const { who, where } of links)
    if (who && where) peopleAt.set(where.key, [...(peopleAt.get(where.key) ?? []), who.key])
  return groups.map((group) => ({
    group,
    practices: (peopleAt.get(group.key) ?? [])
      .flatMap((person) => places.get(person) ?? [])
      .filter(({ structureId }) => categories.get(structureId) === group.fields.category),
  }))
}

/** The places of the people found whose sector may be that of a practice. */
async function placesOf(ctx: Ctx, people: readonly Found[]): Promise<Map<string, Practice[]>> {
  const keyOf = new Map(people.flatMap(({ key, id }) => (id === null ? [] : [[id, key] as const])))
  const places = new Map<string, Practice[]>()
  for (const { id, card } of await cardsById(ctx, 'person', [...keyOf.keys()]))
    places.set(
      keyOf.get(id) ?? '',
      card.places.filter(({ sectorCode }) => sectorCode === null || PRACTICES.has(sectorCode)),
    )
  return places
}

/** Own practice, group practice, company. */
const PRACTICES = new Set(['SA07', 'SA08', 'SA09'])

/** A table often gives people of a hospital no sector: what a place is, its own record says. */
async function categoriesOf(ctx: Ctx, places: readonly Practice[]): Promise<Map<string, string>> {
  const cards = await cardsById(ctx, 'structure', [...new Set(places.map(({ structureId }) => structureId))])
  return new Map(cards.map(({ id, card }) => [id, card.category]))
}
