/** Why two records may be one, in the words of whoever decides. */
export const REASONS = {
  'same-number': 'le même numéro national',
  'same-siret': 'le même SIRET',
  'same-name': 'le même nom',
  'swapped-names': 'nom et prénom inversés',
  'married-name': 'un nom double dont une partie est commune',
  'other-family-name': 'un autre nom de famille, mais la même adresse électronique',
  'close-name': 'un nom à une faute de frappe près',
  'first-name-variant': 'deux formes du même prénom',
  'first-name-unknown': 'un prénom manquant',
  'same-email': 'la même adresse électronique',
  'same-phone': 'le même téléphone',
  'same-place': 'le même lieu d’exercice',
  'same-commune': 'la même commune',
  'same-street': 'la même adresse',
  'same-profession': 'la même profession',
} as const
export type Reason = keyof typeof REASONS

/** A suspicion: how strong, 0 to 100, and why. */
export type Suspicion = { score: number; reasons: Reason[] }

/** Below this nobody is bothered. */
export const SUSPECTED = 70

/** « le même nom, le même téléphone »; a reason this version no longer gives is left out. */
export function reasonWords(reasons: readonly string[]): string {
  const words: Readonly<Record<string, string>> = REASONS
  return reasons.flatMap((reason) => words[reason] ?? []).join(', ')
}

/** Adds up what speaks for a suspicion and against it; null when it is too weak to be shown. */
export function weigh(marks: readonly { reason: Reason | null; points: number }[]): Suspicion | null {
  const score = Math.min(
    99,
    marks.reduce((sum, { points }) => sum + points, 0),
  )
  if (score < SUSPECTED) return null
  return { score, reasons: marks.flatMap(({ reason }) => reason ?? []) }
}
