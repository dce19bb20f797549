/** One count of the published view: the numerator (by default) or the denominator of an indicator class. */
export type Term = { indicator: string; class: string; count?: 'denominator'; times?: number }

/**
 * An additive relation that holds inside every establishment and in the region: the whole is the sum of
 * its parts, or, when `rest` names what is left, at least their sum. A reader who knows all terms but one
 * computes the last, so publication has to know every relation a reader can know.
 *
 * `gap` is for two counts of the same births from different stays: the reader knows by how much they
 * disagree only within plus or minus `gap`.
 */
export type Partition = { whole: Term; parts: Term[]; rest?: string; gap?: number }

/**
 * Mothers’ stays and children’s stays never count quite the same births (measured: up to 4 apart in an
 * establishment of 1,000 births), and nobody publishes the gap. Supposing it known within 2 is prudent.
 */
const SOURCES_GAP = 2

/**
 * The relations between the thirteen tracers, from their definitions (`engine/indicators`): nested and
 * complementary classes, and denominators that say a count of another indicator (births less deliveries
 * are the twins, so two innocent denominators give them away). A term absent from a view counts as zero; a
 * relation whose whole is absent does not apply.
 */
export const PARTITIONS: readonly Partition[] = [
  sum(n('multiple-deliveries', 'all'), [
    n('multiple-deliveries', 'twins'),
    n('multiple-deliveries', 'triplets-plus'),
  ]),

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
  sum(n('perinatal-mortality', 'all'), [
    n('perinatal-mortality', 'excluding-terminations'),
    n('stillbirth', 'induced'),
  ]),
  sum(d('perinatal-mortality', 'all'), [
    d('perinatal-mortality', 'excluding-terminations'),
    n('stillbirth', 'induced'),
  ]),

  sum(d('delivery-mode', 'cesarean'), [
    n('delivery-mode', 'cesarean'),
    n('delivery-mode', 'instrumental'),
    n('delivery-mode', 'spontaneous-vaginal'),
    n('delivery-mode', 'outside-facility'),
    n('delivery-mode', 'unknown'),
  ]),
  sum(n('delivery-mode', 'cesarean'), [
    n('delivery-mode', 'cesarean-planned'),
    n('delivery-mode', 'cesarean-in-labour'),
    n('delivery-mode', 'cesarean-emergency'),
    n('delivery-mode', 'cesarean-vaginal-route'),
  ]),

  nested(haemorrhage('any'), haemorrhage('invasive'), 'tamponade only'),
  nested(haemorrhage('any'), haemorrhage('tamponade'), 'invasive only'),
  nested(haemorrhage('invasive'), haemorrhage('embolisation'), 'other invasive procedures'),
  nested(haemorrhage('invasive'), haemorrhage('ligation'), 'other invasive procedures'),
  nested(haemorrhage('invasive'), haemorrhage('hysterectomy'), 'other invasive procedures'),

  sum(d('presentation', 'cephalic'), [
    n('presentation', 'cephalic'),
    n('presentation', 'breech'),
    n('presentation', 'transverse-oblique'),
    n('presentation', 'other'),
    n('presentation', 'unspecified'),
  ]),

  // Denominators that say a count of another indicator.
  sum(d('multiple-deliveries', 'all'), [d('presentation', 'cephalic'), n('multiple-deliveries', 'all')]),
  sum(d('stillbirth', 'all'), [
    d('multiple-deliveries', 'all'),
    n('multiple-deliveries', 'twins'),
    { ...n('multiple-deliveries', 'triplets-plus'), times: 2 },
  ]),
  {
    ...sum(d('stillbirth', 'all'), [d('neonatal-mortality', 'all'), n('stillbirth', 'all')]),
    gap: SOURCES_GAP,
  },
  sum(d('place-of-birth', 'very-preterm-in-type-3'), [
    n('preterm-birth', 'under-28'),
    n('preterm-birth', '28-31'),
  ]),
  // A child is known to be born outside by its mother’s stay, so here the two sources agree.
  sum(d('neonatal-mortality', 'all'), [
    d('place-of-birth', 'right-level'),
    n('delivery-mode', 'outside-facility'),
  ]),
]

/**
 * What the denominators of an indicator count: classes and indicators of one population have one and the
 * same denominator. An indicator absent from this list has a population of its own.
 */
export function populationOf(indicator: string, className: string): string {
  if (indicator === 'perinatal-mortality' && className === 'excluding-terminations') {
    return 'births-not-induced'
  }
  if (indicator === 'place-of-birth') return `${indicator}/${className}`
  return POPULATIONS[indicator] ?? indicator
}

const POPULATIONS: Readonly<Record<string, string>> = {
  'multiple-deliveries': 'deliveries',
  'delivery-mode': 'deliveries',
  'postpartum-haemorrhage-procedures': 'deliveries',
  'maternal-transfers': 'deliveries',
  'maternal-age': 'deliveries-of-known-age',
  'preterm-birth': 'live-births-of-known-term',
  'low-birth-weight': 'live-births-of-known-weight',
  'neonatal-mortality': 'live-births',
  'neonatal-transfers': 'live-births',
  stillbirth: 'births',
  'perinatal-mortality': 'births',
}

function sum(whole: Term, parts: Term[]): Partition {
  return { whole, parts }
}

function nested(whole: Term, part: Term, rest: string): Partition {
  return { whole, parts: [part], rest }
}

function haemorrhage(className: string): Term {
  return n('postpartum-haemorrhage-procedures', className)
}

function n(indicator: string, className: string): Term {
  return { indicator, class: className }
}

function d(indicator: string, className: string): Term {
  return { indicator, class: className, count: 'denominator' }
}
