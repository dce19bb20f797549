import type { DirectoryRow } from './directory-world.js'
import type { Persona, Target } from './doors.js'
import type { Belongings, Furnished, World } from './two-networks.js'
import { UNKNOWN_ID } from './unknown-id.js'

type Params = Record<string, string> | null
type RowsOf = (world: World, target: Target, persona: Persona) => Params

type Where = {
  own: (of: Furnished, persona: Persona) => Params
  neighbour?: (of: Furnished) => Params
  platform?: (world: World) => Params
}

function rows({ own, neighbour, platform }: Where): RowsOf {
  return (world, target, persona) => {
    switch (target) {
      case 'own':
        return own(world.mine, persona)
      case 'foreign':
        return own(world.theirs, persona)
      case 'neighbour':
        return neighbour?.(world.mine) ?? null
      case 'platform':
        return platform?.(world) ?? null
      case 'unknown':
        return {
          id: UNKNOWN_ID,
          rightId: UNKNOWN_ID,
          partId: UNKNOWN_ID,
          documentId: UNKNOWN_ID,
          part: 'technique',
          rank: '1',
          version: '1',
        }
    }
  }
}

function fixed(params: Record<string, string>): RowsOf {
  return (_, target) => (target === 'own' ? params : null)
}

const personParams = ({ userId, grantId }: { userId: string; grantId: string }) => ({
  id: userId,
  rightId: grantId,
})

const PEOPLE = rows({
  own: (of) => personParams(of.spare),
  neighbour: (of) => personParams(of.spareNeighbour),
  platform: ({ platform }) => personParams(platform.spare),
})

const INVITATIONS = rows({
  own: (of) => ({ id: of.invitationIds.own }),
  neighbour: (of) => ({ id: of.invitationIds.neighbour }),
  platform: ({ platform }) => ({ id: platform.invitationId }),
})

const MAILS = rows({
  own: (of) => ({ id: of.mailId }),
  platform: ({ platform }) => ({ id: platform.mailId }),
})

const SESSIONS = belonging('sessionId')
const TOKENS = belonging('tokenId')
const IDENTITIES = belonging('identityId')

/** The houses of the network: each beside one of its maternities. */
const HOUSES = rows({
  own: (of) => ({ id: of.houses.own.id }),
  neighbour: (of) => ({ id: of.houses.neighbour.id }),
})

const MIDWIVES = rows({
  own: (of) => ({ id: of.houses.own.id, partId: of.houses.own.midwifeId }),
  neighbour: (of) => ({ id: of.houses.neighbour.id, partId: of.houses.neighbour.midwifeId }),
})
const STAFF = rows({
  own: (of) => ({ id: of.houses.own.id, partId: of.houses.own.staffId }),
  neighbour: (of) => ({ id: of.houses.neighbour.id, partId: of.houses.neighbour.staffId }),
})

const CHARTERS = rows({
  own: (of) => ({ id: of.houses.own.id, version: '1' }),
  neighbour: (of) => ({ id: of.houses.neighbour.id, version: '1' }),
})
const CONVENTIONS = rows({
  own: (of) => ({ id: of.houses.own.id, partId: of.houses.own.conventionId }),
  neighbour: (of) => ({ id: of.houses.neighbour.id, partId: of.houses.neighbour.conventionId }),
})
const DOCUMENTS = rows({
  own: (of) => ({ id: of.houses.own.id, partId: of.houses.own.documentId }),
  neighbour: (of) => ({ id: of.houses.neighbour.id, partId: of.houses.neighbour.documentId }),
})
const FILES = rows({
  own: (of) => ({
    id: of.houses.own.id,
    part: 'technique',
    partId: of.houses.own.fileVersionId,
    documentId: of.houses.own.documentId,
  }),
  neighbour: (of) => ({
    id: of.houses.neighbour.id,
    part: 'technique',
    partId: of.houses.neighbour.fileVersionId,
    documentId: of.houses.neighbour.documentId,
  }),
})
const MEETINGS = rows({
  own: (of) => ({ id: of.houses.own.id, partId: of.houses.own.meetingId }),
  neighbour: (of) => ({ id: of.houses.neighbour.id, partId: of.houses.neighbour.meetingId }),
})

/** A woman of the register of a house, her only child, and a criterion of the house. */
const WOMEN = rows({
  own: (of) => ({ id: of.houses.own.womanId, rank: '1' }),
  neighbour: (of) => ({ id: of.houses.neighbour.womanId, rank: '1' }),
})
const CRITERIA = rows({
  own: (of) => ({ id: of.houses.own.criterionId }),
  neighbour: (of) => ({ id: of.houses.neighbour.criterionId }),
})

/** The report a house handed in, and the version it did. */
const REPORTS = rows({
  own: (of) => ({ id: of.houses.own.reportId }),
  neighbour: (of) => ({ id: of.houses.neighbour.reportId }),
})
const REPORT_VERSIONS = rows({
  own: (of) => ({ id: of.houses.own.versionId }),
  neighbour: (of) => ({ id: of.houses.neighbour.versionId }),
})

/** What a house declared. */
const TRANSFERS = rows({
  own: (of) => ({ id: of.houses.own.transferId }),
  neighbour: (of) => ({ id: of.houses.neighbour.transferId }),
})

/** What is the caller's own: another person's, even of her network, is beyond her reach. */
function belonging(what: keyof Belongings): RowsOf {
  const of = (furnished: Furnished, { userId }: { userId: string }) => {
    const id = furnished.belongings.get(userId)?.[what]
    return id === undefined ? null : { id }
  }
  return rows({
    own: (furnished, { account }) =>
      of(furnished, account ?? furnished.spare) ?? of(furnished, furnished.spare),
    neighbour: (furnished) => of(furnished, furnished.spareNeighbour),
  })
}

/** A person of the directory, with one of her parts. */
function directoryPerson(part: 'situationId' | 'offerId' = 'situationId'): RowsOf {
  const of = (row: DirectoryRow) => ({ id: row.id, partId: row[part] })
  return rows({
    own: ({ directory }) => of(directory.people.own),
    neighbour: ({ directory }) => of(directory.people.neighbour),
  })
}

/** A part of the record of the person who asks; of somebody else’s it is as if it were not. */
function ownPart(part: 'situationId' | 'offerId'): RowsOf {
  return rows({
    own: ({ directory }, { account }) => {
      const mine = directory.ofUser.get(account?.userId ?? '')
      return mine ? { partId: mine[part] } : null
    },
    neighbour: ({ directory }) => ({ partId: directory.people.neighbour[part] }),
  })
}

/** A structure of the directory, with its offer; a professional answers for none, nor do these birth houses. */
const DIRECTORY_STRUCTURES = rows({
  own: ({ directory }, { role }) =>
    role === 'professional' || role === 'birth_house'
      ? null
      : { id: directory.structures.own.id, partId: directory.structures.own.offerId },
  neighbour: ({ directory }) => ({
    id: directory.structures.neighbour.id,
    partId: directory.structures.neighbour.offerId,
  }),
})

/** A card: whoever stands in no network has none, and people who gave no consent are in no public card. */
function cards(params: (of: Furnished, target: Target) => Params, audience: 'public' | 'members'): RowsOf {
  return (world, target, persona) => {
    if (persona.role === null || (persona.role === 'platform_admin' && audience === 'members')) return null
    if (target === 'own') return params(world.mine, target)
    if (target === 'foreign') return params(world.theirs, target)
    return target === 'unknown' ? { kind: 'people', id: UNKNOWN_ID } : null
  }
}

const PEOPLE_CARDS = cards(({ directory }) => ({ kind: 'people', id: directory.people.own.id }), 'members')
const STRUCTURE_CARDS = cards(({ directory }) => ({ id: directory.structures.own.id }), 'public')

/** The same cards as FHIR, at the address of the network that is read: that of the row’s neighbours is never given. */
function fhir(params: (of: Furnished) => { id: string }, audience: 'public' | 'members'): RowsOf {
  const of = cards(params, audience)
  return (world, target, persona) => {
    const found = of(world, target, persona)
    return found && { id: UNKNOWN_ID, ...found, network: world.mine.network.slug }
  }
}

/**
 * A territory that nothing lies in, which may be closed; who looks after one territory opens antennas in her own.
 */
const TERRITORIES = rows({
  own: ({ territories, site }, { role }) => ({
    id: role === 'antenna_coordinator' ? site.territoryId! : territories.spare,
  }),
  neighbour: ({ neighbour }) => ({ id: neighbour.territoryId! }),
})
const ANTENNAS = rows({
  own: ({ territories }) => ({ id: territories.antennas.own }),
  neighbour: ({ territories }) => ({ id: territories.antennas.neighbour }),
})

/** Who keeps the records of one territory finds her own acts alone: their tests say so. */
const BULK_ACTS = rows({
  own: ({ directory }, { role }) => (role === 'antenna_coordinator' ? null : { id: directory.bulkActId }),
})
const RECORD_REQUESTS = rows({ own: ({ directory }) => ({ id: directory.requestId }) })
const DIRECTORY_IMPORTS = rows({ own: (of) => ({ id: of.directoryImportId }) })
const PUBLICATIONS = rows({ own: ({ directory }) => ({ id: directory.publicationId }) })

/** The file of a booklet is on a disk this world has not: its own tests ask for it. */
const PUBLICATION_FILES: RowsOf = (world, target, persona) =>
  target === 'own' || persona.role === null ? null : PUBLICATIONS(world, target, persona)

/** What readers say is wrong, and pairs suspected to be one. */
function ofUpkeep(what: 'reports' | 'duplicates'): RowsOf {
  return rows({
    own: ({ upkeep }) => ({ id: upkeep[what].own }),
    neighbour: ({ upkeep }) => ({ id: upkeep[what].neighbour }),
  })
}

const IDENTIFIERS = rows({
  own: ({ upkeep }) => ({ id: upkeep.identifierId, partId: upkeep.documentId }),
})

/**
 * For each route with a parameter, the row to ask for. The key is the address without `/api`, up to and including the
 * parameter; it serves all the routes below it. A new one says where its row is in each of the two networks
 * (test/support/two-networks.ts makes them), beside the caller's scope, and outside any network; null when there is
 * no such row. A parameter that names no row is `fixed`.
 */
export const ROWS: Record<string, RowsOf> = {
  '/imports/:id': rows({
    own: (of) => ({ id: of.imports.own }),
    neighbour: (of) => ({ id: of.imports.neighbour }),
  }),
  '/directory/imports/:id': DIRECTORY_IMPORTS,
  '/annuaire/imports/:id': DIRECTORY_IMPORTS,
  '/people/:id': PEOPLE,
  '/people/:id/rights/:rightId': PEOPLE,
  '/comptes/:id': PEOPLE,
  '/comptes/:id/droits/:rightId': PEOPLE,
  '/invitations/:id': INVITATIONS,
  '/comptes/invitations/:id': INVITATIONS,
  '/mails/:id': MAILS,
  '/courriels/:id': MAILS,
  '/sessions/:id': SESSIONS,
  '/mon-compte/sessions/:id': SESSIONS,
  '/tokens/:id': TOKENS,
  '/mon-compte/jetons/:id': TOKENS,
  '/mon-compte/identites/:id': IDENTITIES,
  '/directory/cards/:kind': PEOPLE_CARDS,
  '/directory/cards/:kind/:id': PEOPLE_CARDS,
  '/annuaire/personnes/:id': PEOPLE_CARDS,
  '/annuaire/structures/:id': STRUCTURE_CARDS,
  '/fhir/:network': (world, target) => (target === 'own' ? { network: world.mine.network.slug } : null),
  '/fhir/:network/Practitioner/:id': fhir(({ directory }) => ({ id: directory.people.own.id }), 'members'),
  '/fhir/:network/PractitionerRole/:id': fhir(
    ({ directory }) => ({ id: directory.people.own.situationId }),
    'members',
  ),
  '/fhir/:network/Organization/:id': fhir(({ directory }) => ({ id: directory.structures.own.id }), 'public'),
  '/fhir/:network/HealthcareService/:id': fhir(
    ({ directory }) => ({ id: directory.structures.own.offerId }),
    'public',
  ),
  '/annuaire/fiches/personnes/:id': directoryPerson(),
  '/annuaire/fiches/personnes/:id/situations/:partId': directoryPerson(),
  '/annuaire/fiches/personnes/:id/offres/:partId': directoryPerson('offerId'),
  '/directory/bulk-acts/:id': BULK_ACTS,
  '/directory/people/:id': directoryPerson(),
  '/directory/people/:id/situations/:partId': directoryPerson(),
  '/directory/people/:id/offers/:partId': directoryPerson('offerId'),
  '/directory/record-requests/:id': RECORD_REQUESTS,
  '/directory/structures/:id': DIRECTORY_STRUCTURES,
  '/directory/structures/:id/offers/:partId': DIRECTORY_STRUCTURES,
  '/annuaire/fiches/demandes/:id': RECORD_REQUESTS,
  '/annuaire/fiches/actes/:id': BULK_ACTS,
  '/annuaire/fiches/structures/:id': DIRECTORY_STRUCTURES,
  '/ma-fiche/situations/:partId': ownPart('situationId'),
  '/ma-fiche/offres/:partId': ownPart('offerId'),
  '/annuaire/a-verifier/personnes/:id': directoryPerson(),
  '/annuaire/a-verifier/structures/:id': DIRECTORY_STRUCTURES,
  '/annuaire/signaler/personnes/:id': PEOPLE_CARDS,
  '/annuaire/signaler/structures/:id': STRUCTURE_CARDS,
  '/annuaire/signalements/:id': ofUpkeep('reports'),
  '/directory/duplicates/:id': ofUpkeep('duplicates'),
  '/annuaire/doublons/:id': ofUpkeep('duplicates'),
  '/directory/echographers/:id': IDENTIFIERS,
  '/directory/echographers/:id/documents/:partId': IDENTIFIERS,
  '/annuaire/echographistes/:id': IDENTIFIERS,
  '/annuaire/echographistes/:id/pieces/:partId': IDENTIFIERS,
  '/birth-houses/:id': HOUSES,
  '/birth-houses/:id/midwives/:partId': MIDWIVES,
  '/birth-houses/:id/staff/:partId': STAFF,
  '/maisons-de-naissance/:id/charte/:version': CHARTERS,
  '/birth-houses/:id/conventions/:partId': CONVENTIONS,
  '/maisons-de-naissance/:id/conventions/:partId': CONVENTIONS,
  '/birth-houses/:id/documents/:partId': DOCUMENTS,
  '/maisons-de-naissance/:id/documents/:partId': DOCUMENTS,
  '/birth-houses/:id/authorisation-files/versions/:partId': FILES,
  '/birth-houses/:id/authorisation-files/versions/:partId/documents/:documentId': FILES,
  '/maisons-de-naissance/:id/autorisation/:part': FILES,
  '/maisons-de-naissance/:id/autorisation/versions/:partId': FILES,
  '/maisons-de-naissance/:id/autorisation/versions/:partId/dossier.pdf': FILES,
  '/maisons-de-naissance/:id/autorisation/versions/:partId/documents/:documentId': FILES,
  '/birth-houses/:id/meetings/:partId': MEETINGS,
  '/maisons-de-naissance/:id/reunions/:partId': MEETINGS,
  '/maisons-de-naissance/:id/sages-femmes/:partId': MIDWIVES,
  '/maisons-de-naissance/:id/personnels/:partId': STAFF,
  '/birth-transfers/:id': TRANSFERS,
  '/birth-monthly-returns/:month': fixed({ month: '2026-02' }),
  '/maison/mois/:month': fixed({ month: '2026-01' }),
  '/birth-transfer-reasons/:phase': fixed({ phase: 'newborn' }),
  '/maisons-de-naissance/motifs/:phase': fixed({ phase: 'newborn' }),
  '/received-transfers/:id': TRANSFERS,
  '/transferts-recus/:id': TRANSFERS,
  '/birth-register/:id': WOMEN,
  '/birth-register/:id/newborns/:rank': WOMEN,
  '/maison/registre/:id': WOMEN,
  '/maison/registre/:id/enfants/:rank': WOMEN,
  '/maison/criteres/:id': CRITERIA,
  '/maison/transferts/:id': TRANSFERS,
  '/maisons-de-naissance/:id': HOUSES,
  '/birth-house-reports/own/:year': fixed({ year: '2025' }),
  '/birth-house-reports/versions/:id': REPORT_VERSIONS,
  '/birth-house-reports/:id': REPORTS,
  '/maison/rapports/:year': fixed({ year: '2025', code: 'II.a' }),
  '/maison/rapports/:year/lignes/:code': fixed({ year: '2025', code: 'II.a' }),
  '/rapports-maisons-de-naissance/:id': REPORTS,
  '/rapports-maisons-de-naissance/versions/:id': REPORT_VERSIONS,
  '/annuaire/fiches/structures/:id/offres/:partId': DIRECTORY_STRUCTURES,
  '/annuaire/territoires/:id': TERRITORIES,
  '/annuaire/territoires/antennes/:id': ANTENNAS,
  '/directory/territories/:id': TERRITORIES,
  '/directory/antennas/:id': ANTENNAS,
  '/directory/publications/:id': PUBLICATIONS,
  '/annuaire/livrets/:id': PUBLICATION_FILES,
  '/indicateurs/:slug': fixed({ slug: 'mode-accouchement' }),
  '/tracers/:indicator': fixed({ indicator: 'delivery-mode' }),
  '/qualite/:code': fixed({ code: 'MISSING_WEIGHT' }),
  '/assets/:file': fixed({ file: 'trame.svg' }),
}
