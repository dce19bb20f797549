import { z } from 'zod'
import { cleanText } from '../directory/national/plain-text.js'
import type { Verdict } from '../directory/national/verdict.js'

/*
 * What a person may type in a field of a record, read the same way from a form and from a program: blank is null, an
 * absent field is left as it is. Each refusal says what is wrong and how to write it.
 */

/** Half of a pair that stands for one character: it would break what is stored. */
const LONE_SURROGATES = /\p{Cs}/gu

/** One line of text. */
export function line(max: number) {
  return z
    .string()
    .max(max, `Le texte compte au plus ${max} caractères.`)
    .nullable()
    .transform((text) => oneLine(text ?? '') || null)
}

/** One line that must say something. */
export function neededLine(max: number, missing: string) {
  return z
    .string(missing)
    .max(max, `Le texte compte au plus ${max} caractères.`)
    .transform(oneLine)
    .pipe(z.string().min(1, missing))
}

/** Several lines of text. */
export function lines(max: number) {
  return z
    .string()
    .max(max, `Le texte compte au plus ${max} caractères.`)
    .nullable()
    .transform((text) => severalLines(text ?? '') || null)
}

/** A value with a form of its own: a number, a date, an address. A doubt keeps the value: its record shows the doubt. */
export function readBy<Value>(
  read: (text: string) => Verdict<Value>,
  { max, example }: { max: number; example: string },
) {
  return z
    .string()
    .max(max, `Le texte compte au plus ${max} caractères.`)
    .meta({ examples: [example] })
    .nullable()
    .transform((text, context) => {
      const typed = oneLine(text ?? '')
      if (typed === '') return null
      const verdict = read(typed)
      if ('value' in verdict) return verdict.value
      context.addIssue({ code: 'custom', message: verdict.refusal })
      return z.NEVER
    })
}

/** One code of a closed list, or none. */
export function choice<Code extends string>(codes: readonly Code[], message: string) {
  return z
    .enum(['', ...codes], message)
    .nullable()
    .transform((code) => codes.find((one) => one === code) ?? null)
}

/** An identifier, or none. */
export function pointer(message: string) {
  return z
    .union([z.uuid(), z.literal('')], message)
    .nullable()
    .transform((id) => id || null)
}

/** What a form and a program write differently. */
export type Face = {
  /** Codes of a closed list; a form sends an empty one first, so that no box ticked is an answer. */
  codes: <Code extends string>(codes: readonly Code[]) => z.ZodType<Code[]>
  /** A whole number, or none. */
  whole: (min: number, max: number) => z.ZodType<number | null>
  /** A number with decimals, or none. */
  decimal: (min: number, max: number) => z.ZodType<number | null>
  flag: () => z.ZodType<boolean>
}

const MOST_CODES = 60

export const FROM_PROGRAM: Face = {
  codes: (codes) =>
    z
      .array(z.enum(codes))
      .max(MOST_CODES)
      .transform((chosen) => [...new Set(chosen)]),
  whole: (min, max) => z.int().min(min).max(max).nullable(),
  decimal: (min, max) => z.number().min(min).max(max).nullable(),
  flag: () => z.boolean(),
}

export const FROM_FORM: Face = {
  codes: (codes) => {
    const one = z.enum(['', ...codes], 'Choisissez parmi les cases proposées.')
    return z.union([one, z.array(one).max(MOST_CODES)]).transform((chosen) => {
      const given = new Set<string>([chosen].flat())
      return codes.filter((code) => given.has(code))
    })
  },
  whole: (min, max) => {
    const message = `Écrivez un nombre entier, de ${min} à ${max}.`
    return z
      .string()
      .max(20, message)
      .trim()
      .regex(/^\d*$/, message)
      .meta({ examples: [String(min)] })
      .transform((text) => (text === '' ? null : Number(text)))
      .pipe(z.int().min(min, message).max(max, message).nullable())
  },
  decimal: (min, max) => {
    const message = `Écrivez un nombre, de ${min} à ${max}, par exemple 46,2512.`
    return z
      .string()
      .max(30, message)
      .trim()
      .regex(/^(-?\d+([.,]\d+)?)?$/, message)
      .meta({ examples: ['46,25'] })
      .transform((text) => (text === '' ? null : Number(text.replace(',', '.'))))
      .pipe(z.number().min(min, message).max(max, message).nullable())
  },
  flag: () => z.enum(['oui', 'non'], 'Choisissez oui ou non.').transform((answer) => answer === 'oui'),
}

/** The version of a record a form was made with. */
export const revisionOf = {
  program: z.int().min(1).max(1_000_000_000),
  form: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
}

function oneLine(text: string): string {
  return cleanText(text.replace(LONE_SURROGATES, ''))
}

function severalLines(text: string): string {
  return text
    .replace(LONE_SURROGATES, '')
    .split(/\r\n|\r|\n/)
    .map((one) => cleanText(one))
    .join('\n')
    .trim()
}
