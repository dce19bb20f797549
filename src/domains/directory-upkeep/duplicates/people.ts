import { foldText } from '../../directory/national/plain-text.js'
import { compareFirst, familyParts, firstParts, isClose, soundOf } from './names.js'
import { type Reason, type Suspicion, weigh } from './reasons.js'

/** What a suspicion about two people is made of. */
export type PersonFacts = {
  id: string
  rppsNumber: string | null
  formerIdentifier: string | null
  lastName: string
  firstName: string | null
  professionCode: string | null
  phones: readonly string[]
  emails: readonly string[]
  communes: readonly string[]
  /** Structures where she works. */
  places: readonly string[]
}

/** The same with its names read once, for a record is compared with many. */
export type PreparedPerson = PersonFacts & { family: readonly string[]; first: readonly string[] }

export function preparePerson(facts: PersonFacts): PreparedPerson {
  return {
    ...facts,
    emails: facts.emails.map((email) => email.toLowerCase()),
    family: familyParts(facts.lastName),
    first: firstParts(facts.firstName),
  }
}

/**
 * Whether two people may be one. Two RPPS numbers are two people, and so are two first names: spouses, sisters and
 * colleagues share everything else.
 */
export function suspectPeople(one: PreparedPerson, other: PreparedPerson): Suspicion | null {
  if (shareNumber(one, other)) return { score: 100, reasons: ['same-number'] }
  if (one.rppsNumber !== null && other.rppsNumber !== null) return null
  const names = compareNames(one, other)
  if (names === null) return null
  return weigh([...names, ...circumstances(one, other)])
}

type Mark = { reason: Reason | null; points: number }

const POINTS = {
  sameFamily: 40,
  marriedName: 32,
  closeFamily: 30,
  sameFirst: 28,
  variantFirst: 22,
  unknownFirst: 10,
  swapped: 66,
  email: 25,
  phone: 15,
  place: 12,
  commune: 8,
  profession: 5,
  otherProfession: -25,
} as const

function compareNames(one: PreparedPerson, other: PreparedPerson): Mark[] | null {
  if (isSame(one.family, other.first) && isSame(one.first, other.family)) {
    return [{ reason: 'swapped-names', points: POINTS.swapped }]
  }
  const read = compareFirst(one.first, other.first)
  // « Cathy » is read as Catherine: the same person, but not what is written.
  const first =
    read === 'same' && foldText(one.firstName ?? '') !== foldText(other.firstName ?? '') ? 'variant' : read
  if (first === 'other') return null
  const marks: Mark[] = []
  if (first === 'same') marks.push({ reason: null, points: POINTS.sameFirst })
  if (first === 'variant') marks.push({ reason: 'first-name-variant', points: POINTS.variantFirst })
  if (first === 'unknown') marks.push({ reason: 'first-name-unknown', points: POINTS.unknownFirst })
  const family = compareFamily(one.family, other.family)
  if (family !== null) return [family, ...marks]
  // A married name replaces the other one whole: then only her own address says that she is the same.
  const mayBeMarried = read === 'same' && share(one.emails, other.emails)
  return mayBeMarried ? [{ reason: 'other-family-name', points: 0 }, ...marks] : null
}

function compareFamily(one: readonly string[], other: readonly string[]): Mark | null {
  if (isSame(one, other) || isSame([...one].sort(), [...other].sort())) {
    return { reason: 'same-name', points: POINTS.sameFamily }
  }
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length < long.length && short.every((part) => long.includes(part))) {
    return { reason: 'married-name', points: POINTS.marriedName }
  }
  const close = isClose(one.join(''), other.join(''))
  return close ? { reason: 'close-name', points: POINTS.closeFamily } : null
}

function circumstances(one: PreparedPerson, other: PreparedPerson): Mark[] {
  const marks: Mark[] = []
  if (share(one.emails, other.emails)) marks.push({ reason: 'same-email', points: POINTS.email })
  if (share(one.phones, other.phones)) marks.push({ reason: 'same-phone', points: POINTS.phone })
  if (share(one.places, other.places)) marks.push({ reason: 'same-place', points: POINTS.place })
  else if (share(one.communes, other.communes)) marks.push({ reason: 'same-commune', points: POINTS.commune })
  if (one.professionCode !== null && other.professionCode !== null) {
    marks.push(
      one.professionCode === other.professionCode
        ? { reason: 'same-profession', points: POINTS.profession }
        : { reason: null, points: POINTS.otherProfession },
    )
  }
  return marks
}

/** An ADELI number, or an RPPS number written where the former one goes. */
function shareNumber(one: PreparedPerson, other: PreparedPerson): boolean {
  const numbers = [one.rppsNumber, one.formerIdentifier].filter((number) => number !== null)
  return [other.rppsNumber, other.formerIdentifier].some(
    (number) => number !== null && numbers.includes(number),
  )
}

/**
 * The keys under which a person meets those she may be: whoever shares none with her is not compared with her. Letters
 * left out one by one let a slip of the hand through (as SymSpell does), among those of the same first name.
 */
export function keysOfPerson(person: PreparedPerson): string[] {
  const { family, first, phones, emails, rppsNumber, formerIdentifier } = person
  const initial = first[0]?.[0] ?? ''
  const whole = family.join('')
  const everything = [...family, ...first].sort().join(' ')
  return [
    ...family.flatMap((part) => [`family:${part}:${initial}`, `sound:${soundOf(part)}:${initial}`]),
    `all:${everything}`,
    ...(first[0] && whole.length >= 4 ? slips(whole).map((slip) => `slip:${first[0]}:${slip}`) : []),
    ...phones.map((phone) => `phone:${phone}`),
    ...emails.map((email) => `email:${email}`),
    ...[rppsNumber, formerIdentifier].flatMap((number) => (number === null ? [] : [`number:${number}`])),
  ]
}

function slips(word: string): string[] {
  return [word, ...Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1))]
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length > 0 && one.length === other.length && one.every((part, index) => part === other[index])
}

function share(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one))
}
