import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { TablePrivacy } from '../../privacy/declaration.js'
import { establishments, networks, territories } from '../networks/tables.js'
import type { DirectoryCard } from './cards.js'
import type { Change } from './changes.js'
import type { Provenance, SaidElsewhere } from './provenance.js'
import { type StoredCard, storedCard, wholeCard } from './stored-card.js'
import type { Audience, VisibilityChoices } from './visibility.js'
import type { MembershipState } from './vocabulary.js'

const tenant = () =>
  uuid()
    .notNull()
    .references(() => networks.id)
/**
 * Of what is written by hundreds of thousands: without a reference, which checked row by row would take a tenth of an
 * import. Row-level security names the networks.
 */
const network = () => uuid().notNull()
const instant = () => timestamp({ withTimezone: true })

/** Lexemes, written as PostgreSQL reads them: `search/tsquery.ts`. */
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** A card, kept without what it does not say: SQL that looks inside finds nothing where there is nothing. */
const directoryCard = customType<{ data: DirectoryCard; driverData: StoredCard | string }>({
  dataType: () => 'jsonb',
  toDriver: (card) => JSON.stringify(storedCard(card)),
  fromDriver: (stored) => wholeCard(typeof stored === 'string' ? JSON.parse(stored) : stored),
})

/** What both persons and structures carry: who vouches for the record, how fresh it is, who may see what. */
const upkeep = () => ({
  /** Field → where its value comes from and when. */
  provenance: jsonb().$type<Provenance>().notNull().default({}),
  /** Field → what a national file says when it is not what the record says. */
  saidElsewhere: jsonb().$type<SaidElsewhere>().notNull().default({}),
  /** Field → the narrowest audience chosen; a field without a choice follows its default. */
  visibility: jsonb().$type<VisibilityChoices>().notNull().default({}),
  /** Last instant at which somebody said that the record is right. */
  verifiedAt: instant(),
  verifiedBy: varchar({ length: 200 }),
  /** Who answers for the record inside the network; null is the coordination. */
  owner: varchar({ length: 200 }),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
  updatedBy: varchar({ length: 200 }).notNull(),
  /** Changes at each writing: a form that knows an older one is shown both versions. */
  revision: integer().notNull().default(1),
  /** No longer in the directory; kept for what refers to it. */
  archivedAt: instant(),
  archivedReason: varchar({ length: 200 }),
  /** The record that took its place in a merge. */
  mergedIntoId: uuid(),
  /** Day since which a national file no longer names it: to be checked, never deleted. */
  goneSince: date(),
})

/** A person of the perinatal field of the region. A registrant, a contact, a participant elsewhere is one of these. */
export const directoryPeople = pgTable(
  'directory_people',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: network(),
    /** Where she mostly works: decides which antenna looks after the record. */
    territoryId: uuid().references(() => territories.id),
    /** Her account, once she has one: she then keeps her own record. */
    userId: uuid(),
    rppsNumber: varchar({ length: 11 }),
    /** Other national identifier, ADELI for instance. */
    formerIdentifier: varchar({ length: 20 }),
    title: varchar({ length: 20 }),
    lastName: varchar({ length: 100 }).notNull(),
    firstName: varchar({ length: 100 }),
    /** TRE_G15; null for who has none (users' representatives, secretaries). */
    professionCode: varchar({ length: 4 }),
    /** What she is when no code says it. */
    professionWords: varchar({ length: 100 }),
    /** TRE_R38. */
    skillCodes: text().array().notNull().default([]),
    phone: varchar({ length: 20 }),
    mobile: varchar({ length: 20 }),
    email: varchar({ length: 254 }),
    website: varchar({ length: 300 }),
    languages: text().array().notNull().default([]),
    /** Read by the team alone. */
    notes: text(),
    /** She asked not to appear: nobody but the team sees the record any more. */
    objectedAt: instant(),
    objectionSource: varchar({ length: 200 }),
    ...upkeep(),
  },
  (t) => [
    uniqueIndex('directory_people_network_id_rpps_number_key')
      .on(t.networkId, t.rppsNumber)
      .where(sql`${t.rppsNumber} is not null and ${t.mergedIntoId} is null`),
    uniqueIndex('directory_people_network_id_user_id_key')
      .on(t.networkId, t.userId)
      .where(sql`${t.userId} is not null`),
    // PostgreSQL looks for whoever cites a record that goes: for each one, when an import is undone.
    index('directory_people_merged_into_id_idx').on(t.mergedIntoId).where(sql`${t.mergedIntoId} is not null`),
    index('directory_people_network_id_last_name_idx').on(t.networkId, t.lastName, t.firstName),
    foreignKey({
      name: 'directory_people_merged_into_id_fk',
      columns: [t.mergedIntoId],
      foreignColumns: [t.id],
    }),
    check('directory_people_rpps_number_check', sql`${t.rppsNumber} ~ '^[0-9]{11}$'`),
    check('directory_people_merge_check', sql`${t.mergedIntoId} is null or ${t.archivedAt} is not null`),
  ],
)

/** A place or an organisation: a hospital site, a practice, a PMI service, an association. */
export const directoryStructures = pgTable(
  'directory_structures',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: network(),
    territoryId: uuid().references(() => territories.id),
    /** The maternity of the indicators, when it is one. */
    establishmentId: uuid().references(() => establishments.id),
    finessNumber: varchar({ length: 9 }),
    legalFinessNumber: varchar({ length: 9 }),
    siret: varchar({ length: 14 }),
    /** Identifier of a place without FINESS in the RPPS, so that the next file finds it again. */
    technicalId: varchar({ length: 60 }),
    name: varchar({ length: 200 }).notNull(),
    longName: varchar({ length: 300 }),
    /** TRE_R66. */
    categoryCode: varchar({ length: 4 }),
    /** Category of the cahier des charges: `CAHIER_CATEGORIES`. */
    category: varchar({ length: 30 }).notNull(),
    /** Public or private: `LEGAL_STATUSES`. */
    legalStatus: varchar({ length: 20 }),
    street: varchar({ length: 300 }),
    addressMore: varchar({ length: 300 }),
    postcode: varchar({ length: 10 }),
    communeCode: varchar({ length: 5 }),
    communeName: varchar({ length: 100 }),
    departmentCode: varchar({ length: 3 }),
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    positionSource: varchar({ length: 100 }),
    /** Somebody lives there: the street is for the team alone. */
    isPrivateAddress: boolean().notNull().default(false),
    phone: varchar({ length: 20 }),
    phone2: varchar({ length: 20 }),
    /** Direct line for emergency departments. */
    emergencyPhone: varchar({ length: 20 }),
    fax: varchar({ length: 20 }),
    email: varchar({ length: 254 }),
    website: varchar({ length: 300 }),
    hours: varchar({ length: 500 }),
    languages: text().array().notNull().default([]),
    /** By kind of disability: `ACCESSIBILITY_KINDS`. */
    accessibility: text().array().notNull().default([]),
    accessibilityNote: varchar({ length: 500 }),
    openedOn: date(),
    closedOn: date(),
    notes: text(),
    ...upkeep(),
  },
  (t) => [
    uniqueIndex('directory_structures_network_id_finess_number_key')
      .on(t.networkId, t.finessNumber)
      .where(sql`${t.finessNumber} is not null and ${t.mergedIntoId} is null`),
    index('directory_structures_merged_into_id_idx')
      .on(t.mergedIntoId)
      .where(sql`${t.mergedIntoId} is not null`),
    index('directory_structures_network_id_technical_id_idx').on(t.networkId, t.technicalId),
    index('directory_structures_network_id_name_idx').on(t.networkId, t.name),
    foreignKey({
      name: 'directory_structures_merged_into_id_fk',
      columns: [t.mergedIntoId],
      foreignColumns: [t.id],
    }),
    check('directory_structures_finess_number_check', sql`${t.finessNumber} ~ '^[0-9][0-9AB][0-9]{7}$'`),
    check(
      'directory_structures_position_check',
      sql`(${t.latitude} is null) = (${t.longitude} is null)
        and ${t.latitude} between -90 and 90 and ${t.longitude} between -180 and 180`,
    ),
    check('directory_structures_merge_check', sql`${t.mergedIntoId} is null or ${t.archivedAt} is not null`),
  ],
)

/** An authorised activity of a structure, dated, in the nomenclature of its time (both regimes coexist). */
export const directoryActivities = pgTable(
  'directory_activities',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    structureId: uuid()
      .notNull()
      .references(() => directoryStructures.id),
    /** AMF before the reform of authorisations, AMM after it. */
    regime: varchar({ length: 10 }).notNull(),
    activityCode: varchar({ length: 10 }).notNull(),
    modalityCode: varchar({ length: 10 }),
    formCode: varchar({ length: 10 }),
    startsOn: date(),
    endsOn: date(),
    isActive: boolean().notNull(),
    /** Day of the file that says so. */
    readOn: date().notNull(),
    importId: uuid(),
  },
  (t) => [index('directory_activities_structure_id_idx').on(t.structureId)],
)

/** A person at a place, in a function, between two dates. A person has as many as she has places. */
export const directorySituations = pgTable(
  'directory_situations',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: network(),
    personId: uuid()
      .notNull()
      .references(() => directoryPeople.id),
    structureId: uuid()
      .notNull()
      .references(() => directoryStructures.id),
    /** In the words of the team: « cadre du pôle », « échographiste référente ». */
    functionWords: varchar({ length: 200 }),
    /** TRE_R23: L independent, S salaried… */
    modeCode: varchar({ length: 4 }),
    /** Sector of activity of the RPPS: SA01 public hospital, SA07 own practice… */
    sectorCode: varchar({ length: 6 }),
    phone: varchar({ length: 20 }),
    email: varchar({ length: 254 }),
    startsOn: date(),
    endsOn: date(),
    provenance: jsonb().$type<Provenance>().notNull().default({}),
    /** Field → what a file says when it is not what the situation says. */
    saidElsewhere: jsonb().$type<SaidElsewhere>().notNull().default({}),
    visibility: jsonb().$type<VisibilityChoices>().notNull().default({}),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    goneSince: date(),
  },
  (t) => [
    index('directory_situations_person_id_idx').on(t.personId),
    index('directory_situations_structure_id_idx').on(t.structureId),
    check(
      'directory_situations_dates_check',
      sql`${t.startsOn} is null or ${t.endsOn} is null or ${t.startsOn} <= ${t.endsOn}`,
    ),
  ],
)

/** What is offered, to whom and how, by a structure or by a person (then at one of her places, or at all). */
export const directoryOffers = pgTable(
  'directory_offers',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    structureId: uuid().references(() => directoryStructures.id),
    personId: uuid().references(() => directoryPeople.id),
    situationId: uuid().references(() => directorySituations.id),
    /** `OFFER_KINDS`. */
    kind: varchar({ length: 40 }).notNull(),
    /** For whom, in words. */
    audienceWords: varchar({ length: 300 }),
    /** For an IVG: `IVG_METHODS`. */
    methods: text().array().notNull().default([]),
    /** For an IVG: latest term taken, in completed weeks of amenorrhoea. */
    latestTermWeeks: smallint(),
    languages: text().array().notNull().default([]),
    accessibility: text().array().notNull().default([]),
    fees: varchar({ length: 500 }),
    /** Usual delay for an appointment, days. */
    delayDays: smallint(),
    hours: varchar({ length: 500 }),
    /** How this offer is asked for, by channel: `CONTACT_CHANNELS`. */
    phone: varchar({ length: 20 }),
    email: varchar({ length: 254 }),
    link: varchar({ length: 300 }),
    message: varchar({ length: 254 }),
    note: varchar({ length: 500 }),
    startsOn: date(),
    endsOn: date(),
    /** Narrowest audience; an IVG offered by a person is for the team until she consents. */
    visibleTo: varchar({ length: 10 }).$type<Audience>().notNull(),
    provenance: jsonb().$type<Provenance>().notNull().default({}),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    index('directory_offers_structure_id_idx').on(t.structureId),
    index('directory_offers_person_id_idx').on(t.personId),
    index('directory_offers_situation_id_idx').on(t.situationId).where(sql`${t.situationId} is not null`),
    check('directory_offers_owner_check', sql`num_nonnulls(${t.structureId}, ${t.personId}) = 1`),
    check('directory_offers_situation_check', sql`${t.situationId} is null or ${t.personId} is not null`),
    check('directory_offers_latest_term_weeks_check', sql`${t.latestTermWeeks} between 4 and 42`),
    check('directory_offers_delay_days_check', sql`${t.delayDays} between 0 and 365`),
  ],
)

/** A person agreed to be shown, in whole or for one field, on a day, by some means; withdrawn, it no longer counts. */
export const directoryConsents = pgTable(
  'directory_consents',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    personId: uuid()
      .notNull()
      .references(() => directoryPeople.id),
    /** `listing`, `ivg`, or the name of a field. */
    scope: varchar({ length: 40 }).notNull(),
    givenOn: date().notNull(),
    /** « courrier du 3 mars », « lien de vérification »… */
    source: varchar({ length: 200 }).notNull(),
    recordedBy: varchar({ length: 200 }).notNull(),
    recordedAt: instant().notNull(),
    withdrawnAt: instant(),
    withdrawnSource: varchar({ length: 200 }),
  },
  (t) => [
    uniqueIndex('directory_consents_current_key')
      .on(t.personId, t.scope)
      .where(sql`${t.withdrawnAt} is null`),
  ],
)

/** Belonging to the network: asked for, active once the charter is signed, with its history. */
export const directoryMemberships = pgTable(
  'directory_memberships',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: tenant(),
    personId: uuid().references(() => directoryPeople.id),
    structureId: uuid().references(() => directoryStructures.id),
    state: varchar({ length: 20 }).$type<MembershipState>().notNull(),
    stateSince: date().notNull(),
    appliedOn: date(),
    charterSignedOn: date(),
    /** College of the general assembly: « professionnels libéraux », « établissements »… */
    college: varchar({ length: 100 }),
    note: varchar({ length: 500 }),
    updatedAt: instant().notNull(),
    updatedBy: varchar({ length: 200 }).notNull(),
  },
  (t) => [
    uniqueIndex('directory_memberships_person_id_key').on(t.personId).where(sql`${t.personId} is not null`),
    uniqueIndex('directory_memberships_structure_id_key')
      .on(t.structureId)
      .where(sql`${t.structureId} is not null`),
    check('directory_memberships_owner_check', sql`num_nonnulls(${t.structureId}, ${t.personId}) = 1`),
  ],
)

/** What changed in a record, when, by whom or by which import: its history, and what an undo restores. */
export const directoryChanges = pgTable(
  'directory_changes',
  {
    id: uuid().primaryKey().defaultRandom(),
    networkId: network(),
    /** The record the change is read under. */
    subjectKind: varchar({ length: 10 }).$type<Change['subjectKind']>().notNull(),
    subjectId: uuid().notNull(),
    /** Table of the row that changed: the record itself, a situation, an offer, a consent, a membership. */
    what: varchar({ length: 20 }).$type<Change['what']>().notNull(),
    rowId: uuid().notNull(),
    at: instant().notNull(),
    by: varchar({ length: 200 }).notNull(),
    byUserId: uuid(),
    importId: uuid(),
    bulkId: uuid(),
    /** Fields that changed, before and after; null before for a row made, null after for one removed. */
    before: jsonb().$type<Record<string, unknown> | null>(),
    after: jsonb().$type<Record<string, unknown> | null>(),
    /** What a person says of why. */
    reason: varchar({ length: 300 }),
  },
  (t) => [
    index('directory_changes_subject_id_at_idx').on(t.subjectId, t.at),
    index('directory_changes_import_id_idx').on(t.importId),
    index('directory_changes_bulk_id_idx').on(t.bulkId).where(sql`${t.bulkId} is not null`),
  ],
)

/**
 * What each audience may see of each record, made again in the transaction of every change. Search, pages, exports
 * and feeds read nothing else: what is not in the card of an audience cannot reach it, by content, count or order.
 */
export const directoryCards = pgTable(
  'directory_cards',
  {
    networkId: network(),
    subjectKind: varchar({ length: 10 }).$type<'person' | 'structure'>().notNull(),
    subjectId: uuid().notNull(),
    /** Rank among the cards of a record; the first is that of the team. */
    variant: smallint().notNull(),
    /** Audiences that know the same of a record share its card: `reading.ts`. */
    forPublic: boolean().notNull(),
    forMembers: boolean().notNull(),
    forEmergency: boolean().notNull(),
    forTeam: boolean().notNull(),
    card: directoryCard().notNull(),
    /** Folded for sorting: no accent, no case. */
    sortName: varchar({ length: 300 }).notNull(),
    /** Everything the card may be found by: `search/lexemes.ts`. */
    terms: tsvector().notNull(),
    /** Those of the terms whose cards are counted. */
    facets: text().array().notNull(),
    /** Where it may be found, as its audiences may know it: the commune’s point where the street is hidden. */
    latitudes: doublePrecision().array().notNull(),
    longitudes: doublePrecision().array().notNull(),
    /** What may be looked for at each of these points (`Spot.traits`), a space between two; null when nothing is said of any. */
    spotAccess: text().array(),
    /** What it was made by: `CARD_RULES`. */
    rules: smallint().notNull().default(0),
    /** The cell its first place is in: `cellNumber`. */
    cell: integer().generatedAlwaysAs(
      sql`(floor(latitudes[1] / 0.025) * 100000 + floor(longitudes[1] / 0.025 * 0.7))::int`,
    ),
  },
  (t) => [
    primaryKey({
      name: 'directory_cards_pkey',
      columns: [t.networkId, t.subjectKind, t.subjectId, t.variant],
    }),
    // One order whatever the language of the database, which also finds how a name begins; counts need nothing else.
    index('directory_cards_name_idx').on(
      t.networkId,
      t.sortName.op('text_pattern_ops'),
      t.forPublic,
      t.forMembers,
      t.forEmergency,
      t.forTeam,
    ),
    // A crowd around a commune is counted in it alone.
    index('directory_cards_cell_idx').on(
      t.networkId,
      t.cell,
      t.forPublic,
      t.forMembers,
      t.forEmergency,
      t.forTeam,
    ),
    // Apart for the public: what the others see costs nothing to it, in time either.
    index('directory_cards_terms_public_idx').using('gin', t.terms).where(sql`${t.forPublic}`),
    index('directory_cards_terms_idx')
      .using('gin', t.terms)
      .where(sql`${t.forMembers} or ${t.forEmergency} or ${t.forTeam}`),
  ],
)

/**
 * The same cards, to search in. Row-level security lets no index be used but those of plain comparisons, since it must
 * be checked before anything else; this view holds the same two conditions itself (migration « directory-search »).
 */
export const findableCards = pgView('directory_findable_cards', {
  networkId: uuid().notNull(),
  subjectKind: varchar({ length: 10 }).$type<'person' | 'structure'>().notNull(),
  subjectId: uuid().notNull(),
  forPublic: boolean().notNull(),
  forMembers: boolean().notNull(),
  forEmergency: boolean().notNull(),
  forTeam: boolean().notNull(),
  sortName: varchar({ length: 300 }).notNull(),
  terms: tsvector().notNull(),
  facets: text().array().notNull(),
  latitudes: doublePrecision().array().notNull(),
  longitudes: doublePrecision().array().notNull(),
  cell: integer(),
  spotAccess: text().array(),
}).existing()

/**
 * The words of the names on the cards of a network, each under two keys by which it is found from a word a letter apart
 * (`search/name-keys.ts`): a word once, where each card would carry its every misspelling. The same word may be twice.
 */
export const directoryNameWords = pgTable(
  'directory_name_words',
  {
    networkId: network(),
    key: varchar({ length: 40 }).notNull(),
    word: varchar({ length: 40 }).notNull(),
    /** On a card of the public. */
    forPublic: boolean().notNull(),
  },
  (t) => [index('directory_name_words_key_idx').on(t.networkId, t.key, t.word, t.forPublic)],
)

/** The choices of a network about its directory; a network without a row follows the defaults. */
export const directorySettings = pgTable(
  'directory_settings',
  {
    networkId: uuid()
      .primaryKey()
      .references(() => networks.id),
    /** Months after which a record is to be confirmed again. */
    reviewMonthsPerson: smallint().notNull().default(12),
    reviewMonthsStructure: smallint().notNull().default(12),
    reviewMonthsIvg: smallint().notNull().default(6),
    /** Most reminders sent a day: waves, not floods. */
    remindersADay: smallint().notNull().default(20),
    /** Colleges of the general assembly. */
    colleges: text().array().notNull().default([]),
    updatedAt: instant().notNull(),
  },
  (t) => [
    check(
      'directory_settings_months_check',
      sql`${t.reviewMonthsPerson} between 1 and 60 and ${t.reviewMonthsStructure} between 1 and 60 and ${t.reviewMonthsIvg} between 1 and 60`,
    ),
    check('directory_settings_reminders_check', sql`${t.remindersADay} between 0 and 500`),
  ],
)

const PEOPLE = ['professionnels et correspondants inscrits à l’annuaire']
const kept = { processing: 'directory', retention: { kind: 'with-network' } } as const
/** An archived record is still cited by what refers to it. */
const untilForgotten = {
  processing: 'directory',
  retention: {
    kind: 'not-yet-automatic',
    duration: { months: 36 },
    since: 'le retrait de la fiche',
    why: 'Une fiche retirée peut encore être citée par un document ou une formation : son effacement n’est pas encore automatique.',
  },
} as const

export const privacy: TablePrivacy[] = [
  {
    table: directoryPeople,
    class: 'P3',
    holds: 'Fiches des personnes : identité professionnelle, coordonnées, langues, opposition',
    people: PEOPLE,
    person: directoryPeople.userId,
    secret: [directoryPeople.notes],
    ...untilForgotten,
  },
  {
    table: directoryStructures,
    class: 'P2',
    holds: 'Fiches des structures : adresse, coordonnées, horaires, accessibilité',
    people: [],
    ...untilForgotten,
  },
  { table: directoryActivities, class: 'P1', holds: 'Activités autorisées, datées', people: [], ...kept },
  {
    table: directorySituations,
    class: 'P3',
    holds: 'Lieux et fonctions de chaque personne, datés',
    people: PEOPLE,
    ...kept,
  },
  {
    table: directoryOffers,
    class: 'P3',
    holds: 'Offres de soins : pour qui, comment, délais, contact',
    people: PEOPLE,
    ...kept,
  },
  {
    table: directoryConsents,
    class: 'P3',
    holds: 'Accords de diffusion et leur retrait, avec leur date et leur source',
    people: PEOPLE,
    ...kept,
  },
  {
    table: directoryMemberships,
    class: 'P3',
    holds: 'Adhésions au réseau : demande, charte, collège, état',
    people: PEOPLE,
    ...kept,
  },
  {
    table: directoryChanges,
    class: 'P3',
    processing: 'directory',
    holds: 'Historique des fiches : avant, après, qui, quand',
    people: PEOPLE,
    retention: {
      kind: 'after',
      duration: { months: 36 },
      from: directoryChanges.at,
      since: 'le changement',
    },
  },
  {
    table: directoryCards,
    class: 'P3',
    holds: 'Ce que chaque public peut voir de chaque fiche, refait à chaque changement',
    people: PEOPLE,
    ...kept,
  },
  {
    table: directoryNameWords,
    class: 'P3',
    holds: 'Mots des noms de l’annuaire, chacun une fois, sans dire de qui : pour retrouver un nom mal tapé',
    people: PEOPLE,
    ...kept,
  },
  {
    table: directorySettings,
    class: 'P1',
    holds: 'Choix du réseau : rythmes de vérification, collèges',
    people: [],
    ...kept,
  },
]
