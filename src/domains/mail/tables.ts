import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { networks } from '../networks/tables.js'

/**
 * A mail to send, written in the transaction of the act that causes it. Its text is made from the template when it
 * leaves, so that this row holds identifiers and words for the reader, never a health datum.
 */
export const mails = pgTable(
  'mails',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid().references(() => networks.id),
    template: varchar({ length: 60 }).notNull(),
    /** What the template needs, checked against its schema when written and when read. */
    params: jsonb().notNull(),
    toAddress: varchar({ length: 254 }).notNull(),
    toName: varchar({ length: 200 }).notNull(),
    userId: uuid(),
    /** The act: one mail for each event, recipient and template, however often the act is told. */
    event: varchar({ length: 120 }).notNull(),
    messageId: varchar({ length: 200 }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** Not before: quiet hours, digest of the week. */
    sendAfter: timestamp({ withTimezone: true }).notNull(),
    attempts: integer().notNull().default(0),
    sentAt: timestamp({ withTimezone: true }),
    /** The last refusal in a few words of ours, with the server's three digits; `failedAt` when it is final. */
    lastRefusal: varchar({ length: 200 }),
    failedAt: timestamp({ withTimezone: true }),
    /** When it last found no way to the server: it is woken up as soon as the way is open. */
    wayClosedAt: timestamp({ withTimezone: true }),
    /** Set aside by a person who knows that the address is wrong. */
    dismissedAt: timestamp({ withTimezone: true }),
    dismissedBy: uuid(),
  },
  (t) => [
    uniqueIndex('mails_event_recipient_template_key').on(t.event, sql`lower(${t.toAddress})`, t.template),
    index('mails_network_id_created_at_idx').on(t.networkId, t.createdAt),
    index('mails_due_idx').on(t.sendAfter).where(sql`${t.sentAt} is null and ${t.failedAt} is null`),
  ],
)

/** Who signs the mails of a network, and where an answer goes: a person, not a machine. */
export const mailSignatures = pgTable(
  'mail_signatures',
  {
    networkId: uuid()
      .primaryKey()
      .references(() => networks.id),
    signer: varchar({ length: 200 }).notNull(),
    position: varchar({ length: 200 }).notNull(),
    phone: varchar({ length: 30 }).notNull(),
    replyTo: varchar({ length: 254 }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [check('mail_signatures_reply_to_check', sql`${t.replyTo} ~ '^[^@\\s]+@[^@\\s]+$'`)],
)

export const privacy: TablePrivacy[] = [
  {
    table: mails,
    class: 'P3',
    processing: 'mails',
    holds:
      'Nom et adresse des destinataires, objet de l’envoi, dates, refus du serveur ; jamais de donnée de santé',
    people: ['personnes à qui la plateforme écrit'],
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: mails.createdAt,
      since: 'la demande d’envoi',
    },
    person: mails.userId,
    secret: [mails.params],
  },
  {
    table: mailSignatures,
    class: 'P3',
    processing: 'mails',
    holds: 'Nom, fonction, téléphone et adresse de la personne qui signe les courriels du réseau',
    people: ['personne de la coordination qui signe'],
    retention: { kind: 'with-network' },
  },
]
