import t, { type Test } from 'tap'
import { readCivilDate } from '../../src/domains/directory/national/civil-date.js'
import { readEmail } from '../../src/domains/directory/national/email.js'
import { readFinessNumber } from '../../src/domains/directory/national/finess-number.js'
import { labelOn } from '../../src/domains/directory/national/nomenclature.js'
import { displayPhone, readPhone } from '../../src/domains/directory/national/phone.js'
import { readPosition } from '../../src/domains/directory/national/position.js'
import { departmentOfPostcode, readPostcode } from '../../src/domains/directory/national/postcode.js'
import { PROFESSIONS } from '../../src/domains/directory/national/professions.js'
import { readRppsNumber } from '../../src/domains/directory/national/rpps-number.js'
import { FINESS_CATEGORIES } from '../../src/domains/directory/national/structure-categories.js'
import type { Verdict } from '../../src/domains/directory/national/verdict.js'
import { inventedFiness, inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'

/** A value; a value and a warning; or a refusal. */
type Case =
  | [typed: string, expected: string]
  | [typed: string, expected: string, doubt: RegExp]
  | [string, RegExp]

function check(t: Pick<Test, 'match' | 'same'>, reader: (text: string) => Verdict<string>, cases: Case[]) {
  for (const [typed, expected, doubt] of cases) {
    const verdict = reader(typed)
    if (expected instanceof RegExp) t.match(verdict, { refusal: expected }, typed)
    else if (doubt === undefined) t.same(verdict, { value: expected, warning: null }, typed)
    else t.match(verdict, { value: expected, warning: doubt }, typed)
  }
}

const RPPS = inventedRpps(7)
const FINESS = inventedFiness(7)

t.test('an RPPS number is read as people write it, and a wrong key is only a warning', async (t) => {
  check(t, readRppsNumber, [
    [RPPS, RPPS],
    [`8${RPPS}`, RPPS],
    [`${RPPS.slice(0, 3)} ${RPPS.slice(3, 7)}\u00a0${RPPS.slice(7)}`, RPPS],
    [`${RPPS}.0`, RPPS],
    ['10003461033', '10003461033', /clé de contrôle/],
    ['1,05E+10', /tableur a arrondi/],
    ['1.05e10', /tableur a arrondi/],
    ['012345678', /ADELI/],
    ['1234', /4 chiffres.*en a 11/],
    ['non communiqué', /sans lettre/],
  ])
})

t.test('a FINESS number keeps its zeros and its Corsican letter', async (t) => {
  check(t, readFinessNumber, [
    [FINESS, FINESS],
    ['01 000 002 4', '010000024'],
    ['F010000024', '010000024'],
    ['10000024', '010000024', /zéro du début/],
    ['2a0000014', '2A0000014'],
    ['990000001', '990000001', /clé de contrôle/],
    ['10000025', /n’est pas un numéro FINESS/],
    ['1,00E+08', /tableur a arrondi/],
    ['26010004500012', /SIRET/],
  ])
})

t.test('a telephone is normalised wherever it is in France, and shown as it is dialled', async (t) => {
  check(t, readPhone, [
    ['01 45 67 89 01', '+33145678901'],
    ['+33 (0)1.45.67.89.01', '+33145678901'],
    ['0033 1 45 67 89 01', '+33145678901'],
    ['Tél : 04-65-71-00-01', '+33465710001'],
    ['0590 27 60 27', '+590590276027'],
    ['+262 692 12 34 56', '+262692123456'],
    ['0639 01 02 03', '+262639010203'],
    ['06 39 98 00 01', '+33639980001'],
    ['0508 41 23 45', '+508412345'],
    ['39 19', '3919'],
    ['145678901', '+33145678901', /zéro du début/],
    ['0145678901 poste 12', '+33145678901', /poste 12/],
    ['+32 2 123 45 67', '+3221234567', /étranger/],
    ['01 45 67 89 01 / 06 39 98 00 01', /plusieurs numéros/],
    ['01 45 67 89', /nombre de chiffres/],
    ['1,45679E+08', /tableur a arrondi/],
    ['à demander', /n’écrivez que des chiffres/],
  ])
  t.same(['+33145678901', '+590590276027', '+508412345', '3919', '15', '+3221234567'].map(displayPhone), [
    '01 45 67 89 01',
    '0590 27 60 27',
    '0508 41 23 45',
    '39 19',
    '15',
    '+3221234567',
  ])
})

t.test('a postcode that lost its zero says so, and an Insee code is not one', async (t) => {
  check(t, readPostcode, [
    ['75 012', '75012'],
    ['F-01000', '01000'],
    ['1000', '01000', /zéro du début/],
    ['99999', '99999', /Aucun département/],
    ['2A004', /Insee/],
    ['Lyon', /5 chiffres/],
  ])
  t.same(['01000', '20090', '20200', '97400', '97133', '98600', '00000', '96000'].map(departmentOfPostcode), [
    '01',
    '2A',
    '2B',
    '974',
    '977',
    '986',
    null,
    null,
  ])
})

t.test('an e-mail address is one, and only one', async (t) => {
  check(t, readEmail, [
    ['Prenom.Nom@EXEMPLE.fr', 'Prenom.Nom@exemple.fr'],
    ['Sage-femme <contact@exemple.fr>;', 'contact@exemple.fr'],
    ['mailto:contact@exemple.fr', 'contact@exemple.fr'],
    ['a@gmail.fr', 'a@gmail.fr', /gmail\.com/],
    ['a@exemple.fr ; b@exemple.fr', /plusieurs adresses/],
    ['contact exemple.fr', /manque « @ »/],
    ['contact@exemple,fr', /virgule/],
    ['hélène@exemple.fr', /accent/],
    ['a b@exemple.fr', /espace/],
    ['a@exemple.fr\r\nBcc: b', /n’est pas une adresse/],
  ])
})

t.test('a date is read in the spellings of files, and never invented', async (t) => {
  check(t, readCivilDate, [
    ['31/12/2026', '2026-12-31'],
    ['2026-12-31 00:00:00', '2026-12-31'],
    ['1er mars 2026', '2026-03-01'],
    ['jeudi 31 déc. 2026', '2026-12-31'],
    ['29/02/2024', '2024-02-29'],
    ['46387', '2026-12-31', /tableur/],
    ['01/02/26', '2026-02-01', /deux chiffres/],
    ['29/02/2026', /calendrier/],
    ['12/31/2026', /calendrier/],
    ['mars 2026', /n’est pas une date/],
  ])
})

t.test('a position is put right when it is swapped, and refused when it is elsewhere', async (t) => {
  const none = { latitude: null, longitude: null, x: null, y: null, epsg: null }
  const bourg = { latitude: 46.2113, longitude: 5.2542 }
  const close = (verdict: ReturnType<typeof readPosition>) =>
    'refusal' in verdict
      ? verdict
      : {
          latitude: Math.round(verdict.value.latitude * 1e4) / 1e4,
          longitude: Math.round(verdict.value.longitude * 1e4) / 1e4,
        }
  t.same(close(readPosition({ ...none, latitude: '46.2113', longitude: '5,2542' }, '01')), bourg)
  t.match(readPosition({ ...none, latitude: '5.2542', longitude: '46.2113' }, '01'), {
    value: bourg,
    warning: /inversées/,
  })
  t.same(close(readPosition({ ...none, x: '873766.07', y: '6570414.61', epsg: 2154 }, '01')), bourg)
  t.match(readPosition({ ...none, x: '6570414.61', y: '873766.07' }, '01'), { warning: /inversés/ })
  t.match(readPosition({ ...none, x: '657242.9', y: '1795384.4', epsg: 5490 }, '971'), { warning: null })
  t.match(readPosition({ ...none, latitude: '0', longitude: '0' }, '01'), { refusal: /à vérifier/ })
  t.match(readPosition({ ...none, latitude: '-20.88', longitude: '55.45' }, '01'), {
    refusal: /pas dans ce département/,
  })
})

t.test('a category that changed its name keeps the old one for the time it had it', async (t) => {
  t.match(labelOn(FINESS_CATEGORIES, '228', '2026-11-22'), 'Centre de santé sexuelle')
  t.match(labelOn(FINESS_CATEGORIES, '228', '2015-01-01'), /CPEF/)
  t.match(labelOn(FINESS_CATEGORIES, '231', '2015-01-01'), /EICCF/)
  t.match(labelOn(FINESS_CATEGORIES, '228', '2024-03-28'), /CPEF/)
  t.match(labelOn(FINESS_CATEGORIES, '228', '2024-03-29'), 'Centre de santé sexuelle')
  t.match(labelOn(FINESS_CATEGORIES, '231', '2025-12-21'), /EICCF/)
  t.match(labelOn(FINESS_CATEGORIES, '231', '2025-12-22'), /EVARS/)
  t.equal(labelOn(PROFESSIONS, '36', '2020-01-01'), 'Ambulancier', 'withdrawn, it keeps the name it had')
  t.equal(labelOn(PROFESSIONS, '37', '2020-01-01'), 'Auxiliaire de puériculture')
  t.match(labelOn(FINESS_CATEGORIES, '231', '2026-11-22'), /EVARS/)
  t.equal(labelOn(FINESS_CATEGORIES, '999', '2026-11-22'), '999')
})
