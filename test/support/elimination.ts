export type Row = [variable: number, coefficient: number][]

/**
 * Solves the linear equations Σ coefficient × variable = 0 for the unknowns and fixes every unknown they
 * determine: subtraction of published figures in every combination, where propagation takes one equation at
 * a time. Knows nothing of bounds.
 */
export function eliminate(rows: Row[], low: number[], high: number[]): void {
  const isKnown = (variable: number) => low[variable] === high[variable]
  const system = useful(rows, isKnown).map((row) => {
    const unknowns = new Map<number, number>()
    let constant = 0
    for (const [variable, k] of row) {
      if (isKnown(variable)) constant -= k * low[variable]!
      else unknowns.set(variable, (unknowns.get(variable) ?? 0) + k)
    }
    return { unknowns, constant }
  })

  const solved: typeof system = []
  for (const row of system) {
    for (const other of solved) subtract(row, other, pivotOf(other))
    clean(row.unknowns)
    if (row.unknowns.size === 0) continue
    for (const other of solved) {
      subtract(other, row, pivotOf(row))
      clean(other.unknowns)
    }
    solved.push(row)
  }
  for (const { unknowns, constant } of solved) {
    const [only, ...others] = unknowns
    if (only && others.length === 0) low[only[0]] = high[only[0]] = Math.round(constant / only[1])
  }
}

type Equation = { unknowns: Map<number, number>; constant: number }

const pivots = new WeakMap<Equation, number>()

function pivotOf(row: Equation): number {
  const known = pivots.get(row)
  if (known !== undefined) return known
  const [[pivot] = [0]] = [...row.unknowns].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
  pivots.set(row, pivot)
  return pivot
}

function subtract(row: Equation, other: Equation, pivot: number) {
  const k = row.unknowns.get(pivot)
  if (k === undefined) return
  const factor = k / other.unknowns.get(pivot)!
  for (const [variable, value] of other.unknowns) {
    row.unknowns.set(variable, (row.unknowns.get(variable) ?? 0) - factor * value)
  }
  row.unknowns.delete(pivot)
  row.constant -= factor * other.constant
}

function clean(unknowns: Map<number, number>) {
  for (const [variable, k] of unknowns) if (Math.abs(k) < 1e-9) unknowns.delete(variable)
}

/** An unknown found in one equation only makes that equation say nothing of the others. */
function useful(rows: Row[], isKnown: (variable: number) => boolean): Row[] {
  let kept = rows
  for (;;) {
    const uses = new Map<number, number>()
    for (const row of kept) {
      for (const [variable] of row) uses.set(variable, (uses.get(variable) ?? 0) + 1)
    }
    const unknowns = (row: Row) => row.filter(([variable]) => !isKnown(variable))
    const next = kept.filter((row) => {
      const alone = unknowns(row).filter(([variable]) => uses.get(variable) === 1)
      return alone.length === 0 || unknowns(row).length === 1
    })
    if (next.length === kept.length) return next
    kept = next
  }
}
