import t from 'tap'
import { dayOf, yearOfDay } from '../../src/domains/tracers/engine/calendar.js'
import { actBit } from '../../src/domains/tracers/engine/codes.js'
import { TRACER_INDICATORS } from '../../src/domains/tracers/engine/indicators/list.js'
import { QUALITY_CODES } from '../../src/domains/tracers/engine/quality-codes.js'

t.test('thirteen indicators, with the classes the screens and the tables know', async (t) => {
  t.same(Object.fromEntries(TRACER_INDICATORS.map((i) => [i.code, i.classes.map((c) => c.code)])), {
    'multiple-deliveries': ['all', 'twins', 'triplets-plus'],
    'maternal-age': [
      'under-18',
      'under-20',
      '20-24',
      '25-29',
      '30-34',
      '35-39',
      '35-plus',
      '40-plus',
      '45-plus',
    ],
    'preterm-birth': ['all', 'under-28', '28-31', '32-36'],
    'low-birth-weight': ['under-1000', 'under-1500', 'under-2500'],
    stillbirth: ['all', 'spontaneous', 'induced'],
    'neonatal-mortality': ['all', 'early', 'late'],
    'perinatal-mortality': ['all', 'excluding-terminations'],
    'delivery-mode': [
      'cesarean',
      'cesarean-planned',
      'cesarean-in-labour',
      'cesarean-emergency',
      'cesarean-vaginal-route',
      'instrumental',
      'spontaneous-vaginal',
      'outside-facility',
      'unknown',
    ],
    'place-of-birth': ['right-level', 'very-preterm-in-type-3'],
    'postpartum-haemorrhage-procedures': [
      'invasive',
      'any',
      'embolisation',
      'ligation',
      'hysterectomy',
      'tamponade',
    ],
    'maternal-transfers': ['in-utero', 'postpartum', 'mother-joining-newborn'],
    'neonatal-transfers': ['all', 'accompaniment'],
    presentation: ['cephalic', 'breech', 'transverse-oblique', 'other', 'unspecified'],
  })
})

t.test('what a person reads is French, and typeset', async (t) => {
  const texts = [
    ...TRACER_INDICATORS.flatMap((i) => [
      i.title,
      i.population,
      i.source,
      i.method.definition,
      i.method.numerator,
      i.method.denominator,
      i.method.exclusions,
      ...i.method.choices,
      ...i.method.limits,
      ...i.classes.map((c) => c.label),
    ]),
    ...Object.values(QUALITY_CODES).flatMap((q) => [q.label, q.advice]),
  ]
  for (const text of texts) {
    t.ok(text.length > 3)
    t.notMatch(text, /['"]| [;:!?%‰»]|« |[^\u202f][;:!?‰»]/, text)
  }
  for (const indicator of TRACER_INDICATORS) t.ok(indicator.method.limits.length > 0, indicator.code)
})

t.test('codes fit the columns that keep them', async (t) => {
  const codes = [...TRACER_INDICATORS.flatMap((i) => [i.code, ...i.classes.map((c) => c.code)])]
  t.ok([...codes, ...Object.keys(QUALITY_CODES)].every((code) => code.length <= 60))
  t.equal(new Set(TRACER_INDICATORS.map((i) => i.code)).size, 13)
})

t.test('acts are read on seven characters', async (t) => {
  t.equal(actBit('JQGA002-21'), actBit('JQGA002'))
  t.equal(actBit('JQGA00'), 0)
})

t.test('days', async (t) => {
  for (const iso of [
    '1970-01-01',
    '2000-02-29',
    '2023-12-31',
    '2024-01-01',
    '2024-02-29',
    '2024-03-01',
    '2100-03-01',
  ]) {
    t.equal(dayOf(iso), Date.parse(iso) / 86_400_000, iso)
    t.equal(yearOfDay(dayOf(iso)), Number(iso.slice(0, 4)), iso)
  }
})
