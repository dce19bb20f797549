import { foldText } from '../../directory/national/plain-text.js'
import { isClose } from './names.js'
import { type Reason, type Suspicion, weigh } from './reasons.js'

/** What a suspicion about two structures is made of. */
export type StructureFacts = {
  id: string
  finessNumber: string | null
  siret: string | null
  name: string
  street: string | null
  communeCode: string | null
  postcode: string | null
  phones: readonly string[]
  emails: readonly string[]
}

/** The same with its words read once. `kind` says what it is, `own` what tells it from others of its kind. */
export type PreparedStructure = StructureFacts & NameWords & { road: string | null }

type NameWords = { kind: readonly string[]; own: readonly string[] }

export function prepareStructure(facts: StructureFacts): PreparedStructure {
  return {
    ...facts,
    ...nameWords(facts.name),
    emails: facts.emails.map((email) => email.toLowerCase()),
    road: facts.street === null ? null : roadOf(facts.street),
  }
}

/** Whether two structures may be one. Two FINESS numbers are two sites, wherever they stand. */
export function suspectStructures(one: PreparedStructure, other: PreparedStructure): Suspicion | null {
  if (one.finessNumber !== null && other.finessNumber !== null) return null
  const marks: Mark[] = []
  if (one.siret !== null && one.siret === other.siret)
    marks.push({ reason: 'same-siret', points: POINTS.siret })
  const name = compareNames(one, other)
  if (name) marks.push(name)
  return weigh([...marks, ...circumstances(one, other)])
}

/** Whether two names may be those of one structure. */
export function areCalledAlike(one: string, other: string): boolean {
  return compareNames(nameWords(one), nameWords(other)) !== null
}

function nameWords(name: string): NameWords {
  const words = wordsOf(name)
  return {
    kind: words.filter((word) => KIND_WORDS.has(word)),
    own: words.filter((word) => !KIND_WORDS.has(word)),
  }
}

type Mark = { reason: Reason | null; points: number }

const POINTS = {
  siret: 60,
  sameName: 55,
  /** « Cabinet médical »: a name that many have. */
  commonName: 30,
  closeName: 35,
  commune: 15,
  otherCommune: -40,
  street: 25,
  otherStreet: -15,
  phone: 20,
  email: 20,
} as const

function compareNames(one: NameWords, other: NameWords): Mark | null {
  const sameKind = likeness(one.kind, other.kind) >= 0.5 || one.kind.length === 0 || other.kind.length === 0
  if (!sameKind) return null
  if (one.own.length === 0 && other.own.length === 0)
    return { reason: 'same-name', points: POINTS.commonName }
  if (likeness(one.own, other.own) === 1) return { reason: 'same-name', points: POINTS.sameName }
  const isNear =
    likeness(one.own, other.own) >= 0.6 ||
    isClose([...one.own].sort().join(''), [...other.own].sort().join(''))
  return isNear ? { reason: 'close-name', points: POINTS.closeName } : null
}

function circumstances(one: PreparedStructure, other: PreparedStructure): Mark[] {
  const marks: Mark[] = []
  if (one.phones.some((phone) => other.phones.includes(phone))) {
    marks.push({ reason: 'same-phone', points: POINTS.phone })
  }
  if (one.emails.some((email) => other.emails.includes(email))) {
    marks.push({ reason: 'same-email', points: POINTS.email })
  }
  const isSameTown = sameTown(one, other)
  if (isSameTown === null) return marks
  if (!isSameTown) return [...marks, { reason: null, points: POINTS.otherCommune }]
  marks.push({ reason: 'same-commune', points: POINTS.commune })
  if (one.road !== null && other.road !== null) {
    marks.push(
      one.road === other.road
        ? { reason: 'same-street', points: POINTS.street }
        : { reason: null, points: POINTS.otherStreet },
    )
  }
  return marks
}

/** By commune when both say it, else by postcode; null when nothing tells. */
function sameTown(one: PreparedStructure, other: PreparedStructure): boolean | null {
  if (one.communeCode !== null && other.communeCode !== null) return one.communeCode === other.communeCode
  if (one.postcode !== null && other.postcode !== null) return one.postcode === other.postcode
  return null
}

/** The keys under which a structure meets those it may be. */
export function keysOfStructure(structure: PreparedStructure): string[] {
  const { siret, own, kind, communeCode, postcode, road, phones, emails } = structure
  const towns = [communeCode, postcode].filter((town) => town !== null)
  return [
    ...(siret === null ? [] : [`siret:${siret}`]),
    ...towns.flatMap((town) => [
      ...own.map((word) => `own:${town}:${word.slice(0, 5)}`),
      ...(own.length === 0 ? [`kind:${town}:${[...kind].sort().join(' ')}`] : []),
      ...(road === null ? [] : [`road:${town}:${road}`]),
    ]),
    ...phones.map((phone) => `phone:${phone}`),
    ...emails.map((email) => `email:${email}`),
  ]
}

/** Shared words out of all words: 1 for the same ones, 0 for none in common. */
function likeness(one: readonly string[], other: readonly string[]): number {
  const all = new Set([...one, ...other])
  if (all.size === 0) return 0
  return one.filter((word) => other.includes(word)).length / all.size
}

function wordsOf(name: string): string[] {
  const spelled = foldText(name)
    .split(' ')
    .flatMap((word) => SHORT_FORMS.get(word) ?? [word])
  const written = spelled.join(' ')
  const renamed = FORMER_NAMES.reduce((text, [former, current]) => text.replaceAll(former, current), written)
  return [...new Set(renamed.split(' ').filter((word) => word !== '' && !LINKS.has(word)))]
}

function roadOf(street: string): string {
  return foldText(street)
    .split(' ')
    .map((word) => ROAD_FORMS.get(word) ?? word)
    .filter((word) => !LINKS.has(word))
    .join(' ')
}

const LINKS = new Set('de du des la le les d l et a au aux en pour'.split(' '))

/** How people shorten the names of structures. */
const SHORT_FORMS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    ch: ['centre', 'hospitalier'],
    chu: ['centre', 'hospitalier', 'universitaire'],
    chru: ['centre', 'hospitalier', 'universitaire'],
    chr: ['centre', 'hospitalier', 'regional'],
    hop: ['hopital'],
    msp: ['maison', 'sante', 'pluriprofessionnelle'],
    pmi: ['protection', 'maternelle', 'infantile'],
    cpef: ['centre', 'sante', 'sexuelle'],
    css: ['centre', 'sante', 'sexuelle'],
    cab: ['cabinet'],
    dr: ['docteur'],
    dre: ['docteur'],
    st: ['saint'],
    ste: ['sainte'],
    sf: ['sages', 'femmes'],
    asso: ['association'],
    cl: ['clinique'],
  }),
)

/** A structure keeps its place when its kind changes name. */
const FORMER_NAMES: readonly (readonly [string, string])[] = [
  ['centre de planification ou d education familiale', 'centre sante sexuelle'],
  ['centre de planification et d education familiale', 'centre sante sexuelle'],
  ['centre de planification', 'centre sante sexuelle'],
  ['etablissement d information de consultation ou de conseil familial', 'espace vie affective'],
  ['sage femme', 'sages femmes'],
]

/** Words that say what a structure is, not which one. */
const KIND_WORDS = new Set(
  (
    'centre hospitalier hospitaliere universitaire regional hopital clinique polyclinique cabinet medical medicale ' +
    'maison sante pluriprofessionnelle service protection maternelle infantile association sages femmes docteur ' +
    'sexuelle planification familiale maternite gynecologie obstetrique groupe pole unite antenne site espace vie ' +
    'affective relationnelle camsp action sociale medico precoce scp selarl sisa'
  ).split(' '),
)

const ROAD_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    av: 'avenue',
    ave: 'avenue',
    bd: 'boulevard',
    bld: 'boulevard',
    r: 'rue',
    pl: 'place',
    ch: 'chemin',
    che: 'chemin',
    chem: 'chemin',
    imp: 'impasse',
    all: 'allee',
    rte: 'route',
    sq: 'square',
    st: 'saint',
    ste: 'sainte',
    gal: 'general',
    dr: 'docteur',
  }),
)
