import { z } from 'zod'
import { CHARGES, ECONOMY, FUNCTIONING, ORGANISATION, RECEIPTS, type StatementGroup } from './questions.js'

/** What a house types in volet 1. Everything may be blank in a draft. */
export const ReportAnswers = z.strictObject({
  /** Items sent once: whether they changed since the last report, and their text. */
  once: z.record(
    z.string(),
    z.strictObject({ changed: z.boolean().nullable(), text: z.string().nullable() }),
  ),
  texts: z.record(z.string(), z.string().nullable()),
  /** Kilometres and euros, as their question says. */
  numbers: z.record(z.string(), z.number().nullable()),
  /** Thousands of euros, by line of the statement. */
  amounts: z.record(z.string(), z.number().nullable()),
})
export type ReportAnswers = z.infer<typeof ReportAnswers>

export const NO_ANSWERS: ReportAnswers = { once: {}, texts: {}, numbers: {}, amounts: {} }

/** What a draft holds. */
export function readAnswers(stored: unknown): ReportAnswers {
  return ReportAnswers.safeParse(stored).data ?? NO_ANSWERS
}

/** The draft of a year made from the report sent the year before: texts are kept, changes and amounts are asked again. */
export function carriedOver(previous: ReportAnswers): ReportAnswers {
  return {
    once: Object.fromEntries(
      Object.entries(previous.once).map(([code, { text }]) => [code, { changed: null, text }]),
    ),
    texts: previous.texts,
    numbers: previous.numbers,
    amounts: {},
  }
}

/** An item of volet 1 not answered yet, in a sentence. */
export type MissingItem = { code: string; sentence: string }

/** The code of what is missing when no charter can be joined. */
export const CHARTER = 'charter'

/**
 * What must be answered before a report is sent. With the first report every item of organisation is described; later,
 * one says whether it changed, and how when it did. A copy of the charter goes with it (annex 1, I): a house that never
 * adopted one adopts it first, as no report has carried it. `isFirst`: no report was ever sent.
 */
export function missingItems(
  answers: ReportAnswers,
  { isFirst, hasCharter }: { isFirst: boolean; hasCharter: boolean },
): MissingItem[] {
  const organisation = ORGANISATION.filter(({ kind }) => kind === 'once').flatMap(({ code, label }) => {
    const { changed = null, text = null } = answers.once[code] ?? {}
    if (isFirst || changed === true)
      return isBlank(text) ? [{ code, sentence: `${code} : décrivez « ${label} ».` }] : []
    return changed === null ? [{ code, sentence: `${code} : dites si « ${label} » a changé.` }] : []
  })
  const others = [...FUNCTIONING, ...ECONOMY].flatMap(({ code, kind, label }) => {
    const isMissing =
      kind === 'text'
        ? isBlank(answers.texts[code] ?? null)
        : kind !== 'computed' && (answers.numbers[code] ?? null) === null
    return isMissing ? [{ code, sentence: `${code} : répondez à « ${label} ».` }] : []
  })
  return [
    ...organisation,
    ...(hasCharter ? [] : [{ code: CHARTER, sentence: CHARTER_MISSING }]),
    ...others,
    ...missingSide(CHARGES, 'charges', answers),
    ...missingSide(RECEIPTS, 'recettes', answers),
  ]
}

const CHARTER_MISSING =
  'I : le rapport porte une copie de la charte de fonctionnement, et la maison n’en a adopté aucune. Adoptez-la dans la fiche de la maison : elle sera jointe au rapport.'

function missingSide(
  groups: readonly StatementGroup[],
  side: string,
  { amounts }: ReportAnswers,
): MissingItem[] {
  const blank = groups.flatMap(({ lines }) => lines).filter(({ code }) => (amounts[code] ?? null) === null)
  if (blank.length === 0) return []
  const names = blank.map(({ label }) => label).join(', ')
  return [{ code: `IV-${side}`, sentence: `IV, ${side} : écrivez un montant, ou 0, pour ${names}.` }]
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === ''
}
