import fc from 'fast-check'
import { z } from 'zod'

export type JsonSchema = {
  type?: string
  format?: string
  pattern?: string
  enum?: unknown[]
  /** Values that a reader behind the schema accepts, when its form alone does not say which. */
  examples?: unknown[]
  const?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minItems?: number
  maxItems?: number
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
}

/** What a zod schema takes, as JSON Schema; where it first transforms what it gets, what it makes of it. */
export function jsonSchemaOf(schema: unknown): JsonSchema | null {
  if (!(schema instanceof z.ZodType)) return null
  const [input, output] = (['input', 'output'] as const).map(
    (io) => z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema,
  )
  return known(input!, output!)
}

function known(input: JsonSchema, output: JsonSchema): JsonSchema {
  if (Object.keys(input).filter((key) => key !== '$schema').length === 0) return output
  if (!input.properties) return input
  const properties = Object.entries(input.properties).map(([name, property]) => [
    name,
    known(property, output.properties?.[name] ?? {}),
  ])
  return { ...input, properties: Object.fromEntries(properties) }
}

/** Values the schema accepts, boundaries more often than their share. */
export function valid(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.examples) return fc.constantFrom(...schema.examples)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches) return fc.oneof(...branches.map(valid))
  if (schema.allOf) return valid(Object.assign({}, ...schema.allOf) as JsonSchema)
  switch (schema.type) {
    case 'object':
      return validObject(schema)
    case 'array':
      return fc.array(valid(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 3),
      })
    case 'integer':
    case 'number':
      return validNumber(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return validString(schema)
    default:
      return fc.constantFrom('a', '1')
  }
}

function validObject({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const arbitraries = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valid(one)]))
  return fc.record(arbitraries, { requiredKeys: required.filter((name) => name in arbitraries) })
}

function validNumber(schema: JsonSchema): fc.Arbitrary<number> {
  const low = schema.minimum ?? schema.exclusiveMinimum ?? -1000
  const high = schema.maximum ?? schema.exclusiveMaximum ?? 1000
  const [min, max] = [Math.max(low, -1e6), Math.min(high, 1e6)]
  if (schema.type === 'integer')
    return fc.oneof(fc.constantFrom(Math.ceil(min), Math.floor(max)), fc.integer({ min, max }))
  return fc.oneof(fc.constantFrom(min, max), fc.double({ min, max, noNaN: true }))
}

const HOSTILE_WORDS = [
  '<script>alert(1)</script>',
  "' or 1=1 --",
  '=cmd|/c calc!A0',
  '../../etc/passwd',
  '{{7*7}}',
  'é\u0301 ‮ \u200b',
  '%00%0d%0aSet-Cookie: x=1',
]

function validString(schema: JsonSchema): fc.Arbitrary<string> {
  switch (schema.format) {
    case 'uuid':
      return fc.uuid({ version: 4 })
    case 'email':
      return fc.stringMatching(/^[a-z]{3,10}@exemple\.test$/)
    case 'date':
      return fc
        .integer({ min: 0, max: 3650 })
        .map((days) => new Date(1.6e12 + days * 864e5).toISOString().slice(0, 10))
    case 'date-time':
      return fc.integer({ min: 0, max: 3650 }).map((days) => new Date(1.6e12 + days * 864e5).toISOString())
    case 'uri':
      return fc.constant('https://exemple.test/')
  }
  if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern))
  const { minLength = 0, maxLength = 100 } = schema
  const fitting = HOSTILE_WORDS.filter((word) => word.length >= minLength && word.length <= maxLength)
  const letters = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzéèàçÉ’-0123456789'),
    minLength,
    maxLength: Math.min(maxLength, minLength + 30),
  })
  return fitting.length > 0
    ? fc.oneof({ weight: 4, arbitrary: letters }, fc.constantFrom(...fitting))
    : letters
}

export type Broken = { value: unknown; rule: string }

/** Values wrong by exactly one rule of the schema, with the rule they break. */
export function invalid(schema: JsonSchema): fc.Arbitrary<Broken> | null {
  if (schema.type !== 'object' || !schema.properties) return null
  const extra = fc
    .constantFrom('networkId', 'network_id', 'role', 'id', 'userId', 'status', 'deactivatedAt', 'isAdmin')
    .filter((name) => !(name in schema.properties!))
    .map((name) => ({
      change: (object: object) => ({ ...object, [name]: 'x' }),
      rule: `unknown field ${name}`,
    }))
  const fields = Object.entries(schema.properties).flatMap(([name, property]) => {
    const changes = wrongValues(property).map(({ value, rule }) => ({
      change: (object: object) => ({ ...object, [name]: value }),
      rule: `${name}: ${rule}`,
    }))
    const absent = schema.required?.includes(name)
      ? [
          {
            change: (object: object) =>
              Object.fromEntries(Object.entries(object).filter(([key]) => key !== name)),
            rule: `${name}: absent`,
          },
        ]
      : []
    return [...changes, ...absent]
  })
  const changes = fields.length > 0 ? fc.oneof(extra, fc.constantFrom(...fields)) : extra
  return fc
    .tuple(valid(schema), changes)
    .map(([object, { change, rule }]) => ({ value: change(object as object), rule }))
}

function wrongValues(schema: JsonSchema): Broken[] {
  const branches = schema.anyOf ?? schema.oneOf
  if (branches) return []
  const wrong: Broken[] = []
  if (schema.enum) wrong.push({ value: 'no-such-choice', rule: 'not a choice' })
  if (schema.type === 'string') {
    wrong.push({ value: { a: 1 }, rule: 'an object for a string' })
    if (schema.maxLength !== undefined) {
      wrong.push({ value: 'a'.repeat(schema.maxLength + 1), rule: 'too long' })
    }
    if (schema.format === 'uuid' || schema.format === 'date')
      wrong.push({ value: "x' or 1=1", rule: `not a ${schema.format}` })
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    wrong.push({ value: 'NaN', rule: 'not a number' })
    if (schema.maximum !== undefined && schema.maximum < 1e9)
      wrong.push({ value: schema.maximum + 1, rule: 'too large' })
  }
  if (schema.type === 'boolean') wrong.push({ value: 'perhaps', rule: 'not a flag' })
  return wrong
}
