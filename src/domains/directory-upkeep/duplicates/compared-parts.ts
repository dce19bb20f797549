import { formatDate } from '../../../web/dates.js'
import type { CardDay } from '../../directory/cards.js'
import type { MembershipRow, OfferRow, PersonRecord } from '../../directory/records.js'
import { offerDetails } from '../../directory-records/offer-words.js'
import { type Names, valueWords } from '../../directory-records/words.js'

/** What hangs on a record and would move, line by line in words, so that two records can be told apart or seen to be one. */
export type Parts = {
  places: string[]
  offers: string[]
  membership: string | null
  hasObjected: boolean
}

type Holder = {
  situations: PersonRecord['situations']
  offers: readonly OfferRow[]
  membership: MembershipRow | null
  hasObjected: boolean
}

/** The parts of one side, in an order that puts the same ones at the same height. */
export function partsInWords({ situations, offers, membership, hasObjected }: Holder, day: CardDay): Parts {
  const names: Names = new Map(
    situations.map(({ situation, place }) => [situation.id, place.structure.name] as const),
  )
  return {
    places: situations.map((one) => placeWords(one, day)).sort(inFrench),
    offers: offers.map((offer) => offerWords(offer, names, day)).sort(inFrench),
    membership: membership && membershipWords(membership, day),
    hasObjected,
  }
}

/** « Maternité du Lac, Viriat, salarié, 01 99 00 00 01, depuis le 01/02/2024 ». */
function placeWords({ situation, place: { structure } }: PersonRecord['situations'][number], day: CardDay) {
  const said = (field: 'functionWords' | 'modeCode' | 'sectorCode' | 'phone' | 'email') =>
    situation[field] && valueWords(field, situation[field], { ...day, names: new Map() })
  return sentence([
    structure.name,
    structure.communeName,
    said('functionWords'),
    said('modeCode'),
    said('sectorCode'),
    said('phone'),
    said('email'),
    ...periodWords(situation),
  ])
}

function offerWords(offer: OfferRow, names: Names, day: CardDay): string {
  return sentence([
    valueWords('kind', offer.kind, { ...day, names }),
    offer.audienceWords,
    ...offerDetails(offer, names, day),
    ...periodWords(offer),
  ])
}

function membershipWords(
  { state, stateSince, college, charterSignedOn }: MembershipRow,
  day: CardDay,
): string {
  return sentence([
    `${valueWords('state', state, { ...day, names: new Map() })} depuis le ${formatDate(stateSince)}`,
    college,
    charterSignedOn && `charte signée le ${formatDate(charterSignedOn)}`,
  ])
}

function periodWords({ startsOn, endsOn }: { startsOn: string | null; endsOn: string | null }) {
  return [startsOn && `depuis le ${formatDate(startsOn)}`, endsOn && `jusqu’au ${formatDate(endsOn)}`]
}

function sentence(parts: readonly (string | null)[]): string {
  return parts.filter(Boolean).join(', ')
}

function inFrench(one: string, other: string): number {
  return one.localeCompare(other, 'fr')
}
