/**
 * How a network writes its identifiers, in a language nobody can hang a server with: `9` or `0` is a digit, `A` a
 * letter, `*` one or the other, `\` makes the next sign itself, anything else is itself. « 69-A-0000 » takes
 * « 01-B-0042 »; « \69-A » takes « 60-B ». No sign repeats another, so a comparison reads each sign once.
 */
type Place = { kind: 'digit' | 'letter' | 'either' } | { kind: 'literal'; sign: string }

export const LONGEST_IDENTIFIER = 40

/** Why a mask cannot serve, in French, or null. */
export function maskRefusal(mask: string): string | null {
  const places = placesOf(mask)
  if (places === null) return 'Ce format finit par « \\ » : ajoutez le signe qui doit suivre.'
  if (places.length > LONGEST_IDENTIFIER) return `Un identifiant compte au plus ${LONGEST_IDENTIFIER} signes.`
  if (!places.some(({ kind }) => kind !== 'literal')) {
    return 'Ce format n’a qu’un identifiant possible : mettez au moins un chiffre (9) ou une lettre (A).'
  }
  return places.every((place) => place.kind !== 'literal' || WRITABLE.test(place.sign))
    ? null
    : 'Un identifiant s’écrit avec des lettres sans accent, des chiffres, des espaces et « - / . _ ».'
}

/** Whether an identifier is written as the mask says, capitals or not. */
export function matchesMask(mask: string, identifier: string): boolean {
  const places = placesOf(mask) ?? []
  const signs = [...identifier]
  return signs.length === places.length && places.every((place, index) => fits(place, signs[index] ?? ''))
}

/** An identifier of this form: « 00-A-0000 ». */
export function maskExample(mask: string): string {
  return (placesOf(mask) ?? []).map((place) => EXAMPLES[place.kind] ?? signOf(place)).join('')
}

/** What an identifier may be written with, whatever its mask. */
export const IDENTIFIER_SIGNS = /^[A-Za-z0-9 \-/._]+$/

const WRITABLE = /^[A-Za-z0-9 \-/._]$/

const EXAMPLES: Partial<Record<Place['kind'], string>> = { digit: '0', letter: 'A', either: 'X' }

function signOf(place: Place): string {
  return place.kind === 'literal' ? place.sign : ''
}

function fits(place: Place, sign: string): boolean {
  switch (place.kind) {
    case 'digit':
      return sign >= '0' && sign <= '9'
    case 'letter':
      return isLetter(sign)
    case 'either':
      return isLetter(sign) || (sign >= '0' && sign <= '9')
    case 'literal':
      return sign.toUpperCase() === place.sign.toUpperCase()
  }
}

function isLetter(sign: string): boolean {
  const upper = sign.toUpperCase()
  return upper.length === 1 && upper >= 'A' && upper <= 'Z'
}

/** The places of a mask, or null when its last sign waits for another. */
function placesOf(mask: string): Place[] | null {
  const places: Place[] = []
  const signs = [...mask]
  for (let at = 0; at < signs.length; at += 1) {
    const sign = signs[at] ?? ''
    if (sign === '\\') {
      at += 1
      const next = signs[at]
      if (next === undefined) return null
      places.push({ kind: 'literal', sign: next })
    } else if (sign === '9' || sign === '0') places.push({ kind: 'digit' })
    else if (sign === 'A') places.push({ kind: 'letter' })
    else if (sign === '*') places.push({ kind: 'either' })
    else places.push({ kind: 'literal', sign })
  }
  return places
}
