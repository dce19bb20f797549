import type { SheetGroup } from './sheet-groups.js'
import { isBlank } from './verdicts.js'

/** A record that bears the name of a line. */
export type Candidate = {
  id: string
  /** Its RPPS or FINESS number. */
  number: string | null
  phones: string[]
  email: string | null
  postcodes: string[]
  /** Folded as communes are. */
  communes: string[]
  category: string
  streets: string[]
}

/**
 * The one record a line is about among its namesakes: the only one with a telephone, a mail or a commune in common. A
 * name alone is no proof: the line is then a new record, and the doubt is said.
 */
export function chosenAmong(
  group: Pick<SheetGroup, 'fields' | 'hints'>,
  candidates: readonly Candidate[],
): { id: string | null; warning: string | null } {
  const possible = candidates.filter(({ number }) => mayBear(group, number))
  const sure = possible.filter((candidate) => group.hints.some((hints) => share(hints, candidate)))
  const [only] = sure
  if (only !== undefined && sure.length === 1) return { id: only.id, warning: null }
  if (sure.length > 1) return { id: null, warning: SEVERAL }
  return { id: null, warning: possible.length > 0 ? NAMESAKE : null }
}

const SEVERAL =
  'Plusieurs fiches portent ce nom au même endroit : une nouvelle fiche est proposée, à rapprocher dans « Doublons ».'
const NAMESAKE =
  'Une fiche porte déjà ce nom, sans téléphone, adresse électronique ni commune en commun : une nouvelle fiche est proposée, à rapprocher dans « Doublons » si c’est la même.'

/** Two numbers are two records, whatever their names. */
function mayBear({ fields }: Pick<SheetGroup, 'fields'>, number: string | null): boolean {
  const own = fields.rppsNumber ?? fields.finessNumber ?? null
  return number === null || isBlank(own) || own === number
}

function share(
  { phones, email, postcode, commune }: SheetGroup['hints'][number],
  candidate: Candidate,
): boolean {
  return (
    phones.some((phone) => candidate.phones.includes(phone)) ||
    (email !== null && email === candidate.email) ||
    (postcode !== null && candidate.postcodes.includes(postcode)) ||
    (commune !== null && candidate.communes.includes(commune))
  )
}
