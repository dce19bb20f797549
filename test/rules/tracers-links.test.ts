import t from 'tap'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import { startTracers } from '../../src/domains/tracers/engine/fold.js'
import {
  aBirth,
  act,
  aDelivery,
  aStay,
  codesOf,
  compute,
  config,
  dates,
  ratio,
  SITES,
} from './tracers-stays.js'

const transferred = { exitMode: '7', destination: '1' }
const arrived = { entryMode: '7', provenance: '1' }

t.test('in-utero transfer', async (t) => {
  const sending = (over: Partial<Stay> = {}) =>
    aStay({ dp: 'O600', ghm: '14Z16Z', person: 'w', ...transferred, ...dates(0, 1), ...over })
  const receiving = (over: Partial<Stay> & { at?: string } = {}) =>
    aDelivery({ at: SITES.E3, person: 'w', ...arrived, ...dates(1, 4), ...over })
  const count = (stays: Stay[]) => ratio(compute(stays), 'maternal-transfers:in-utero')

  t.equal(count([sending(), receiving()]), '1/1')
  t.equal(count([sending(), receiving(dates(2, 4))]), '1/1', 'a day later')
  t.equal(count([sending(), receiving(dates(0, 4))]), '1/1', 'a day earlier')
  t.equal(count([sending(), receiving(dates(3, 4))]), '0/1', 'two days later')
  t.equal(count([sending(), receiving({ person: 'other' })]), '0/1')
  t.equal(count([sending({ exitMode: '6' }), receiving()]), '0/1', 'mutation')
  t.equal(count([sending({ exitMode: '0' }), receiving()]), '0/1', 'provisional')
  t.equal(count([sending({ destination: '2' }), receiving()]), '0/1', 'not to a short-stay hospital')
  t.equal(count([sending({ lastSite: SITES.E3 }), receiving()]), '0/1', 'the same site')
  t.equal(count([sending({ person: null }), receiving({ person: null })]), '0/1', 'unchained')
  for (const dp of ['O10', 'O480', 'O60', 'Z359'])
    t.equal(count([sending({ dp, ghm: '' }), receiving()]), '1/1', dp)
  for (const dp of ['O490', 'O040', 'O721'])
    t.equal(count([sending({ dp, ghm: '' }), receiving()]), '0/1', dp)
  for (const ghm of ['14C10A', '14M03B', '14Z16Z'])
    t.equal(count([sending({ dp: 'N10', ghm }), receiving()]), '1/1')

  t.same(codesOf(compute([sending(), receiving(), aBirth({ at: SITES.E3 })])), [])
  const unmatched = compute([sending(), aDelivery(), aBirth()])
  t.same(
    unmatched.quality.map((q) => [q.code, q.finess]),
    [['UNMATCHED_TRANSFER', SITES.E1]],
  )
  t.match(unmatched.linkage, [{ transferEndsUnmatched: 1, transfersMatched: 0 }])

  const moved = compute([sending({ lastSite: SITES.E2A }), receiving()])
  t.equal(ratio(moved, 'maternal-transfers:in-utero', SITES.E2A), '1/0', 'the last site is the sender')
  const chain = compute([
    sending(),
    aStay({ at: SITES.E2B, dp: 'O600', person: 'w', ...arrived, ...transferred, ...dates(1, 1) }),
    receiving(dates(2, 4)),
  ])
  t.equal(ratio(chain, 'maternal-transfers:in-utero'), '2/1', 'two moves, two pairs')
})

t.test('post-partum transfer, and the mother who joins her newborn', async (t) => {
  const leaving = (over: Partial<Stay> = {}) =>
    aDelivery({ person: 'w', ...transferred, ...dates(0, 2), ...over })
  const arriving = (dp: string) => aStay({ at: SITES.E3, dp, person: 'w', ...arrived, ...dates(2, 5) })
  const count = (stays: Stay[]) => {
    const outcome = compute(stays)
    return ['postpartum', 'mother-joining-newborn'].map((code) =>
      ratio(outcome, `maternal-transfers:${code}`),
    )
  }
  t.same(count([leaving(), arriving('O721')]), ['1/1', '0/1'])
  t.same(count([leaving(), arriving('Z3908')]), ['0/1', '1/1'])
  t.same(count([leaving(), arriving('Z763')]), ['0/1', '1/1'])
  t.same(count([leaving()]), ['1/1', '0/1'], 'unmatched counts')
  t.same(count([leaving({ das: ['Z370', 'Z763'] })]), ['0/1', '1/1'])
  t.same(count([leaving({ person: null, das: ['Z370', 'Z3908'] })]), ['0/1', '1/1'])
  t.same(count([leaving({ das: ['Z370', 'Z763'] }), arriving('O721')]), ['1/1', '0/1'], 'the arrival decides')
  t.same(count([aDelivery({ exitMode: '6' }), aDelivery({ exitMode: '0', destination: '1' })]), [
    '0/2',
    '0/2',
  ])
})

t.test('transfer of a newborn', async (t) => {
  const leaving = (over: Partial<Stay> = {}) =>
    aBirth({ person: 'c', ...transferred, ...dates(0, 1), ...over })
  const arriving = (over: Partial<Stay> = {}) =>
    aBirth({ at: SITES.E3, person: 'c', ageDays: 1, ...arrived, ...dates(1, 5), ...over })
  const count = (stays: Stay[]) => {
    const outcome = compute(stays)
    return ['all', 'accompaniment'].map((code) => ratio(outcome, `neonatal-transfers:${code}`))
  }
  t.same(count([leaving(), arriving({ dp: 'P220' })]), ['1/1', '0/1'])
  t.same(count([leaving(), arriving({ dp: 'Z762' })]), ['0/1', '1/1'])
  t.same(count([leaving(), arriving({ dp: 'Z380' })]), ['0/1', '1/1'])
  t.same(count([leaving(), arriving({ dp: 'Z762', unitTypes: ['71', '04'] })]), ['1/1', '0/1'])
  t.same(count([leaving()]), ['1/1', '0/1'])
  t.same(count([leaving({ person: null })]), ['1/1', '0/1'])
  t.same(count([leaving({ exitMode: '6' })]), ['0/1', '0/1'])
  t.same(count([leaving({ destination: '3' })]), ['0/1', '0/1'])
  const back = aBirth({ person: 'c', ageDays: 6, ...arrived, ...dates(6, 2) })
  t.same(
    count([leaving(), arriving({ dp: 'P220', ...transferred }), back]),
    ['1/1', '0/1'],
    'a retransfer is not one',
  )
})

t.test('deaths in another stay', async (t) => {
  const birth = (over: Partial<Stay> = {}) => aBirth({ person: 'c', ...transferred, ...dates(0, 1), ...over })
  const death = (over: Partial<Stay> & { at?: string } = {}) =>
    aBirth({
      at: SITES.E3,
      person: 'c',
      dp: 'P220',
      ageDays: 1,
      ...arrived,
      exitMode: '9',
      ...dates(1, 5),
      ...over,
    })
  const mortality = (stays: Stay[]) => ratio(compute(stays), 'neonatal-mortality:all')

  const linked = compute([birth(), death()])
  t.equal(ratio(linked, 'neonatal-mortality:early', SITES.E1), '1/1')
  t.equal(ratio(linked, 'neonatal-mortality:early', SITES.E3), '0/0')
  t.equal(ratio(compute([birth(), death(dates(1, 6))]), 'neonatal-mortality:late'), '1/1', 'day 7')
  t.equal(mortality([birth(), death(dates(1, 26))]), '1/1', 'day 27')
  t.equal(mortality([birth(), death(dates(1, 27))]), '0/1', 'day 28')
  t.equal(
    mortality([birth({ exitMode: '8' }), death({ entryMode: '8', ageDays: 20, ...dates(20, 1) })]),
    '1/1',
  )
  t.equal(mortality([birth(), death({ entryMode: 'O', ageDays: 1 })]), '0/1', 'already dead at entry')
  t.equal(mortality([birth({ exitMode: '9' }), death()]), '1/1', 'one child dies once')
  t.equal(
    mortality([birth(), birth({ weightG: 2000 }), death(), death({ weightG: 2000 })]),
    '2/2',
    'same-sex twins',
  )

  const unlinked = compute([birth({ person: null }), death({ person: null })])
  t.equal(ratio(unlinked, 'neonatal-mortality:all'), '1/1')
  t.equal(ratio(unlinked, 'perinatal-mortality:all'), '1/0')
  t.equal(ratio(unlinked, 'neonatal-mortality:all', SITES.E1), '0/1')
  t.ok(codesOf(unlinked).includes('UNLINKED_DEATH'))
  t.equal(mortality([death()]), '1/0', 'chained to no birth we know')

  const nextYear = {
    ...dates(0, 20),
    entryDate: '2024-12-31',
    exitDate: '2025-01-20',
    exitYear: 2025,
    exitMonth: 1,
  }
  const across = compute([birth({ entryDate: '2024-12-30', exitDate: '2024-12-31' }), death(nextYear)])
  t.equal(ratio(across, 'neonatal-mortality:late', SITES.E1, 2024), '1/1', 'the year of the birth stay')
  t.equal(ratio(across, 'neonatal-mortality:late', null, 2025), '0/0')
})

t.test('acts against haemorrhage in another stay', async (t) => {
  const delivery = (over: Partial<Stay> = {}) => aDelivery({ person: 'w', ...dates(0, 4), ...over })
  const elsewhere = (after: number, over: Partial<Stay> = {}) =>
    aStay({ at: SITES.E3, dp: 'O721', acts: [act('EDSF011')], person: 'w', ...dates(after, 1), ...over })
  const count = (stays: Stay[], code = 'invasive') =>
    ratio(compute(stays), `postpartum-haemorrhage-procedures:${code}`)

  t.equal(count([delivery(), elsewhere(4)]), '1/1')
  t.equal(count([delivery(), elsewhere(5)]), '1/1', 'one day after')
  t.equal(count([delivery(), elsewhere(6)]), '0/1', 'two days after')
  t.equal(count([delivery(), elsewhere(1, { entryMode: '0', exitMode: '0' })]), '1/1', 'during, provisional')
  t.equal(count([delivery(), elsewhere(-3)]), '0/1', 'before')
  t.equal(count([delivery({ acts: [act('JQGD012'), act('EDSF011')] }), elsewhere(1)], 'embolisation'), '1/1')
  t.equal(count([delivery(), elsewhere(4, { stayType: 'B' })]), '0/1')
  t.equal(
    ratio(compute([delivery(), elsewhere(4)]), 'postpartum-haemorrhage-procedures:any', SITES.E1),
    '1/1',
  )
  t.same(codesOf(compute([delivery(), aBirth(), elsewhere(4, { person: null })])), [
    'ACT_ELSEWHERE_UNCHAINED',
  ])
  t.same(codesOf(compute([delivery(), aBirth(), elsewhere(20)])), ['ACT_ELSEWHERE_UNMATCHED'])
  const twoYears = [delivery(), delivery({ entryDate: '2025-10-01', exitDate: '2025-10-05' })]
  t.equal(count([...twoYears, elsewhere(4)]), '1/2', 'one delivery of the two')
})

t.test('the same stay under another FINESS', async (t) => {
  const pair = (one: Stay): Stay[] => [
    one,
    {
      ...one,
      finess: SITES['E3-JUR'],
      site: SITES['E3-JUR'],
      lastSite: SITES['E3-JUR'],
      rsaKey: `9${one.rsaKey.slice(1)}`,
    },
  ]
  const delivery = aDelivery({
    at: SITES.E3,
    person: 'w',
    motherChild: 'k',
    das: ['Z370', 'O990'],
    ...dates(0, 3),
  })
  const birth = aBirth({ at: SITES.E3, person: 'c', motherChild: 'k', ...dates(0, 3) })
  for (const stays of [[...pair(delivery), ...pair(birth)], [...pair(birth), ...pair(delivery)].reverse()]) {
    const outcome = compute(stays)
    t.equal(ratio(outcome, 'delivery-mode:cesarean'), '0/1')
    t.equal(ratio(outcome, 'neonatal-mortality:all', SITES.E3), '0/1')
    t.same(
      outcome.quality.map((q) => [q.code, q.finess]),
      [
        ['DUPLICATE_FINESS', SITES['E3-JUR']],
        ['DUPLICATE_FINESS', SITES['E3-JUR']],
      ],
    )
    t.match(outcome.linkage, [
      { establishment: SITES.E3, children: 1, childrenLinked: 1, staysWithPerson: 2 },
    ])
  }
  const reordered = { ...pair(delivery)[1]!, das: ['O990', 'Z370'] }
  t.equal(
    ratio(compute([delivery, reordered]), 'delivery-mode:cesarean'),
    '0/1',
    'diagnoses in another order',
  )
  const twins = [birth, { ...birth, rsaKey: '0000000777' }]
  t.equal(ratio(compute(twins), 'neonatal-mortality:all'), '0/2', 'twins share a pseudonym under one FINESS')
  t.equal(ratio(compute(twins.flatMap(pair)), 'neonatal-mortality:all'), '0/2')
  const other = { ...pair(delivery)[1]!, nights: 5 }
  t.equal(ratio(compute([delivery, other]), 'delivery-mode:cesarean'), '0/2', 'other content, another stay')
  const unchained = pair({ ...delivery, person: null })
  t.equal(ratio(compute(unchained), 'delivery-mode:cesarean'), '0/2', 'nothing can be said without a person')
  const move = aStay({ at: SITES.E3, dp: 'O600', person: 'w', ...transferred, ...dates(-1, 1) })
  const moved = [...pair(move), aDelivery({ person: 'w', ...arrived, ...dates(0, 3) })]
  t.equal(ratio(compute(moved), 'maternal-transfers:in-utero'), '1/1')
})

t.test('the mother’s term for want of the child’s', async (t) => {
  const linked = (mother: Partial<Stay>, child: Partial<Stay>) => [
    aDelivery({ motherChild: 'k', ...dates(0, 3), ...mother }),
    aBirth({ motherChild: 'k', ...dates(0, 3), ...child }),
  ]
  const unknown = { gestationalAgeWeeks: null }
  const preterm = compute(linked({ gestationalAgeWeeks: 33 }, unknown))
  t.equal(ratio(preterm, 'preterm-birth:32-36'), '1/1')
  t.equal(ratio(preterm, 'place-of-birth:right-level'), '0/1', 'and for the required level')
  t.same(codesOf(preterm), [])
  const light = linked({ gestationalAgeWeeks: 22 }, { ...unknown, weightG: 450 })
  t.equal(ratio(compute(light), 'preterm-birth:under-28'), '1/1', 'and for the threshold')
  t.equal(ratio(compute(linked(unknown, unknown)), 'preterm-birth:all'), '0/0')
  t.same(codesOf(compute(linked({ gestationalAgeWeeks: 38 }, { gestationalAgeWeeks: 40 }))), [
    'GA_MOTHER_CHILD_MISMATCH',
  ])
  t.same(codesOf(compute(linked({ gestationalAgeWeeks: 39 }, { gestationalAgeWeeks: 40 }))), [])
  const athome = linked({ dp: 'Z3900', acts: [] }, {})
  t.equal(ratio(compute(athome), 'place-of-birth:right-level'), '0/0', 'her delivery outside is his')

  const twice = [
    aDelivery({ motherChild: 'k', gestationalAgeWeeks: 33, ...dates(0, 3) }),
    aDelivery({ motherChild: 'k', gestationalAgeWeeks: 41, ...dates(300, 3) }),
    aBirth({ motherChild: 'k', ...unknown, ...dates(300, 3) }),
  ]
  t.equal(ratio(compute(twice), 'preterm-birth:all'), '0/1', 'the delivery of that day, under one key')
  t.match(compute(linked({}, {})).linkage, [{ children: 1, childrenLinked: 1 }])
  t.match(compute(linked({}, dates(10, 3))).linkage, [{ children: 1, childrenLinked: 0 }])
})

t.test('deliveries before 22 weeks', async (t) => {
  const delivery = (over: Partial<Stay> = {}) =>
    aDelivery({ gestationalAgeWeeks: 21, das: ['Z3710'], motherChild: 'k', ...dates(0, 1), ...over })
  const child = (weightG: number | null, over: Partial<Stay> = {}) =>
    aBirth({
      dp: 'P95+1',
      gestationalAgeWeeks: 21,
      weightG,
      motherChild: 'k',
      exitMode: '9',
      ...dates(0, 0),
      ...over,
    })
  const total = (stays: Stay[]) => ratio(compute(stays), 'stillbirth:all')
  t.equal(total([delivery(), child(520)]), '1/1')
  t.equal(total([delivery(), child(499)]), '0/0')
  t.equal(total([delivery(), child(450, { gestationalAgeWeeks: 22 })]), '1/1')
  t.equal(total([delivery()]), '1/1', 'unlinked: counted and flagged')
  t.ok(codesOf(compute([delivery()])).includes('BELOW_THRESHOLD_UNVERIFIED'))
  t.equal(total([delivery(), child(null)]), '1/1', 'not weighed: counted and flagged')
  t.equal(total([delivery({ person: 'w' }), child(499)]), '0/0')
})

t.test('three children or more, counted by their stays', async (t) => {
  const triplets = (z37: string, children: string[]) => [
    aDelivery({ das: [z37, 'O301'], acts: [act('JQGA002')], motherChild: 'k', ...dates(0, 5) }),
    ...children.map((dp, i) => aBirth({ dp, motherChild: 'k', weightG: 1800 + i, ...dates(0, 5) })),
  ]
  const read = (stays: Stay[]) => {
    const outcome = compute(stays)
    return ['all', 'spontaneous', 'induced'].map((code) => ratio(outcome, `stillbirth:${code}`))
  }
  t.same(read(triplets('Z375', ['Z386', 'Z386', 'Z386', 'Z386'])), ['0/4', '0/4', '0/4'])
  t.same(read(triplets('Z375', ['Z386', 'Z386'])), ['0/3', '0/3', '0/3'], 'two linked: O30.1 tells')
  t.same(read(triplets('Z3761', ['Z386', 'P95+0', 'P95+1'])), ['2/3', '1/3', '1/3'])
  t.same(read(triplets('Z3761', ['Z386', 'P95', 'P95'])), ['2/3', '0/3', '2/3'])
  t.same(read(triplets('Z3771', ['P95+0', 'P95+1', 'P95+1'])), ['3/3', '2/3', '1/3'])
  t.same(read(triplets('Z3760', ['Z386', 'P95+1', 'P95+2'])), ['2/3', '2/3', '0/3'])
  const single = [
    aDelivery({ motherChild: 'k', ...dates(0, 3) }),
    aBirth({ motherChild: 'k', ...dates(0, 3) }),
  ]
  t.same(codesOf(compute([...single, aBirth({ motherChild: 'k', ...dates(0, 3) })])), [
    'LB_NE_Z37',
    'MULTIPLE_NOT_COHERENT',
  ])
})

t.test('a hospital year in several calls still links', async (t) => {
  const stays = [
    aBirth({ motherChild: 'k', gestationalAgeWeeks: null, person: 'c', ...dates(0, 3) }),
    aDelivery({
      motherChild: 'k',
      gestationalAgeWeeks: 33,
      das: ['Z375', 'O301'],
      person: 'w',
      ...dates(0, 3),
    }),
    aBirth({ motherChild: 'k', gestationalAgeWeeks: null, ...dates(0, 3) }),
    aBirth({ motherChild: 'k', gestationalAgeWeeks: null, ...dates(0, 3) }),
    aBirth({ motherChild: 'k', gestationalAgeWeeks: null, ...dates(0, 3) }),
  ]
  const whole = startTracers(config())
  whole.add(stays)
  const split = startTracers(config())
  for (const stay of [...stays].reverse()) split.add([stay])
  const outcome = split.finish()
  t.same(outcome, whole.finish())
  t.equal(ratio(outcome, 'preterm-birth:32-36'), '4/4')
  t.equal(ratio(outcome, 'stillbirth:all'), '0/4')
})

t.test('two mothers of one key and the same dates, in two calls: the calls do not choose', async (t) => {
  const mother = (over: Partial<Stay>) => aDelivery({ motherChild: 'k', ...dates(0, 3), ...over })
  const child = (over: Partial<Stay>) =>
    aBirth({ motherChild: 'k', gestationalAgeWeeks: null, ...dates(0, 3), ...over })
  const first = mother({ rsaKey: '0000000901', gestationalAgeWeeks: 33 })
  const second = mother({ rsaKey: '0000000902', gestationalAgeWeeks: 41 })
  const calls = (...units: Stay[][]) => {
    const fold = startTracers(config())
    for (const unit of units) fold.add(unit)
    return fold.finish()
  }

  for (const born of [child({}), child({ person: 'c', ...transferred }), child({ dp: 'P95+1' })]) {
    const together = calls([first, second, born])
    const preterm = born.dp === 'Z380' ? '1/1' : '0/0'
    t.equal(ratio(together, 'preterm-birth:32-36'), preterm, 'the lower RSA key')
    for (const order of [
      [[first], [second, born]],
      [[second, born], [first]],
      [[born], [second], [first]],
      [[second], [born], [first]],
    ])
      t.same(calls(...order), together)
  }
})

t.test('a nearer mother in another year of transmission is the mother', async (t) => {
  const before = aDelivery({ motherChild: 'k', gestationalAgeWeeks: 33, ...dates(-1, 1), exitYear: 2023 })
  const after = aDelivery({ motherChild: 'k', gestationalAgeWeeks: 41, ...dates(0, 3) })
  const child = aBirth({ motherChild: 'k', gestationalAgeWeeks: null, ...dates(-1, 1) })
  t.equal(ratio(compute([before, after, child]), 'preterm-birth:32-36'), '1/1')
})
