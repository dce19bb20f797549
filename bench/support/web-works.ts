// What `bench/event-loop.ts` has a platform do: an import, exports of its directory, sign-ins.
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { type Ctx, inTransaction } from '../../src/context.js'
import { createAccount } from '../../src/domains/accounts/accounts.js'
import { openSession } from '../../src/domains/accounts/sessions.js'
import { importPmsiFiles } from '../../src/domains/pmsi/jobs.js'
import { pmsiImports } from '../../src/domains/pmsi/tables.js'
import { uploadFolder } from '../../src/domains/pmsi/uploads.js'
import { enqueue } from '../../src/jobs/jobs.js'
import { filesOf } from './scratch.js'

const ACCOUNT = { email: 'mesure@trame.test', password: 'un mot de passe pour mesurer', name: 'Mesure' }
/** What the line of passwords holds: two checked, the others waiting. */
const SIGN_INS_AT_ONCE = 30

export type Browser = { address: string; headers: Record<string, string>; csrf: string }

/** A coordinator of this network in a browser. */
export async function coordinatorIn(
  { app, address }: { app: FastifyInstance; address: string },
  { db, now }: Ctx,
  networkId: string,
): Promise<Browser> {
  const person = await createAccount(db, { ...ACCOUNT, grant: { role: 'coordinator', networkId } }, now)
  const { sessionId } = await openSession(
    { db, actor: { role: 'public' }, now },
    { ...person, method: 'password' },
  )
  const headers = { cookie: `trame=${app.jwt.sign({ sid: sessionId })}`, origin: address }
  const page = await (await fetch(`${address}/mentions-legales`, { headers })).text()
  const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(page) ?? []
  return { address, headers, csrf }
}

/** Takes the directory of the team away in a format given at once; returns its bytes. */
export async function takeAway({ address, headers, csrf }: Browser, format: 'csv' | 'vcf'): Promise<number> {
  const answer = await fetch(`${address}/annuaire/livrets`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ _csrf: csrf, format, pour: 'equipe' }),
  })
  const { byteLength } = await answer.arrayBuffer()
  if (answer.headers.get('content-disposition') === null) throw new Error(`${format}: ${answer.status}`)
  return byteLength
}

/** Has the directory made into a file by the worker, and waits for it. */
export async function haveMade({ address, headers }: Browser, format: 'booklet' | 'xlsx'): Promise<void> {
  const [, token = ''] = (headers.cookie ?? '').split('=')
  const authorization = `Bearer ${token}`
  const asked = await fetch(`${address}/api/directory/publications`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ format, audience: 'team', filters: {} }),
  })
  const { id } = (await asked.json()) as { id: string }
  for (;;) {
    const { state } = (await (
      await fetch(`${address}/api/directory/publications/${id}`, { headers: { authorization } })
    ).json()) as { state: string }
    if (state === 'ready') return
    if (state !== 'preparing') throw new Error(`${format}: ${state}`)
    await wait(200)
  }
}

/** As many people who sign in at once as may wait, each from elsewhere, for some seconds; returns how many were answered. */
export async function signInFor(address: string, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000
  let answered = 0
  const person = async (rank: number) => {
    for (let time = 0; performance.now() < until; time += 1) {
      const answer = await fetch(`${address}/api/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.${rank}.${time % 250}.1` },
        body: JSON.stringify({ email: `${randomUUID()}@trame.test`, password: 'girouette parapluie' }),
      })
      await answer.arrayBuffer()
      if (answer.status !== 401) throw new Error(`sign-in: ${answer.status}`)
      answered += 1
    }
  }
  await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, (_, rank) => person(rank)))
  return answered
}

/** Puts the files of a folder where an upload leaves them; returns the import, which nobody was asked to do yet. */
export async function receive(ctx: Ctx, dataDir: string, folder: string): Promise<string> {
  const importId = randomUUID()
  const target = uploadFolder(dataDir, importId)
  await mkdir(target, { recursive: true })
  const files = await filesOf(folder, '.zip')
  const uploads = files.map((file) => ({ name: path.basename(file), stored: path.basename(file) }))
  let bytesTotal = 0
  for (const file of files) {
    await copyFile(file, path.join(target, path.basename(file)))
    bytesTotal += (await stat(file)).size
  }
  const { networkId } = ctx.actor as { networkId: string }
  await inTransaction(ctx, ({ db }) =>
    db.insert(pmsiImports).values({
      ...{ id: importId, networkId, uploadedByName: 'Mesure', receivedAt: ctx.now, bytesTotal, uploads },
    }),
  )
  return importId
}

/** Has the worker do an import, and waits for its end. */
export async function haveImported(ctx: Ctx, importId: string): Promise<void> {
  await inTransaction(ctx, (ctx) => enqueue(ctx, importPmsiFiles, { importId }))
  for (;;) {
    const [row] = await inTransaction(ctx, ({ db }) =>
      db.select({ finishedAt: pmsiImports.finishedAt, failedAt: pmsiImports.failedAt }).from(pmsiImports),
    )
    if (row?.failedAt) throw new Error('the import failed')
    if (row?.finishedAt) return
    await wait(200)
  }
}
