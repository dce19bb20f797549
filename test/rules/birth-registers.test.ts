import t from 'tap'
import { identityLikeness } from '../../src/domains/birth-registers/identity-likeness.js'
import { readNumber, transferNumber, womanNumber } from '../../src/domains/birth-registers/numbers.js'
import { termDaysOn, termWords } from '../../src/domains/birth-registers/terms.js'
import { instantOfLocal, localDateTime } from '../../src/web/dates.js'

t.test('what looks like an identity is seen, what a midwife usually writes is not', async (t) => {
  const cases: [string | null, string | null][] = [
    ['Mme X', 'name'],
    ['Mme Martin a attendu', 'name'],
    ['vu avec monsieur dupont', 'name'],
    ['M. Durand', 'name'],
    ['Lise Martin', 'name'],
    ['MARTIN Lise, brancard', 'name'],
    ['Transfert Lise Martin', 'name'],
    ['Léa-Rose O’Brien', 'name'],
    ['06 12 34 56 78', 'phone'],
    ['rappeler le 0612345678', 'phone'],
    ['+33 6 12 34 56 78', 'phone'],
    ['2 85 05 78 006 084', 'nir'],
    ['285057800608436', 'nir'],
    ['née le 03/05/1991', 'date'],
    ['3 mai 1991', 'date'],
    ['lise.m@exemple.test', 'email'],
    [null, null],
    ['', null],
    ['PPH SAMU', null],
    ['ARCF après 3 h, brancard', null],
    ['Attente du SMUR 40 min', null],
    ['Hôpital Nord appelé à 4 h 10', null],
    ['CHU Valbrune complet', null],
    ['Ascenseur en panne, brancardier prévenu', null],
    ['Bloc occupé. Attente 20 min', null],
    ['naissance le 12/03/2026', null],
    ['pertes 1200 mL, 2 culots', null],
  ]
  for (const [text, likeness] of cases) t.equal(identityLikeness(text), likeness, String(text))
})

t.test('the term is counted from an expected day of 41 SA', async (t) => {
  const cases: [string, string, string][] = [
    ['2026-03-10', '2026-03-10', '41 SA + 0 j'],
    ['2026-03-10', '2026-03-09', '40 SA + 6 j'],
    ['2026-03-10', '2026-03-02', '39 SA + 6 j'],
    ['2026-03-10', '2026-03-14', '41 SA + 4 j'],
    ['2026-03-10', '2025-05-27', '0 SA + 0 j'],
    ['2026-03-31', '2026-03-28', '40 SA + 4 j'],
  ]
  for (const [dueOn, on, words] of cases) {
    t.equal(termWords(termDaysOn(dueOn, on)).replaceAll('\u00a0', ' '), words, `${on} for ${dueOn}`)
  }
  t.equal(termDaysOn('2026-03-29', '2026-03-29'), 287, 'the night clocks go forward is a day like another')
})

t.test('the number of a house is written and read', async (t) => {
  t.equal(womanNumber({ year: 2026, rank: 14 }), '2026-014')
  t.equal(transferNumber({ year: 2026, rank: 3 }), 'T-2026-003')
  t.equal(womanNumber({ year: 2026, rank: 1234 }), '2026-1234')
  for (const typed of ['2026-014', '2026-14', ' n° 2026 - 014 ', 'T-2026-14', 't-2026-014']) {
    t.same(readNumber(typed), { year: 2026, rank: 14 }, typed)
  }
  for (const typed of ['', '14', '1926-014', '2026-', 'Martin']) t.equal(readNumber(typed), null, typed)
})

t.test(
  'a date and a time typed somewhere is an instant, in every zone and on the nights clocks change',
  async (t) => {
    const cases: [string, string, string | null][] = [
      ['2026-03-02T10:00', 'Europe/Paris', '2026-03-02T09:00:00.000Z'],
      ['2026-07-02T10:00', 'Europe/Paris', '2026-07-02T08:00:00.000Z'],
      ['2026-07-01T04:00', 'Indian/Reunion', '2026-07-01T00:00:00.000Z'],
      ['2026-01-01T00:00', 'America/Cayenne', '2026-01-01T03:00:00.000Z'],
      ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
      ['2026-03-29T02:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
      ['2026-02-31T10:00', 'Europe/Paris', null],
      ['2026-02-28T25:00', 'Europe/Paris', null],
      ['hier', 'Europe/Paris', null],
      ['', 'Europe/Paris', null],
    ]
    for (const [local, zone, iso] of cases) {
      t.equal(instantOfLocal(local, zone)?.toISOString() ?? null, iso, `${local} ${zone}`)
    }
    const decided = new Date('2026-10-25T00:50:00Z')
    t.equal(
      instantOfLocal('2026-10-25T02:05', 'Europe/Paris', decided)?.toISOString(),
      '2026-10-25T01:05:00.000Z',
      'of an hour that comes twice, the one after the decision',
    )
    t.equal(localDateTime(decided, 'Europe/Paris'), '2026-10-25T02:50')
    t.equal(localDateTime(null, 'Europe/Paris'), '')
  },
)
