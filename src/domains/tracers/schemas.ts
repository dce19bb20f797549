import { z } from 'zod'

const year = z.coerce.number().int().min(2000).max(2100)
const finess = z.string().regex(/^[0-9A-Z]{9}$/)

/** What the address of an indicator page chooses: nothing means the region and the latest year. */
export const FigureChoice = z.strictObject({ annee: year.optional(), etablissement: finess.optional() })
export const ComparisonChoice = z.strictObject({
  annee: year.optional(),
  classe: z.string().max(60).optional(),
})
export const TracerQuery = z.strictObject({ year: year.optional(), establishment: finess.optional() })
export const ComparisonQuery = z.strictObject({ year: year.optional(), class: z.string().max(60).optional() })
export type Choice = { year?: number | undefined; establishment?: string | undefined }

export const IndicatorParams = z.strictObject({ indicator: z.string().max(60) })

/** One published figure. `value`, `low` and `high` are plain ratios; null with the state that says why. */
export const Figure = z.strictObject({
  indicator: z.string(),
  class: z.string(),
  establishment: z.string().nullable(),
  year: z.int(),
  /** `suppressed`: fewer than 11, and more than none; `masked`: hidden so that another cannot be computed. */
  state: z.enum([
    'value',
    'declared-zero',
    'not-computable',
    'not-reported',
    'not-applicable',
    'suppressed',
    'masked',
  ]),
  numerator: z.int().nullable(),
  denominator: z.int().nullable(),
  excluded: z.int().nullable(),
  missing: z.int().nullable(),
  value: z.number().nullable(),
  /** Wilson interval at 95 %. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Against the year before; null when either figure is absent. */
  trend: z.enum(['up', 'down', 'stable']).nullable(),
  /** The figure ATIH publishes, typed by a person. */
  published: z.strictObject({ value: z.number(), source: z.string() }).nullable(),
})
export type Figure = z.infer<typeof Figure>

export const FigureFrame = z.strictObject({
  network: z.string(),
  region: z.string(),
  timeZone: z.string(),
  years: z.array(z.int()),
  year: z.int().nullable(),
  establishment: z
    .strictObject({ finessGeo: z.string(), name: z.string(), type: z.string().nullable() })
    .nullable(),
  establishments: z.array(z.strictObject({ finessGeo: z.string(), name: z.string() })),
  definitions: z.string().nullable(),
  computedAt: z.iso.datetime().nullable(),
  synthetic: z.boolean(),
  coverage: z.strictObject({ expected: z.int(), seen: z.int(), missing: z.array(z.string()) }),
  /** What can be followed from one stay to another, measured on the place and year of the page. */
  linkage: z.strictObject({
    children: z.int(),
    childrenLinked: z.int(),
    stays: z.int(),
    staysWithPerson: z.int(),
    transferEndsUnmatched: z.int(),
  }),
  sources: z.array(
    z.strictObject({ finess: z.string(), year: z.int(), file: z.string(), readAt: z.iso.datetime() }),
  ),
})
export type FigureFrame = z.infer<typeof FigureFrame>

export const Overview = z.strictObject({
  frame: FigureFrame,
  indicators: z.array(
    z.strictObject({
      code: z.string(),
      title: z.string(),
      unit: z.enum(['%', '‰']),
      classes: z.array(z.strictObject({ code: z.string(), label: z.string(), figures: z.array(Figure) })),
    }),
  ),
})
export type Overview = z.infer<typeof Overview>

export const IndicatorView = z.strictObject({
  frame: FigureFrame,
  code: z.string(),
  /** One line a class, one figure a year, oldest first. */
  classes: z.array(z.strictObject({ code: z.string(), label: z.string(), figures: z.array(Figure) })),
})
export type IndicatorView = z.infer<typeof IndicatorView>

export const Comparison = z.strictObject({
  frame: FigureFrame,
  code: z.string(),
  class: z.string(),
  region: Figure.nullable(),
  establishments: z.array(z.strictObject({ name: z.string(), type: z.string().nullable(), figure: Figure })),
})
export type Comparison = z.infer<typeof Comparison>

/** The figure as ATIH prints it: in the unit of the indicator, with a decimal comma or point. */
export const PublishedFigureForm = z.strictObject({
  class: z.string().max(60),
  year,
  establishment: z.union([finess, z.literal('')]).optional(),
  value: z
    .string()
    .trim()
    .regex(/^\d{1,4}([.,]\d{1,4})?$/, 'Saisissez un nombre, par exemple 7,1.'),
  source: z.string().trim().min(1, 'Dites où ce chiffre est publié.').max(200),
})
export type PublishedFigureForm = z.infer<typeof PublishedFigureForm>
