import { z } from 'zod'
import { CLOSINGS, GIVEN_ROLES } from './people-rules.js'
import { NewPassword } from './schemas.js'
import { PROVIDERS, ROLES } from './tables.js'

const ESTABLISHMENT = 'Choisissez un établissement dans la liste.'
const TERRITORY = 'Choisissez un territoire dans la liste.'

const PersonName = z
  .string()
  .trim()
  .min(1, 'Indiquez le prénom et le nom.')
  .max(200, 'Le nom compte au plus 200 caractères.')
  // The name is printed in a mail sent to an address chosen by the inviter: it must not carry a message or a link.
  .regex(
    /^[\p{L}\p{M}\s'’.()-]+$/u,
    'Le nom ne contient que des lettres, des espaces, des traits d’union et des apostrophes.',
  )

const NETWORK_ROLES = ['professional', 'coordinator', 'admin', 'ars'] as const
const SITE_ROLES = ['establishment', 'birth_house'] as const

/** The role offered, with the only scope it needs; the rest comes from the network one acts in. */
export const Offer = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(NETWORK_ROLES) }),
  z.strictObject({ role: z.literal('antenna_coordinator'), territoryId: z.uuid(TERRITORY) }),
  z.strictObject({ role: z.enum(SITE_ROLES), establishmentId: z.uuid(ESTABLISHMENT) }),
])
export type Offer = z.infer<typeof Offer>

const EmailAddress = z
  .string()
  .trim()
  .max(254, 'L’adresse compte au plus 254 caractères.')
  .pipe(z.email('Indiquez une adresse électronique, par exemple nom@hopital.fr.'))

const invitee = { email: EmailAddress, name: PersonName }

export const NewInvitation = z.discriminatedUnion('role', [
  z.strictObject({ ...invitee, role: z.enum(NETWORK_ROLES) }),
  z.strictObject({ ...invitee, role: z.literal('antenna_coordinator'), territoryId: z.uuid(TERRITORY) }),
  z.strictObject({ ...invitee, role: z.enum(SITE_ROLES), establishmentId: z.uuid(ESTABLISHMENT) }),
])
export type NewInvitation = z.infer<typeof NewInvitation>

export const ClosingDone = z.enum(CLOSINGS)

/** What an offer gave: a new invitation, or the one that waited, sent again. */
export const Invited = z.strictObject({ id: z.uuid(), resent: z.boolean() })

/** The network one acts in: only an administrator of the platform has to name it. */
export const InNetwork = z.strictObject({ networkId: z.uuid().optional() })

export const NewLocalAccount = NewPassword.extend({ name: PersonName })
export type NewLocalAccount = z.infer<typeof NewLocalAccount>

export const Acceptance = z.strictObject({
  token: z.string().min(1).max(200),
  /** Absent: the right is added to the account of the session. */
  account: NewLocalAccount.optional(),
})

/** The same on a form: one page a way of accepting. */
export const SessionAcceptance = z.strictObject({ token: z.string().min(1).max(200) })
export const AccountAcceptance = NewLocalAccount.extend(SessionAcceptance.shape)

export const PersonParams = z.strictObject({ id: z.uuid() })
export const RightParams = z.strictObject({ id: z.uuid(), rightId: z.uuid() })

export const STATES = ['current', 'former'] as const
export const PEOPLE_PER_PAGE = 25

export const PeopleQuery = z.strictObject({
  search: z.string().trim().max(100).optional(),
  role: z.enum(ROLES).optional(),
  state: z.enum(STATES).optional(),
  page: z.coerce.number().int().min(1).max(10_000).optional(),
  networkId: z.uuid().optional(),
})

/** The same in the address of a page, in French; a role left open is an empty field. */
export const PeoplePageQuery = z.strictObject({
  q: z.string().trim().max(100).optional(),
  role: z.enum(['', ...ROLES]).optional(),
  etat: z.enum(STATES).optional(),
  page: z.coerce.number().int().min(1).max(10_000).optional(),
  reseau: z.uuid().optional(),
})

/** What a page says was just done. */
export const DONE = {
  invitee: 'L’invitation part par courriel.',
  renvoyee: 'L’invitation part de nouveau par courriel. Les liens envoyés avant ne marchent plus.',
  annulee: 'L’invitation est annulée. Son lien ne marche plus.',
  donne: 'Le droit est donné, avec effet immédiat.',
  retire: 'Le droit est retiré, avec effet immédiat. Vous pouvez le rétablir plus bas.',
  retabli: 'Le droit est rétabli.',
  desactive: 'Le compte est désactivé et ses sessions sont fermées. Vous pouvez le réactiver plus bas.',
  'retire-ici': 'Ses droits dans ce réseau sont retirés. Vous pouvez les rétablir plus bas.',
  reactive: 'Le compte est réactivé, avec les droits qu’il avait.',
  'second-facteur': 'Le second facteur est annulé.',
} as const

const done = z.enum(Object.keys(DONE) as [keyof typeof DONE]).optional()

export const PlaceQuery = z.strictObject({ reseau: z.uuid().optional(), fait: done })
export const OfferQuery = z.strictObject({
  reseau: z.uuid().optional(),
  role: z.enum(GIVEN_ROLES).optional(),
  /** The site chosen beforehand: the page of a birth house invites its own midwives. */
  etablissement: z.uuid().optional(),
})
export const ChosenOfferQuery = z.strictObject({ reseau: z.uuid().optional(), role: z.enum(GIVEN_ROLES) })

/** Whom a list shows. */
export type PeopleFilter = {
  search?: string | undefined
  role?: (typeof ROLES)[number] | undefined
  state?: (typeof STATES)[number] | undefined
  page?: number | undefined
}

export const Right = z.strictObject({
  id: z.uuid(),
  role: z.enum(ROLES),
  /** The establishment, the territory or the region, in words; null for a role over the whole network. */
  scope: z.string().nullable(),
  establishmentId: z.uuid().nullable(),
  territoryId: z.uuid().nullable(),
  grantedAt: z.date(),
  revokedAt: z.date().nullable(),
})
export type Right = z.infer<typeof Right>

export const PersonSummary = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  lastSignInAt: z.date().nullable(),
  methods: z.array(z.enum(['password', ...PROVIDERS])),
  deactivatedAt: z.date().nullable(),
  rights: z.array(Right),
})
export type PersonSummary = z.infer<typeof PersonSummary>

export const PeopleList = z.strictObject({
  total: z.number().int(),
  page: z.number().int(),
  pageCount: z.number().int(),
  people: z.array(PersonSummary),
})

export const RightHistory = Right.extend({
  grantedBy: z.string().nullable(),
  revokedBy: z.string().nullable(),
})
export type RightHistory = z.infer<typeof RightHistory>

export const Person = PersonSummary.extend({
  hasSecondFactor: z.boolean(),
  rights: z.array(RightHistory),
})
export type Person = z.infer<typeof Person>

export const PendingInvitation = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  scope: z.string().nullable(),
  invitedAt: z.date(),
  invitedBy: z.string().nullable(),
  expiresAt: z.date(),
  sendings: z.number().int(),
})
export type PendingInvitation = z.infer<typeof PendingInvitation>

export const PlatformNetwork = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  regionName: z.string(),
  administrators: z.number().int(),
  lastSignInAt: z.date().nullable(),
})
export type PlatformNetwork = z.infer<typeof PlatformNetwork>
