import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import t from 'tap'
import { privatePostgres } from '../support/private-postgres.js'
import { silentLine } from '../support/silent-line.js'
import { nothingLost, onServer, underLoad } from '../support/under-load.js'

/** One ailment, once, in the everyday suite; all of them, ten times each, with `npm run test:faults`. */
const ROUNDS = Math.max(1, Math.trunc(Number(process.env.FAULT_ROUNDS ?? 2) / 2))
const seed = Number(process.env.FAULT_SEED ?? Math.trunc(Math.random() * 1e6))
const isTurnOf = (rank: number) => process.env.FAULT_ROUNDS !== undefined || seed % 3 === rank
const OTHER_DAY = 'another one is tried today'
const DISK_MEGABYTES = 400
const disk = isTurnOf(0) ? smallDisk() : null

t.test(
  'the disk is full: nothing acknowledged is lost, and writes go on once there is room',
  { skip: !isTurnOf(0) ? OTHER_DAY : disk ? false : 'a small disk can only be mounted by root' },
  async (t) => {
    // Its log writes errors, where that of the package does not: they tell that the disk was full.
    const settings = { max_wal_size: '64MB', log_min_messages: 'error' }
    const postgres = await privatePostgres(t, settings, { under: disk! })
    const load = await underLoad(t, postgres)
    const backAfter: number[] = []
    let restarts = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      await load.written(20)
      const ballast = fill(disk!)
      await load.refused(30)
      rmSync(ballast)
      // Without room for its own log PostgreSQL goes down, and somebody starts it again.
      if (!postgres.isThere()) {
        restarts += 1
        await postgres.restart()
      }
      backAfter.push(await load.firstSuccess())
    }
    const { acknowledged, refusals, jobs } = await load.end()
    t.comment(
      `${ROUNDS} times full: ${acknowledged.length} acknowledged, ${refusals.length} refused; first success ${backAfter.map((ms) => `${ms} ms`).join(', ')} after there was room; PostgreSQL started again ${restarts} times`,
    )
    await nothingLost(t, load, { acknowledged, refusals, jobs })
    t.match(postgres.log(), /No space left on device/, 'the control: the disk was full indeed')
  },
)

t.test(
  'the line to PostgreSQL falls silent: who waits is told so, and the next is served',
  { skip: isTurnOf(1) ? false : OTHER_DAY },
  async (t) => {
    const postgres = await privatePostgres(t)
    const line = await silentLine(t, postgres.url)
    const load = await underLoad(t, postgres, { webUrl: line.url })
    const waits: number[] = []
    const bare = new pg.Pool({ connectionString: line.url, max: 1 })
    bare.on('error', () => undefined)
    bare.on('connect', (client) => client.on('error', () => undefined))
    for (let round = 0; round < ROUNDS; round += 1) {
      await load.written(20)
      await bare.query('select 1')
      line.fallSilent()
      const start = performance.now()
      let isWaiting = true
      const ended = bare.query('select 1').then(
        () => undefined,
        () => undefined,
      )
      void ended.then(() => {
        isWaiting = false
      })
      await load.refused(8)
      waits.push(Math.round(performance.now() - start))
      t.ok(isWaiting, 'the control: a connection without our limits waits on')
      line.speak()
      await ended
      t.ok((await load.firstSuccess()) <= 5000)
    }
    await bare.end()
    const { acknowledged, refusals, jobs } = await load.end()
    t.comment(
      `${ROUNDS} silences: ${acknowledged.length} acknowledged, ${refusals.length} refused, the eighth after ${waits.map((ms) => `${ms} ms`).join(', ')}`,
    )
    // Eight seconds for an answer, three for a connection.
    t.ok(Math.max(...waits) < 14_000)
    await nothingLost(t, load, { acknowledged, refusals, jobs })
  },
)

t.test(
  'every connection waits behind somebody else’s lock: each is told so, then all goes on',
  { skip: isTurnOf(2) ? false : OTHER_DAY },
  async (t) => {
    const postgres = await privatePostgres(t)
    const load = await underLoad(t, postgres)
    for (let round = 0; round < ROUNDS; round += 1) {
      await load.written(20)
      await onServer(postgres.url, async (client) => {
        await client.query('begin')
        await client.query('lock table data_authorisations in access exclusive mode')
        await load.refused(16)
        await client.query('rollback')
      })
      t.ok((await load.firstSuccess()) <= 3000)
    }
    const { acknowledged, refusals, jobs } = await load.end()
    t.comment(`${ROUNDS} locks: ${acknowledged.length} acknowledged, ${refusals.length} refused`)
    await nothingLost(t, load, { acknowledged, refusals, jobs })
  },
)

/** A disk of its own in memory, unmounted with this file; null for who may not mount one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trame-disk-'))
  const mounted = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${DISK_MEGABYTES}m,mode=755`,
    'tmpfs',
    folder,
  ])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true })
    console.error('\n!! a small disk cannot be mounted here: the full disk is SKIPPED.\n')
    return null
  }
  chmodSync(folder, 0o755)
  t.teardown(() => {
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Takes all the room there is; returns the file that took it. */
function fill(folder: string): string {
  const ballast = path.join(folder, 'ballast')
  const { bavail, bsize } = statfsSync(folder)
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    // What was given back meanwhile.
    for (;;) writeFileSync(ballast, Buffer.alloc(bsize), { flag: 'a' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
  return ballast
}
