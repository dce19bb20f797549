import t from 'tap'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import type { MaternityType } from '../../src/domains/tracers/engine/types.js'
import { aBirth, act, aDelivery, aStay, codesOf, compute, dates, ratio, SITES } from './tracers-stays.js'

t.test('nothing gives nothing, and never NaN', async (t) => {
  t.same(compute([]), { definitions: '2026-1', quality: [], results: [], linkage: [] })
  const outcome = compute([aBirth()])
  t.ok(outcome.results.every((r) => r.value === null || Number.isFinite(r.value)))
  const deliveries = outcome.results.filter((r) => r.indicator === 'delivery-mode')
  t.ok(deliveries.length > 0 && deliveries.every((r) => r.denominator === 0 && r.value === null))
})

t.test('preterm birth by completed weeks', async (t) => {
  const classesAt = (ga: number | null) => {
    const outcome = compute([aBirth({ gestationalAgeWeeks: ga })])
    return ['all', 'under-28', '28-31', '32-36'].map((code) => ratio(outcome, `preterm-birth:${code}`))
  }
  t.same(
    classesAt(21),
    ['0/1', '0/1', '0/1', '0/1'],
    '520 g or more, an implausible term is known all the same',
  )
  t.same(classesAt(22), ['1/1', '1/1', '0/1', '0/1'])
  t.same(classesAt(27), ['1/1', '1/1', '0/1', '0/1'])
  t.same(classesAt(28), ['1/1', '0/1', '1/1', '0/1'])
  t.same(classesAt(31), ['1/1', '0/1', '1/1', '0/1'])
  t.same(classesAt(32), ['1/1', '0/1', '0/1', '1/1'])
  t.same(classesAt(36), ['1/1', '0/1', '0/1', '1/1'])
  t.same(classesAt(37), ['0/1', '0/1', '0/1', '0/1'])
  const unknown = compute([aBirth({ gestationalAgeWeeks: null })])
  t.equal(ratio(unknown, 'preterm-birth:all'), '0/0')
  t.equal(unknown.results.find((r) => r.indicator === 'preterm-birth' && r.level === 'region')?.missing, 1)
  t.same(codesOf(compute([aBirth({ gestationalAgeWeeks: 44 }), aDelivery()])), [
    'IMPLAUSIBLE_GESTATIONAL_AGE',
  ])
})

t.test('22 weeks or 500 g make a birth', async (t) => {
  const births = (gestationalAgeWeeks: number | null, weightG: number | null) =>
    ratio(compute([aBirth({ gestationalAgeWeeks, weightG })]), 'neonatal-mortality:all')
  t.equal(births(21, 499), '0/0')
  t.equal(births(21, 500), '0/1')
  t.equal(births(22, 499), '0/1')
  t.equal(births(null, 500), '0/1')
  t.equal(births(null, null), '0/0')
  t.equal(births(22, null), '0/1')
})

t.test('weights', async (t) => {
  const classesAt = (weightG: number) => {
    const outcome = compute([aBirth({ weightG })])
    return ['under-1000', 'under-1500', 'under-2500'].map((code) =>
      ratio(outcome, `low-birth-weight:${code}`),
    )
  }
  t.same(classesAt(999), ['1/1', '1/1', '1/1'])
  t.same(classesAt(1000), ['0/1', '1/1', '1/1'])
  t.same(classesAt(1499), ['0/1', '1/1', '1/1'])
  t.same(classesAt(1500), ['0/1', '0/1', '1/1'])
  t.same(classesAt(2499), ['0/1', '0/1', '1/1'])
  t.same(classesAt(2500), ['0/1', '0/1', '0/1'])
  t.same(classesAt(300), ['1/1', '1/1', '1/1'])
  t.same(classesAt(6500), ['0/1', '0/1', '0/1'])
  for (const weightG of [299, 6501]) {
    const outcome = compute([aBirth({ weightG }), aDelivery()])
    t.equal(ratio(outcome, 'low-birth-weight:under-2500'), '0/0')
    t.equal(outcome.results.find((r) => r.indicator === 'low-birth-weight')?.excluded, 1)
    t.same(codesOf(outcome), ['IMPLAUSIBLE_WEIGHT'])
  }
})

t.test('maternal ages', async (t) => {
  const classes = [
    'under-18',
    'under-20',
    '20-24',
    '25-29',
    '30-34',
    '35-39',
    '35-plus',
    '40-plus',
    '45-plus',
  ]
  const classesAt = (ageYears: number) => {
    const outcome = compute([aDelivery({ ageYears })])
    return classes.filter((code) => ratio(outcome, `maternal-age:${code}`) === '1/1')
  }
  t.same(classesAt(17), ['under-18', 'under-20'])
  t.same(classesAt(18), ['under-20'])
  t.same(classesAt(19), ['under-20'])
  t.same(classesAt(20), ['20-24'])
  t.same(classesAt(24), ['20-24'])
  t.same(classesAt(25), ['25-29'])
  t.same(classesAt(29), ['25-29'])
  t.same(classesAt(30), ['30-34'])
  t.same(classesAt(34), ['30-34'])
  t.same(classesAt(35), ['35-39', '35-plus'])
  t.same(classesAt(39), ['35-39', '35-plus'])
  t.same(classesAt(40), ['35-plus', '40-plus'])
  t.same(classesAt(44), ['35-plus', '40-plus'])
  t.same(classesAt(45), ['35-plus', '40-plus', '45-plus'])
  t.same(classesAt(70), ['35-plus', '40-plus', '45-plus'])
  const unknown = compute([aDelivery({ ageYears: null })])
  t.match(
    unknown.results.find((r) => r.indicator === 'maternal-age'),
    { denominator: 0, missing: 1, value: null },
  )
})

t.test('age at death in the birth stay', async (t) => {
  const classesAt = (nights: number) => {
    const outcome = compute([aBirth({ exitMode: '9', nights })])
    return ['all', 'early', 'late'].filter((code) => ratio(outcome, `neonatal-mortality:${code}`) === '1/1')
  }
  t.same(classesAt(0), ['all', 'early'])
  t.same(classesAt(6), ['all', 'early'])
  t.same(classesAt(7), ['all', 'late'])
  t.same(classesAt(27), ['all', 'late'])
  t.same(classesAt(28), [])
})

t.test('Z37, padded or not, and the children it tells of', async (t) => {
  const read = (das: string[], over: Partial<Stay> = {}) => {
    const outcome = compute([aDelivery({ das, ...over })])
    const births = outcome.results.find(
      (r) => r.indicator === 'stillbirth' && r.level === 'region',
    )?.denominator
    const [all, spontaneous, induced] = ['all', 'spontaneous', 'induced'].map(
      (code) => ratio(outcome, `stillbirth:${code}`).split('/')[0],
    )
    return `${births}: ${all} = ${spontaneous} + ${induced}`
  }
  t.equal(read(['Z370']), '1: 0 = 0 + 0')
  t.equal(read(['Z3700']), '1: 0 = 0 + 0')
  t.equal(read(['Z3710']), '1: 1 = 1 + 0')
  t.equal(read(['Z3711']), '1: 1 = 0 + 1')
  t.equal(read(['Z371']), '1: 1 = 0 + 0')
  t.equal(read(['Z372']), '2: 0 = 0 + 0')
  t.equal(read(['Z3720']), '2: 0 = 0 + 0')
  t.equal(read(['Z3730']), '2: 1 = 1 + 0')
  t.equal(read(['Z3731']), '2: 1 = 0 + 1')
  t.equal(read(['Z3740']), '2: 2 = 2 + 0')
  t.equal(read(['Z3741']), '2: 2 = 0 + 2')
  t.equal(read(['Z375']), '3: 0 = 0 + 0')
  t.equal(read(['Z375', 'O301']), '3: 0 = 0 + 0')
  t.equal(read(['Z375', 'O302']), '4: 0 = 0 + 0')
  t.equal(read(['Z3760', 'O301']), '3: 1 = 1 + 0')
  t.equal(read(['Z3770', 'O302']), '4: 4 = 4 + 0')
  t.equal(read(['Z3771', 'O301']), '3: 3 = 0 + 3')
  t.equal(read(['Z379']), '1: 0 = 0 + 0')
  t.equal(read(['Z370', 'Z372']), read(['Z372', 'Z370']), 'the order of diagnoses does not matter')

  const codes = (das: string[]) =>
    codesOf(compute([aDelivery({ das })])).filter((code) => code !== 'LB_NE_Z37')
  t.same(codes(['Z371']), ['Z37_FIFTH_CHARACTER_MISSING'])
  t.same(codes(['Z379']), ['Z37_UNSPECIFIED'])
  t.same(codes(['Z375']), ['MULTIPLE_COUNT_UNKNOWN'])
  t.same(codes(['Z3761', 'O301']), ['STILLBIRTH_KIND_PRESUMED'])
  t.same(codes(['Z370', 'Z372']), ['MULTIPLE_NOT_COHERENT'])
  t.same(codes(['Z370', 'O300']), ['MULTIPLE_NOT_COHERENT'])
  t.same(codes(['Z370', 'O300', 'O312']), [])
})

t.test('multiple deliveries and their presentation', async (t) => {
  const twins = compute([aDelivery({ das: ['Z372'], acts: [act('JQGD002')] })])
  t.equal(ratio(twins, 'multiple-deliveries:twins'), '1/1')
  t.equal(ratio(twins, 'multiple-deliveries:triplets-plus'), '0/1')
  t.equal(ratio(twins, 'presentation:unspecified'), '0/0')
  t.equal(twins.results.find((r) => r.indicator === 'presentation')?.excluded, 1)
  const triplets = compute([aDelivery({ das: ['Z375', 'O301'], acts: [act('JQGA002-21')] })])
  t.equal(ratio(triplets, 'multiple-deliveries:triplets-plus'), '1/1')
})

t.test('delivery mode', async (t) => {
  const mode = (codes: string[], dp = 'O800') => {
    const outcome = compute([aDelivery({ acts: codes.map(act), dp })])
    const found = outcome.results.filter((r) => r.indicator === 'delivery-mode' && r.level === 'region')
    return found.filter((r) => r.numerator === 1).map((r) => r.class)
  }
  t.same(mode(['JQGA002']), ['cesarean', 'cesarean-planned'])
  t.same(mode(['JQGA003-11']), ['cesarean', 'cesarean-in-labour'])
  t.same(mode(['JQGA004']), ['cesarean', 'cesarean-emergency'])
  t.same(mode(['JQGA005']), ['cesarean', 'cesarean-vaginal-route'])
  t.same(mode(['JQGA002', 'JQGA003']), ['cesarean', 'cesarean-in-labour'])
  t.same(mode(['JQGA005', 'JQGA002', 'JQGA004']), ['cesarean', 'cesarean-emergency'])
  t.same(mode(['JQGD010', 'JQGD009', 'JQGA003']), ['cesarean', 'cesarean-in-labour'])
  for (const code of ['JQGD006', 'JQGD009']) t.same(mode(['JQGD010', code]), ['instrumental'])
  t.same(mode(['JQGD004', 'JQGD011']), ['instrumental'])
  for (const n of ['01', '02', '03', '04', '05', '07', '08', '10', '12', '13']) {
    t.same(mode([`JQGD0${n}`]), ['spontaneous-vaginal'], n)
  }
  t.same(mode([], 'Z3900'), ['outside-facility'])
  t.same(mode(['JQGD012'], 'Z3900'), ['spontaneous-vaginal'])
  for (const code of ['JQGD014', 'JQGA001', 'JQGD006', 'JNBD001'])
    t.same(mode([code]), [], `${code} makes no delivery`)
  t.same(codesOf(compute([aDelivery({ acts: [act('JQGA002-11'), act('JQGA002-11')] }), aBirth()])), [])
  t.same(codesOf(compute([aDelivery({ acts: [act('JQGA002'), act('JQGA003')] }), aBirth()])), [
    'TWO_CESAREAN_CODES',
  ])
})

t.test('presentation', async (t) => {
  const presentation = (codes: string[], das: string[] = [], dp = 'O342') => {
    const outcome = compute([aDelivery({ acts: codes.map(act), das: ['Z370', ...das], dp })])
    return outcome.results.find((r) => r.indicator === 'presentation' && r.numerator === 1)?.class
  }
  const breech = ['JQGD001', 'JQGD003', 'JQGD004', 'JQGD005', 'JQGD008', 'JQGD013']
  for (const code of breech) t.equal(presentation([code]), 'breech')
  t.equal(presentation(['JQGA003', 'JQGD011']), 'breech')
  t.equal(presentation(['JQGD012'], ['O321']), 'cephalic', 'turned by version')
  t.equal(presentation(['JQGA003', 'JQGD006']), 'cephalic')
  t.equal(presentation(['JQGA002']), 'unspecified')
  t.equal(presentation(['JQGA002'], ['O800']), 'cephalic')
  t.equal(presentation(['JQGA002'], [], 'O321'), 'breech')
  t.equal(presentation(['JQGA002'], ['O641', 'O322']), 'breech', 'O64 before O32')
  t.equal(presentation(['JQGA002'], ['O321', 'O644']), 'transverse-oblique')
  t.equal(presentation(['JQGA002'], ['O322', 'O800']), 'transverse-oblique')
  for (const code of ['O801', 'O830', 'O831']) t.equal(presentation(['JQGA002'], [code]), 'breech')
  for (const code of [
    'O320',
    'O323',
    'O324',
    'O325',
    'O326',
    'O328',
    'O329',
    'O640',
    'O642',
    'O643',
    'O649',
  ]) {
    t.equal(presentation(['JQGA002'], [code]), 'other', code)
  }
})

t.test('markers of haemorrhage', async (t) => {
  const classes = (codes: string[]) => {
    const outcome = compute([aDelivery({ acts: [act('JQGD012'), ...codes.map(act)] })])
    const found = outcome.results.filter((r) => r.indicator === 'postpartum-haemorrhage-procedures')
    return found.filter((r) => r.level === 'region' && r.numerator === 1).map((r) => r.class)
  }
  t.same(classes(['EDSF011', 'EDSF011']), ['invasive', 'any', 'embolisation'])
  t.same(classes(['EDSA002']), ['invasive', 'any', 'ligation'])
  t.same(classes(['ELSA002']), ['invasive', 'any', 'ligation'])
  t.same(classes(['JNFA001']), ['invasive', 'any', 'hysterectomy'])
  t.same(classes(['JNBD002']), ['any', 'tamponade'])
  for (const code of ['JNBD001', 'EDSF014', 'FELF011', 'JNMD002']) t.same(classes([code]), [])
})

t.test('grid A: the type a child requires', async (t) => {
  const types: [string, string][] = [
    [SITES.E1, 'I'],
    [SITES.E2A, 'IIA'],
    [SITES.E2B, 'IIB'],
    [SITES.E3, 'III'],
  ]
  const required = (gestationalAgeWeeks: number | null, weightG: number | null) =>
    types.find(([at]) => {
      const outcome = compute([aBirth({ at, gestationalAgeWeeks, weightG })])
      return ratio(outcome, 'place-of-birth:right-level') === '1/1'
    })?.[1]
  t.equal(required(36, 2000), 'I')
  t.equal(required(36, 1999), 'IIA')
  t.equal(required(35, 2500), 'IIA')
  t.equal(required(34, 1800), 'IIA')
  t.equal(required(34, 1799), 'IIB')
  t.equal(required(33, 2000), 'IIB')
  t.equal(required(32, 1500), 'IIB')
  t.equal(required(32, 1499), 'III')
  t.equal(required(31, 1600), 'III')
  t.equal(required(40, 1700), 'IIB')
  t.equal(required(38, 1400), 'III')
  t.equal(required(36, null), 'I', 'the term alone')
  t.equal(required(null, 1800), 'IIA', 'the weight alone')
  t.equal(required(36, 9000), 'I', 'an implausible weight is as good as none')
})

t.test('place of birth: what is left out', async (t) => {
  const right = (stay: Stay, over = {}) => {
    const outcome = compute([stay], over)
    const found = outcome.results.find((r) => r.class === 'right-level' && r.level === 'region')
    return [found?.numerator, found?.denominator, found?.excluded, found?.missing]
  }
  t.same(right(aBirth({ dp: 'Z381' })), [0, 0, 1, 0], 'outside')
  t.same(right(aBirth({ das: ['Z384'] })), [0, 0, 1, 0], 'outside, in any position')
  t.same(right(aBirth({ at: SITES.E5 })), [0, 0, 1, 0], 'untyped')
  t.same(right(aBirth({ gestationalAgeWeeks: null, weightG: 7000 })), [0, 0, 0, 1], 'need unknown')
  t.same(right(aBirth(), { minimumLevels: [] }), [0, 0, 0, 1], 'no table in force')

  const maternity = (type: MaternityType, validFrom: string | null, validTo: string | null) => ({
    finessGeo: SITES.E1,
    name: 'x',
    type,
    validFrom,
    validTo,
  })
  const cpp = { maternities: [maternity('CPP', null, null)] }
  t.same(right(aBirth(), cpp), [0, 1, 0, 0], 'a CPP is never the right level')
  const changed = { maternities: [maternity('I', null, '2024-03-10'), maternity('III', '2024-03-11', null)] }
  const preterm = { gestationalAgeWeeks: 30, weightG: 1200 }
  t.same(right(aBirth({ ...preterm, ...dates(0, 3) }), changed), [0, 1, 0, 0], 'the last day of type I')
  t.same(right(aBirth({ ...preterm, ...dates(1, 3) }), changed), [1, 1, 0, 0], 'the first day of type III')
})

t.test('very preterm births in type III', async (t) => {
  const veryPreterm = (over: Partial<Stay> & { at?: string }) =>
    ratio(compute([aBirth({ weightG: 1200, ...over })]), 'place-of-birth:very-preterm-in-type-3')
  t.equal(veryPreterm({ at: SITES.E3, gestationalAgeWeeks: 31 }), '1/1')
  t.equal(veryPreterm({ at: SITES.E3, gestationalAgeWeeks: 32 }), '0/0')
  t.equal(veryPreterm({ at: SITES.E2B, gestationalAgeWeeks: 31 }), '0/1')
  t.equal(veryPreterm({ at: SITES.E5, gestationalAgeWeeks: 31 }), '0/1', 'untyped counts below')
  t.equal(
    veryPreterm({ at: SITES.E3, gestationalAgeWeeks: 31, dp: 'Z381' }),
    '0/1',
    'born outside, only admitted',
  )
})

t.test('birth stays and stillbirths', async (t) => {
  const live = (over: Partial<Stay>) => ratio(compute([aBirth(over)]), 'neonatal-mortality:all')
  t.equal(live({ entryMode: '8' }), '0/1')
  t.equal(live({ entryMode: '7' }), '0/0', 'a transfer on the first day')
  t.equal(live({ entryMode: '0' }), '0/0')
  t.equal(live({ ageDays: 1 }), '0/0')
  t.equal(live({ stayType: 'B' }), '0/0')
  t.equal(live({ ghm: '90Z00Z' }), '0/0')
  for (const dp of ['P95', 'P95+0', 'P95+1']) t.equal(live({ dp, exitMode: '9', nights: 0 }), '0/0')

  const associated = compute([aBirth({ das: ['P95+1'], exitMode: '9', nights: 0 })])
  t.equal(ratio(associated, 'neonatal-mortality:all'), '0/0')
  t.same(codesOf(associated), ['P95_NOT_PRINCIPAL'])
  const stillborn = compute([
    aDelivery({ das: ['Z3710'] }),
    aBirth({ dp: 'P95+1', exitMode: '9', nights: 0 }),
    aDelivery({ das: ['Z3711'] }),
  ])
  t.match(stillborn.linkage, [{ stillbornStays: 1, z37Stillbirths: 2, stillbirthCoverage: 0.5 }])
  t.equal(ratio(stillborn, 'perinatal-mortality:all'), '2/2')
  t.equal(ratio(stillborn, 'perinatal-mortality:excluding-terminations'), '1/1')
})

t.test('years: discharge by default, birth when asked', async (t) => {
  const acrossNewYear = {
    entryDate: '2023-12-30',
    exitDate: '2024-01-03',
    nights: 4,
    exitYear: 2024,
    exitMonth: 1,
  }
  const stays = [aDelivery(acrossNewYear), aBirth(acrossNewYear)]
  const years = (yearOf: 'discharge' | 'birth', given = stays) => [
    ...new Set(compute(given, { yearOf }).results.map((r) => r.year)),
  ]
  t.same(years('discharge'), [2024])
  t.same(years('birth'), [2023])
  const longStay = aDelivery({
    ...acrossNewYear,
    acts: [{ code: 'JQGD012', delayDays: 2 }],
  })
  t.same(years('birth', [longStay]), [2024], 'the day of the act, 1 January')
  const undated = aBirth({ exitMonth: 1, nights: 40 })
  t.same(years('birth', [undated]), [2023], 'the middle of the month less the nights')
})

t.test('an act without Z37, a Z37 without act', async (t) => {
  t.same(codesOf(compute([aDelivery({ das: [] })])), ['ACT_WITHOUT_Z37'])
  t.same(codesOf(compute([aStay({ dp: 'Z3900' })])), ['ACT_WITHOUT_Z37'])
  t.same(codesOf(compute([aDelivery({ acts: [act('JQGD006')] })])), ['Z37_WITHOUT_ACT'])
  t.same(codesOf(compute([aDelivery({ ghm: '90Z00Z' })])), ['GROUPING_ERROR'])
  t.same(codesOf(compute([aDelivery({ at: SITES.E5 }), aBirth({ at: SITES.E5 })])), ['UNKNOWN_ESTABLISHMENT'])
})
