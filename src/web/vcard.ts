export type ContactCard = {
  uid: string
  /** Null for an organisation: it then has `organisation` alone. */
  name: { last: string; first: string; title: string } | null
  /** As an address book shows it. */
  fullName: string
  organisation: string | null
  occupation: string | null
  phones: readonly { number: string; kind: 'WORK' | 'CELL' | 'FAX' }[]
  email: string | null
  website: string | null
  addresses: readonly { more: string; street: string; commune: string; postcode: string }[]
  note: string | null
  /** Civil date of the last change. */
  revisedOn: string
}

const LONGEST_LINE = 75

/**
 * Cards for an address book (vCard 3.0, RFC 2426: the version telephones and Outlook all read). What people typed is
 * text there and can add no line of its own. Yields one card at a time, so that a long export streams.
 */
export function* vcards(cards: Iterable<ContactCard>): Generator<string> {
  for (const card of cards) yield vcard(card)
}

function vcard(card: ContactCard): string {
  const { name } = card
  const lines: (readonly [name: string, value: string] | null)[] = [
    ['BEGIN', 'VCARD'],
    ['VERSION', '3.0'],
    ['PRODID', '-//Trame//Trame//FR'],
    ['UID', text(card.uid)],
    ['N', name ? parts([name.last, name.first, '', name.title, '']) : parts([card.fullName, '', '', '', ''])],
    ['FN', text(card.fullName)],
    card.organisation === null ? null : ['ORG', text(card.organisation)],
    card.occupation === null ? null : ['TITLE', text(card.occupation)],
    ...card.phones.map(({ number, kind }) => [`TEL;TYPE=${TYPES[kind]}`, text(number)] as const),
    card.email === null ? null : ['EMAIL;TYPE=INTERNET,WORK', text(card.email)],
    ...card.addresses.map(
      ({ more, street, commune, postcode }) =>
        ['ADR;TYPE=WORK', parts(['', more, street, commune, '', postcode, 'France'])] as const,
    ),
    website(card.website),
    card.note === null ? null : ['NOTE', text(card.note)],
    ['REV', `${card.revisedOn}T00:00:00Z`],
    ['END', 'VCARD'],
  ]
  return lines
    .filter((line) => line !== null)
    .map(([property, value]) => folded(`${property}:${value}`))
    .join('')
}

const TYPES = { WORK: 'WORK,VOICE', CELL: 'CELL,VOICE', FAX: 'WORK,FAX' } as const

function parts(values: readonly string[]): string {
  return values.map(text).join(';')
}

/** An address is no text: what is not http or https, or cannot be read, is left out. */
function website(address: string | null): readonly [string, string] | null {
  if (address === null) return null
  const written = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`
  const url = URL.canParse(written) ? new URL(written) : null
  return url && /^https?:$/.test(url.protocol)
    ? ['URL', url.href.replaceAll(/[,;]/g, encodeURIComponent)]
    : null
}

/** Text of one value: its separators escaped, its line breaks in the one form the format has, nothing invisible. */
function text(value: string): string {
  return [...value.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')]
    .filter((character) => character === '\n' || !isControl(character))
    .join('')
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll('\n', '\\n')
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  const half = code >= 0xd800 && code <= 0xdfff // of a character cut in two
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || half
}

/** Lines of 75 bytes at most, cut between two characters; what follows begins with a space. */
function folded(line: string): string {
  let out = ''
  let bytes = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (bytes + size > LONGEST_LINE) {
      out += '\r\n '
      bytes = 1
    }
    out += character
    bytes += size
  }
  return `${out}\r\n`
}
