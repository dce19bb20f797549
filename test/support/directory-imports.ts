import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { Ctx } from '../../src/context.js'
import type { ImportDetail, ImportRows } from '../../src/domains/directory-imports/schemas.js'
import { bearerOf, type TestApp, testApp } from './app.js'
import { aNetwork, anAccount, type NetworkRow, systemCtx } from './builders.js'
import { multipart } from './extracts.js'
import { runWorker, until } from './worker.js'

export type Headers = { authorization: string }

/** A network with its coordinator, an application and a worker. */
export type ImportScene = TestApp & { network: NetworkRow; ctx: Ctx; headers: Headers }

export async function importScene(t: Test, { worker = true } = {}): Promise<ImportScene> {
  const test = await testApp(t)
  const network = await aNetwork(test.db)
  const headers = await bearerOf(
    test.app,
    await anAccount(test.db, { role: 'coordinator', networkId: network.id }, { name: 'Camille Roy' }),
  )
  if (worker) runWorker(t, test)
  return { ...test, network, ctx: systemCtx(test.db, network.id), headers }
}

type Client = { app: FastifyInstance; headers: Headers }

export async function sendFile(
  { app, headers }: Client,
  content: Buffer,
  name = 'annuaire.csv',
): Promise<string> {
  const body = multipart([{ name, content }])
  const response = await app.inject({
    method: 'POST',
    url: '/api/directory/imports',
    headers: { ...headers, ...body.headers },
    payload: body.payload,
  })
  if (response.statusCode !== 202) throw new Error(`${response.statusCode} ${response.body}`)
  return response.json<{ id: string }>().id
}

export async function detailOf({ app, headers }: Client, id: string): Promise<ImportDetail> {
  return (await app.inject({ url: `/api/directory/imports/${id}`, headers })).json()
}

/** Waits for an import to leave the hands of the worker. */
export function settled(client: Client, id: string): Promise<ImportDetail> {
  return until(async () => {
    const detail = await detailOf(client, id)
    return ['looking', 'comparing', 'applying', 'undoing'].includes(detail.state) ? null : detail
  })
}

export async function rowsOf(
  client: Client,
  id: string,
  query: Record<string, string> = {},
): Promise<ImportRows> {
  const search = new URLSearchParams(query).toString()
  const { app, headers } = client
  return (await app.inject({ url: `/api/directory/imports/${id}/rows?${search}`, headers })).json()
}

/** Asks for an act and waits for its end; what it answers when it is refused. */
export async function act(
  client: Client,
  id: string,
  what: 'comparison' | 'application' | 'undoing' | 'cancellation',
  body: object = {},
): Promise<ImportDetail> {
  const response = await client.app.inject({
    method: 'POST',
    url: `/api/directory/imports/${id}/${what}`,
    headers: client.headers,
    ...(what === 'comparison' || what === 'application' ? { payload: body } : {}),
  })
  if (response.statusCode !== 202) throw new Error(`${what}: ${response.statusCode} ${response.body}`)
  return settled(client, id)
}

/** Sends a file and compares it with what is chosen. */
export async function compared(
  client: Client,
  content: Buffer,
  { name, options = {} }: { name?: string; options?: object } = {},
): Promise<ImportDetail> {
  const id = await sendFile(client, content, name)
  const looked = await settled(client, id)
  if (looked.state !== 'choosing') return looked
  return act(client, id, 'comparison', options)
}

/** Sends, compares and applies. */
export async function applied(
  client: Client,
  content: Buffer,
  how: { name?: string; options?: object; confirmed?: boolean } = {},
): Promise<ImportDetail> {
  const { id, state, ...rest } = await compared(client, content, how)
  if (state !== 'compared') throw new Error(`${state} ${JSON.stringify(rest)}`)
  return act(client, id, 'application', { confirmed: how.confirmed ?? false })
}
