import { z } from 'zod'
import { readPostcode } from '../directory/national/postcode.js'
import { line, readBy } from '../directory-records/fields.js'
import { email, phone, website } from '../directory-records/people-schemas.js'
import { numbered } from './correction-schemas.js'
import { type RecordColumn, recordName } from './proposals.js'

/** Each read as the form of the record reads it. */
const OF_RECORD = {
  phone: phone(),
  phone2: phone(),
  mobile: phone(),
  emergencyPhone: phone(),
  email: email(),
  website: website(),
  lastName: line(100),
  firstName: line(100),
  name: line(200),
  street: line(300),
  postcode: readBy(readPostcode, { max: 20, example: '01000' }),
  communeName: line(100),
} satisfies Record<RecordColumn, z.ZodType<string | null>>

/** The identifiers tell which part of the record each number stands for. */
const OF_PARTS = {
  ...numbered('place', { Id: z.uuid(), Phone: phone(), Email: email() }),
  ...numbered('offer', { Id: z.uuid(), Phone: phone(), Email: email(), Link: website(), Message: email() }),
}

/** What a form may propose, whoever fills it in: a reader, or the moderator who corrects her. */
export const proposedValues: Record<string, z.ZodType> = {
  ...Object.fromEntries(
    (Object.keys(OF_RECORD) as RecordColumn[]).map((column) => [
      recordName(column),
      OF_RECORD[column].optional(),
    ]),
  ),
  ...OF_PARTS,
}

/** Name of a field in a form → what it says, as it was read; null when it is blank. */
export type ProposedValues = Readonly<Record<string, unknown>>
