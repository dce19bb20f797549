import { formatDate } from '../../web/dates.js'
import { contradict } from './contradictions.js'
import type { Fields } from './records.js'
import type { SheetGroup, SheetLink } from './sheet-groups.js'
import { isBlank, isSame } from './verdicts.js'

/** How a person is reached, which may be said for each of her places. */
export const PLACE_CONTACTS: readonly string[] = ['phone', 'email']

/** As long as the directory keeps them. */
const LONGEST_FUNCTIONS = 200

type Placed = SheetLink & { who: SheetGroup; where: SheetGroup; situation: Fields }

/**
 * Has all that several lines say of one person at one place said on the first of them: the others are not read again. Her
 * telephone and mail are hers, unless her lines give several: each is then that of its place, the first one hers as well.
 */
export function joinSituations(links: readonly SheetLink[]): void {
  const placed = links.filter(isPlaced)
  const several = PLACE_CONTACTS.map((field) => ({ field, people: peopleWithSeveral(placed, field) }))
  const firsts = new Map<string, Placed>()
  for (const link of placed) {
    for (const { field, people } of several) if (!people.has(link.who)) delete link.situation[field]
    const key = `${link.who.key} ${link.where.key}`
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, link)
    else {
      joinFunctions(first, link)
      joinDates(first, link)
      for (const field of PLACE_CONTACTS) joinContact(first, link, field)
    }
  }
}

function isPlaced(link: SheetLink): link is Placed {
  return link.who !== null && link.where !== null && link.situation !== null
}

function peopleWithSeveral(links: readonly Placed[], field: string): Set<SheetGroup> {
  const isOther = ({ who, situation }: Placed) =>
    !isBlank(situation[field]) && !isSame(field, who.fields[field], situation[field])
  return new Set(links.filter(isOther).map(({ who }) => who))
}

/** « chef de service, référent écho »: one person has several functions at one place. */
function joinFunctions(
  { who, situation }: Placed,
  { line, situation: { functionWords: more } }: Placed,
): void {
  const known = situation.functionWords
  if (isBlank(more)) return
  const joined = isBlank(known) ? String(more) : `${known}, ${more}`
  const isSaid = String(known ?? '')
    .split(', ')
    .some((one) => isSame('functionWords', one, more))
  if (isSaid) return
  if (joined.length <= LONGEST_FUNCTIONS) situation.functionWords = joined
  else
    who.warnings.push(
      `La ligne ${line} donne une fonction de plus au même endroit, « ${String(more).slice(0, 60)} » : elle n’est pas gardée, les fonctions d’un lieu tiennent en ${LONGEST_FUNCTIONS} caractères.`,
    )
}

/** Dates go together: the first line that gives any is right, of another stay at the same place it is told. */
function joinDates(first: Placed, { line, situation: { startsOn, endsOn } }: Placed): void {
  const known = first.situation
  if (isBlank(startsOn) && isBlank(endsOn)) return
  if (isBlank(known.startsOn) && isBlank(known.endsOn)) Object.assign(known, { startsOn, endsOn })
  else if (known.startsOn !== startsOn || known.endsOn !== endsOn)
    first.who.warnings.push(
      `La ligne ${line} donne d’autres dates au même endroit, ${stayWords(startsOn, endsOn)} : celles de la première ligne sont gardées. Ajoutez l’autre période depuis la fiche.`,
    )
}

function joinContact(first: Placed, { line, situation }: Placed, field: string): void {
  const [known, value] = [first.situation[field], situation[field]]
  if (isBlank(value) || isSame(field, known, value)) return
  if (isBlank(known)) first.situation[field] = value
  else contradict(first.who, line, known, value)
}

function stayWords(startsOn: unknown, endsOn: unknown): string {
  const start = typeof startsOn === 'string' ? `depuis le ${formatDate(startsOn)}` : null
  const end = typeof endsOn === 'string' ? `jusqu’au ${formatDate(endsOn)}` : null
  return [start, end].filter((one) => one !== null).join(' ')
}
