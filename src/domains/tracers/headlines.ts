import type { TracerIndicator } from './engine/indicator.js'
import { TRACER_INDICATORS } from './engine/indicators/list.js'

type Presentation = {
  /** The indicator in the address of a page. */
  slug: string
  /** Classes the overview shows; the others are on the indicator's own page. */
  headlines: string[]
  /** What the denominator counts, for « 12 sur 340 accouchements ». */
  counted: string
}

const PRESENTATION: Record<string, Presentation> = {
  'multiple-deliveries': { slug: 'accouchements-multiples', headlines: ['all'], counted: 'accouchements' },
  'maternal-age': {
    slug: 'age-maternel',
    headlines: ['under-20', '35-plus', '40-plus'],
    counted: 'accouchements',
  },
  'preterm-birth': { slug: 'prematurite', headlines: ['all', 'under-28'], counted: 'naissances vivantes' },
  'low-birth-weight': {
    slug: 'petit-poids',
    headlines: ['under-2500', 'under-1500'],
    counted: 'naissances vivantes',
  },
  stillbirth: { slug: 'mortinatalite', headlines: ['all', 'spontaneous'], counted: 'naissances' },
  'neonatal-mortality': { slug: 'mortalite-neonatale', headlines: ['all'], counted: 'naissances vivantes' },
  'perinatal-mortality': { slug: 'mortalite-perinatale', headlines: ['all'], counted: 'naissances' },
  'delivery-mode': {
    slug: 'mode-accouchement',
    headlines: ['cesarean', 'instrumental'],
    counted: 'accouchements',
  },
  'place-of-birth': {
    slug: 'lieu-de-naissance',
    headlines: ['right-level', 'very-preterm-in-type-3'],
    counted: 'naissances vivantes',
  },
  'postpartum-haemorrhage-procedures': {
    slug: 'hemorragies-du-post-partum',
    headlines: ['invasive', 'any'],
    counted: 'accouchements',
  },
  'maternal-transfers': {
    slug: 'transferts-maternels',
    headlines: ['in-utero', 'postpartum'],
    counted: 'accouchements',
  },
  'neonatal-transfers': { slug: 'transferts-neonatals', headlines: ['all'], counted: 'naissances vivantes' },
  presentation: { slug: 'presentation', headlines: ['breech'], counted: 'accouchements uniques' },
}

/** How an indicator is presented; every indicator of the list has its line above. */
export function presentationOf(code: string): Presentation {
  const presentation = PRESENTATION[code]
  if (!presentation) throw new Error(`no presentation for ${code}`)
  return presentation
}

export function indicatorBySlug(slug: string): TracerIndicator | null {
  return TRACER_INDICATORS.find((indicator) => presentationOf(indicator.code).slug === slug) ?? null
}

export function indicatorByCode(code: string): TracerIndicator | null {
  return TRACER_INDICATORS.find((indicator) => indicator.code === code) ?? null
}

export function indicatorHref(code: string): string {
  return `/indicateurs/${presentationOf(code).slug}`
}
