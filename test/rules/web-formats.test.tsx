import { t } from 'tap'
import { dispositionOf } from '../../src/web/attachment.js'
import {
  civilDate,
  daysBetween,
  formatDate,
  formatDeadline,
  formatInstant,
  formatLongDate,
  formatLongInstant,
  formatMonth,
  formatSession,
  formatTime,
} from '../../src/web/dates.js'
import { deadlineTag } from '../../src/web/deadline.js'
import { safeHref, withQuery } from '../../src/web/links.js'
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatMeasure,
  formatNumber,
  formatPer1000,
  formatPercent,
  formatSigned,
  measureParts,
  rateOf,
} from '../../src/web/numbers.js'
import { seenOf } from '../../src/web/seen.js'
import { cellText } from '../../src/web/states.js'
import { slug, typeset } from '../../src/web/typography.js'

const N = '\u202f'
const B = '\u00a0'

t.test('numbers are written in French, with narrow no-break spaces and a comma', async (t) => {
  t.equal(formatNumber(12345.6, 1), `12${N}345,6`)
  t.equal(formatPercent(12345.6), `12${N}345,6${N}%`)
  t.equal(formatPer1000(4.21), `4,2${B}pour${B}1${N}000`)
  t.equal(formatNumber(-3), '−3')
  t.equal(formatNumber(-0.04, 1), '0,0', 'a rounded zero has no sign')
  t.equal(formatCount(0, 'fiche', 'fiches'), `0${B}fiche`)
  t.equal(formatCount(1200, 'fiche', 'fiches'), `1${N}200${B}fiches`)
})

t.test('measures carry their unit at its usual precision', async (t) => {
  t.equal(formatMeasure(39.3, 'weeks'), `39,3${B}SA`)
  t.equal(formatMeasure(1, 'days'), `1,0${B}jour`)
  t.equal(formatMeasure(3250, 'grams'), `3${N}250${B}g`)
  t.equal(formatInterval(8.1, 12.4, 'percent'), `de${B}8,1${N}% à${B}12,4${N}%`)
  t.same(measureParts(4.2, 'per1000'), { figure: '4,2', unit: `${B}pour${B}1${N}000` })
})

t.test('what has no denominator is « non calculable », never NaN nor Infinity', async (t) => {
  t.equal(rateOf(3, 0), null)
  t.equal(rateOf(1, 8), 12.5)
  t.equal(rateOf(1, 8, 1000), 125)
  for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.equal(formatNumber(value), 'non calculable')
    t.equal(formatPercent(value), 'non calculable')
    t.equal(formatSigned(value), 'non calculable')
    t.equal(formatBytes(value), 'non calculable')
    t.equal(formatMeasure(value, 'per1000'), 'non calculable')
  }
  t.equal(formatInterval(null, 3, 'percent'), 'non calculable')
  t.equal(cellText({ kind: 'value', value: null }), 'non calculable')
})

t.test('a difference always shows its sign, with a true minus', async (t) => {
  t.equal(formatSigned(1.2, 1), '+1,2')
  t.equal(formatSigned(-0.3, 1), '−0,3')
  t.equal(formatSigned(0.04, 1), '0,0')
})

t.test('sizes of files are in octets and their decimal multiples', async (t) => {
  t.equal(formatBytes(1), `1${B}octet`)
  t.equal(formatBytes(999), `999${B}octets`)
  t.equal(formatBytes(999_700), `1,0${B}Mo`)
  t.equal(formatBytes(88_000_000), `88${B}Mo`)
  t.equal(formatBytes(1_500_000_000), `1,5${B}Go`)
})

t.test('dates are those of the place of the reader', async (t) => {
  const instant = new Date('2026-12-31T22:32:00Z')
  t.equal(civilDate(instant, 'Europe/Paris'), '2026-12-31')
  t.equal(civilDate(instant, 'Indian/Reunion'), '2027-01-01')
  t.equal(formatInstant(instant, 'Europe/Paris'), `31/12/2026 à${B}23${B}h${B}32`)
  t.equal(formatLongInstant(instant, 'America/Guadeloupe'), `jeudi 31 décembre 2026 à${B}18${B}h${B}32`)
  t.equal(formatTime(new Date('2026-06-01T07:00:00Z'), 'Europe/Paris'), `9${B}h`)
  t.equal(formatTime(new Date('2026-06-01T22:00:00Z'), 'Europe/Paris'), `0${B}h`)
})

t.test('civil dates never move with the time zone of the server', async (t) => {
  t.equal(formatDate('2026-12-31'), '31/12/2026')
  t.equal(formatLongDate('2026-12-31'), 'jeudi 31 décembre 2026')
  t.equal(formatLongDate('2027-01-01'), `vendredi 1er${B}janvier 2027`)
  t.equal(formatMonth('2026-12'), 'décembre 2026')
  t.equal(formatDate(null), 'non renseignée')
  t.equal(formatInstant(null, 'Europe/Paris'), 'non renseignée')
})

t.test('a session is written on one day, or on two when it lasts longer', async (t) => {
  const start = new Date('2027-03-12T08:00:00Z')
  t.equal(
    formatSession(start, new Date('2027-03-12T11:30:00Z'), 'Europe/Paris'),
    `vendredi 12 mars 2027, de${B}9${B}h à${B}12${B}h${B}30`,
  )
  t.match(
    formatSession(start, new Date('2027-03-13T11:00:00Z'), 'Europe/Paris'),
    /^du vendredi 12 .* au samedi 13 /,
  )
})

t.test('a deadline is said in words, across a change of hour', async (t) => {
  t.equal(daysBetween('2026-03-28', '2026-03-30'), 2)
  t.equal(formatDeadline('2026-03-01', '2026-03-01'), 'aujourd’hui')
  t.equal(formatDeadline('2026-03-02', '2026-03-01'), 'demain')
  t.equal(formatDeadline('2026-03-13', '2026-03-01'), `dans 12${B}jours`)
  t.equal(formatDeadline('2026-02-28', '2026-03-01'), `en retard de 1${B}jour`)
})

t.test('a cell says which of its states it is in', async (t) => {
  t.equal(cellText({ kind: 'value', value: 1234 }), `1${N}234`)
  t.equal(cellText({ kind: 'declared-zero' }), `0${B}(déclaré)`)
  t.equal(cellText({ kind: 'not-reported' }), 'non transmis')
  t.equal(cellText({ kind: 'not-applicable' }), 'sans objet')
  t.equal(cellText({ kind: 'suppressed' }), `<${B}11`)
  t.equal(cellText({ kind: 'not-computable' }), 'non calculable')
})

t.test('French signs never begin a line', async (t) => {
  t.equal(typeset("L'envoi : « fait » ! 12 % ?"), `L’envoi${N}: «${N}fait${N}»${N}! 12${N}%${N}?`)
  t.equal(typeset('3 200 g à 38 SA'), `3 200${B}g à 38${B}SA`)
  t.equal(slug('Césariennes : taux, 2025'), 'cesariennes-taux-2025')
  t.equal(slug('…'), 'sans-nom')
})

t.test('a link cannot carry a script', async (t) => {
  for (const href of [
    'javascript:alert(1)',
    ' JaVa\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '\u0001javascript:x',
  ]) {
    t.equal(safeHref(href), '#', href)
  }
  for (const href of [
    '/a',
    '?page=2',
    '#champ',
    'a/b:c',
    'https://x.fr',
    'mailto:a@b.fr',
    'tel:+33145678901',
    '',
  ]) {
    t.equal(safeHref(href), href)
  }
})

t.test('an address keeps its filters when one of them changes', async (t) => {
  t.equal(
    withQuery('/annuaire', { q: 'é&', page: 3 }, { page: null, tri: 'nom' }),
    '/annuaire?q=%C3%A9%26&tri=nom',
  )
  t.equal(withQuery('/annuaire', { q: '' }), '/annuaire')
})

t.test('a deadline is expected, near, late, received, or received late', async (t) => {
  const due = '2026-03-01'
  const tag = (today: string, received: string | null = null) => deadlineTag({ due, received, today })
  t.same(tag('2026-01-15'), { tone: 'waiting', word: `Dans 45${B}jours`, detail: 'attendu le 01/03/2026' })
  t.match(tag('2026-02-17'), { tone: 'attention', word: `Dans 12${B}jours` })
  t.match(tag(due), { tone: 'attention', word: 'Aujourd’hui' }, 'the day itself is not late')
  t.match(tag('2026-03-13'), { tone: 'late', word: `En retard de 12${B}jours` })
  t.match(tag('2026-04-01', due), { tone: 'done', detail: 'le 01/03/2026' })
  t.match(tag('2026-04-01', '2026-03-03'), {
    tone: 'done',
    detail: `le 03/03/2026, 2${B}jours après l’échéance`,
  })
})

t.test('the name of a file to keep is said twice when it has accents, and never ends its own quotes', (t) => {
  t.equal(dispositionOf('rapport-2025.pdf'), 'attachment; filename="rapport-2025.pdf"')
  t.equal(
    dispositionOf('Été "1".pdf'),
    `attachment; filename="Ete 1.pdf"; filename*=UTF-8''%C3%89t%C3%A9%20%221%22.pdf`,
  )
  t.equal(dispositionOf('a\r\nx: y.pdf').includes('\n'), false)
  t.end()
})

t.test('what was read is told by the values, whatever their order, and by nothing less', async (t) => {
  const line = { role: 'global', fte: null, lines: [{ code: 'a', label: 'b' }, 'c'] }
  const seen = seenOf(line)
  t.match(seen, /^[0-9a-f]{16}$/)
  t.equal(seenOf({ lines: [{ label: 'b', code: 'a' }, 'c'], fte: null, role: 'global' }), seen)
  for (const other of [
    { fte: 0 },
    { fte: '' },
    { role: 'global ' },
    { lines: ['c', { code: 'a', label: 'b' }] },
  ])
    t.not(seenOf({ ...line, ...other }), seen)
})
