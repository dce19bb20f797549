import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { birthHouseMidwives, birthHouses } from '../birth-houses/tables.js'
import { establishments, networks } from '../networks/tables.js'
import type { Outcome } from './outcome.js'
import {
  BIRTH_PLACE_CODES,
  CHILD_OUTCOME_CODES,
  END_REASON_CODES,
  INTERVENTION_CODES,
  INTERVENTION_PLACE_CODES,
  MODE_CODES,
  PHASE_CODES,
  TRANSPORT_CODES,
} from './vocabulary.js'

const instant = () => timestamp({ withTimezone: true })
const tenant = () =>
  uuid()
    .notNull()
    .references(() => networks.id)
const house = () =>
  uuid()
    .notNull()
    .references(() => birthHouses.establishmentId)

/** What the house asks of a pregnancy before it takes her, dated: low risk, no multiple pregnancy, no scar (décret 2021-1526), and its own. */
export const birthHouseCriteria = pgTable(
  'birth_house_criteria',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    label: varchar({ length: 200 }).notNull(),
    /** Where it comes from: the decree, the agency, the house. */
    source: varchar({ length: 200 }).notNull(),
    validFrom: date().notNull(),
    validTo: date(),
  },
  (t) => [index('birth_house_criteria_establishment_id_idx').on(t.establishmentId)],
)

/**
 * A woman followed by a house, under a number of the house: no name, no date of birth. What links the number to her is
 * kept by the house, elsewhere.
 */
export const birthHouseWomen = pgTable(
  'birth_house_women',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    /** Year of inclusion and rank in it: « 2026-014 ». */
    year: smallint().notNull(),
    rank: smallint().notNull(),
    /** Expected day of the term (41 SA + 0 j). */
    dueOn: date().notNull(),
    includedOn: date().notNull(),
    firstConsultationOn: date(),
    /** Criterion → met or not, at inclusion. */
    eligibility: jsonb().$type<Record<string, boolean>>().notNull().default({}),
    referentMidwifeId: uuid().references(() => birthHouseMidwives.id),
    followUpEndedOn: date(),
    endReason: varchar({ length: 30, enum: END_REASON_CODES }),
    note: varchar({ length: 500 }),
    revision: integer().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    uniqueIndex('birth_house_women_number_key').on(t.establishmentId, t.year, t.rank),
    index('birth_house_women_establishment_id_due_on_idx').on(t.establishmentId, t.dueOn),
    check(
      'birth_house_women_dates_check',
      sql`(${t.firstConsultationOn} is null or ${t.firstConsultationOn} >= ${t.includedOn} - 365)
        and (${t.followUpEndedOn} is null or ${t.followUpEndedOn} >= ${t.includedOn})`,
    ),
  ],
)

/** Labour and birth of a woman of the register: what annex 2 counts of the mother. Null is not known yet, never no. */
export const birthHouseDeliveries = pgTable(
  'birth_house_deliveries',
  {
    womanId: uuid()
      .primaryKey()
      .references(() => birthHouseWomen.id),
    networkId: tenant(),
    establishmentId: house(),
    /** Came to the house in labour, or was cared for there during labour. */
    labourInHouse: boolean(),
    labourAdmittedAt: instant(),
    birthPlace: varchar({ length: 10, enum: BIRTH_PLACE_CODES }),
    bornAt: instant(),
    mode: varchar({ length: 15, enum: MODE_CODES }),
    bloodLossMl: integer(),
    sphincterInjury: boolean(),
    intensiveCare: boolean(),
    died: boolean(),
    leftHouseAt: instant(),
    /** Within thirty days of leaving the house. */
    readmitted: boolean(),
    readmissionCause: varchar({ length: 200 }),
    readmissionPlace: varchar({ length: 200 }),
    revision: integer().notNull().default(1),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    index('birth_house_deliveries_establishment_id_born_at_idx').on(t.establishmentId, t.bornAt),
    check(
      'birth_house_deliveries_birth_place_check',
      sql`${t.birthPlace} in ('house', 'partner', 'other', 'outside')`,
    ),
    check(
      'birth_house_deliveries_mode_check',
      sql`${t.mode} in ('spontaneous', 'instrumental', 'caesarean')`,
    ),
    check('birth_house_deliveries_blood_loss_ml_check', sql`${t.bloodLossMl} between 0 and 20000`),
    check(
      'birth_house_deliveries_house_mode_check',
      sql`${t.birthPlace} <> 'house' or ${t.mode} is null or ${t.mode} = 'spontaneous'`,
    ),
  ],
)

/** A child of a woman of the register. */
export const birthHouseNewborns = pgTable(
  'birth_house_newborns',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    womanId: uuid()
      .notNull()
      .references(() => birthHouseWomen.id),
    rank: smallint().notNull(),
    bornInHouse: boolean().notNull(),
    weightG: smallint(),
    apgar5: smallint(),
    resuscitation: boolean(),
    intervention: varchar({ length: 15, enum: INTERVENTION_CODES }),
    interventionCause: varchar({ length: 200 }),
    interventionPlace: varchar({ length: 10, enum: INTERVENTION_PLACE_CODES }),
    outcome: varchar({ length: 12, enum: CHILD_OUTCOME_CODES }),
    diedInHouse: boolean(),
    readmitted: boolean(),
    readmissionCause: varchar({ length: 200 }),
    readmissionPlace: varchar({ length: 200 }),
    bloodScreening: boolean(),
    hearingScreening: boolean(),
    revision: integer().notNull().default(1),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    uniqueIndex('birth_house_newborns_woman_id_rank_key').on(t.womanId, t.rank),
    index('birth_house_newborns_establishment_id_idx').on(t.establishmentId),
    check('birth_house_newborns_rank_check', sql`${t.rank} between 1 and 4`),
    check('birth_house_newborns_apgar5_check', sql`${t.apgar5} between 0 and 10`),
    check('birth_house_newborns_weight_g_check', sql`${t.weightG} between 300 and 7000`),
    check(
      'birth_house_newborns_intervention_check',
      sql`${t.intervention} in ('none', 'samu', 'paediatrician', 'both')`,
    ),
    check(
      'birth_house_newborns_outcome_check',
      sql`${t.outcome} in ('alive', 'labour', 'birth', 'first-week', 'later')`,
    ),
  ],
)

/** Reasons of a transfer, by phase: short, coded, the network’s to edit. A code is retired, never reused. */
export const transferReasons = pgTable(
  'transfer_reasons',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    phase: varchar({ length: 12, enum: PHASE_CODES }).notNull(),
    code: varchar({ length: 40 }).notNull(),
    label: varchar({ length: 100 }).notNull(),
    position: smallint().notNull(),
    retiredOn: date(),
  },
  (t) => [
    uniqueIndex('transfer_reasons_network_id_phase_code_key').on(t.networkId, t.phase, t.code),
    check(
      'transfer_reasons_phase_check',
      sql`${t.phase} in ('pre-partum', 'per-partum', 'post-partum', 'newborn')`,
    ),
  ],
)

/** A transfer declared by the house: one row whoever accompanies. */
export const birthHouseTransfers = pgTable(
  'birth_house_transfers',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    /** « T-2026-003 ». */
    year: smallint().notNull(),
    rank: smallint().notNull(),
    /** Made with the form: a double tap or a queue sent twice gives one row. */
    formKey: uuid().notNull(),
    /** Null for a woman who is not in the register. */
    womanId: uuid().references(() => birthHouseWomen.id),
    newbornId: uuid().references(() => birthHouseNewborns.id),
    /** Who is transferred. */
    who: varchar({ length: 8, enum: ['mother', 'newborn'] }).notNull(),
    /** The other of the two goes along: not a second transfer. */
    accompanied: boolean().notNull(),
    /** Phase of the arrêté. */
    phase: varchar({ length: 12, enum: PHASE_CODES }).notNull(),
    /** Term at the decision, days of amenorrhoea (281 = 40 SA + 1 j). */
    termDays: smallint(),
    reasonCode: varchar({ length: 40 }).notNull(),
    /** With the reason « other ». */
    reasonWords: varchar({ length: 200 }),
    urgent: boolean().notNull(),
    transport: varchar({ length: 15, enum: TRANSPORT_CODES }).notNull(),
    destinationEstablishmentId: uuid().references(() => establishments.id),
    destinationWords: varchar({ length: 200 }),
    decidedAt: instant().notNull(),
    departedAt: instant(),
    arrivedAt: instant(),
    /** The server’s own clock: what the phone says never replaces it. */
    receivedAt: instant().notNull(),
    declaredBy: varchar({ length: 200 }).notNull(),
    declaredByUserId: uuid(),
    /** What went wrong, for the coordinator: no identity, no case. */
    difficulty: varchar({ length: 300 }),
    cancelledAt: instant(),
    cancelledReason: varchar({ length: 200 }),
    /** Completed by the maternity that received her; a proposal for the register, never written over it. */
    outcome: jsonb().$type<Outcome | null>(),
    outcomeAt: instant(),
    outcomeBy: varchar({ length: 200 }),
    revision: integer().notNull().default(1),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('birth_house_transfers_form_key_key').on(t.establishmentId, t.formKey),
    uniqueIndex('birth_house_transfers_number_key').on(t.establishmentId, t.year, t.rank),
    index('birth_house_transfers_establishment_id_decided_at_idx').on(t.establishmentId, t.decidedAt),
    index('birth_house_transfers_destination_idx').on(t.destinationEstablishmentId, t.decidedAt),
    check('birth_house_transfers_who_check', sql`${t.who} in ('mother', 'newborn')`),
    check(
      'birth_house_transfers_phase_check',
      sql`${t.phase} in ('pre-partum', 'per-partum', 'post-partum', 'newborn')`,
    ),
    check('birth_house_transfers_who_phase_check', sql`(${t.who} = 'newborn') = (${t.phase} = 'newborn')`),
    check('birth_house_transfers_term_days_check', sql`${t.termDays} between 154 and 307`),
    check(
      'birth_house_transfers_destination_check',
      sql`num_nonnulls(${t.destinationEstablishmentId}, ${t.destinationWords}) = 1`,
    ),
    check(
      'birth_house_transfers_times_check',
      sql`(${t.departedAt} is null or ${t.departedAt} >= ${t.decidedAt})
        and (${t.arrivedAt} is null or ${t.arrivedAt} >= coalesce(${t.departedAt}, ${t.decidedAt}))`,
    ),
  ],
)

/** What was corrected in the register or in a declaration: before, after, by whom. */
export const birthHouseCorrections = pgTable(
  'birth_house_corrections',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    what: varchar({ length: 10, enum: ['woman', 'delivery', 'newborn', 'transfer'] }).notNull(),
    rowId: uuid().notNull(),
    at: instant().notNull(),
    by: varchar({ length: 200 }).notNull(),
    before: jsonb().$type<Record<string, unknown> | null>(),
    after: jsonb().$type<Record<string, unknown> | null>(),
    /** Said when the time of free corrections has passed, or when a declaration is cancelled. */
    reason: varchar({ length: 300 }),
  },
  (t) => [index('birth_house_corrections_row_id_idx').on(t.rowId, t.at)],
)

/** The return of a month: declared by its transfers, or « nothing happened » said in one click. */
export const birthHouseMonthlyReturns = pgTable(
  'birth_house_monthly_returns',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    establishmentId: house(),
    /** First day of the month. */
    month: date().notNull(),
    askedAt: instant(),
    linkVersion: integer().notNull().default(1),
    /** Null until somebody says that nothing happened. */
    nilAt: instant(),
    nilBy: varchar({ length: 200 }),
  },
  (t) => [
    uniqueIndex('birth_house_monthly_returns_month_key').on(t.establishmentId, t.month),
    check('birth_house_monthly_returns_month_check', sql`extract(day from ${t.month}) = 1`),
  ],
)

const WOMEN = ['femmes suivies par une maison de naissance', 'nouveau-nés']
/** Twenty years, as for a medical file (CSP, art. R. 1112-7), to be confirmed by the house: pseudonymous. */
const AS_A_FILE = { months: 240 }
const register = {
  class: 'P4',
  processing: 'birth-registers',
  people: WOMEN,
  retention: {
    kind: 'not-yet-automatic',
    duration: AS_A_FILE,
    since: 'la fin du suivi',
    why: 'Durée à confirmer par chaque maison avec son délégué à la protection des données.',
  },
} as const

export const privacy: TablePrivacy[] = [
  {
    table: birthHouseCriteria,
    class: 'P1',
    processing: 'birth-registers',
    holds: 'Critères d’éligibilité de chaque maison, datés',
    people: [],
    retention: { kind: 'with-network' },
  },
  {
    table: birthHouseWomen,
    holds: 'Registre : numéro de la maison, terme, inclusion, fin de suivi',
    ...register,
  },
  { table: birthHouseDeliveries, holds: 'Travail, accouchement et suites, sous numéro', ...register },
  {
    table: birthHouseNewborns,
    holds: 'Nouveau-nés, sous numéro : état à la naissance et suites',
    ...register,
  },
  {
    table: transferReasons,
    class: 'P1',
    processing: 'birth-registers',
    holds: 'Motifs de transfert choisis par le réseau',
    people: [],
    retention: { kind: 'with-network' },
  },
  {
    table: birthHouseTransfers,
    holds: 'Transferts déclarés, sous numéro : phase, motif, heures, issue',
    ...register,
  },
  { table: birthHouseCorrections, holds: 'Corrections du registre : avant, après, par qui', ...register },
  {
    table: birthHouseMonthlyReturns,
    class: 'P2',
    processing: 'birth-registers',
    holds: 'Mois sans transfert confirmés',
    people: [],
    retention: { kind: 'with-network' },
  },
]
