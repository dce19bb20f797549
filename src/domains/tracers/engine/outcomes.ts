import type { ChildStay } from './birth.js'
import type { Z37 } from './codes.js'
import type { MotherStay, Outcome } from './delivery.js'
import type { QualityCode } from './quality-codes.js'

/** Whether the children's stays say what the Z37 does not: how many, or which after a termination. */
export const needsChildren = ({ z37 }: MotherStay): boolean =>
  z37 !== null && (z37.open || z37.vague === 'fifth-character')

/**
 * The children of a delivery: by the Z37 alone when it says all. When it says three or more, the linked stays
 * count them, else O30.1 (3) or O30.2 (4), else 3; P95 on the linked stays tells who was born after a termination.
 */
export function outcomeOf(mother: MotherStay, children: readonly ChildStay[]): Outcome {
  const z37 = mother.z37 ?? NO_OUTCOME
  if (!z37.open && z37.vague !== 'fifth-character') return z37
  const births = z37.open ? countOf(mother, children) : z37.births
  const stillborn = z37.open ? stillbornOf(z37, births, children) : z37.stillborn
  const others = children.filter((child) => child.termination === 'no').length
  if (z37.vague === 'fifth-character') {
    const induced = Math.min(stillborn, terminationsAmong(children))
    return { births, stillborn, induced, spontaneous: Math.min(stillborn - induced, others) }
  }
  if (z37.induced === 0) return { births, stillborn, induced: 0, spontaneous: stillborn }
  // The fifth character speaks of the delivery: one child at least was born after the termination.
  const spontaneous = Math.min(stillborn - 1, others)
  return { births, stillborn, induced: stillborn - spontaneous, spontaneous }
}

/** What Trame had to presume of a delivery of three or more. */
export function presumptions(
  mother: MotherStay,
  children: readonly ChildStay[],
  outcome: Outcome,
): QualityCode[] {
  if (mother.z37?.open !== true) return []
  const codes: QualityCode[] = []
  if (children.length < 3 && mother.fetuses === 0) codes.push('MULTIPLE_COUNT_UNKNOWN')
  if (terminationsAmong(children) < outcome.induced) codes.push('STILLBIRTH_KIND_PRESUMED')
  return codes
}

const NO_OUTCOME: Z37 = {
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

function stillbornOf(z37: Z37, births: number, children: readonly ChildStay[]): number {
  if (z37.stillborn === 0) return 0
  if (!z37.mixed) return births
  const bornDead = children.filter((child) => child.p95 === 'principal').length
  return Math.min(Math.max(bornDead, 1), births - 1)
}

const terminationsAmong = (children: readonly ChildStay[]): number =>
  children.filter((child) => child.termination === 'yes').length
