import { z } from 'zod'
import { ReportAnswers } from './answers.js'
import { ReportContent } from './content.js'

const Rate = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('shown'),
    numerator: z.int(),
    denominator: z.int(),
    value: z.number().nullable(),
    interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  }),
  z.strictObject({ state: z.literal('hidden') }),
])

export const Comparison = z.strictObject({
  isNamed: z.boolean().nullable(),
  houses: z.array(
    z.strictObject({ name: z.string(), isOwn: z.boolean(), rates: z.record(z.string(), Rate) }),
  ),
})

export const DraftBody = z.strictObject({
  revision: z.int().min(1),
  answers: ReportAnswers,
  explanations: z.record(z.string().max(60), z.string().max(2000)),
})

const FigureRow = z.strictObject({
  kind: z.enum(['woman', 'newborn', 'transfer']),
  id: z.uuid(),
  womanId: z.uuid().nullable(),
  number: z.string().nullable(),
})

export const DraftReport = z.strictObject({
  year: z.int(),
  dueOn: z.iso.date(),
  revision: z.int(),
  answers: ReportAnswers,
  explanations: z.record(z.string(), z.string()),
  figures: z.array(
    z.strictObject({
      code: z.string(),
      value: z.int(),
      rows: z.array(FigureRow),
      missing: z.array(FigureRow),
    }),
  ),
  checks: z.array(
    z.strictObject({ rule: z.string(), severity: z.enum(['blocking', 'warning']), sentence: z.string() }),
  ),
  missing: z.array(z.strictObject({ code: z.string(), sentence: z.string() })),
  refusal: z.enum(['year-not-over', 'incomplete']).nullable(),
})

export const SentReport = z.strictObject({
  id: z.uuid(),
  version: z.int(),
  receipt: z.string(),
  contentHash: z.string(),
  sentAt: z.iso.datetime(),
  sentBy: z.string(),
  reason: z.string().nullable(),
  content: ReportContent,
})

export const ExpectedReport = z.strictObject({
  establishmentId: z.uuid(),
  house: z.string(),
  reportId: z.uuid().nullable(),
  dueOn: z.iso.date(),
  receivedOn: z.iso.date().nullable(),
  latestVersionId: z.uuid().nullable(),
  latestVersion: z.int().nullable(),
  acknowledgedOn: z.iso.date().nullable(),
})
