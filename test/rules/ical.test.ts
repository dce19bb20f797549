import fc from 'fast-check'
import ICAL from 'ical.js'
import t from 'tap'
import { type CalendarEvent, icalDocument } from '../../src/web/ical.js'

const EVENT: CalendarEvent = {
  uid: '5b1f7c3e-0000-4000-8000-000000000000@trame.test',
  sequence: 0,
  stamp: new Date('2026-11-22T08:00:00Z'),
  start: new Date('2026-12-03T08:00:00Z'),
  end: new Date('2026-12-03T11:30:00Z'),
  summary: 'Urgences obstétricales',
  description: null,
  location: null,
  url: null,
  cancelled: false,
}

const HOSTILE = [
  'a\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM',
  'a\nORGANIZER;CN=Faux:mailto:faux@exemple.test',
  'a\rEND:VEVENT\rBEGIN:VEVENT',
  'a\u2028ATTENDEE:mailto:x@exemple.test',
  'a\u0085URL:javascript:alert(1)',
  'a\u0000b\u000bc',
  'virgules, points-virgules ; et \\ barres\\n',
  '"guillemets" : deux-points',
  'é'.repeat(200),
  '👩‍⚕️'.repeat(60),
]

const eventsOf = (text: string) => {
  const component = new ICAL.Component(ICAL.parse(text))
  return { component, events: component.getAllSubcomponents('vevent') }
}

const NAMES = [
  'description',
  'dtend',
  'dtstamp',
  'dtstart',
  'location',
  'sequence',
  'status',
  'summary',
  'uid',
]

t.test('an event is read back by an independent reader, cancelled or not', async (t) => {
  const { component, events } = eventsOf(icalDocument({ ...EVENT, url: 'https://trame.test/x?a=1,2' }))
  const event = new ICAL.Event(events[0]!)
  t.equal(event.summary, EVENT.summary)
  t.equal(event.startDate.toJSDate().getTime(), EVENT.start.getTime())
  t.equal(event.endDate.toJSDate().getTime(), EVENT.end.getTime())
  t.equal(component.getFirstPropertyValue('method'), 'PUBLISH')
  t.equal(events[0]!.getFirstPropertyValue('url'), 'https://trame.test/x?a=1%2C2')
  const cancelled = eventsOf(icalDocument({ ...EVENT, cancelled: true, sequence: 3 }))
  t.equal(cancelled.component.getFirstPropertyValue('method'), 'CANCEL')
  t.equal(cancelled.events[0]!.getFirstPropertyValue('status'), 'CANCELLED')
  t.equal(cancelled.events[0]!.getFirstPropertyValue('sequence'), 3)
})

const isSound = (text: string, wanted: string) => {
  const { component, events } = eventsOf(text)
  const names =
    events[0]
      ?.getAllProperties()
      .map((one) => one.name)
      .sort() ?? []
  return (
    events.length === 1 &&
    component.getAllSubcomponents().length === 1 &&
    events[0]!.getAllSubcomponents().length === 0 &&
    names.every((name) => NAMES.includes(name)) &&
    new Set(names).size === names.length &&
    String(events[0]!.getFirstPropertyValue('summary')) === wanted &&
    text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75) &&
    !/[^\r]\n|\r[^\n]/.test(text)
  )
}

const onOneLine = (text: string) =>
  [...text.replaceAll(/[\r\u0085\u2028\u2029]/g, '\n')]
    .filter((char) => /[\n\t]/.test(char) || !/[\p{Cc}\p{Cs}]/u.test(char))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim()

t.test('what people type adds no line, no alarm, no organiser', async (t) => {
  for (const [index, text] of HOSTILE.entries()) {
    const document = icalDocument({ ...EVENT, summary: text, description: text, location: text, uid: text })
    t.ok(isSound(document, onOneLine(text)), `hostile text ${index}`)
  }
})

t.test('the control: a writer that only joins lines lets an alarm in', async (t) => {
  const naive = icalDocument({ ...EVENT, summary: 'X' }).replace('SUMMARY:X', `SUMMARY:${HOSTILE[0]}`)
  t.notOk(isSound(naive, onOneLine(HOSTILE[0]!)))
})

t.test('whatever is typed, there is one event with the same words', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...HOSTILE))
  fc.assert(
    fc.property(text, text, (summary, other) =>
      isSound(icalDocument({ ...EVENT, summary, description: other, location: other }), onOneLine(summary)),
    ),
    { numRuns: 500, seed: 20261122 },
  )
})
