import { sql } from 'drizzle-orm'
import { check, index, pgTable, timestamp, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { establishments, networks } from '../networks/tables.js'

export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey().defaultRandom(),
    email: varchar({ length: 254 }).notNull(),
    name: varchar({ length: 200 }).notNull(),
    /** argon2id, PHC string. */
    passwordHash: varchar({ length: 200 }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    deactivatedAt: timestamp({ withTimezone: true }),
  },
  (t) => [uniqueIndex('users_email_key').on(sql`lower(${t.email})`)],
)

/** One right of a person: a role and the scope it needs. Revoking it acts on the next request. */
export const roleGrants = pgTable(
  'role_grants',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    role: varchar({
      length: 20,
      enum: ['professional', 'birth_house', 'establishment', 'coordinator', 'ars', 'admin'],
    }).notNull(),
    networkId: uuid().references(() => networks.id),
    establishmentId: uuid().references(() => establishments.id),
    regionCode: varchar({ length: 3 }),
    grantedAt: timestamp({ withTimezone: true }).notNull(),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    index('role_grants_user_id_idx').on(t.userId),
    check(
      'role_grants_scope_check',
      sql`case ${t.role}
        when 'ars' then ${t.regionCode} is not null and ${t.networkId} is null
        when 'establishment' then ${t.networkId} is not null and ${t.establishmentId} is not null
        when 'birth_house' then ${t.networkId} is not null and ${t.establishmentId} is not null
        else ${t.networkId} is not null end`,
    ),
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
    grantId: uuid()
      .notNull()
      .references(() => roleGrants.id),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index('sessions_user_id_idx').on(t.userId)],
)
