import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Actor } from '../../src/access/actor.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { otherAdministrators } from '../../src/domains/accounts/people-scope.js'
import { getReport, listExpectedReports } from '../../src/domains/birth-house-reports/agency.js'
import { compareHouses } from '../../src/domains/birth-house-reports/comparison.js'
import { isNamedInComparison } from '../../src/domains/birth-house-reports/naming.js'
import { readHouseRegister } from '../../src/domains/birth-house-reports/register-reading.js'
import { listOwnReports, openReport } from '../../src/domains/birth-house-reports/service.js'
import { exchangesAbout } from '../../src/domains/birth-houses/exchanges.js'
import { midwifeAccounts } from '../../src/domains/birth-houses/midwife-accounts.js'
import { countMidwifeAccounts } from '../../src/domains/birth-houses/service.js'
import { birthCounters } from '../../src/domains/birth-registers/counters.js'
import { womenToPick } from '../../src/domains/birth-registers/picking.js'
import { correctionsOf } from '../../src/domains/birth-registers/register.js'
import { listMonths } from '../../src/domains/birth-registers/returns.js'
import { transferYears } from '../../src/domains/birth-registers/transfer-choices.js'
import { keptRecord } from '../../src/domains/directory/merged-records.js'
import { knownNumbers } from '../../src/domains/directory-imports/known-numbers.js'
import { listRefusals, listRows } from '../../src/domains/directory-imports/service.js'
import { touchedBy } from '../../src/domains/directory-imports/touched.js'
import { readCounters } from '../../src/domains/directory-publications/counters.js'
import { bookletsToRemake } from '../../src/domains/directory-publications/digest.js'
import { showsWhatWasTakenBack } from '../../src/domains/directory-publications/taken-back.js'
import { listTerritoryNames } from '../../src/domains/directory-publications/territories.js'
import { requestsToAnswer } from '../../src/domains/directory-records/digest.js'
import { readHistory } from '../../src/domains/directory-records/history.js'
import { findPeopleLike, findStructuresLike } from '../../src/domains/directory-records/look-alikes.js'
import { listColleges } from '../../src/domains/directory-records/settings.js'
import { effectsOf } from '../../src/domains/directory-upkeep/answer-effects.js'
import { duplicatesToDecide, reportsToModerate } from '../../src/domains/directory-upkeep/digest.js'
import { loadPeopleFacts, loadStructureFacts } from '../../src/domains/directory-upkeep/duplicates/loading.js'
import { readReview } from '../../src/domains/directory-upkeep/review-links.js'
import { endingIdentifiers, renewalRequests } from '../../src/domains/echographers/digest.js'
import { getDocument, listDocuments } from '../../src/domains/echographers/documents.js'
import { findCandidates, getCandidate, getIdentifier } from '../../src/domains/echographers/listing.js'
import { endingInvitations, failedMails } from '../../src/domains/mail/digest.js'
import { currentSignature } from '../../src/domains/mail/signatures.js'
import {
  currentAuthorisation,
  listEstablishments,
  listMaternityTypes,
} from '../../src/domains/networks/service.js'
import { listTerritories } from '../../src/domains/networks/territories.js'
import { readFigures } from '../../src/domains/tracers/figures.js'
import { AppError } from '../../src/errors/app-error.js'
import { aQuestion } from '../support/authorisation-files.js'
import { aBirthHouse, aSentReport } from '../support/birth-houses.js'
import {
  aNetwork,
  anEstablishment,
  type Db,
  type EstablishmentRow,
  type NetworkRow,
} from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { asOwner, withoutRowSecurity } from '../support/dump.js'
import { NOW } from '../support/now.js'
import { twoNetworks, type World } from '../support/two-networks.js'

const NAMES = [
  'network',
  'user',
  'house',
  'report',
  'woman',
  'person',
  'import',
  'identifier',
  'echographerDocument',
  'candidate',
  'review',
  'merged',
  'publication',
] as const
type Ids = Record<(typeof NAMES)[number], string>
type Call = (ctx: Ctx, ids: Ids) => Promise<unknown>

const DIGESTS = [
  ...[requestsToAnswer, reportsToModerate, duplicatesToDecide, endingIdentifiers, renewalRequests],
  ...[failedMails, endingInvitations, bookletsToRemake],
]

/** What asks for rows of a network, whoever comes to it through which door; by who asks. */
const CALLS: Record<'admin' | 'agency' | 'house' | 'job', Record<string, Call>> = {
  admin: {
    'other administrators': (ctx, { network, user }) => otherAdministrators(ctx, network, user),
    maternities: (ctx) => listEstablishments(ctx),
    'the legal basis': (ctx) => currentAuthorisation(ctx, 'authorisation.read'),
    territories: (ctx, { network }) => listTerritories(ctx, network),
    'names of territories': (ctx, { network }) => listTerritoryNames(ctx, network),
    'the history of a record': (ctx, { person }) => readHistory(ctx, 'person', person, 50),
    'people of the same name': (ctx) => findPeopleLike(ctx, { lastName: 'Personne', firstName: 'Personne' }),
    'structures of the same name': (ctx) => findStructuresLike(ctx, { name: 'Structure Maternité' }),
    'colleges of members': (ctx) => listColleges(ctx),
    'lines of an import': (ctx, ids) => listRows(ctx, ids.import, { q: '', page: 1 }),
    'refusals of an import': (ctx, ids) => listRefusals(ctx, ids.import),
    'the signature of mails': (ctx) => currentSignature(ctx),
    'an echographer': (ctx, { identifier }) => getIdentifier(ctx, identifier),
    'what an echographer’s identifier rests on': (ctx, { identifier }) => listDocuments(ctx, identifier),
    'a document of an echographer': (ctx, { identifier, echographerDocument }) =>
      getDocument(ctx, identifier, echographerDocument),
    'who may have an identifier': (ctx) => findCandidates(ctx, 'personne'),
    'somebody who may have an identifier': (ctx, { candidate }) => getCandidate(ctx, candidate),
    'counters of the directory': (ctx) => readCounters(ctx),
    'accounts of a house': (ctx, { house }) => countMidwifeAccounts(ctx, house),
    figures: (ctx, { network }) => readFigures(ctx, network, new Set()),
  },
  agency: {
    'reports expected': (ctx) => listExpectedReports(ctx, 2024),
    'a report': (ctx, { report }) => getReport(ctx, report),
    'houses compared': (ctx) => compareHouses(ctx, 2024),
    'transfers counted': (ctx) => birthCounters(ctx, 2026),
    'questions about a report': (ctx, { report }) =>
      exchangesAbout(ctx, { about: 'report', aboutId: report }, 'birth-report.review'),
  },
  house: {
    'its report of a year': (ctx) => openReport(ctx, 2025),
    'its reports': (ctx) => listOwnReports(ctx),
    'its months': (ctx) => listMonths(ctx),
    'its women': (ctx) => womenToPick(ctx),
    'its transfers': (ctx) => transferYears(ctx),
    'corrections of a row': (ctx, { woman }) => correctionsOf(ctx, woman),
    'its register': (ctx, { house }) => readHouseRegister(ctx, house, 'Europe/Paris'),
    'whether it is named': (ctx) => isNamedInComparison(ctx),
  },
  job: {
    'types of maternities': (ctx) => listMaternityTypes(ctx, 'tracer.compute'),
    'midwives to remind': (ctx, { house }) => midwifeAccounts(ctx, house, 'birth-report.remind'),
    ...Object.fromEntries(
      DIGESTS.map((source): [string, Call] => [
        `digest: ${source.kind}`,
        (ctx, { user }) => source.count(ctx, { userId: user, role: 'coordinator' }),
      ]),
    ),
    'numbers of structures': (ctx) => knownNumbers(ctx, 'finess-etalab'),
    'numbers of people': (ctx) => knownNumbers(ctx, 'rpps-skills'),
    'records touched by an import': (ctx, ids) => touchedBy(ctx, ids.import),
    'people to compare': (ctx) => loadPeopleFacts(ctx),
    'structures to compare': (ctx) => loadStructureFacts(ctx),
    'a question about a record': (ctx, { review }) => readReview(ctx, review),
    'the record another was merged into': (ctx, { merged }) =>
      keptRecord(ctx, { kind: 'person', id: merged }).then((id) => id !== merged),
    'what an answer changed': (ctx, { review, person }) =>
      effectsOf(ctx, { id: review, subjectId: person, answeredAt: NOW, answer: 'corrected' }),
    'what a document shows': (ctx, { publication }) =>
      showsWhatWasTakenBack(ctx, { id: publication, audience: 'public' }),
  },
}

t.test('whatever it is asked, nothing answers of another network', { timeout: 120_000 }, async (t) => {
  const { db, url } = await testDatabase(t)
  // The policy alone: the second lock has tests of its own.
  await withoutRowSecurity(url)
  const empty = await anEmptyNetwork(db)
  const alone = await answersTo(db, empty, UNKNOWN)
  const { theirs } = await twoNetworks(db)
  await aQuestion(db, theirs.houses.own, {
    about: 'report',
    aboutId: theirs.houses.own.reportId,
    answerBy: '2026-04-30',
  })
  await aSentReport(db, theirs.houses.own, 2025)
  await asOwner(url, (client) =>
    client.query(`
      update birth_houses set named_in_comparison_since = now() where network_id = '${theirs.network.id}';
      update echographer_identifiers set valid_until = '2026-03-10', renewal_asked_at = now() where network_id = '${theirs.network.id}';
      update directory_people set archived_at = now(), merged_into_id = '${theirs.directory.people.own.id}'
        where id = '${theirs.directory.people.neighbour.id}';
      update directory_publications set shown = '{"person:${randomUUID()}": ["phone"]}' where network_id = '${theirs.network.id}';
      insert into directory_publications (network_id, kind, audience, title, filters, entries, made_at, made_by, ready_at, withdrawn_at)
        select network_id, kind, audience, title, filters, entries, '${NOW.toISOString()}', made_by, '${NOW.toISOString()}', '${NOW.toISOString()}'
        from directory_publications where network_id = '${theirs.network.id}' limit 1;
      insert into directory_changes (network_id, subject_kind, subject_id, what, row_id, at, by, before, after)
        select network_id, 'person', id, 'person', id, '${NOW.toISOString()}', 'Essai', '{"phone":"1"}', '{"phone":"2"}'
        from directory_people where id = '${theirs.directory.people.own.id}';
      update directory_reports set review_id = '${theirs.upkeep.reviewId}' where network_id = '${theirs.network.id}';
      -- Written again, its rows come after those of the others: the first found is not hers by luck.
      update networks set name = name where id = '${empty.network.id}';
      update birth_houses set short_name = short_name where network_id = '${empty.network.id}';
      update establishments set name = name where network_id = '${empty.network.id}';
      update birth_house_reports set year = year where network_id = '${empty.network.id}';
    `),
  )
  const beside = await answersTo(db, empty, idsOf(theirs))
  const own = await answersTo(db, { ...theirs, house: theirs.houses.own }, idsOf(theirs))
  for (const [name, answer] of beside) {
    t.same(answer, alone.get(name), `${name}: as if no other network were there`)
    t.notSame(own.get(name), answer, `${name}: the control: whose they are reads them`)
  }
})

t.test('a result that another network ties to a computation is none of its figures', async (t) => {
  const { db, url } = await testDatabase(t)
  await withoutRowSecurity(url)
  const { mine, theirs } = await twoNetworks(db)
  const tie = (to: World['mine']) =>
    asOwner(url, (client) =>
      client.query(
        `insert into tracer_results
           (network_id, computation_id, indicator, class, establishment, year, numerator, denominator, excluded, missing)
         select r.network_id, c.id, indicator, class, establishment, 2020, numerator, denominator, excluded, missing
         from tracer_results r, tracer_computations c where r.network_id = $1 and c.network_id = $2`,
        [theirs.network.id, to.network.id],
      ),
    )
  const yearsOf = async ({ network, houses }: World['mine']) => {
    const ctx: Ctx = { db, actor: actorsAt({ network, house: houses.own }).admin, now: NOW }
    return (await readFigures(ctx, network.id, new Set())).years
  }
  await tie(mine)
  t.same(await yearsOf(mine), [2025])
  await tie(theirs)
  t.same(await yearsOf(theirs), [2020, 2025], 'the control: tied to its own, they are')
})

type Place = { network: NetworkRow; house: EstablishmentRow }

async function anEmptyNetwork(db: Db): Promise<Place> {
  const network = await aNetwork(db, { regionCode: '96' })
  return { network, house: await aBirthHouse(db, network, await anEstablishment(db, network)) }
}

/** What each answers, or the code of its refusal. */
async function answersTo(db: Db, place: Place, ids: Ids): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>()
  for (const [role, calls] of Object.entries(CALLS)) {
    const ctx: Ctx = { db, actor: actorsAt(place)[role as keyof typeof CALLS], now: NOW }
    for (const [name, call] of Object.entries(calls)) {
      const answer = await inTransaction(ctx, (ctx) => call(ctx, ids)).catch((error: unknown) => {
        if (error instanceof AppError) return error.code
        throw error
      })
      answers.set(name, answer)
    }
  }
  return answers
}

function actorsAt({ network, house }: Place): Record<keyof typeof CALLS, Actor> {
  const [networkId, networkName] = [network.id, network.name]
  const person = { userId: randomUUID(), userName: 'Essai', grantId: randomUUID(), sessionId: randomUUID() }
  const { id: establishmentId, finessGeo, finessPmsi } = house
  return {
    admin: { ...person, role: 'admin', networkId, networkName },
    agency: { ...person, role: 'ars', regionCode: network.regionCode, networkIds: [networkId], networkName },
    house: {
      ...person,
      ...{ role: 'birth_house', networkId, networkName },
      ...{ establishmentId, finessGeo, finessPmsi },
    },
    job: { role: 'system', job: 'test', networkId },
  }
}

const UNKNOWN = Object.fromEntries(NAMES.map((name) => [name, randomUUID()])) as Ids

function idsOf({ network, houses, people, directory, upkeep, directoryImportId }: World['theirs']): Ids {
  return {
    network: network.id,
    user: people.professional.userId,
    house: houses.own.id,
    report: houses.own.reportId,
    woman: houses.own.womanId,
    person: directory.people.own.id,
    import: directoryImportId,
    identifier: upkeep.identifierId,
    echographerDocument: upkeep.documentId,
    candidate: upkeep.candidateId,
    review: upkeep.reviewId,
    merged: directory.people.neighbour.id,
    publication: directory.publicationId,
  }
}
