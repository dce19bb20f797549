import fc from 'fast-check'
import t from 'tap'
import { digestTime, frenchPhone, retryTime, sendTime } from '../../src/domains/mail/rules.js'

const CALM = { urgent: false }
const ZONES = [
  'Europe/Paris',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'America/Miquelon',
  'Indian/Reunion',
  'Indian/Mayotte',
  'Pacific/Noumea',
  'Pacific/Marquesas',
]

t.test('a mail waits for eight o’clock, where the network is', async (t) => {
  for (const [words, zone, asked, leaves] of [
    ['at noon it leaves at once', 'Europe/Paris', '2026-03-02T11:00:00Z', '2026-03-02T11:00:00Z'],
    ['at exactly 8:00 it leaves', 'Europe/Paris', '2026-03-02T07:00:00Z', '2026-03-02T07:00:00Z'],
    ['a second before 8:00 it waits', 'Europe/Paris', '2026-03-02T06:59:59Z', '2026-03-02T07:00:00Z'],
    ['a second before 20:00 it leaves', 'Europe/Paris', '2026-03-02T18:59:59Z', '2026-03-02T18:59:59Z'],
    ['at 20:00 it waits for tomorrow', 'Europe/Paris', '2026-03-02T19:00:00Z', '2026-03-03T07:00:00Z'],
    [
      'on Saturday evening it waits for Monday',
      'Europe/Paris',
      '2026-03-07T19:00:00Z',
      '2026-03-09T07:00:00Z',
    ],
    ['on Sunday at noon it waits for Monday', 'Europe/Paris', '2026-03-08T11:00:00Z', '2026-03-09T07:00:00Z'],
    [
      'on Monday at 3:00 it waits for the day',
      'Europe/Paris',
      '2026-03-09T02:00:00Z',
      '2026-03-09T07:00:00Z',
    ],
    ['before the night summer time begins', 'Europe/Paris', '2026-03-28T20:00:00Z', '2026-03-30T06:00:00Z'],
    ['in the hour that does not exist', 'Europe/Paris', '2026-03-29T01:00:00Z', '2026-03-30T06:00:00Z'],
    ['before the night winter time begins', 'Europe/Paris', '2026-10-24T19:00:00Z', '2026-10-26T07:00:00Z'],
    ['in the hour that comes twice', 'Europe/Paris', '2026-10-25T00:30:00Z', '2026-10-26T07:00:00Z'],
    ['on the last evening of February', 'Europe/Paris', '2028-02-28T20:00:00Z', '2028-02-29T07:00:00Z'],
    ['on 29 February', 'Europe/Paris', '2028-02-29T20:00:00Z', '2028-03-01T07:00:00Z'],
    ['on New Year’s Eve', 'Europe/Paris', '2026-12-31T22:30:00Z', '2027-01-01T07:00:00Z'],
    ['in Réunion it is already night', 'Indian/Reunion', '2026-03-02T16:00:00Z', '2026-03-03T04:00:00Z'],
    ['in Mayotte it is not yet', 'Indian/Mayotte', '2026-03-02T16:00:00Z', '2026-03-02T16:00:00Z'],
    [
      'in Guadeloupe the day has not begun',
      'America/Guadeloupe',
      '2026-03-02T11:00:00Z',
      '2026-03-02T12:00:00Z',
    ],
    [
      'in Guadeloupe it is still Saturday',
      'America/Guadeloupe',
      '2026-03-08T00:30:00Z',
      '2026-03-09T12:00:00Z',
    ],
    [
      'in Réunion it is Sunday before Paris',
      'Indian/Reunion',
      '2026-03-07T21:00:00Z',
      '2026-03-09T04:00:00Z',
    ],
    [
      'the Marquesas are half an hour apart',
      'Pacific/Marquesas',
      '2026-03-02T17:00:00Z',
      '2026-03-02T17:30:00Z',
    ],
  ] as const) {
    t.equal(sendTime(new Date(asked), zone, CALM).toISOString(), new Date(leaves).toISOString(), words)
  }
  const night = new Date('2026-03-08T02:00:00Z')
  t.equal(sendTime(night, 'Europe/Paris', { urgent: true }), night, 'an urgent one leaves on a Sunday night')
})

t.test(
  'whatever the instant and the zone, it leaves by day, not on Sunday, and within 36 hours',
  async (t) => {
    let waited = 0
    const property = fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2040-12-31'), noInvalidDate: true }),
      fc.constantFrom(...ZONES),
      (asked, zone) => {
        const leaves = sendTime(asked, zone, CALM)
        if (leaves > asked) waited += 1
        return (
          leaves >= asked && leaves.getTime() - asked.getTime() <= 37 * 3_600_000 && isCivil(leaves, zone)
        )
      },
    )
    const seed = 20260302
    t.notOk(fc.check(property, { seed, numRuns: 3000 }).failed)
    t.comment(`seed ${seed}: 3000 instants in ${ZONES.length} zones, ${waited} of them put off`)
    const naive = fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2040-12-31'), noInvalidDate: true }),
      (asked) => isCivil(sendTime(asked, 'Europe/Paris', CALM), 'Indian/Reunion'),
    )
    t.ok(
      fc.check(naive, { seed, numRuns: 3000 }).failed,
      'the control: with the hours of Paris, Réunion is woken up',
    )
  },
)

/** Read by another way than the rule's. */
function isCivil(instant: Date, timeZone: string): boolean {
  const text = instant.toLocaleString('en-US', { timeZone, weekday: 'short', hour: 'numeric', hour12: false })
  const [, day, hour] = /^(\w{3}), (\d+)/.exec(text) ?? []
  return day !== 'Sun' && Number(hour) >= 8 && Number(hour) < 20
}

t.test('the digest is of Monday at eight, once in the day of UTC that holds it', async (t) => {
  for (const [day, zone, expected] of [
    ['2026-03-02T00:00:00Z', 'Europe/Paris', '2026-03-02T07:00:00.000Z'],
    ['2026-03-30T00:00:00Z', 'Europe/Paris', '2026-03-30T06:00:00.000Z'],
    ['2026-03-03T00:00:00Z', 'Europe/Paris', null],
    ['2026-03-01T00:00:00Z', 'Europe/Paris', null],
    ['2026-03-02T00:00:00Z', 'America/Guadeloupe', '2026-03-02T12:00:00.000Z'],
    ['2026-03-02T00:00:00Z', 'Indian/Reunion', '2026-03-02T04:00:00.000Z'],
    ['2026-03-01T00:00:00Z', 'Pacific/Noumea', '2026-03-01T21:00:00.000Z'],
    ['2026-03-02T00:00:00Z', 'Pacific/Noumea', null],
  ] as const) {
    t.equal(digestTime(new Date(day), zone)?.toISOString() ?? null, expected, `${day} ${zone}`)
  }
})

t.test('a mail refused for now is tried again for two days, at moments that differ', async (t) => {
  const now = new Date('2026-03-02T09:00:00Z')
  const minutes = (attempts: number, chance: number) => {
    const at = retryTime(attempts, now, chance)
    return at && (at.getTime() - now.getTime()) / 60_000
  }
  t.same(
    [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => Math.round(minutes(attempts, 0.5)!)),
    [1, 5, 15, 30, 60, 120, 240, 480],
  )
  t.ok(minutes(1, 0)! >= 0.8 && minutes(1, 1)! <= 1.2)
  t.equal(minutes(12, 0.5), null)
  const all = Array.from({ length: 11 }, (_, index) => minutes(index + 1, 0.5)!).reduce(
    (sum, one) => sum + one,
  )
  t.ok(all > 48 * 60 && all < 56 * 60, `${Math.round(all / 60)} hours in all`)
})

t.test('a phone is kept in the French form, however it is written', async (t) => {
  for (const [typed, kept] of [
    ['0145678901', '01 45 67 89 01'],
    ['01.45.67.89.01', '01 45 67 89 01'],
    ['+33 1 45 67 89 01', '01 45 67 89 01'],
    ['0033145678901', '01 45 67 89 01'],
    ['+262 262 12 34 56', '02 62 12 34 56'],
    ['+590 590 12 34 56', '05 90 12 34 56'],
    ['0145', null],
    ['0045678901', null],
    ['+44 20 7946 0018', null],
    ['', null],
  ] as const) {
    t.equal(frenchPhone(typed), kept, typed)
  }
})
