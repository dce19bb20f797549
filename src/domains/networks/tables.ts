import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'

/** A regional perinatal network (RSP, since 2023 DSRP). Every tenant table points here. */
export const networks = pgTable(
  'networks',
  {
    id: uuid().primaryKey().defaultRandom(),
    name: varchar({ length: 200 }).notNull(),
    /** How its public pages are addressed: `?reseau=hauterive`. */
    slug: varchar({ length: 60 }).notNull(),
    /** INSEE code of the region. */
    regionCode: varchar({ length: 3 }).notNull(),
    regionName: varchar({ length: 100 }).notNull(),
    timeZone: varchar({ length: 60 }).notNull().default('Europe/Paris'),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    uniqueIndex('networks_slug_key').on(t.slug),
    check('networks_slug_check', sql`${t.slug} ~ '^[a-z0-9-]{2,60}$'`),
  ],
)

export const territories = pgTable(
  'territories',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    name: varchar({ length: 200 }).notNull(),
    /** Since that day nobody chooses it any more; what already lies in it stays there. */
    closedOn: date(),
  },
  (t) => [uniqueIndex('territories_network_id_name_key').on(t.networkId, t.name)],
)

/** Where the coordination of a territory is found; who coordinates there is a right on the same territory. */
export const antennas = pgTable(
  'antennas',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    territoryId: uuid()
      .notNull()
      .references(() => territories.id),
    name: varchar({ length: 200 }).notNull(),
    /** On several lines. */
    address: varchar({ length: 500 }),
    phone: varchar({ length: 20 }),
    email: varchar({ length: 254 }),
    openedOn: date(),
    closedOn: date(),
  },
  (t) => [
    uniqueIndex('antennas_territory_id_name_key').on(t.territoryId, t.name),
    index('antennas_network_id_idx').on(t.networkId),
    check(
      'antennas_dates_check',
      sql`${t.openedOn} is null or ${t.closedOn} is null or ${t.openedOn} <= ${t.closedOn}`,
    ),
  ],
)

/** A maternity or a birth house, one row a geographic site: the level of care is authorised by site. */
export const establishments = pgTable(
  'establishments',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    territoryId: uuid().references(() => territories.id),
    /** Only maternities are expected in the PMSI: a birth house has no hospital stay. */
    kind: varchar({ length: 12, enum: ['maternity', 'birth-house'] })
      .notNull()
      .default('maternity'),
    name: varchar({ length: 200 }).notNull(),
    /** Geographic FINESS, nine characters. */
    finessGeo: varchar({ length: 9 }).notNull(),
    /** FINESS e-PMSI its extracts carry: the legal entity of a public hospital, the site of a private one. */
    finessPmsi: varchar({ length: 9 }).notNull(),
  },
  (t) => [
    uniqueIndex('establishments_network_id_finess_geo_key').on(t.networkId, t.finessGeo),
    index('establishments_finess_pmsi_idx').on(t.finessPmsi),
    check('establishments_kind_check', sql`${t.kind} in ('maternity', 'birth-house')`),
    check('establishments_finess_geo_check', sql`${t.finessGeo} ~ '^[0-9A-Z]{9}$'`),
  ],
)

/** The authorised type of a maternity between two dates, both included; null is open. */
export const maternityTypes = pgTable(
  'maternity_types',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    establishmentId: uuid()
      .notNull()
      .references(() => establishments.id),
    type: varchar({ length: 3, enum: ['I', 'IIA', 'IIB', 'III', 'CPP'] }).notNull(),
    validFrom: date(),
    validTo: date(),
  },
  (t) => [
    index('maternity_types_establishment_id_idx').on(t.establishmentId),
    check('maternity_types_type_check', sql`${t.type} in ('I', 'IIA', 'IIB', 'III', 'CPP')`),
    check(
      'maternity_types_dates_check',
      sql`${t.validFrom} is null or ${t.validTo} is null or ${t.validFrom} <= ${t.validTo}`,
    ),
  ],
)

/** The legal basis without which no row-level PMSI may enter: recorded by an administrator. */
export const dataAuthorisations = pgTable(
  'data_authorisations',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    reference: varchar({ length: 200 }).notNull(),
    legalBasis: text().notNull(),
    dataProtectionOfficer: varchar({ length: 200 }).notNull(),
    healthDataHost: varchar({ length: 200 }).notNull(),
    validFrom: date().notNull(),
    validTo: date().notNull(),
    /** True when the data are synthetic: printed on every page that shows a figure. */
    synthetic: boolean().notNull().default(false),
    recordedAt: timestamp({ withTimezone: true }).notNull(),
    recordedBy: uuid(),
    revokedAt: timestamp({ withTimezone: true }),
    revokedBy: uuid(),
  },
  (t) => [
    index('data_authorisations_network_id_idx').on(t.networkId),
    check('data_authorisations_dates_check', sql`${t.validFrom} <= ${t.validTo}`),
  ],
)

const kept = { processing: 'network', people: [], retention: { kind: 'with-network' } } as const

export const privacy: TablePrivacy[] = [
  { table: networks, class: 'P1', holds: 'Nom, région et fuseau horaire du réseau', ...kept },
  { table: territories, class: 'P1', holds: 'Territoires du réseau', ...kept },
  { table: antennas, class: 'P1', holds: 'Nom, adresse et contact des antennes, datées', ...kept },
  { table: establishments, class: 'P1', holds: 'Maternités, numéros FINESS', ...kept },
  { table: maternityTypes, class: 'P1', holds: 'Type autorisé de chaque maternité, daté', ...kept },
  {
    table: dataAuthorisations,
    class: 'P2',
    processing: 'pmsi',
    holds: 'Référence et durée de l’autorisation, délégué à la protection des données, hébergeur',
    people: ['délégué à la protection des données', 'personne qui a enregistré l’autorisation'],
    // The proof that the data were held by right outlives them by the usual prescription.
    retention: {
      kind: 'after',
      duration: { months: 60 },
      from: dataAuthorisations.validTo,
      since: 'la fin de l’autorisation',
    },
    person: dataAuthorisations.recordedBy,
  },
]
