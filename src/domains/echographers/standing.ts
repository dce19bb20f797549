import { and, lte, type SQL, sql } from 'drizzle-orm'
import { echographerIdentifiers } from './tables.js'

const { attributedOn, suspendedOn, ceasedOn } = echographerIdentifiers

/** Where identifiers stand on a day, as `identifierState` says it of one. None of these conditions is ever unknown. */
export function standingOn(today: string): { begun: SQL; over: SQL; suspended: SQL } {
  return {
    begun: lte(attributedOn, today),
    over: sql`coalesce(${ceasedOn} <= greatest(${today}::date, ${attributedOn}), false)`,
    suspended: sql`coalesce(${suspendedOn} <= ${today}::date, false)`,
  }
}

/** Every one of these conditions. */
export function all(...conditions: (SQL | undefined)[]): SQL {
  return and(...conditions) ?? sql`true`
}
