/** Where a value comes from. `team` and `person` are people: an import never writes over them. */
export type Source = 'rpps' | 'finess' | 'sheet' | 'team' | 'person' | 'report'

/** Field → where its value comes from, on which day, and who said it when a person did. */
export type Provenance = { [field: string]: { source: Source; on: string; by?: string } }

/**
 * Field → what a national file says instead, and its day: « le RPPS du 08/10/2026 dit… ». `keptOn` is the day somebody
 * chose our value: as long as the file says the same thing, it is no longer asked.
 */
export type SaidElsewhere = {
  [field: string]: { value: unknown; source: Source; on: string; keptOn?: string }
}

export const SOURCE_LABELS: Record<Source, string> = {
  rpps: 'RPPS (Annuaire Santé, ANS)',
  finess: 'FINESS (ANS)',
  sheet: 'tableau importé',
  team: 'saisi par l’équipe',
  person: 'dit par la personne',
  report: 'signalement accepté',
}

/** True when a person said the value: a file may only be shown beside it. */
export function isLocal(provenance: Provenance, field: string): boolean {
  const source = provenance[field]?.source
  return source === 'team' || source === 'person' || source === 'report'
}
