import type { Db } from './connect.js'

/**
 * What is asked at every request: its words are made once for a database, and each of its connections understands and
 * plans them once (`prepare` of drizzle).
 */
export function preparedOn<Prepared>(prepare: (db: Db) => Prepared): (db: Db) => Prepared {
  const prepared = new WeakMap<Db, Prepared>()
  return (db) => {
    const known = prepared.get(db) ?? prepare(db)
    prepared.set(db, known)
    return known
  }
}
