import t from 'tap'
import { inventedPerson, inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
import { findPairs } from '../../src/domains/directory-upkeep/duplicates/pairs.js'
import {
  keysOfPerson,
  type PersonFacts,
  type PreparedPerson,
  preparePerson,
  suspectPeople,
} from '../../src/domains/directory-upkeep/duplicates/people.js'
import type { REASONS } from '../../src/domains/directory-upkeep/duplicates/reasons.js'
import {
  keysOfStructure,
  prepareStructure,
  type StructureFacts,
  suspectStructures,
} from '../../src/domains/directory-upkeep/duplicates/structures.js'
import { longestGo } from '../support/longest-go.js'
import { anyOf, numberUnder, randomFrom } from '../support/random.js'

const SEED = Number(process.env.SEED ?? 7)

type Person = Partial<Omit<PersonFacts, 'id'>>

/** A midwife of Viriat, but for what a case says. */
function person(id: string, fields: Person): PersonFacts {
  return {
    id,
    rppsNumber: null,
    formerIdentifier: null,
    lastName: 'Martin',
    firstName: 'Claire',
    professionCode: '50',
    phones: [],
    emails: [],
    communes: ['01451'],
    places: [],
    ...fields,
  }
}

const between = (one: Person, other: Person) =>
  suspectPeople(preparePerson(person('a', one)), preparePerson(person('b', other)))

t.test('two records of one person are suspected, for a reason one can read', async (t) => {
  const cases: [string, Person, Person, string][] = [
    ['the same name in the same commune', {}, { professionCode: null }, 'same-commune'],
    ['capitals, accents, hyphens', { lastName: 'LE GOFF-PÉRON' }, { lastName: 'Le Goff Peron' }, 'same-name'],
    [
      'a double first name without its hyphen',
      { firstName: 'Marie-Claire' },
      { firstName: 'Marie Claire' },
      'same-name',
    ],
    ['an initial', { firstName: 'M.-Claire' }, { firstName: 'Marie-Claire' }, 'first-name-variant'],
    [
      'half of a double first name',
      { firstName: 'Marie' },
      { firstName: 'Marie-Claire' },
      'first-name-variant',
    ],
    ['a diminutive', { firstName: 'Cathy' }, { firstName: 'Catherine' }, 'first-name-variant'],
    [
      'the order of two family names',
      { lastName: 'Durand-Petit' },
      { lastName: 'Petit Durand' },
      'same-name',
    ],
    ['swapped columns', { lastName: 'Claire', firstName: 'Martin' }, {}, 'swapped-names'],
    ['a married name added', { lastName: 'Martin-Durand' }, {}, 'married-name'],
    ['a maiden name told', { lastName: 'DURAND née MARTIN' }, {}, 'married-name'],
    [
      'a married name that replaces the other, with her own address',
      { lastName: 'Durand', emails: ['c@exemple.test'], places: ['x'] },
      { emails: ['C@exemple.test'], places: ['x'] },
      'other-family-name',
    ],
    ['a letter missing', { lastName: 'Martn' }, {}, 'close-name'],
    ['two letters swapped', { lastName: 'Matrin' }, {}, 'close-name'],
    ['an ending one does not hear', { lastName: 'Dupond' }, { lastName: 'Dupont' }, 'close-name'],
    ['one has the number, the other not', { rppsNumber: '10000000001' }, {}, 'same-name'],
    [
      'a former identifier in common',
      { lastName: 'X', formerIdentifier: '015012345' },
      { firstName: 'Y', formerIdentifier: '015012345' },
      'same-number',
    ],
    [
      'a number written in the other column',
      { rppsNumber: '10000000001' },
      { lastName: 'Autre', formerIdentifier: '10000000001' },
      'same-number',
    ],
    [
      'no first name, the same telephone',
      { firstName: null, phones: ['+33474000001'] },
      { phones: ['+33474000001'] },
      'first-name-unknown',
    ],
  ]
  for (const [name, one, other, reason] of cases) {
    const found = between(one, other)
    t.ok(found?.reasons.includes(reason as keyof typeof REASONS), `${name}: ${JSON.stringify(found)}`)
    t.same(between(other, one)?.score, found?.score, `${name}: the same from the other side`)
    const pairs = await findPairs(
      [person('a', one), person('b', other)].map(preparePerson),
      keysOfPerson,
      suspectPeople,
    )
    t.equal(pairs.length, 1, `${name}: they meet under a key`)
  }
})

t.test('two people are not suspected for what they share', async (t) => {
  const shared = { phones: ['+33474000001'], emails: ['cabinet@exemple.test'], places: ['x'] }
  const cases: [string, Person, Person][] = [
    ['two RPPS numbers', { rppsNumber: '10000000001' }, { rppsNumber: '10000000002', ...shared }],
    ['sisters in one practice', shared, { ...shared, firstName: 'Sophie' }],
    ['spouses', shared, { ...shared, firstName: 'Paul' }],
    ['Jean and Jeanne', { ...shared, firstName: 'Jean' }, { ...shared, firstName: 'Jeanne' }],
    ['colleagues of one first name', shared, { ...shared, emails: [], lastName: 'Durand' }],
    ['a namesake elsewhere, of another profession', {}, { communes: ['01053'], professionCode: '70' }],
    ['short names a letter apart', { lastName: 'Roy' }, { lastName: 'Roi' }],
    ['a first name within another', { firstName: 'Anne' }, { firstName: 'Annick' }],
  ]
  for (const [name, one, other] of cases) t.equal(between(one, other), null, name)
})

type Structure = Partial<Omit<StructureFacts, 'id'>>

function structure(id: string, fields: Structure): StructureFacts {
  return {
    id,
    finessNumber: null,
    siret: null,
    name: 'Centre hospitalier de Viriat',
    street: null,
    communeCode: '01451',
    postcode: '01440',
    phones: [],
    emails: [],
    ...fields,
  }
}

const betweenStructures = (one: Structure, other: Structure) =>
  suspectStructures(prepareStructure(structure('a', one)), prepareStructure(structure('b', other)))

t.test('two records of one structure are suspected, two structures are not', async (t) => {
  const here = { street: '12 rue de l’Exemple', phones: ['+33474000001'] }
  const same: [string, Structure, Structure][] = [
    ['a short form', { name: 'CH Viriat' }, { finessNumber: '010000001' }],
    ['a service renamed', { name: 'CPEF des Lilas' }, { name: 'Centre de santé sexuelle des Lilas' }],
    [
      'a former name written out',
      { name: 'Centre de planification ou d’éducation familiale des Lilas' },
      { name: 'CSS Les Lilas' },
    ],
    [
      'an address written two ways',
      { ...here, name: 'Cabinet médical' },
      { name: 'CABINET MEDICAL', street: '12 R DE L EXEMPLE' },
    ],
    [
      'a slip of the hand, the same telephone',
      { ...here, name: 'Maison de santé des Lilas' },
      { ...here, name: 'Maison de santé des Lials' },
    ],
    [
      'one SIRET',
      { siret: '12345678901234', name: 'Cabinet Martin' },
      { siret: '12345678901234', name: 'SCP Martin' },
    ],
    ['only the postcode on one side', { communeCode: null }, {}],
    [
      'a practice under two names, same door, same telephone and address',
      { ...here, name: 'Cabinet Martin', emails: ['c@exemple.test'] },
      { ...here, name: 'Cabinet Durand', emails: ['c@exemple.test'] },
    ],
  ]
  for (const [name, one, other] of same) {
    const found = betweenStructures(one, other)
    t.ok(found, name)
    const pairs = await findPairs(
      [structure('a', one), structure('b', other)].map(prepareStructure),
      keysOfStructure,
      suspectStructures,
    )
    t.equal(pairs.length, 1, `${name}: they meet under a key`)
  }
  const others: [string, Structure, Structure][] = [
    ['two FINESS numbers', { finessNumber: '010000001' }, { finessNumber: '010000002' }],
    ['a hospital and the PMI of the same town', {}, { name: 'PMI de Viriat' }],
    ['the same name in another commune', {}, { communeCode: '01053', postcode: '01000' }],
    [
      'two practices of one street',
      { ...here, name: 'Cabinet Martin' },
      { street: '12 rue de l’Exemple', name: 'Cabinet Durand' },
    ],
    ['a name that many have', { name: 'Cabinet de sages-femmes' }, { name: 'Cabinet de sages-femmes' }],
    [
      'two sites of one service in a town',
      { name: 'PMI de Viriat', street: '1 rue Haute' },
      { name: 'PMI de Viriat', street: '9 rue Basse' },
    ],
  ]
  for (const [name, one, other] of others) t.equal(betweenStructures(one, other), null, name)
})

t.test('in an invented directory nearly every duplicate is found, and nearly nothing else', async (t) => {
  const random = randomFrom(SEED)
  const people = Array.from({ length: 4000 }, (_, rank) => fromRpps(rank))
  const copies = Array.from({ length: 400 }, (_, rank) => ({
    of: rank * 10,
    copy: damaged(people[rank * 10]!, rank, random),
  }))
  const truth = new Set(copies.map(({ of, copy }) => pairName(people[of]!.id, copy.id)))
  // Colleagues and relatives: everything but the first name.
  const relatives = Array.from({ length: 300 }, (_, rank) => relativeOf(people[rank * 13 + 1]!, rank))
  const records = [...people, ...copies.map(({ copy }) => copy), ...relatives].map(preparePerson)
  const pairs = await findPairs(records, keysOfPerson, suspectPeople)
  const found = pairs.filter(({ firstId, secondId }) => truth.has(pairName(firstId, secondId)))
  const [precision, recall] = [found.length / pairs.length, found.length / truth.size]
  t.comment(
    `precision ${(100 * precision).toFixed(1)} %, recall ${(100 * recall).toFixed(1)} % of ${truth.size} duplicates among ${records.length} records`,
  )
  t.ok(precision > 0.97, 'precision')
  t.ok(recall > 0.93, 'recall')
  t.same(
    await findPairs(people.map(preparePerson), keysOfPerson, suspectPeople),
    [],
    'the control: no duplicate, no pair',
  )
})

const pairName = (one: string, other: string) => [one, other].sort().join(':')

function fromRpps(rank: number): PersonFacts {
  const invented = inventedPerson(SEED, rank)
  return {
    id: `p${rank}`,
    rppsNumber: inventedRpps(rank),
    formerIdentifier: null,
    lastName: invented.lastName,
    firstName: invented.firstName,
    professionCode: invented.professionCode,
    phones: invented.situations.map(({ phone }) => phone),
    emails: invented.situations.map(({ email }) => email).filter((email) => email !== ''),
    communes: invented.situations.map(({ place }) => place.communeCode),
    places: [],
  }
}

/** The same person as a coordinator wrote her in her own table: no number, and one thing or two not quite the same. */
function damaged(person: PersonFacts, rank: number, random: () => number): PersonFacts {
  const copy = { ...person, id: `c${rank}`, rppsNumber: null, emails: [] }
  const at = 1 + numberUnder(random, person.lastName.length - 2)
  const { lastName, firstName } = person
  const damages: Partial<PersonFacts>[] = [
    {},
    { lastName: lastName.toLowerCase() },
    { lastName: lastName.slice(0, at) + lastName.slice(at + 1) },
    { lastName: lastName.slice(0, at) + lastName.slice(at, at + 1).repeat(2) + lastName.slice(at + 1) },
    { lastName: `${lastName}-DUVAL` },
    { lastName: firstName!, firstName: lastName },
    { firstName: `${firstName}-Marie` },
    { firstName: `${firstName![0]}.` },
    { professionCode: null },
    { phones: [] },
    { communes: [] },
  ]
  return { ...copy, ...anyOf(random, damages) }
}

function relativeOf(person: PersonFacts, rank: number): PersonFacts {
  const firstName = person.firstName === 'Aubin' ? 'Zélie' : 'Aubin'
  return { ...person, id: `r${rank}`, rppsNumber: null, firstName }
}

t.test('sixty thousand records take seconds, and the commonest of names does not stop them', async (t) => {
  const records = Array.from({ length: 60_000 }, (_, rank) =>
    preparePerson({ ...fromRpps(rank), rppsNumber: null }),
  )
  for (let rank = 0; rank < 2000; rank += 1) {
    records[rank] = preparePerson({ ...records[rank]!, lastName: 'Martin', phones: ['+33474000000'] })
  }
  const before = process.hrtime.bigint()
  const pairs = await findPairs(records, keysOfPerson, suspectPeople)
  const seconds = Number(process.hrtime.bigint() - before) / 1e9
  t.comment(`${records.length} records, ${pairs.length} pairs, ${seconds.toFixed(1)} s`)
  t.ok(seconds < 60, 'seconds, not minutes, on a busy machine')
})

t.test('other jobs of the worker pass while duplicates are looked for', async (t) => {
  const people = Array.from({ length: 5000 }, (_, rank) => preparePerson(fromRpps(rank)))
  let read = 0
  const keysOf = (person: PreparedPerson) => {
    read += 1
    return keysOfPerson(person)
  }
  const { longest } = await longestGo(
    () => read,
    () => findPairs(people, keysOf, suspectPeople),
  )
  t.ok(longest <= 1000, `at most ${longest} of ${people.length} records in one go`)
  read = 0
  const control = await longestGo(
    () => read,
    () => people.forEach(keysOf),
  )
  t.equal(control.longest, people.length, 'the control: one after the other, they are read in one go')
})
