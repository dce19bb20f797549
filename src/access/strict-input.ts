import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import { z } from 'zod'
import { AppError } from '../errors/app-error.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads files: the only ones to which a multipart body may be sent. */
    takesFiles?: boolean
  }
}

const DEEPEST = 10
const MOST_KEYS = 1000
const LONGEST_KEY = 100
const LONGEST_QUERY = 4000
const NOT_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * What no schema of a route can say by itself: a parameter given twice, a body that is too deep or has too many
 * keys, names that reach into objects, files or a body where none is read. All are refused, none is repaired, but for
 * the NUL that a text pasted into a form may hold: the database has no place for it, and it becomes a space.
 */
export function refuseLooseInput(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.url.length > LONGEST_QUERY) refuse('query')
  })
  app.addHook('preValidation', async (request) => {
    if (request.isMultipart() && !request.routeOptions.config.takesFiles) {
      throw new AppError('request.unsupported-type')
    }
    if (Object.values(request.params ?? {}).some(hasNul)) throw new AppError('request.not-found')
    checkParameters(request, request.query)
    if (isForm(request)) checkParameters(request, request.body)
    else checkValue(request.body, { keys: 0 }, 0)
  })
  // After the faces' own hooks, which take the token of a form out of its body.
  app.addHook('preHandler', async (request) => {
    const { schema } = request.routeOptions
    if (!schema?.body) refuseUnread(request.body)
    if (!schema?.querystring && request.routeOptions.url?.startsWith('/api/')) refuseUnread(request.query)
  })
}

function isForm(request: FastifyRequest): boolean {
  return (
    request.headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true
  )
}

function checkParameters(request: FastifyRequest, parameters: unknown): void {
  if (!isRecord(parameters)) return
  const entries = Object.entries(parameters)
  if (entries.length > MOST_KEYS) refuse('query')
  for (const [name, value] of entries) {
    checkKey(name)
    if (Array.isArray(value) && !readsList(request, name)) refuse(name)
    parameters[name] = Array.isArray(value) ? value.map(withoutNul) : withoutNul(value)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function withoutNul(value: unknown): unknown {
  return hasNul(value) ? value.replaceAll('\0', ' ') : value
}

function hasNul(value: unknown): value is string {
  return typeof value === 'string' && value.includes('\0')
}

function checkValue(value: unknown, seen: { keys: number }, depth: number): void {
  if (hasNul(value)) refuse('body')
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return
  if (depth >= DEEPEST) refuse('body')
  for (const [key, inner] of Object.entries(value)) {
    seen.keys += 1
    if (seen.keys > MOST_KEYS) refuse('body')
    checkKey(key)
    checkValue(inner, seen, depth + 1)
  }
}

function checkKey(key: string): void {
  if (NOT_KEYS.has(key) || key.length > LONGEST_KEY || hasNul(key)) refuse('body')
}

function refuseUnread(given: unknown): void {
  if (typeof given !== 'object' || given === null) return
  const [name] = Object.keys(given)
  if (name !== undefined) refuse(name)
}

function refuse(field: string): never {
  throw new AppError(
    'request.invalid',
    {},
    { fields: { [field]: 'Ce champ n’est pas attendu ici sous cette forme.' } },
  )
}

/** True of a name that may come several times, because the schema of the route reads a list there. */
function readsList({ routeOptions: { schema } }: FastifyRequest, name: string): boolean {
  return [schema?.body, schema?.querystring].some((one) => listNames(one).includes(name))
}

/** The names a schema reads lists from, before or after it turns one value into a list of one. */
function listNames(schema: FastifySchema['body']): string[] {
  if (!(schema instanceof z.ZodType)) return []
  const known = LIST_NAMES.get(schema)
  if (known) return known
  const names = (['input', 'output'] as const).flatMap((io) =>
    listsOf(z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema),
  )
  LIST_NAMES.set(schema, names)
  return names
}

/** Drawn when a name first comes twice: no schema is, at the start, for requests that may never come. */
const LIST_NAMES = new WeakMap<z.ZodType, string[]>()

type JsonSchema = {
  type?: string
  properties?: Record<string, JsonSchema>
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
}

const branchesOf = (schema: JsonSchema) =>
  [schema, schema.anyOf, schema.oneOf, schema.allOf].flat().filter((one) => one !== undefined)

function listsOf(schema: JsonSchema): string[] {
  return branchesOf(schema).flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([name, property]) =>
      branchesOf(property).some(({ type }) => type === 'array') ? [name] : [],
    ),
  )
}
