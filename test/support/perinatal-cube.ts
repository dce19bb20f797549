import type { Cell } from '../../src/domains/tracers/publication/suppression.js'

/** A reproducible source of draws, so that a failing cube can be rebuilt from its seed. */
export function drawsFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** One year of every tracer for `establishments` maternities and their region, coherent as real stays are. */
export function aPerinatalCube(seed: number, establishments: number): Cell[] {
  const draw = drawsFrom(seed)
  const cells: Cell[] = []
  for (let index = 0; index < establishments; index++) {
    for (const [key, numerator, denominator] of anEstablishment(draw, index % 4 === 3)) {
      const [indicator = '', className = ''] = key.split('/')
      const count = { indicator, class: className, year: 2025 }
      cells.push({ ...count, establishment: `E${index + 1}`, numerator, denominator })
      const region = cells.find(
        (cell) => cell.establishment === null && cell.indicator === indicator && cell.class === className,
      )
      if (region) {
        region.numerator += numerator
        region.denominator += denominator
      } else cells.push({ ...count, establishment: null, numerator, denominator })
    }
  }
  return cells
}

/** The population of births a class is counted on: its denominators are one and the same count. */
export function populationOf(cell: Cell): string {
  if (cell.class === 'excluding-terminations') return 'births excluding induced'
  if (cell.class === 'very-preterm-in-type-3') return 'very preterm live births'
  return POPULATIONS[cell.indicator] ?? cell.indicator
}

const POPULATIONS: Record<string, string> = {
  'multiple-deliveries': 'deliveries',
  'maternal-age': 'deliveries of known age',
  'preterm-birth': 'live births of known term',
  'low-birth-weight': 'live births of known weight',
  stillbirth: 'births',
  'perinatal-mortality': 'births',
  'neonatal-mortality': 'live births',
  'delivery-mode': 'deliveries',
  'postpartum-haemorrhage-procedures': 'deliveries',
  'maternal-transfers': 'deliveries',
  'neonatal-transfers': 'live births',
}

function anEstablishment(draw: () => number, type3: boolean): [key: string, n: number, d: number][] {
  const deliveries = Math.round(draw() < 0.03 ? 3 + 30 * draw() : (type3 ? 2000 : 350) + 2500 * draw() ** 1.5)
  const risk = type3 ? 3 : 1
  const share = (total: number, rates: number[]) => shares(draw, total, rates)

  const [twins = 0, triplets = 0] = share(deliveries, [0.012 * risk, 0.0002 * risk])
  const births = deliveries + twins + 2 * triplets
  const [spontaneous = 0, induced = 0] = share(births, [0.004 * risk, 0.002 * risk ** 2])
  const live = births - spontaneous - induced
  const knownTerm = live - (share(live, [0.004])[0] ?? 0)
  const knownWeight = live - (share(live, [0.002])[0] ?? 0)
  const knownAge = deliveries - (share(deliveries, [0.001])[0] ?? 0)
  const [extreme = 0, very = 0, moderate = 0] = share(knownTerm, [
    0.0015 * risk ** 2,
    0.003 * risk ** 2,
    0.05,
  ])
  const [under1000 = 0, from1000 = 0, from1500 = 0] = share(knownWeight, [
    0.0015 * risk ** 2,
    0.003 * risk,
    0.055,
  ])
  const [early = 0, late = 0] = share(live, [0.0012 * risk, 0.0005 * risk])
  const [planned = 0, labour = 0, emergency = 0, vaginal = 0, instrumental = 0, outside = 0] = share(
    deliveries,
    [0.075, 0.095, 0.03, 0.0002, 0.12, 0.005],
  )
  const cesarean = planned + labour + emergency + vaginal
  const [under18 = 0, age18 = 0, age20 = 0, age25 = 0, , age40 = 0, age45 = 0, age35 = 0] = share(
    knownAge,
    [0.003, 0.012, 0.11, 0.28, 0.35, 0.04, 0.003, 0.19],
  )
  const singletons = deliveries - twins - triplets
  const [breech = 0, transverse = 0, other = 0, unknown = 0] = share(singletons, [0.035, 0.004, 0.01, 0.08])
  const [unfit = 0] = share(knownTerm, [0.015])
  const [invasive = 0, tamponade = 0] = share(deliveries, [0.002 * risk, 0.006])
  const both = Math.floor(draw() * Math.min(invasive, tamponade))
  const embolised = Math.floor(draw() * invasive)
  const ligated = Math.floor(draw() * invasive)
  const [inUtero = 0, postPartum = 0, joining = 0] = share(deliveries, [0.012, 0.003, 0.006])
  const [clinical = 0, accompanied = 0] = share(live, [0.02 / risk, 0.003])
  const under20 = under18 + age18
  const over40 = age40 + age45
  const cells: [string, number, number][] = [
    ['multiple-deliveries/all', twins + triplets, deliveries],
    ['multiple-deliveries/twins', twins, deliveries],
    ['multiple-deliveries/triplets-plus', triplets, deliveries],
    ['maternal-age/under-18', under18, knownAge],
    ['maternal-age/under-20', under20, knownAge],
    ['maternal-age/20-24', age20, knownAge],
    ['maternal-age/25-29', age25, knownAge],
    ['maternal-age/30-34', knownAge - under20 - age20 - age25 - over40 - age35, knownAge],
    ['maternal-age/35-plus', age35 + over40, knownAge],
    ['maternal-age/35-39', age35, knownAge],
    ['maternal-age/40-plus', over40, knownAge],
    ['maternal-age/45-plus', age45, knownAge],
    ['preterm-birth/all', extreme + very + moderate, knownTerm],
    ['preterm-birth/under-28', extreme, knownTerm],
    ['preterm-birth/28-31', very, knownTerm],
    ['preterm-birth/32-36', moderate, knownTerm],
    ['low-birth-weight/under-1000', under1000, knownWeight],
    ['low-birth-weight/under-1500', under1000 + from1000, knownWeight],
    ['low-birth-weight/under-2500', under1000 + from1000 + from1500, knownWeight],
    ['stillbirth/all', spontaneous + induced, births],
    ['stillbirth/spontaneous', spontaneous, births],
    ['stillbirth/induced', induced, births],
    ['neonatal-mortality/all', early + late, live],
    ['neonatal-mortality/early', early, live],
    ['neonatal-mortality/late', late, live],
    ['perinatal-mortality/all', spontaneous + induced + early, births],
    ['perinatal-mortality/excluding-terminations', spontaneous + early, births - induced],
    ['delivery-mode/cesarean', cesarean, deliveries],
    ['delivery-mode/cesarean-planned', planned, deliveries],
    ['delivery-mode/cesarean-in-labour', labour, deliveries],
    ['delivery-mode/cesarean-emergency', emergency, deliveries],
    ['delivery-mode/cesarean-vaginal-route', vaginal, deliveries],
    ['delivery-mode/instrumental', instrumental, deliveries],
    ['delivery-mode/spontaneous-vaginal', deliveries - cesarean - instrumental - outside, deliveries],
    ['delivery-mode/outside-facility', outside, deliveries],
    ['place-of-birth/right-level', knownTerm - unfit, knownTerm],
    ['place-of-birth/very-preterm-in-type-3', type3 ? extreme + very : 0, extreme + very],
    ['postpartum-haemorrhage-procedures/invasive', invasive, deliveries],
    ['postpartum-haemorrhage-procedures/any', invasive + tamponade - both, deliveries],
    ['postpartum-haemorrhage-procedures/embolisation', embolised, deliveries],
    ['postpartum-haemorrhage-procedures/ligation', ligated, deliveries],
    ['postpartum-haemorrhage-procedures/hysterectomy', invasive - embolised, deliveries],
    ['postpartum-haemorrhage-procedures/tamponade', tamponade, deliveries],
    ['maternal-transfers/in-utero', inUtero, deliveries],
    ['maternal-transfers/postpartum', postPartum, deliveries],
    ['maternal-transfers/mother-joining-newborn', joining, deliveries],
    ['neonatal-transfers/all', clinical, live],
    ['neonatal-transfers/accompaniment', accompanied, live],
    ['presentation/cephalic', singletons - breech - transverse - other - unknown, singletons],
    ['presentation/breech', breech, singletons],
    ['presentation/transverse-oblique', transverse, singletons],
    ['presentation/other', other, singletons],
    ['presentation/unspecified', unknown, singletons],
  ]
  return cells
}

/** Disjoint shares of a total, each Poisson-like around its rate. */
function shares(draw: () => number, total: number, rates: number[]): number[] {
  let left = total
  return rates.map((rate) => {
    const expected = rate * total
    const noise = (draw() + draw() + draw() + draw() - 2) * Math.sqrt(3 * expected)
    const count = Math.max(0, Math.min(left, Math.floor(expected + noise + draw())))
    left -= count
    return count
  })
}
