import { z } from 'zod'
import { KIND_PATHS, page } from '../schemas.js'
import { PERSON_GROUPS, SIDES, STRUCTURE_GROUPS } from './fields.js'

export const DuplicateListQuery = z.strictObject({
  nature: z.enum(Object.values(KIND_PATHS)).optional(),
  etat: z.enum(['distincts', 'reunis']).optional(),
  page,
  fait: z.enum(['reunis', 'distincts', 'defaits', 'repris']).optional(),
})

const side = z.enum(SIDES)
const KEYS = [...PERSON_GROUPS, ...STRUCTURE_GROUPS].map(({ key }) => key)

/** The name of the question « which value? » in the form. */
export function choiceField(key: string): string {
  return `garder-${key}`
}

const Choices = z.strictObject(
  Object.fromEntries([...new Set(KEYS)].map((key) => [choiceField(key), side.optional()])),
)

/** Which record is kept, and from which one each group of values, whatever the kind of record. */
export const Merge = Choices.extend({ kept: side }).transform((typed) => ({
  kept: side.parse(typed.kept),
  from: Object.fromEntries(
    KEYS.flatMap((key) => {
      const chosen = typed[choiceField(key)]
      return chosen ? [[key, chosen]] : []
    }),
  ),
}))
