import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { networks } from '../networks/tables.js'

/** One computation of all indicators over all current deliveries. Readers see one, whole, or the next, whole. */
export const tracerComputations = pgTable(
  'tracer_computations',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    /** The import that caused it; null when the network changed a parameter. */
    importId: uuid(),
    definitions: varchar({ length: 20 }).notNull(),
    computedAt: timestamp({ withTimezone: true }).notNull(),
    supersededAt: timestamp({ withTimezone: true }),
    /** Linkage measured, by establishment and year, as the engine gives it. */
    linkage: jsonb().notNull(),
  },
  (t) => [
    uniqueIndex('tracer_computations_current_key').on(t.networkId).where(sql`${t.supersededAt} is null`),
  ],
)

/** A result of the engine. The rate is not stored: it is numerator over denominator. */
export const tracerResults = pgTable(
  'tracer_results',
  {
    computationId: uuid()
      .notNull()
      .references(() => tracerComputations.id),
    networkId: uuid().notNull(),
    indicator: varchar({ length: 60 }).notNull(),
    class: varchar({ length: 60 }).notNull(),
    /** Geographic FINESS, null for the region. */
    establishment: varchar({ length: 9 }),
    year: smallint().notNull(),
    numerator: integer().notNull(),
    denominator: integer().notNull(),
    excluded: integer().notNull(),
    missing: integer().notNull(),
  },
  (t) => [index('tracer_results_computation_id_idx').on(t.computationId, t.indicator)],
)

/** Quality findings of a computation, by stay where possible. */
export const tracerFindings = pgTable(
  'tracer_findings',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    computationId: uuid()
      .notNull()
      .references(() => tracerComputations.id),
    networkId: uuid().notNull(),
    code: varchar({ length: 60 }).notNull(),
    establishment: varchar({ length: 9 }).notNull(),
    finess: varchar({ length: 9 }),
    rsaKey: varchar({ length: 10 }),
    year: smallint().notNull(),
  },
  (t) => [index('tracer_findings_computation_id_idx').on(t.computationId, t.establishment)],
)

/** The regional choice of the minimum level by term and weight, dated: a choice, never a constant. */
export const minimumLevels = pgTable(
  'minimum_levels',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    type: varchar({ length: 3, enum: ['I', 'IIA', 'IIB'] }).notNull(),
    gestationalAgeWeeks: smallint().notNull(),
    weightG: smallint().notNull(),
    validFrom: date(),
    validTo: date(),
    source: text().notNull(),
  },
  (t) => [
    index('minimum_levels_network_id_idx').on(t.networkId),
    check('minimum_levels_type_check', sql`${t.type} in ('I', 'IIA', 'IIB')`),
    check('minimum_levels_gestational_age_weeks_check', sql`${t.gestationalAgeWeeks} between 22 and 42`),
    check('minimum_levels_weight_g_check', sql`${t.weightG} between 0 and 6500`),
  ],
)

/** The figure ATIH publishes for the same indicator, typed by a person, shown beside ours. */
export const publishedFigures = pgTable(
  'published_figures',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: uuid()
      .notNull()
      .references(() => networks.id),
    indicator: varchar({ length: 60 }).notNull(),
    class: varchar({ length: 60 }).notNull(),
    establishment: varchar({ length: 9 }),
    year: smallint().notNull(),
    /** A plain ratio, as the computed value. */
    value: doublePrecision().notNull(),
    source: varchar({ length: 200 }).notNull(),
    enteredAt: timestamp({ withTimezone: true }).notNull(),
    enteredBy: uuid(),
    supersededAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    uniqueIndex('published_figures_current_key')
      .on(t.networkId, t.indicator, t.class, sql`coalesce(${t.establishment}, '')`, t.year)
      .where(sql`${t.supersededAt} is null`),
    check('published_figures_value_check', sql`${t.value} between 0 and 1`),
  ],
)

export const privacy: TablePrivacy[] = [
  {
    table: tracerComputations,
    class: 'P2',
    processing: 'indicators',
    holds: 'Calculs des indicateurs : date, version des définitions, qualité du chaînage',
    people: [],
    retention: { kind: 'with-network' },
  },
  {
    table: tracerResults,
    class: 'P4',
    processing: 'indicators',
    holds:
      'Effectifs par indicateur, maternité et année, y compris les petits effectifs, qui ne sont pas publiés',
    people: ['femmes ayant accouché', 'nouveau-nés'],
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: sql`(select ${tracerComputations.supersededAt} from ${tracerComputations} where ${tracerComputations.id} = ${tracerResults.computationId})`,
      since: 'le calcul qui les a remplacés',
    },
  },
  {
    table: tracerFindings,
    class: 'P4',
    processing: 'indicators',
    holds: 'Anomalies trouvées au calcul : nature, établissement, clé du résumé de séjour',
    people: ['femmes ayant accouché', 'nouveau-nés'],
    retention: {
      kind: 'after',
      duration: { months: 12 },
      from: sql`(select ${tracerComputations.computedAt} from ${tracerComputations} where ${tracerComputations.id} = ${tracerFindings.computationId})`,
      since: 'le calcul ; un nouveau calcul les remplace aussitôt',
    },
  },
  {
    table: minimumLevels,
    class: 'P1',
    processing: 'network',
    holds: 'Type de maternité conseillé selon le terme et le poids, choix de la région',
    people: [],
    retention: { kind: 'with-network' },
  },
  {
    table: publishedFigures,
    class: 'P2',
    processing: 'indicators',
    holds: 'Chiffres publiés par l’ATIH, saisis à la main, et qui les a saisis',
    people: ['personnes qui ont saisi un chiffre'],
    retention: { kind: 'with-network' },
    person: publishedFigures.enteredBy,
  },
]
