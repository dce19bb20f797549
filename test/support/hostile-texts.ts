/** A text made to slow a pattern down: what leads to a repetition, what it repeats, and an end that makes it fail. */
export type Attack = { prefix: string; pump: string; end: string }

export function textOf({ prefix, pump, end }: Attack, length: number): string {
  return prefix + pump.repeat(Math.max(1, Math.ceil(length / pump.length))) + end
}

/**
 * Texts made from a pattern against itself: for each of its repetitions without a bound, what leads to it, then the
 * characters most of its parts accept, alone and by pairs, over and over. None for a pattern that repeats nothing. They
 * are the usual ways to slow a pattern down, not all of them.
 */
export function attacksOn(regex: RegExp): Attack[] {
  const pattern = parsePattern(regex)
  const repeats = repeatsOf(pattern, '')
  if (repeats.length === 0) return []
  const common = commonCharacters(charactersOf(pattern))
  const pairs = common.slice(0, 4).flatMap((a) => common.slice(0, 4).map((b) => a + b))
  const pumps = new Set([...common, ...pairs, ...repeats.map(({ body }) => exampleOf(body))])
  const prefixes = new Set(['', ...repeats.map(({ prefix }) => prefix)])
  return [...prefixes].flatMap((prefix) =>
    [...pumps].filter(Boolean).flatMap((pump) => ENDS.map((end) => ({ prefix, pump, end }))),
  )
}

const ENDS = ['', '\u0001', '\n!']

type Part =
  | { kind: 'characters'; accepted: readonly string[] }
  | { kind: 'sequence'; parts: readonly Part[] }
  | { kind: 'choice'; options: readonly Part[] }
  | { kind: 'repeat'; body: Part; least: number; most: number }
  /** A look ahead or behind: takes no character. */
  | { kind: 'look'; body: Part }

/** Beyond this, a bound is none: that many steps back from each character are already too many. */
const BOUNDED = 200
const CANDIDATES = [
  ...Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)),
  ...['\t', '\n', '\r', '\0', '\u00a0', '\u202f', '\u200b', '\ufeff', '\uff1d', 'é', 'œ', '’', '\u0301', '«'],
]
/** Preferred when several are accepted as much, so that pumps stay readable. */
const USUAL = ['a', '0', ' ', '-', '.', 'A']

/** Reads what JavaScript writes in a pattern, groups and classes included; a reference to a group is taken for nothing. */
function parsePattern({ source, flags }: RegExp): Part {
  const tokens = source.matchAll(
    /\[(?:\\.|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|k<[^>]*>|.)|\(\?(?:[:=!]|<[=!]|<[^>]*>)|[*+?](?:\?)?|\{\d+(?:,\d*)?\}\??|[\s\S]/gu,
  )
  const list = [...tokens].map(([token]) => token)
  const plainFlags = flags.replace(/[gy]/g, '')
  let at = 0

  const choice = (): Part => {
    const options = [sequence()]
    while (list[at] === '|') {
      at += 1
      options.push(sequence())
    }
    return options.length === 1 ? options[0]! : { kind: 'choice', options }
  }
  const sequence = (): Part => {
    const parts: Part[] = []
    while (at < list.length && list[at] !== '|' && list[at] !== ')') parts.push(repeated(single()))
    return { kind: 'sequence', parts }
  }
  const single = (): Part => {
    const token = list[at]!
    at += 1
    if (token.startsWith('(')) {
      const body = choice()
      at += 1
      return /^\(\?<?[=!]/.test(token) ? { kind: 'look', body } : body
    }
    if (/^(?:[\^$]|\\[bBk\d].*)$/.test(token)) return { kind: 'sequence', parts: [] }
    return { kind: 'characters', accepted: acceptedBy(token, plainFlags) }
  }
  const repeated = (body: Part): Part => {
    const [, sign, least, comma, most] = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??$/.exec(list[at] ?? '') ?? []
    if (sign === undefined && least === undefined) return body
    at += 1
    if (sign) return { kind: 'repeat', body, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity }
    const from = Number(least)
    const to = comma === undefined ? from : most ? Number(most) : Infinity
    return { kind: 'repeat', body, least: from, most: to }
  }
  return choice()
}

function acceptedBy(token: string, flags: string): string[] {
  const one = new RegExp(`^${token}$`, flags)
  const accepted = CANDIDATES.filter((character) => one.test(character))
  // A character of no usual kind: itself.
  return accepted.length > 0 || token.startsWith('[') ? accepted : [token.replace(/^\\/, '')]
}

function charactersOf(part: Part): (readonly string[])[] {
  switch (part.kind) {
    case 'characters':
      return [part.accepted]
    case 'sequence':
      return part.parts.flatMap(charactersOf)
    case 'choice':
      return part.options.flatMap(charactersOf)
    default:
      return charactersOf(part.body)
  }
}

/** The characters most parts accept, first; each part accepts one of them at least, up to eight. */
function commonCharacters(parts: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>()
  for (const accepted of parts) {
    for (const character of accepted) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  const worth = (character: string) => (counts.get(character) ?? 0) + (USUAL.includes(character) ? 0.5 : 0)
  const ranked = [...counts.keys()].sort((a, b) => worth(b) - worth(a))
  const ofEachPart = parts.flatMap((accepted) => ranked.find((one) => accepted.includes(one)) ?? [])
  return [...new Set([...ranked.slice(0, 3), ...ofEachPart])].slice(0, 8)
}

/** Each repetition without a bound, with a text that leads to it. */
function repeatsOf(part: Part, prefix: string): { prefix: string; body: Part }[] {
  switch (part.kind) {
    case 'characters':
      return []
    case 'sequence': {
      let before = prefix
      return part.parts.flatMap((one) => {
        const found = repeatsOf(one, before)
        before += exampleOf(one)
        return found
      })
    }
    case 'choice':
      return part.options.flatMap((option) => repeatsOf(option, prefix))
    case 'look':
      return repeatsOf(part.body, prefix)
    case 'repeat': {
      const inside = repeatsOf(part.body, prefix)
      return part.most > BOUNDED ? [{ prefix, body: part.body }, ...inside] : inside
    }
  }
}

/** A text that a part accepts, as short as it may be. */
function exampleOf(part: Part): string {
  switch (part.kind) {
    case 'characters':
      return USUAL.find((one) => part.accepted.includes(one)) ?? part.accepted[0] ?? ''
    case 'sequence':
      return part.parts.map(exampleOf).join('')
    case 'choice':
      return exampleOf(part.options[0]!)
    case 'look':
      return ''
    case 'repeat':
      return exampleOf(part.body).repeat(Math.min(part.least, BOUNDED))
  }
}
