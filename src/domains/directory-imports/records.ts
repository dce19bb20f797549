import type { Provenance, SaidElsewhere, Source } from '../directory/provenance.js'

/** Values of a record by the name of their column. A value that is null, in a file that has its column, is a blank. */
export type Fields = Record<string, unknown>

/** A place and function of a person, as a file gives it; the place is a structure of the same file. */
export type IncomingSituation = { structureId: string; place: string; fields: Fields }

export type IncomingActivity = {
  regime: string
  activityCode: string
  modalityCode: string | null
  formCode: string | null
  startsOn: string | null
  endsOn: string | null
  isActive: boolean
}

/** What a file says of one record, all its lines together. */
export type Incoming = {
  /** How the file identifies it: `rpps:…`, `finess:…`, `tech:…`; for a sheet, the line it is first met on, `person:12`. */
  key: string
  fields: Fields
  /** Fields it does not say, which a new record must have: nothing of them is written on one that is known. */
  supposed?: readonly string[]
  situations?: readonly IncomingSituation[]
  /** Authorised activities, when the file has some of this structure: they take the place of those known. */
  activities?: readonly IncomingActivity[]
  /** « Accord de diffusion » of a sheet. */
  consent?: boolean
}

/** What is to be written. Of an unchanged record only its key is kept. */
export type RowPayload = Incoming

export type FieldChange = {
  before: unknown
  after: unknown
  /** Where the value before came from, to be put back with it. */
  from: Provenance[string] | null
}

export type SituationChange = {
  what: 'added' | 'changed' | 'gone' | 'back'
  id: string
  structureId: string
  /** How the file or the directory calls the place, to be shown. */
  place: string
  fields: Record<string, FieldChange>
  /** Day it was no longer named since, for one that is back. */
  goneSince: string | null
}

/** What a file says of a value that is kept, and what it said before. */
export type KeptValue = {
  ours: unknown
  theirs: unknown
  source: Source
  was: SaidElsewhere[string] | null
}

/** What a file says of a situation that is kept as it is. */
export type KeptPlace = { id: string; place: string; kept: Record<string, KeptValue> }

/** What a file said otherwise of a situation, and no longer does. */
export type SettledPlace = { id: string; settled: Record<string, SaidElsewhere[string]> }

export type KnownActivity = IncomingActivity & { readOn: string; importId: string | null }

export type ConsentChange =
  | { what: 'given'; id: string; opens: boolean }
  | { what: 'withdrawn'; id: null; opens: false }

/** What an import changes in one record, and what it leaves although the file says otherwise. */
export type RowChanges = {
  fields?: Record<string, FieldChange>
  kept?: Record<string, KeptValue>
  keptPlaces?: KeptPlace[]
  /** Fields of which the file said otherwise, and no longer does. */
  settled?: Record<string, SaidElsewhere[string]>
  settledPlaces?: SettledPlace[]
  situations?: SituationChange[]
  activities?: { before: KnownActivity[]; after: IncomingActivity[] }
  consent?: ConsentChange
  /** Day since which a file had ceased to name it, and does again. */
  backSince?: string
}
