import t from 'tap'
import { TRACER_INDICATORS } from '../../src/domains/tracers/engine/indicators/list.js'
import { PARTITIONS } from '../../src/domains/tracers/publication/relations.js'
import { type Cell, protectCells } from '../../src/domains/tracers/publication/suppression.js'
import { aPerinatalCube } from '../support/perinatal-cube.js'

const YEAR = 2025

function aRow(indicator: string, className: string, denominators: number[], numerators: number[]): Cell[] {
  const cell = (establishment: string | null, numerator: number, denominator: number) => ({
    indicator,
    class: className,
    establishment,
    year: YEAR,
    numerator,
    denominator,
  })
  const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0)
  return [
    ...numerators.map((numerator, i) => cell(`E${i + 1}`, numerator, denominators[i]!)),
    cell(null, total(numerators), total(denominators)),
  ]
}

t.test('grid B: a transfer count of 7 is not published, and cannot be computed from the total', async (t) => {
  const shown = protectCells(aRow('maternal-transfers', 'in-utero', [612, 900, 1400, 2600], [7, 12, 14, 15]))
  t.equal(shown[0], 'primary')
  t.ok(
    shown.filter((visibility) => visibility === 'secondary').length >= 1,
    'another cell or the total is hidden',
  )
  t.ok(shown.filter((visibility) => visibility === 'published').length >= 1)
})

t.test('grid B: 612 deliveries and 38 invasive acts in the region are published', async (t) => {
  t.same(protectCells(aRow('place-of-birth', 'right-level', [612, 900], [580, 850])), [
    'published',
    'published',
    'published',
  ])
  t.same(protectCells([{ ...aRow('postpartum-haemorrhage-procedures', 'invasive', [9000], [38])[1]! }]), [
    'published',
  ])
})

t.test('grid B: 36 and a total of 38 cannot both be published beside a hidden 2', async (t) => {
  const [big, small, region] = protectCells(
    aRow('postpartum-haemorrhage-procedures', 'invasive', [4000, 900], [36, 2]),
  )
  t.equal(small, 'primary')
  t.ok(big === 'secondary' || region === 'secondary')
  t.equal(region, 'secondary', 'the staff of the first would subtract its own 36 from a published total')
})

t.test('the threshold itself is published, ten is not, zero is', async (t) => {
  const [eleven, ten, zero] = protectCells(aRow('neonatal-transfers', 'all', [500, 500, 500], [11, 10, 0]))
  t.not(eleven, 'primary')
  t.equal(ten, 'primary')
  t.equal(zero, 'published')
  t.same(protectCells(aRow('neonatal-transfers', 'all', [500], [4]), { threshold: 5 }), [
    'primary',
    'primary',
  ])
  t.same(protectCells(aRow('neonatal-transfers', 'all', [500], [5]), { threshold: 5 }), [
    'published',
    'published',
  ])
})

t.test('all but a few is as telling as a few, and a small denominator hides its zero', async (t) => {
  t.equal(protectCells(aRow('place-of-birth', 'right-level', [612, 900], [608, 700]))[0], 'primary')
  t.equal(protectCells(aRow('place-of-birth', 'right-level', [612, 900], [612, 700]))[0], 'published')
  t.equal(
    protectCells(aRow('place-of-birth', 'very-preterm-in-type-3', [6, 90, 70], [0, 40, 30]))[0],
    'primary',
  )
})

t.test('nested classes whose difference is small are not both published', async (t) => {
  const cells = [
    ...aRow('low-birth-weight', 'under-1000', [900, 1900], [30, 60]),
    ...aRow('low-birth-weight', 'under-1500', [900, 1900], [32, 90]),
  ]
  const shown = protectCells(cells)
  t.ok(shown[0] === 'secondary' || shown[3] === 'secondary')
})

t.test(
  'the staff of an establishment sees its own cells in clear, and nothing else more than the public',
  async (t) => {
    const cells = aPerinatalCube(7, 5)
    const everyone = protectCells(cells)
    const own = protectCells(cells, { ownEstablishment: 'E2' })
    for (const [index, cell] of cells.entries()) {
      if (cell.establishment === 'E2') t.equal(own[index], 'published')
      else if (own[index] !== everyone[index]) t.fail(`${cell.establishment} ${cell.indicator}/${cell.class}`)
    }
  },
)

t.test('every relation names classes the engine computes', async (t) => {
  const classes = new Set(
    TRACER_INDICATORS.flatMap(({ code, classes }) => classes.map((c) => `${code}/${c.code}`)),
  )
  for (const { whole, parts } of PARTITIONS) {
    for (const term of [whole, ...parts])
      t.ok(classes.has(`${term.indicator}/${term.class}`), `${term.indicator}/${term.class}`)
  }
  for (const cell of aPerinatalCube(1, 3))
    t.ok(classes.has(`${cell.indicator}/${cell.class}`), `${cell.indicator}/${cell.class}`)
})

t.test('years are apart, and an empty view has nothing to hide', async (t) => {
  t.same(protectCells([]), [])
  const row = aRow('neonatal-transfers', 'all', [500, 700], [20, 30])
  const other = aRow('neonatal-transfers', 'all', [500, 700], [3, 30]).map((cell) => ({
    ...cell,
    year: 2024,
  }))
  t.same(protectCells([...row, ...other]).slice(0, 3), ['published', 'published', 'published'])
})

t.test('the same view always hides the same cells', async (t) => {
  t.same(protectCells(aPerinatalCube(3, 6)), protectCells(aPerinatalCube(3, 6)))
})

t.test('the denominators do not give away the twins', async (t) => {
  const cells = [
    ...aRow('multiple-deliveries', 'all', [400, 900, 1200], [5, 14, 21]),
    ...aRow('multiple-deliveries', 'twins', [400, 900, 1200], [5, 14, 21]),
    ...aRow('stillbirth', 'all', [405, 914, 1221], [0, 0, 0]),
    ...aRow('presentation', 'breech', [395, 886, 1179], [20, 40, 50]),
    ...aRow('delivery-mode', 'cesarean', [400, 900, 1200], [90, 200, 260]),
  ]
  const shown = protectCells(cells)
  t.equal(shown[0], 'primary')
  t.equal(shown[8], 'secondary', '405 births less 400 deliveries')
  t.equal(shown[12], 'secondary', '400 deliveries less 395 of one child')
})

t.test('the region is published by giving up figures of establishments', async (t) => {
  let safe = 0
  let published = 0
  for (let seed = 1; seed <= 4; seed++) {
    const cells = aPerinatalCube(seed, 13)
    const shown = protectCells(cells)
    for (const [index, cell] of cells.entries()) {
      if (cell.establishment !== null || shown[index] === 'primary') continue
      safe++
      if (shown[index] === 'published') published++
      const name = `${cell.indicator}/${cell.class}`
      if (ALWAYS_PUBLISHED.includes(name)) t.equal(shown[index], 'published', `${name}, seed ${seed}`)
    }
  }
  t.comment(`${((100 * published) / safe).toFixed(1)} % of safe regional cells published`)
  t.ok(published / safe >= 0.8)
})

/** Regional headlines that no relation between regional figures gives away. */
const ALWAYS_PUBLISHED = [
  'maternal-age/under-20',
  'maternal-age/35-plus',
  'preterm-birth/all',
  'preterm-birth/under-28',
  'low-birth-weight/under-2500',
  'stillbirth/all',
  'stillbirth/spontaneous',
  'delivery-mode/cesarean',
  'delivery-mode/instrumental',
  'postpartum-haemorrhage-procedures/any',
  'neonatal-transfers/all',
]
