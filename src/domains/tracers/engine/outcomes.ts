import type { ChildStay } from './birth.js'
import type { MotherStay, Outcome } from './delivery.js'

export type SettledOutcome = Outcome & {
  /** Three or more children whose number nothing tells. */
  countUnknown: boolean
  /** Stillborn children of a mixed delivery all counted as terminations, for want of detail. */
  kindPresumed: boolean
}

/**
 * The children of a delivery: by the Z37 alone when it says all. When it says three or more, the linked stays
 * count them, else O30.1 (3) or O30.2 (4), else 3; P95 on the linked stays tells who was born after a termination.
 */
export function outcomeOf(mother: MotherStay, children: readonly ChildStay[]): SettledOutcome {
  const z37 = mother.z37 ?? NO_OUTCOME
  const births = z37.open ? countOf(mother, children) : z37.births
  const stillborn = z37.open ? stillbornOf(z37, births, children) : z37.stillborn
  const countUnknown = z37.open && children.length < 3 && mother.fetuses === 0
  const terminations = children.filter((child) => child.termination === 'yes').length
  const others = children.filter((child) => child.termination === 'no').length

  if (z37.vague === 'fifth-character') {
    const induced = Math.min(stillborn, terminations)
    const spontaneous = Math.min(stillborn - induced, others)
    return { births, stillborn, induced, spontaneous, countUnknown, kindPresumed: false }
  }
  if (z37.induced === 0) {
    return { births, stillborn, induced: 0, spontaneous: stillborn, countUnknown, kindPresumed: false }
  }
  // The fifth character speaks of the delivery: one child at least was born after the termination.
  const spontaneous = z37.open ? Math.min(stillborn - 1, others) : 0
  const induced = stillborn - spontaneous
  return {
    births,
    stillborn,
    induced,
    spontaneous,
    countUnknown,
    kindPresumed: z37.open && terminations < induced,
  }
}

const NO_OUTCOME = {
  births: 0,
  stillborn: 0,
  induced: 0,
  spontaneous: 0,
  open: false,
  mixed: false,
  vague: null,
}

function countOf(mother: MotherStay, children: readonly ChildStay[]): number {
  return children.length >= 3 ? children.length : mother.fetuses || 3
}

function stillbornOf(
  z37: { stillborn: number; mixed: boolean },
  births: number,
  children: readonly ChildStay[],
): number {
  if (z37.stillborn === 0) return 0
  if (!z37.mixed) return births
  const bornDead = children.filter((child) => child.p95 === 'principal').length
  return Math.min(Math.max(bornDead, 1), births - 1)
}
