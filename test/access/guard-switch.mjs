/**
 * Loaded before a test in a copy of the sources where each guard has a switch (`guards.ts`): `GUARD_OFF` names those
 * that are off, one a line; `guardsOff` lets a test change that. `guardHits` says which guards were met, at which doors,
 * and `guardRefusals` which refused; with `GUARD_HITS`, a folder, the first is written there at the end.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'

const off = new Set((process.env.GUARD_OFF ?? '').split('\n'))
globalThis.guardsOff = off
const doorOf = new AsyncLocalStorage()
const hits = new Map()
globalThis.guardHits = hits
const refusals = new Set()
globalThis.guardRefusals = refusals

globalThis.everything = sql`true`
globalThis.guardIsOn = (name) => {
  hits.set(name, (hits.get(name) ?? new Set()).add(doorOf.getStore() ?? ''))
  return !off.has(name)
}

globalThis.refuses = (name, isRefused) => {
  if (isRefused) refusals.add(name)
  return isRefused
}

globalThis.guarded = (name, call, instead) => (globalThis.guardIsOn(name) ? call() : instead)

const folder = process.env.GUARD_HITS
channel('tracing:fastify.request.handler:start').bindStore(
  doorOf,
  ({ route }) => `${route.method} ${route.url}`,
)
if (folder) {
  process.once('exit', () => {
    const met = Object.fromEntries([...hits].map(([name, doors]) => [name, [...doors]]))
    // Under its name once whole: a test may kill the processes it starts.
    const file = path.join(folder, `${process.pid}.json`)
    writeFileSync(`${folder}-${process.pid}`, JSON.stringify(met))
    renameSync(`${folder}-${process.pid}`, file)
  })
}
