import { z } from 'zod'

const text = z.string().nullable()
const texts = z.array(z.string())

/** What is said of an offer of care, as it is answered, on a record and on a card, and kept to be put back. */
export const OFFER_SAID = {
  audienceWords: text,
  methods: texts,
  latestTermWeeks: z.int().nullable(),
  languages: texts,
  accessibility: texts,
  fees: text,
  delayDays: z.int().nullable(),
  hours: text,
  phone: text,
  email: text,
  link: text,
  message: text,
  note: text,
}
