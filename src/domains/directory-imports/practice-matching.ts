import type { CardAddress } from '../directory/cards.js'
import { foldCommune } from '../directory/communes/gazetteer.js'
import { foldText } from '../directory/national/plain-text.js'
import { areCalledAlike } from '../directory-upkeep/duplicates/structures.js'
import { saysNoMoreThan } from './practice-names.js'
import type { Fields } from './records.js'
import { isUnnamed, type SheetGroup } from './sheet-groups.js'
import { isBlank } from './verdicts.js'

/** A place of a person, by her name, that may be her practice. */
export type Practice = { structureId: string; structureName: string; address: CardAddress; whose: string }

/** A place of a file, with those its people are known to have, and which of them it may be. */
export type Hers = { group: SheetGroup; places: readonly Practice[]; practices: readonly Practice[] }

/**
 * The practice each group is among those its people already have in the commune and that may be called as it is: the one
 * at the same street, else the only one. A practice answers for one group; `taken` are those that another has been found
 * to be. A group that is none of them is another place, and the doubt is said.
 */
export function practicesAmong(
  all: readonly Hers[],
  taken: Set<string>,
): Map<string, { id: string | null; warning: string | null }> {
  const found = new Map<string, { id: string | null; warning: string | null }>()
  const near = all.map(({ group, practices }) => {
    const there = practices.filter(({ address }) => isThere(group, address))
    return { group, there, practices: mayBeCalled(group, there) }
  })
  for (const { group, practices } of near) {
    const [only, ...others] = freeAmong(practices.filter(({ address }) => isAtStreet(group, address.street)))
    if (only === undefined || others.length > 0) continue
    found.set(group.key, { id: only, warning: null })
    taken.add(only)
  }
  for (const { group, there, practices } of near) {
    if (found.has(group.key)) continue
    const [only, ...others] = freeAmong(practices)
    if (only === undefined) {
      const other = there.find(({ structureId }) => !taken.has(structureId))
      if (other) found.set(group.key, { id: null, warning: calledOtherwise(other) })
    } else if (others.length > 0) found.set(group.key, { id: null, warning: SEVERAL })
    else {
      found.set(group.key, { id: only, warning: null })
      taken.add(only)
    }
  }
  return found

  function freeAmong(practices: readonly Practice[]): string[] {
    return [...new Set(practices.map(({ structureId }) => structureId))].filter((id) => !taken.has(id))
  }
}

/** Those called alike, else those whose name is none of their own: a line gives a name, and takes none away. */
function mayBeCalled(group: SheetGroup, practices: readonly Practice[]): readonly Practice[] {
  if (isUnnamed(group)) return practices
  const alike = practices.filter(({ structureName }) =>
    areCalledAlike(structureName, String(group.fields.name)),
  )
  if (alike.length > 0) return alike
  return practices.filter(({ structureName, whose, address }) =>
    saysNoMoreThan(structureName, [whose, address.commune]),
  )
}

/**
 * Whether a group says no more than the commune where its person is known to work: it is no other place. What she does
 * there, or since when, would make it one.
 */
export function isNoPlace({ group, places }: Hers, situations: readonly Fields[]): boolean {
  const isBare = Object.entries(group.fields).every(
    ([field, value]) => isBlank(value) || OF_TOWN.has(field) || group.supposed.includes(field),
  )
  const isIdle = situations.every(({ functionWords, startsOn, endsOn }) =>
    [functionWords, startsOn, endsOn].every(isBlank),
  )
  return isBare && isIdle && places.some(({ address }) => isThere(group, address))
}

const OF_TOWN = new Set(['postcode', 'communeName', 'communeCode', 'departmentCode', 'territoryId'])

const SEVERAL =
  'Cette personne a déjà plusieurs lieux dans cette commune : un de plus est proposé. Donnez l’adresse ou le nom du lieu pour dire lequel.'

function calledOtherwise({ structureName }: Practice): string {
  return `Cette personne a déjà un lieu d’un autre nom dans cette commune, « ${structureName.slice(0, 60)} » : un de plus est proposé. Si c’est le même, donnez-lui un seul nom, sur sa fiche ou dans le tableau, et envoyez le tableau à nouveau.`
}

/** Whether a group is at this street, written otherwise or not. */
export function isAtStreet({ fields }: Pick<SheetGroup, 'fields'>, street: string | null): boolean {
  return !isBlank(fields.street) && foldText(String(fields.street)) === foldText(street ?? '')
}

function isThere({ hints }: SheetGroup, { postcode, commune }: CardAddress): boolean {
  const folded = foldCommune(commune ?? '')
  return hints.some((hint) =>
    isBlank(hint.commune) || folded === ''
      ? hint.postcode !== null && hint.postcode === postcode
      : hint.commune === folded,
  )
}
