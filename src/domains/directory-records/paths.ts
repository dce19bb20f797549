import type { Change } from '../directory/changes.js'

type Kind = Change['subjectKind']

export const RECORDS = '/annuaire/fiches'
/** What people ask of the team who have no record. */
export const REQUESTS = `${RECORDS}/demandes`
/** What the team does to many records at once. */
export const BULK = `${RECORDS}/actes`
/** Where a person keeps her own record. */
export const OWN_RECORD = '/ma-fiche'

/** The address of a record for the team. */
export function recordPath(kind: Kind, id: string): string {
  return `${RECORDS}/${KIND_PATHS[kind]}/${id}`
}

/** The address of a record for programs. */
export const RECORD_API = {
  person: '/directory/people/:id',
  structure: '/directory/structures/:id',
} as const satisfies Record<Kind, string>

/** The kinds of records as addresses say them. */
export const KIND_PATHS = { person: 'personnes', structure: 'structures' } as const satisfies Record<
  Kind,
  string
>
