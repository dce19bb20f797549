import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { CLOSED_ACCOUNT, type TablePrivacy } from '../../privacy/declaration.js'
import { establishments, networks, territories } from '../networks/tables.js'

/** Every role a person may hold; `docs/glossary.md` says what each may see. */
export const ROLES = [
  'professional',
  'birth_house',
  'establishment',
  'antenna_coordinator',
  'coordinator',
  'ars',
  'admin',
  'platform_admin',
] as const

export const PROVIDERS = ['pro-sante-connect', 'proconnect'] as const

const role = () => varchar({ length: 20, enum: ROLES }).notNull()

/**
 * A person. Somebody known only through a provider has no password; the same address may then belong to several
 * accounts, because an address proves nothing: only accounts with a password are found by it.
 */
export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey().defaultRandom(),
    email: varchar({ length: 254 }).notNull(),
    name: varchar({ length: 200 }).notNull(),
    /** argon2id, PHC string. */
    passwordHash: varchar({ length: 200 }),
    passwordChangedAt: timestamp({ withTimezone: true }),
    /** AES-256-GCM under a key derived from the platform's secret. */
    totpSecret: varchar({ length: 200 }),
    totpConfirmedAt: timestamp({ withTimezone: true }),
    /** The last time step accepted: a code serves once. */
    totpLastStep: bigint({ mode: 'number' }),
    lastSignInAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    deactivatedAt: timestamp({ withTimezone: true }),
    deactivatedBy: uuid(),
  },
  (t) => [
    uniqueIndex('users_email_key').on(sql`lower(${t.email})`).where(sql`${t.passwordHash} is not null`),
    index('users_email_idx').on(sql`lower(${t.email})`),
  ],
)

/** How a provider knows a person: the pair issuer and subject, never an address. */
export const userIdentities = pgTable(
  'user_identities',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    provider: varchar({ length: 20, enum: PROVIDERS }).notNull(),
    issuer: varchar({ length: 300 }).notNull(),
    subject: varchar({ length: 300 }).notNull(),
    /** Eleven digits, from the provider's claims. */
    rppsNumber: varchar({ length: 11 }),
    linkedAt: timestamp({ withTimezone: true }).notNull(),
    lastUsedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    uniqueIndex('user_identities_issuer_subject_key').on(t.issuer, t.subject),
    index('user_identities_user_id_idx').on(t.userId),
  ],
)

const grantScope = (row: {
  role: unknown
  networkId: unknown
  [column: string]: unknown
}) => sql`case ${row.role}
        when 'ars' then ${row.regionCode} is not null and ${row.networkId} is null
        when 'platform_admin' then ${row.networkId} is null and ${row.regionCode} is null
        when 'establishment' then ${row.networkId} is not null and ${row.establishmentId} is not null
        when 'birth_house' then ${row.networkId} is not null and ${row.establishmentId} is not null
        when 'antenna_coordinator' then ${row.networkId} is not null and ${row.territoryId} is not null
        else ${row.networkId} is not null end`

/** One right of a person: a role and the scope it needs. Revoking it acts on the next request and on queued jobs. */
export const roleGrants = pgTable(
  'role_grants',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    role: role(),
    networkId: uuid().references(() => networks.id),
    /** Of an antenna coordinator; for a site, the territory it lies in. */
    territoryId: uuid().references(() => territories.id),
    establishmentId: uuid().references(() => establishments.id),
    regionCode: varchar({ length: 3 }),
    grantedAt: timestamp({ withTimezone: true }).notNull(),
    grantedBy: uuid(),
    revokedAt: timestamp({ withTimezone: true }),
    revokedBy: uuid(),
  },
  (t) => [
    index('role_grants_user_id_idx').on(t.userId),
    index('role_grants_network_id_idx').on(t.networkId),
    check('role_grants_scope_check', grantScope(t)),
  ],
)

/** A right offered by mail to somebody: the link is signed, ends at a date and serves once. */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid().primaryKey().defaultRandom(),
    email: varchar({ length: 254 }).notNull(),
    name: varchar({ length: 200 }).notNull(),
    role: role(),
    networkId: uuid().references(() => networks.id),
    territoryId: uuid().references(() => territories.id),
    establishmentId: uuid().references(() => establishments.id),
    regionCode: varchar({ length: 3 }),
    invitedAt: timestamp({ withTimezone: true }).notNull(),
    invitedBy: uuid(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    /** How many times the mail was sent: a link of an earlier sending no longer works. */
    sendings: integer().notNull().default(1),
    acceptedAt: timestamp({ withTimezone: true }),
    acceptedBy: uuid().references(() => users.id),
    revokedAt: timestamp({ withTimezone: true }),
    revokedBy: uuid(),
  },
  (t) => [
    index('invitations_network_id_idx').on(t.networkId),
    check('invitations_scope_check', grantScope(t)),
  ],
)

/** A signed-in browser or API client. The token only names this row: revoking the row ends the session. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** The right in use; a person with several changes it without signing in again. */
    grantId: uuid()
      .notNull()
      .references(() => roleGrants.id),
    method: varchar({ length: 20, enum: ['password', ...PROVIDERS] })
      .notNull()
      .default('password'),
    /** « Firefox sous Windows »: what her list of sessions shows. Never an address. */
    device: varchar({ length: 100 }).notNull().default(''),
    /** The practice chosen at a sign-in with Pro Santé Connect, in words. */
    practice: varchar({ length: 300 }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index('sessions_user_id_idx').on(t.userId)],
)

/**
 * A sign-in between two pages: towards a provider, before the second factor, at the choice of a practice. It is
 * bound to one browser by a cookie, ends within minutes, serves once, and opens nothing by itself.
 */
export const signInSteps = pgTable(
  'sign_in_steps',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: varchar({ length: 20, enum: ['provider', 'second-factor', 'practice'] }).notNull(),
    userId: uuid().references(() => users.id),
    /** What the next page needs (state, nonce, verifier, practices, where to go after); no password, no token. */
    data: jsonb().notNull(),
    attempts: integer().notNull().default(0),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index('sign_in_steps_expires_at_idx').on(t.expiresAt)],
)

/** What replaces a lost telephone; each code serves once. Only a keyed hash is kept. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    codeHash: varchar({ length: 64 }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index('recovery_codes_user_id_idx').on(t.userId)],
)

/** A request to choose a new password, answered by mail. */
export const passwordResets = pgTable(
  'password_resets',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index('password_resets_user_id_idx').on(t.userId)],
)

/** A program's key: one right of its owner, narrowed to some permissions, until a date. */
export const apiTokens = pgTable(
  'api_tokens',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    grantId: uuid()
      .notNull()
      .references(() => roleGrants.id),
    name: varchar({ length: 100 }).notNull(),
    permissions: text().array().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    lastUsedAt: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index('api_tokens_user_id_idx').on(t.userId)],
)

const ACCOUNT_HOLDERS = ['personnes ayant un compte']

export const privacy: TablePrivacy[] = [
  {
    table: users,
    class: 'P3',
    processing: 'accounts',
    holds:
      'Nom, adresse électronique, mot de passe haché, second facteur chiffré, dates de création et de connexion',
    people: ACCOUNT_HOLDERS,
    // As long as the journal names this person: it must be able to say who did what.
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: users.deactivatedAt,
      since: 'la fermeture du compte',
      unless: sql`${users.email} = ''`,
      blank: () => ({
        name: CLOSED_ACCOUNT,
        email: '',
        passwordHash: null,
        passwordChangedAt: null,
        totpSecret: null,
        totpConfirmedAt: null,
        totpLastStep: null,
        lastSignInAt: null,
      }),
    },
    person: users.id,
    secret: [users.passwordHash, users.totpSecret, users.totpLastStep],
  },
  {
    table: userIdentities,
    class: 'P3',
    processing: 'accounts',
    holds: 'Identifiant donné par Pro Santé Connect ou ProConnect, numéro RPPS',
    people: ['professionnels de santé et agents publics connectés par un fournisseur d’identité'],
    retention: { kind: 'with-account' },
    person: userIdentities.userId,
  },
  {
    table: roleGrants,
    class: 'P3',
    processing: 'accounts',
    holds: 'Rôles d’une personne, leur étendue, qui les a donnés et retirés',
    people: ACCOUNT_HOLDERS,
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: roleGrants.revokedAt,
      since: 'le retrait du rôle',
      unless: sql`exists (select from ${sessions} where ${sessions.grantId} = ${roleGrants.id})
        or exists (select from ${apiTokens} where ${apiTokens.grantId} = ${roleGrants.id})`,
    },
    person: roleGrants.userId,
  },
  {
    table: invitations,
    class: 'P3',
    processing: 'accounts',
    holds: 'Nom et adresse électronique d’une personne invitée, rôle proposé',
    people: ['personnes invitées à ouvrir un compte'],
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: invitations.expiresAt,
      since: 'la fin de l’invitation',
    },
    person: invitations.acceptedBy,
  },
  {
    table: sessions,
    class: 'P3',
    processing: 'accounts',
    holds: 'Connexions : dates, navigateur en quelques mots, rôle utilisé, lieu d’exercice choisi',
    people: ACCOUNT_HOLDERS,
    retention: {
      kind: 'after',
      duration: { months: 6 },
      from: sessions.expiresAt,
      since: 'la fin de la session',
    },
    person: sessions.userId,
  },
  {
    table: signInSteps,
    class: 'P3',
    processing: 'accounts',
    holds: 'Connexions en cours, entre deux pages',
    people: ['personnes en train de se connecter'],
    retention: {
      kind: 'after',
      duration: { days: 1 },
      from: signInSteps.expiresAt,
      since: 'la fin de l’étape',
    },
    person: signInSteps.userId,
    secret: [signInSteps.data],
  },
  {
    table: recoveryCodes,
    class: 'P3',
    processing: 'accounts',
    holds: 'Codes de secours du second facteur, hachés',
    people: ACCOUNT_HOLDERS,
    retention: { kind: 'with-account' },
    person: recoveryCodes.userId,
    secret: [recoveryCodes.codeHash],
  },
  {
    table: passwordResets,
    class: 'P3',
    processing: 'accounts',
    holds: 'Demandes de nouveau mot de passe',
    people: ACCOUNT_HOLDERS,
    retention: {
      kind: 'after',
      duration: { days: 30 },
      from: passwordResets.expiresAt,
      since: 'la fin de la demande',
    },
    person: passwordResets.userId,
  },
  {
    table: apiTokens,
    class: 'P3',
    processing: 'accounts',
    holds: 'Clés données à un programme : nom, droits, dates',
    people: ACCOUNT_HOLDERS,
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: apiTokens.expiresAt,
      since: 'la fin de la clé',
    },
    person: apiTokens.userId,
  },
]
