import { startTracers } from '../../src/domains/tracers/engine/fold.js'
import { act, aStay, config, dates, SITES } from './tracers-stays.js'

const sites = [SITES.E1, SITES.E2A, SITES.E2B, SITES.E3]
const mode = process.argv[2] ?? 'both'
let n = 0
const rnd = (k: number) => Math.floor(Math.random() * k)
function unit(size: number, u: number) {
  const stays = []
  for (let i = 0; i < size / 2; i++) {
    n++
    const at = sites[u % 4]
    const person =
      mode === 'both' || mode === 'person'
        ? `w${n}`.padStart(32, 'abcdef0123456789').split('').join('')
        : null
    const child =
      mode === 'both' || mode === 'person'
        ? `c${n}`.padStart(32, 'abcdef0123456789').split('').join('')
        : null
    const key =
      mode === 'both' || mode === 'key' ? `k${n}`.padStart(32, 'abcdef0123456789').split('').join('') : null
    const d = dates(rnd(300), 3)
    const ga = 30 + rnd(12)
    stays.push(
      aStay({
        at,
        dp: 'O800',
        das: ['Z370', 'O990', 'Z292'],
        acts: [act('JQGD012'), act('AFLB010'), act('JQQM018')],
        ageYears: 18 + rnd(27),
        gestationalAgeWeeks: ga,
        person,
        motherChild: key,
        ...d,
      }),
    )
    const t = rnd(30) === 0
    stays.push(
      aStay({
        at,
        ghm: '15M05A',
        dp: 'Z380',
        das: ['P599', 'Z135'],
        ageYears: 0,
        ageDays: 0,
        entryMode: 'N',
        gestationalAgeWeeks: ga,
        weightG: 1500 + rnd(3000),
        person: child,
        motherChild: key,
        exitMode: t ? '7' : '8',
        destination: t ? '1' : '',
        ...d,
      }),
    )
  }
  return stays
}
const one = unit(Number(process.argv[4]) === 0 ? 0 : 40000, 0)
for (let r = 0; r < Number(process.argv[4] ?? 5); r++) {
  const f = startTracers(config())
  const t0 = performance.now()
  f.add(one)
  const t1 = performance.now()
  f.finish()
  console.log('fold 40k', (t1 - t0).toFixed(1), 'ms, finish', (performance.now() - t1).toFixed(1), 'ms')
}
if (process.argv[3]) {
  one.length = 0
  global.gc?.()
  const before = process.memoryUsage()
  const f = startTracers(config())
  let peak = 0
  for (let u = 0; u < 500; u++) {
    f.add(unit(4600, u))
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  global.gc?.()
  const mid = process.memoryUsage()
  const t1 = performance.now()
  const out = f.finish()
  peak = Math.max(peak, process.memoryUsage().rss)
  console.log('finish', (performance.now() - t1).toFixed(0), 'ms', out.quality.length, 'findings')
  const mb = (b: number) => (b / 1048576).toFixed(0)
  console.log(
    'before rss',
    mb(before.rss),
    'retained heap+ab',
    mb(mid.heapUsed + mid.arrayBuffers - before.heapUsed - before.arrayBuffers),
    'rss',
    mb(mid.rss),
    'peak',
    mb(peak),
  )
}
