import { z } from 'zod'
import { PERSON_FIELDS, type PersonField } from '../directory/visibility.js'

/** Places and offers a form from a mail can correct; the rest is said in the message. */
export const MOST_PARTS = 8

const text = (max: number) => z.string().max(max, `${max} caractères au plus.`)
const ticked = z.union([
  z
    .string()
    .max(20)
    .transform((one) => [one]),
  z.array(z.string().max(20)).max(20),
])

export const Token = z.string().min(1).max(500)
export const TokenQuery = z.strictObject({ jeton: z.string().max(500).default('') })
export const TokenBody = z.strictObject({ token: Token })

/** Another link: by the dead one, or by the address of the record when the link says nothing. */
export const LinkByEmail = z.strictObject({
  email: z
    .string()
    .trim()
    .max(254)
    .pipe(z.email('Écrivez une adresse complète, par exemple prenom.nom@exemple.fr.')),
})

const PLACE = { Id: z.uuid(), Phone: text(40), Email: text(254) }
const OFFER = {
  Id: z.uuid(),
  Phone: text(40),
  Email: text(254),
  Message: text(254),
  Hours: text(500),
  Fees: text(500),
  Delay: text(3),
  Accessibility: ticked,
  // What a moderator looks at first.
  Link: text(300),
}

/** Parts are numbered in the names of their fields: `place0Phone`. */
export function numbered<Shape extends Record<string, z.ZodType>>(name: string, shape: Shape) {
  return Object.fromEntries(
    Array.from({ length: MOST_PARTS }, (_, index) =>
      Object.entries(shape).map(([field, schema]) => [`${name}${index}${field}`, schema.optional()] as const),
    ).flat(),
  )
}

const SEEN = Object.fromEntries(
  (Object.keys(PERSON_FIELDS) as PersonField[]).map((field) => [
    seenField(field),
    z.enum(['public', 'members', 'emergency', 'team']).optional(),
  ]),
)

/** The name of the question « who sees this? » in the form. */
export function seenField(field: PersonField): string {
  return `seen-${field}`
}

/** What her own form may say; each field is read by `corrections.ts`, with its refusal in French. */
export const Correction = z.strictObject({
  token: Token,
  /** What the form showed her, as a form is written: only what differs from it is hers. */
  shown: z.string().max(50_000).optional(),
  phone: text(40).optional(),
  phone2: text(40).optional(),
  mobile: text(40).optional(),
  email: text(254).optional(),
  hours: text(500).optional(),
  languages: ticked.optional(),
  accessibility: ticked.optional(),
  accessibilityNote: text(500).optional(),
  // What a moderator looks at first.
  lastName: text(100).optional(),
  firstName: text(100).optional(),
  name: text(200).optional(),
  street: text(300).optional(),
  postcode: text(10).optional(),
  communeName: text(100).optional(),
  website: text(300).optional(),
  message: text(1000).optional(),
  ...numbered('place', PLACE),
  ...numbered('offer', OFFER),
  ...SEEN,
})
export type Correction = z.output<typeof Correction>
