import calendar, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'

export type CalendarEvent = {
  /** Stable for the life of the event: sent again, it replaces itself in an agenda. */
  uid: string
  /** Grows at each change. */
  sequence: number
  stamp: Date
  start: Date
  end: Date
  summary: string
  description: string | null
  location: string | null
  url: string | null
  cancelled: boolean
}

/** One event for an agenda (RFC 5545): what people typed is text there and can add no line of its own. */
export function icalDocument(event: CalendarEvent): string {
  const document = calendar({
    prodId: '//Trame//Trame//FR',
    method: event.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  })
  document.createEvent({
    id: oneLine(event.uid),
    sequence: event.sequence,
    stamp: event.stamp,
    start: event.start,
    end: event.end,
    summary: oneLine(event.summary),
    description: event.description === null ? null : typed(event.description),
    location: event.location === null ? null : oneLine(event.location),
    // The library escapes an address like a text, which it is not: these characters travel encoded.
    url: event.url === null ? null : new URL(event.url).href.replaceAll(/[,;]/g, encodeURIComponent),
    status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  })
  return document.toString()
}

/** Line breaks in the one form the format can escape, and no other control character. */
function typed(text: string): string {
  const lines = text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
  return [...lines]
    .filter((character) => character === '\n' || character === '\t' || !isControl(character))
    .join('')
}

function oneLine(text: string): string {
  return typed(text).replaceAll(/\s+/g, ' ').trim()
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  const half = code >= 0xd800 && code <= 0xdfff // of a character cut in two
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || half
}
