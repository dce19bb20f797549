import { z } from 'zod'
import { Seen, seenOf } from '../../web/seen.js'
import { readEmail } from '../directory/national/email.js'
import { readPhone } from '../directory/national/phone.js'
import { lines, neededLine, readBy } from '../directory-records/fields.js'
import { date } from '../directory-records/structure-schemas.js'
import { NetworkName } from '../networks/public-networks.js'

export const IdParams = z.strictObject({ id: z.uuid() })

const LONGEST_NAME = 200

/** A territory, as a form and a program name it. */
export const TerritoryName = z.strictObject({
  name: neededLine(LONGEST_NAME, 'Donnez le nom du territoire.'),
})
export type TerritoryName = z.output<typeof TerritoryName>

/** An antenna, as a form and a program write it: whole, a blank being nothing. */
export const AntennaFields = z.strictObject({
  name: neededLine(LONGEST_NAME, 'Donnez le nom de l’antenne.'),
  address: lines(500),
  phone: readBy(readPhone, { max: 60, example: '01 99 00 12 34' }),
  email: readBy(readEmail, { max: 300, example: 'antenne@exemple.test' }),
  openedOn: date(),
  closedOn: date(),
})
export type AntennaFields = z.output<typeof AntennaFields>

/** The same, from what was read of it. */
export const AntennaChange = AntennaFields.extend({ seen: Seen })
export type AntennaChange = z.output<typeof AntennaChange>

/** What somebody who changes an antenna has read of it. */
export function seenAntenna({ name, address, phone, email, openedOn, closedOn }: AntennaFields): string {
  return seenOf({ name, address, phone, email, openedOn, closedOn })
}

/** What was just done, said above the page it leads to. */
export const DONE = {
  ajoute: 'Le territoire est ajouté.',
  renomme: 'Le nouveau nom est enregistré ; les fiches restent où elles étaient.',
  ferme: 'Le territoire est fermé : on ne peut plus le choisir. Vous pouvez le rouvrir ici.',
  rouvert: 'Le territoire est rouvert : on peut de nouveau le choisir.',
  antenne: 'L’antenne est enregistrée.',
} as const

export const DoneQuery = z.strictObject({
  fait: z.enum(Object.keys(DONE) as [keyof typeof DONE, ...(keyof typeof DONE)[]]).optional(),
})

export const ReaderQuery = z.strictObject({ reseau: NetworkName.optional() })
export const ReaderApiQuery = z.strictObject({ network: NetworkName.optional() })

const date10 = z.iso.date().nullable()

export const AntennaAnswer = z.strictObject({
  id: z.uuid(),
  territoryId: z.uuid(),
  name: z.string(),
  address: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  openedOn: date10,
  closedOn: date10,
})
export type Antenna = z.output<typeof AntennaAnswer>

/** The same for who keeps it: `seen` is sent back with what changes. */
export const KeptAntenna = AntennaAnswer.extend({ seen: Seen })
export type KeptAntenna = z.output<typeof KeptAntenna>

export const TerritoryAnswer = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  /** Nobody chooses it since that day. */
  closedOn: date10,
  /** Records that lie in it, those withdrawn left out. */
  people: z.int(),
  structures: z.int(),
  maternities: z.int(),
  antennas: z.array(KeptAntenna),
})
export type Territory = z.output<typeof TerritoryAnswer>
