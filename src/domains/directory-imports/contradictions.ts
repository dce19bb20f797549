import type { SheetGroup } from './sheet-groups.js'

/** Twenty lines about one hospital may give it twenty addresses: two examples say enough. */
const SAID = 2

/** Says that a line gives another value than the one kept. */
export function contradict(group: SheetGroup, line: number, known: unknown, value: unknown): void {
  group.contradictions += 1
  if (group.contradictions > SAID) return
  group.warnings.push(
    `La ligne ${line} dit « ${shortened(value)} » au lieu de « ${shortened(known)} » : la première valeur est gardée.`,
  )
}

/** Every warning of a group, the contradictions beyond the first ones being counted. */
export function warningsOf({ warnings, contradictions }: SheetGroup): string[] {
  if (contradictions <= SAID) return warnings
  return [
    ...warnings,
    `${contradictions - SAID} autres valeurs différentes, sur d’autres lignes, ne sont pas gardées.`,
  ]
}

function shortened(value: unknown): string {
  const text = String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
