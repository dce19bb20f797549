import { z } from 'zod'
import type { ResourceType } from './resources.js'

const LARGEST_PAGE = 50
const USUAL_PAGE = 20
/** Nobody reads further: a search is made narrower instead. */
const LAST_PAGE = 1000

/** The only format there is; clients like to name it. */
export const Format = z.enum(['json', 'application/json', 'application/fhir+json'])

const text = z.string().min(1).max(100)
const token = z.string().min(1).max(200)
const paging = {
  _id: z.uuid().optional(),
  /** More than a page may hold is a page; none is the total alone, as `_summary=count` is. */
  _count: z.coerce
    .number()
    .int()
    .min(0)
    .transform((count) => Math.min(count, LARGEST_PAGE))
    .optional(),
  _summary: z.literal('count').optional(),
  _page: z.coerce.number().int().min(1).max(LAST_PAGE).optional(),
  _format: Format.optional(),
}

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/** A reference as clients write it: `Organization/<id>`, or the identifier alone. */
const referenceTo = (type: ResourceType) => z.string().regex(new RegExp(`^(${type}/)?${UUID}$`))

export const PractitionerSearch = z.strictObject({
  ...paging,
  identifier: token.optional(),
  name: text.optional(),
  family: text.optional(),
})

export const OrganizationSearch = z.strictObject({
  ...paging,
  identifier: token.optional(),
  name: text.optional(),
  type: token.optional(),
  'address-city': text.optional(),
  'address-postalcode': text.optional(),
})

export const PractitionerRoleSearch = z.strictObject({
  ...paging,
  practitioner: referenceTo('Practitioner').optional(),
  organization: referenceTo('Organization').optional(),
  role: token.optional(),
  specialty: token.optional(),
})

export const HealthcareServiceSearch = z.strictObject({
  ...paging,
  organization: referenceTo('Organization').optional(),
  'service-type': token.optional(),
})

export type PractitionerSearch = z.infer<typeof PractitionerSearch>
export type OrganizationSearch = z.infer<typeof OrganizationSearch>
export type PractitionerRoleSearch = z.infer<typeof PractitionerRoleSearch>
export type HealthcareServiceSearch = z.infer<typeof HealthcareServiceSearch>

/** Which page, and how long. */
export type Paging = {
  _count?: number | undefined
  _page?: number | undefined
  _summary?: 'count' | undefined
}

/** Results on a page; zero when only their number is asked for. */
export function sizeOf({ _count = USUAL_PAGE, _summary }: Paging): number {
  return _summary === 'count' ? 0 : _count
}

/** A token: `system|code`, `|code`, or `code` of any system. */
export function readToken(token: string): { system: string | null; code: string } {
  const bar = token.lastIndexOf('|')
  return bar <= 0
    ? { system: null, code: token.slice(bar + 1) }
    : { system: token.slice(0, bar), code: token.slice(bar + 1) }
}

/** The identifier a reference leads to. */
export function idOf(reference: string): string {
  return reference.slice(reference.indexOf('/') + 1)
}
