import type { SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { ProcessingName } from './processings.js'

/** Protection levels: public, restricted, personal, health or re-identifying. */
export type DataClass = 'P1' | 'P2' | 'P3' | 'P4'

/** A length of time in calendar months or in days, never both. */
export type Duration = { months: number } | { days: number }

export type Retention =
  /** As long as the network uses the platform. */
  | { kind: 'with-network' }
  /** As long as the account; deleted with what the closed account held. */
  | { kind: 'with-account' }
  /** Deleted once the duration has passed since an instant of the row; a row without that instant is kept. */
  | {
      kind: 'after'
      duration: Duration
      from: PgColumn | SQL
      /** « la fin de la session », to be read after « 6 mois après ». */
      since: string
      /** Rows still needed by others, kept until they no longer are. */
      unless?: SQL
      /** What takes the place of the row's content when the row itself must stay. */
      blank?: (now: Date) => Record<string, string | Date | null>
    }
  /** Meant to be deleted, which nothing does yet: `why` says so to whoever reads the register. */
  | { kind: 'not-yet-automatic'; duration: Duration; since: string; why: string }

/** What a table holds about people, why, and for how long: the register, the purge and « Mes données » are made from it. */
export type TablePrivacy = {
  table: PgTable
  class: DataClass
  processing: ProcessingName
  /** What is in it, in words a person of the network uses. */
  holds: string
  /** Whose data they are: « professionnels ayant un compte ». Empty when no person is concerned. */
  people: readonly string[]
  retention: Retention
  /** The column that says whose row it is: it is then part of that person's data. */
  person?: PgColumn
  /** Columns never shown, not even to the person: secrets and their traces. */
  secret?: readonly PgColumn[]
}

/** What stands for the name of somebody whose account was closed long ago. */
export const CLOSED_ACCOUNT = 'une personne dont le compte est fermé'
