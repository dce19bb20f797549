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
        return { id: UNKNOWN_ID, rightId: UNKNOWN_ID, partId: UNKNOWN_ID }
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

/** A person of the directory; whoever reaches no farther than her own record or her own site has none. */
const DIRECTORY_PEOPLE = rows({
  own: ({ directory }) => ({ id: directory.people.own.id, partId: directory.people.own.situationId }),
  neighbour: ({ directory }) => ({
    id: directory.people.neighbour.id,
    partId: directory.people.neighbour.situationId,
  }),
})

const DIRECTORY_STRUCTURES = rows({
  own: ({ directory }) => ({ id: directory.structures.own.id, partId: directory.structures.own.offerId }),
  neighbour: ({ directory }) => ({
    id: directory.structures.neighbour.id,
    partId: directory.structures.neighbour.offerId,
  }),
})

const DIRECTORY_IMPORTS = rows({ own: (of) => ({ id: of.directoryImportId }) })

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
  '/annuaire/fiches/personnes/:id': DIRECTORY_PEOPLE,
  '/annuaire/fiches/structures/:id': DIRECTORY_STRUCTURES,
  '/indicateurs/:slug': fixed({ slug: 'mode-accouchement' }),
  '/tracers/:indicator': fixed({ indicator: 'delivery-mode' }),
  '/qualite/:code': fixed({ code: 'MISSING_WEIGHT' }),
  '/assets/:file': fixed({ file: 'trame.svg' }),
}
