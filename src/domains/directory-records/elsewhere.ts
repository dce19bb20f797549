import type { Provenance, SaidElsewhere } from '../directory/provenance.js'

type Row = Record<string, unknown> & { provenance: Provenance; saidElsewhere: SaidElsewhere }

/**
 * What national files say beside a record once somebody has changed it: what they said of a field that now agrees is
 * forgotten, the value of a file that she replaces is kept, as one she has chosen not to follow.
 */
export function saidElsewhereAfter(row: Row, patch: Record<string, unknown>, today: string): SaidElsewhere {
  const said: SaidElsewhere = { ...row.saidElsewhere }
  for (const [field, value] of Object.entries(patch)) {
    if (value === undefined || same(value, row[field])) continue
    const known = said[field]
    const from = row.provenance[field]
    if (known !== undefined && same(known.value, value)) delete said[field]
    else if (known === undefined && from !== undefined && isNational(from.source)) {
      said[field] = { value: row[field] ?? null, source: from.source, on: from.on, keptOn: today }
    }
  }
  return said
}

function isNational(source: string): boolean {
  return source === 'rpps' || source === 'finess'
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}
