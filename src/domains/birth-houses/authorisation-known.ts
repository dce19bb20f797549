import type { Ctx } from '../../context.js'
import { formatDate } from '../../web/dates.js'
import { formatNumber } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { FILE_ELEMENT_CODES, type FileElement } from './authorisation-elements.js'
import type { Charter } from './charter-schemas.js'
import { listCharters } from './charters.js'
import { CONVENTION_ITEM_CODES, CONVENTION_ITEMS, type Convention, itemsSaid } from './convention-schemas.js'
import { listConventions } from './conventions.js'
import { readIdentity } from './identity.js'
import { IDENTITY_LABELS, type Identity, type IdentityField } from './identity-schemas.js'
import { readTeam } from './team.js'
import { MIDWIFE_ROLES, type Team } from './team-schemas.js'

/** A fact the file of the house already holds. */
export type KnownFact = { label: string; value: string }

/** What the house has already said of an element, whether it is an answer by itself, and where one changes it. */
export type Known = { facts: KnownFact[]; suffices: boolean; source: { label: string; path: string } | null }
export type KnownFacts = Record<FileElement, Known>

export type HouseSaid = {
  identity: Identity
  team: Team
  conventions: readonly Convention[]
  charters: readonly Charter[]
}

/** What the house has said elsewhere, in the caller’s transaction. Throws `birth-house.not-found`. */
export async function houseSaid(ctx: Ctx, houseId: string): Promise<HouseSaid> {
  return {
    identity: await readIdentity(ctx, houseId),
    team: await readTeam(ctx, houseId),
    conventions: await listConventions(ctx, houseId),
    charters: await listCharters(ctx, houseId),
  }
}

const NOTHING: Known = { facts: [], suffices: false, source: null }

/** What the house already says of each element today. Pure. */
export function knownFacts({ identity, team, conventions, charters }: HouseSaid, today: string): KnownFacts {
  const charter = charters.find(({ adoptedOn }) => adoptedOn !== null)
  const known: Partial<KnownFacts> = {
    identity: ofIdentity(
      identity,
      ['legalName', 'legalForm', 'legalFinessNumber', 'legalAddress', 'statutesOn'],
      ['legalName', 'legalForm', 'legalAddress'],
    ),
    workforce: ofWorkforce(team, today),
    midwives: ofMidwives(team, today),
    volume: ofIdentity(identity, ['capacity', 'rooms'], ['capacity']),
    availability: ofCharter(charter, ['1', '2']),
    training: ofCharter(charter, ['11']),
    premises: ofIdentity(identity, ['premises', 'rooms'], ['premises']),
    access: ofIdentity(identity, ['partnerAccess', 'partnerAccessMinutes'], ['partnerAccess']),
    convention: ofConvention(conventions, today),
  }
  return Object.fromEntries(FILE_ELEMENT_CODES.map((code) => [code, known[code] ?? NOTHING])) as KnownFacts
}

function ofIdentity(identity: Identity, shown: IdentityField[], needed: IdentityField[]): Known {
  return {
    facts: shown.flatMap((field) => {
      const value = identity[field]
      return value === null
        ? []
        : [
            {
              label: IDENTITY_LABELS[field],
              value: field === 'statutesOn' ? formatDate(String(value)) : String(value),
            },
          ]
    }),
    suffices: needed.every((field) => identity[field] !== null),
    source: { label: 'Identité et locaux', path: '/identite' },
  }
}

const isHere = (one: { startsOn: string; endsOn: string | null }, today: string) =>
  one.startsOn <= today && (one.endsOn === null || one.endsOn >= today)

function ofWorkforce(team: Team, today: string): Known {
  const midwives = team.midwives.filter((one) => isHere(one, today))
  const staff = team.staff.filter((one) => isHere(one, today))
  const facts = (['global', 'support'] as const).flatMap((role) => {
    const some = midwives.filter((one) => one.role === role)
    if (some.length === 0) return []
    const label = `Sages-femmes, ${MIDWIFE_ROLES[role].toLowerCase()}`
    return [{ label, value: `${some.length}${timeWords(some.map(({ fte }) => fte))}` }]
  })
  for (const { occupation, headcount, fte } of staff)
    facts.push({ label: occupation, value: `${headcount}${timeWords([fte])}` })
  return { facts, suffices: midwives.length > 0, source: TEAM }
}

const TEAM = { label: 'Équipe', path: '#equipe' }

function timeWords(ftes: readonly (number | null)[]): string {
  if (ftes.some((fte) => fte === null)) return ''
  const sum = ftes.reduce<number>((total, fte) => total + (fte ?? 0), 0)
  return ` (${formatNumber(sum, 2)}${NO_BREAK_SPACE}ETP)`
}

function ofMidwives({ midwives }: Team, today: string): Known {
  const here = midwives.filter((one) => isHere(one, today))
  return {
    facts: here.map(({ name, role }) => ({ label: name, value: MIDWIFE_ROLES[role] })),
    suffices: here.length > 0,
    source: TEAM,
  }
}

/** The words of the charter are shown beside: the request says them for itself. */
function ofCharter(charter: Charter | undefined, numbers: ('1' | '2' | '11')[]): Known {
  const facts = numbers.flatMap((number) => {
    const value = charter?.items[number] ?? null
    return value === null ? [] : [{ label: `Charte, élément ${number}`, value }]
  })
  return { facts, suffices: false, source: { label: 'Charte', path: '/charte' } }
}

/** A convention in force, signed, that says something of its six items. */
function ofConvention(conventions: readonly Convention[], today: string): Known {
  const source = { label: 'Conventions', path: '/conventions' }
  const current = conventions.find((one) => isHere(one, today))
  if (!current) return { facts: [], suffices: false, source }
  const { partner, signedOn, startsOn, endsOn, signatories, items } = current

  const said = CONVENTION_ITEM_CODES.flatMap((code) => {
    const value = items[code]
    return value === null ? [] : [{ label: CONVENTION_ITEMS[code], value }]
  })
  return {
    facts: [
      { label: 'Établissement partenaire', value: partner.name },
      { label: 'Signée le', value: formatDate(signedOn) },
      { label: 'En vigueur depuis le', value: formatDate(startsOn) },
      { label: 'Jusqu’au', value: endsOn === null ? 'sans date de fin' : formatDate(endsOn) },
      ...(signatories.length > 0 ? [{ label: 'Signataires', value: signatories.join(', ') }] : []),
      ...said,
    ],
    suffices: signedOn !== null && itemsSaid(current) === CONVENTION_ITEM_CODES.length,
    source,
  }
}
