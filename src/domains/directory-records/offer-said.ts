import { z } from 'zod'
import { text, texts } from './record-answers.js'

/** What is said of an offer of care, as it is answered, and kept to be put back. */
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
