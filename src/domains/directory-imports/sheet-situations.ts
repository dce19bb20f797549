import type { SheetLink } from './sheet-groups.js'
import { isBlank, isSame } from './verdicts.js'

/** As long as the directory keeps them. */
const LONGEST_FUNCTIONS = 200

/** Has all that several lines say of one person at one place said on the first of them: the others are not read again. */
export function joinSituations(links: readonly SheetLink[]): void {
  const firsts = new Map<string, SheetLink>()
  for (const link of links) {
    if (link.who === null || link.where === null) continue
    const key = `${link.who.key} ${link.where.key}`
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, link)
    else joinFunctions(first, link)
  }
}

/** « chef de service, référent écho »: one person has several functions at one place. */
function joinFunctions(first: SheetLink, { line, situation }: SheetLink): void {
  const [known, more] = [first.situation?.functionWords, situation?.functionWords]
  if (isBlank(more)) return
  const joined = isBlank(known) ? String(more) : `${known}, ${more}`
  const isSaid = String(known ?? '')
    .split(', ')
    .some((one) => isSame('functionWords', one, more))
  if (isSaid) return
  if (joined.length <= LONGEST_FUNCTIONS) first.situation = { ...first.situation, functionWords: joined }
  else
    first.who?.warnings.push(
      `La ligne ${line} donne une fonction de plus au même endroit, « ${String(more).slice(0, 60)} » : elle n’est pas gardée, les fonctions d’un lieu tiennent en ${LONGEST_FUNCTIONS} caractères.`,
    )
}
