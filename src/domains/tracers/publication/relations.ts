/** One count of the published view: the numerator (by default) or the denominator of an indicator class. */
export type Term = { indicator: string; class: string; count?: 'denominator'; times?: number }

/**
 * An additive relation that holds inside every establishment and in the region: the whole is the sum of
 * its parts, or, when `rest` names what is left, at least their sum. A reader who knows all terms but one
 * computes the last, so publication has to know every relation a reader can know.
 */
export type Partition = { whole: Term; parts: Term[]; rest?: string }

/**
 * The relations between the thirteen tracers, from their definitions: nested and complementary classes,
 * and denominators that are a count of another indicator (live births are total births less stillbirths,
 * so two innocent denominators give away the stillbirths). A term absent from a view counts as zero;
 * a relation whose whole is absent does not apply.
 *
 * Not closed here: births less deliveries, and deliveries less singletons, give the multiple births.
 * Closing both was tried; it hides a third more cells (56 % of safe cells hidden instead of 31 %), since
 * one small count of twins then moves every birth of two other establishments. A page should rather not
 * print the denominators of `stillbirth`, `perinatal-mortality` and `presentation` of an establishment
 * whose multiple births are hidden: a rate rounded to a tenth does not give them back.
 */
export const PARTITIONS: readonly Partition[] = [
  sum(n('multiple-births', 'all'), [n('multiple-births', 'twins'), n('multiple-births', 'triplets-plus')]),

  sum(d('maternal-age', 'under-20'), [
    n('maternal-age', 'under-20'),
    n('maternal-age', '20-24'),
    n('maternal-age', '25-29'),
    n('maternal-age', '30-34'),
    n('maternal-age', '35-plus'),
  ]),
  sum(n('maternal-age', '35-plus'), [n('maternal-age', '35-39'), n('maternal-age', '40-plus')]),
  nested(n('maternal-age', 'under-20'), n('maternal-age', 'under-18'), '18-19'),
  nested(n('maternal-age', '40-plus'), n('maternal-age', '45-plus'), '40-44'),

  sum(n('preterm-birth', 'all'), [
    n('preterm-birth', 'under-28'),
    n('preterm-birth', '28-31'),
    n('preterm-birth', '32-36'),
  ]),

  nested(n('low-birth-weight', 'under-2500'), n('low-birth-weight', 'under-1500'), '1500-2499'),
  nested(n('low-birth-weight', 'under-1500'), n('low-birth-weight', 'under-1000'), '1000-1499'),

  sum(n('stillbirth', 'all'), [n('stillbirth', 'spontaneous'), n('stillbirth', 'induced')]),
  sum(n('neonatal-mortality', 'all'), [n('neonatal-mortality', 'early'), n('neonatal-mortality', 'late')]),
  sum(n('perinatal-mortality', 'all'), [n('stillbirth', 'all'), n('neonatal-mortality', 'early')]),
  sum(n('perinatal-mortality', 'excluding-induced'), [
    n('stillbirth', 'spontaneous'),
    n('neonatal-mortality', 'early'),
  ]),
  sum(d('perinatal-mortality', 'all'), [
    d('perinatal-mortality', 'excluding-induced'),
    n('stillbirth', 'induced'),
  ]),

  sum(d('delivery-mode', 'cesarean'), [
    n('delivery-mode', 'cesarean'),
    n('delivery-mode', 'instrumental'),
    n('delivery-mode', 'spontaneous'),
    n('delivery-mode', 'unknown'),
  ]),
  sum(n('delivery-mode', 'cesarean'), [
    n('delivery-mode', 'cesarean-planned'),
    n('delivery-mode', 'cesarean-in-labour'),
    n('delivery-mode', 'cesarean-emergency'),
    n('delivery-mode', 'cesarean-vaginal'),
  ]),

  sum(d('presentation', 'cephalic'), [
    n('presentation', 'cephalic'),
    n('presentation', 'breech'),
    n('presentation', 'transverse'),
    n('presentation', 'other'),
    n('presentation', 'unknown'),
  ]),

  // Denominators that say a count of another indicator.
  sum(d('stillbirth', 'all'), [d('neonatal-mortality', 'all'), n('stillbirth', 'all')]),
  sum(d('very-preterm-in-type-3', 'all'), [n('preterm-birth', 'under-28'), n('preterm-birth', '28-31')]),
]

/**
 * What the denominators of an indicator count: classes and indicators of one population have one and the
 * same denominator. An indicator absent from this list has a population of its own.
 */
export function populationOf(indicator: string, className: string): string {
  if (indicator === 'perinatal-mortality' && className === 'excluding-induced') return 'births-not-induced'
  return POPULATIONS[indicator] ?? indicator
}

const POPULATIONS: Readonly<Record<string, string>> = {
  'multiple-births': 'deliveries',
  'delivery-mode': 'deliveries',
  'postpartum-haemorrhage': 'deliveries',
  'maternal-transfer': 'deliveries',
  'maternal-age': 'deliveries-of-known-age',
  'preterm-birth': 'live-births-of-known-term',
  'low-birth-weight': 'live-births-of-known-weight',
  'neonatal-mortality': 'live-births',
  'neonatal-transfer': 'live-births',
  stillbirth: 'births',
  'perinatal-mortality': 'births',
}

function sum(whole: Term, parts: Term[]): Partition {
  return { whole, parts }
}

function nested(whole: Term, part: Term, rest: string): Partition {
  return { whole, parts: [part], rest }
}

function n(indicator: string, className: string): Term {
  return { indicator, class: className }
}

function d(indicator: string, className: string): Term {
  return { indicator, class: className, count: 'denominator' }
}
