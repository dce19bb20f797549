import { z } from 'zod'
import { headerWords } from '../header-words.js'

/** An instant in the parameters of a template, kept as text. */
export const isoInstant = z.iso.datetime()

/**
 * A few words shown to the reader, on one line and no longer than this. Each is on the list of
 * `test/rules/mail-templates.test.ts`, which says what it holds.
 */
export const words = (longest: number) => z.string().transform((text) => headerWords(text, longest))
