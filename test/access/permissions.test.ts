import { writeFileSync } from 'node:fs'
import t from 'tap'
import { z } from 'zod'
import { testApp } from '../support/app.js'
import { changesState, isApi } from '../support/doors.js'
import { listed, REVIEWED, reviewed } from '../support/reviewed-doors.js'
import { type JsonSchema, jsonSchemaOf } from '../support/samples.js'

t.test('each door asks for the permission that was reviewed, and no door is unknown', async (t) => {
  const { app } = await testApp(t)
  const doors = listed(app.doors)
  if (process.env.UPDATE_DOORS) writeFileSync(REVIEWED, `${doors.join('\n')}\n`)
  t.same(doors, reviewed(), 'UPDATE_DOORS=1 writes test/access/doors.txt again')
  const gets = new Set(
    app.doors.filter(({ method }) => method === 'GET').map(({ url, permission }) => `${url} ${permission}`),
  )
  const heads = app.doors
    .filter(({ method }) => method === 'HEAD')
    .map(({ url, permission }) => `${url} ${permission}`)
  t.same(
    heads.filter((head) => !gets.has(head)),
    [],
    'a HEAD asks for what its GET asks for',
  )
})

t.test('the document of the API says every route of the API and no other', async (t) => {
  const { app } = await testApp(t)
  const { paths } = (await app.inject('/api/openapi.json')).json<{
    paths: Record<string, Record<string, unknown>>
  }>()
  const told = Object.entries(paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
  )
  const doors = app.doors
    .filter((door) => isApi(door) && door.method !== 'HEAD' && !isHidden(door.schema))
    .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`)
  t.same(told.filter((one) => one.includes(' /api/')).sort(), doors.sort())
})

t.test('every schema of a door is closed: what it does not name is refused, or never sent', async (t) => {
  const { app } = await testApp(t)
  const faults: string[] = []
  for (const door of app.doors.filter(({ method }) => method !== 'HEAD')) {
    const { body, querystring, params, response } = door.schema
    const parts = {
      body: changesState(door) ? body : undefined,
      querystring,
      params,
      ...(response as object),
    }
    for (const [part, schema] of Object.entries(parts)) {
      if (part === 'querystring' && PROVIDER_ANSWER.test(door.url)) continue
      for (const place of openPlaces(jsonSchemaOf(schema), part))
        faults.push(`${door.method} ${door.url}: ${place}`)
    }
  }
  t.same(faults, [])
  t.ok(
    openPlaces(jsonSchemaOf(z.object({ a: z.looseObject({}) })), 'control').length > 0,
    'the control: a loose object is found',
  )
})

/** OpenID Connect lets a provider add parameters to its answer: « ignored if not understood ». */
const PROVIDER_ANSWER = /^\/connexion\/retour\//

function isHidden(schema: object): boolean {
  return 'hide' in schema && schema.hide === true
}

/** The objects of a schema that take more than they name. */
function openPlaces(schema: JsonSchema | null, place: string): string[] {
  if (!schema) return []
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])]
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
    openPlaces(one, `${place}.${name}`),
  )
  const isOpen = schema.type === 'object' && schema.properties && schema.additionalProperties !== false
  return [...(isOpen ? [place] : []), ...properties, ...inner.flatMap((one) => openPlaces(one, place))]
}
