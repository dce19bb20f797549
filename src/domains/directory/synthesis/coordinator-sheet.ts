import { type InventedPerson, inventedPerson } from './invented-people.js'

/** The table a coordinator has kept for ten years, and what a good reader should make of each of its lines. */
export type CoordinatorSheet = {
  /** Bytes as a French Excel writes CSV: « ; », CRLF, windows-1252. */
  csv: Buffer
  /** Lines of data that are to be refused, with the column at fault (null for the whole line). */
  refused: ReadonlyMap<number, string | null>
  /** Lines to be read with a reservation. */
  warned: ReadonlyMap<number, string>
  /** Lines of data, blank ones left out. */
  lines: number
}

const HEADER = [
  'Nom',
  'Prénom',
  'Spécialité',
  'N° RPPS',
  'Lieu d’exercice',
  'N° FINESS',
  'Adresse',
  'CP',
  'Ville',
  'Tél.',
  'Mail',
  'Langues parlées',
  'Accès PMR',
  'Latitude',
  'Longitude',
  'Mise à jour',
  'Remarques',
]
type Cell =
  | 'name'
  | 'rpps'
  | 'finess'
  | 'address'
  | 'postcode'
  | 'phone'
  | 'mail'
  | 'latitude'
  | 'longitude'
  | 'updated'
  | 'notes'
  | 'more'
type Cells = Record<Cell, string>

type Fault = {
  every: number
  column: string | null
  kind: 'refused' | 'warned' | 'read'
  damage(cells: Cells): Partial<Cells>
}

/** One fault a line at most: the first whose turn it is. */
const FAULTS: readonly Fault[] = [
  { every: 23, column: 'Tél.', kind: 'warned', damage: ({ phone }) => ({ phone: phone.slice(1) }) },
  { every: 29, column: 'Tél.', kind: 'refused', damage: () => ({ phone: 'à demander' }) },
  { every: 31, column: 'N° RPPS', kind: 'refused', damage: () => ({ rpps: '9,9E+10' }) },
  { every: 37, column: 'Mail', kind: 'refused', damage: () => ({ mail: 'voir avec le secrétariat' }) },
  { every: 41, column: 'CP', kind: 'warned', damage: () => ({ postcode: '1000', ...NOWHERE }) },
  { every: 43, column: null, kind: 'refused', damage: ({ name }) => ({ name: `"${name}` }) },
  {
    every: 47,
    column: null,
    kind: 'read',
    damage: () => ({ notes: '=HYPERLINK("http://exemple.invalid")' }),
  },
  { every: 53, column: null, kind: 'refused', damage: () => ({ more: ';à revoir' }) },
  { every: 59, column: null, kind: 'read', damage: ({ phone }) => ({ phone: `${phone} / 06 39 98 00 59` }) },
  {
    every: 61,
    column: null,
    kind: 'read',
    damage: () => ({ address: '"12 rue de l’Exemple\r\nBâtiment B"' }),
  },
  { every: 67, column: 'N° FINESS', kind: 'refused', damage: () => ({ finess: '0100007' }) },
  { every: 71, column: 'N° FINESS', kind: 'refused', damage: () => ({ finess: '26010001100017' }) },
  { every: 73, column: 'Mise à jour', kind: 'refused', damage: () => ({ updated: '31/02/2026' }) },
  { every: 79, column: 'Latitude', kind: 'refused', damage: () => ({ latitude: '46205167' }) },
  { every: 83, column: 'Latitude', kind: 'refused', damage: () => ({ longitude: '' }) },
  {
    every: 89,
    column: 'Latitude',
    kind: 'refused',
    damage: () => ({ latitude: '20,88', longitude: '55,45' }),
  },
  {
    every: 97,
    column: 'Latitude',
    kind: 'warned',
    damage: ({ latitude, longitude }) => ({ latitude: longitude, longitude: latitude }),
  },
]

const NOWHERE = { latitude: '', longitude: '' }

/** The words people use for a profession, by code of profession and skill. */
const TYPED: Readonly<Record<string, string>> = {
  '50': 'sage-femme',
  '60': 'IDE',
  '70': 'Kiné',
  '93': 'Psychologue',
  SM20: 'Gynéco-obstétricien',
  SM40: 'Pédiatre',
  SM54: 'Médecin généraliste',
}

/** A messy table of as many persons as wanted, every kind of fault coming round in turn. */
export function coordinatorSheet(seed: number, persons: number): CoordinatorSheet {
  const refused = new Map<number, string | null>()
  const warned = new Map<number, string>()
  let text = `Annuaire du réseau (mis à jour au fil de l’eau)\r\n\r\n${HEADER.join(';')}\r\n`
  let line = 4
  for (let rank = 1; rank <= persons; rank += 1) {
    const person = inventedPerson(seed, rank)
    const sound = cellsOf(person)
    const fault = FAULTS.find(({ every }) => rank % every === 0)
    const cells = { ...sound, ...fault?.damage(sound) }
    if (fault?.kind === 'refused') refused.set(line, fault.column)
    if (fault?.kind === 'warned') warned.set(line, fault.column ?? '')
    text += `${lineOf(person, cells)}\r\n`
    line += cells.address.includes('\r\n') ? 2 : 1
    if (rank % 71 === 0) {
      text += `${';'.repeat(HEADER.length - 1)}\r\n`
      line += 1
    }
  }
  return { csv: asWindows1252(text), refused, warned, lines: persons }
}

function cellsOf(person: InventedPerson): Cells {
  const [situation] = person.situations
  return {
    name: person.lastName,
    rpps: person.rppsNumber,
    address: `${situation?.streetNumber ?? 1} rue de l’Exemple`,
    postcode: situation?.place.postcode ?? '',
    phone: (situation?.phone ?? '').replace(/(\d\d)(?=\d)/g, '$1 ').trim(),
    mail: situation?.email ?? '',
    finess: situation?.finessNumber ?? '',
    latitude: degrees(situation?.place.latitude),
    longitude: degrees(situation?.place.longitude),
    updated: '12/03/2026',
    notes: '',
    more: '',
  }
}

function degrees(value: number | undefined): string {
  return value === undefined ? '' : String(value).replace('.', ',')
}

function lineOf(person: InventedPerson, cells: Cells): string {
  const [situation] = person.situations
  const typed = TYPED[person.skillCode ?? person.professionCode] ?? person.professionLabel
  const isQuoted = cells.notes.includes('"')
  const notes = isQuoted ? `"${cells.notes.replaceAll('"', '""')}"` : cells.notes
  return [
    cells.name,
    person.firstName,
    typed,
    cells.rpps,
    situation?.structureName ?? '',
    cells.finess,
    cells.address,
    cells.postcode,
    situation?.place.communeName ?? '',
    cells.phone,
    cells.mail,
    person.isWoman ? 'anglais, LSF' : '',
    person.isWoman ? 'ascenseur' : '',
    cells.latitude,
    cells.longitude,
    cells.updated,
    notes + cells.more,
  ].join(';')
}

/** The few characters of windows-1252 that latin-1 does not have. */
function asWindows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll('’', '\u0092').replaceAll('œ', '\u009c'), 'latin1')
}
