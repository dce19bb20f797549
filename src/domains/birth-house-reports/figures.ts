import { FIGURES, type FigureCode } from './figure-list.js'

/** What the figures are counted from: the register and the declarations of one house, all years, as they stand. */
export type HouseRegister = {
  women: readonly RegisterWoman[]
  deliveries: readonly RegisterDelivery[]
  newborns: readonly RegisterNewborn[]
  /** Without the cancelled ones. */
  transfers: readonly RegisterTransfer[]
}

/** Days are civil days where the house is. Null is not known, never no. */
export type RegisterWoman = { id: string; number: string; firstConsultationOn: string | null }
export type RegisterDelivery = {
  womanId: string
  labourInHouse: boolean | null
  labourOn: string | null
  birthPlace: 'house' | 'partner' | 'other' | 'outside' | null
  bornOn: string | null
  mode: 'spontaneous' | 'instrumental' | 'caesarean' | null
  bloodLossMl: number | null
  sphincterInjury: boolean | null
  intensiveCare: boolean | null
  died: boolean | null
  readmitted: boolean | null
  readmissionCause: string | null
  readmissionPlace: string | null
}
export type RegisterNewborn = {
  id: string
  womanId: string
  rank: number
  bornInHouse: boolean
  apgar5: number | null
  resuscitation: boolean | null
  intervention: 'none' | 'samu' | 'paediatrician' | 'both' | null
  interventionCause: string | null
  interventionPlace: string | null
  outcome: 'alive' | 'labour' | 'birth' | 'first-week' | 'later' | null
  diedInHouse: boolean | null
  readmitted: boolean | null
}
export type RegisterTransfer = {
  id: string
  womanId: string | null
  newbornId: string | null
  who: 'mother' | 'newborn'
  phase: 'pre-partum' | 'per-partum' | 'post-partum' | 'newborn'
  decidedOn: string
  termDays: number | null
  reason: string
  destination: string
}

/** One row behind a figure: what the reader opens. */
export type FigureRow = {
  kind: 'woman' | 'newborn' | 'transfer'
  id: string
  /** The woman it is about and her number; null for somebody who is not in the register. */
  womanId: string | null
  number: string | null
}

export type Figure = {
  code: FigureCode
  value: number
  /** Rows that make the value. */
  rows: FigureRow[]
  /** Rows whose datum is not known yet: the value may be too low by as many. */
  missing: FigureRow[]
  /** What the annex asks beside the number: terms, reasons, causes, places, each with its count. */
  details: { label: string; counts: { words: string; count: number }[] }[]
}

/** The figures of volet 2 for a civil year, in the order of annex 2. Pure: the same register gives the same figures. */
export function computeFigures(register: HouseRegister, year: number): Figure[] {
  const scope = scopeOf(register, year)
  return FIGURES.map(({ code }) => ({ code, ...counters[code](scope) }))
}

type Counted = Omit<Figure, 'code'>

type Scope = {
  year: number
  numbers: ReadonlyMap<string, string>
  women: readonly RegisterWoman[]
  /** Deliveries of the year. */
  deliveries: readonly RegisterDelivery[]
  /** Those of women cared for in labour by the house, or transferred. */
  inContact: readonly RegisterDelivery[]
  /** Children of the year, and those of the women in contact. */
  newborns: readonly RegisterNewborn[]
  newbornsInContact: readonly RegisterNewborn[]
  transfers: readonly RegisterTransfer[]
}

function scopeOf({ women, deliveries, newborns, transfers }: HouseRegister, year: number): Scope {
  const isOfYear = (day: string | null) => day?.startsWith(`${year}-`) === true
  const ofYear = deliveries.filter((one) => isOfYear(one.bornOn ?? one.labourOn))
  const transferred = new Set(transfers.filter(({ who }) => who === 'mother').map(({ womanId }) => womanId))
  const inContact = ofYear.filter((one) => caredInLabour(one) === true || transferred.has(one.womanId))
  const bornThisYear = new Set(ofYear.map(({ womanId }) => womanId))
  const contact = new Set(inContact.map(({ womanId }) => womanId))
  return {
    year,
    numbers: new Map(women.map(({ id, number }) => [id, number])),
    women: women.filter(({ firstConsultationOn }) => isOfYear(firstConsultationOn)),
    deliveries: ofYear,
    inContact,
    newborns: newborns.filter(({ womanId }) => bornThisYear.has(womanId)),
    newbornsInContact: newborns.filter(({ womanId }) => contact.has(womanId)),
    transfers: transfers.filter(({ decidedOn }) => isOfYear(decidedOn)),
  }
}

/** A birth in the house is a labour there, whatever else is noted. */
function caredInLabour({ birthPlace, labourInHouse }: RegisterDelivery): boolean | null {
  return birthPlace === 'house' ? true : labourInHouse
}

const counters: Record<FigureCode, (scope: Scope) => Counted> = {
  'I.a': ({ women }) => ({
    value: women.length,
    rows: women.map(({ id, number }) => ({ kind: 'woman', id, womanId: id, number })),
    missing: [],
    details: [],
  }),
  'II.a': (scope) =>
    mothers(scope, scope.deliveries, ({ birthPlace }) => known(birthPlace, (place) => place === 'house')),
  'II.b': (scope) => mothers(scope, scope.deliveries, caredInLabour),
  'II.c': (scope) =>
    mothers(scope, scope.deliveries, ({ birthPlace }) => known(birthPlace, (place) => place === 'outside')),
  'II.d': (scope) =>
    mothers(
      scope,
      scope.deliveries.filter((one) => caredInLabour(one) === true),
      ({ mode }) => known(mode, (mode) => mode === 'caesarean'),
    ),
  'III.a': (scope) => transferredWomen(scope, null),
  'III.a.i': (scope) => transferredWomen(scope, 'pre-partum'),
  'III.a.ii': (scope) => transferredWomen(scope, 'per-partum'),
  'III.a.iii': (scope) => transferredWomen(scope, 'post-partum'),
  'III.b': (scope) =>
    mothers(scope, scope.inContact, ({ bloodLossMl }) => known(bloodLossMl, (ml) => ml >= 500)),
  'III.c': (scope) =>
    mothers(scope, scope.inContact, ({ bloodLossMl }) => known(bloodLossMl, (ml) => ml >= 1000)),
  'III.d': (scope) => mothers(scope, scope.inContact, ({ sphincterInjury }) => sphincterInjury),
  'III.e': (scope) =>
    mothers(scope, scope.inContact, ({ mode }) => known(mode, (mode) => mode === 'instrumental')),
  'III.f': (scope) => mothers(scope, scope.inContact, ({ intensiveCare }) => intensiveCare),
  'III.g': (scope) => mothers(scope, scope.inContact, ({ died }) => died),
  'IV.a': (scope) => children(scope, scope.newborns, ({ bornInHouse }) => bornInHouse),
  'IV.b': (scope) =>
    children(
      scope,
      scope.newbornsInContact.filter(({ outcome }) => outcome !== 'labour'),
      ({ apgar5 }) => known(apgar5, (score) => score < 7),
    ),
  'IV.c': (scope) => {
    const counted = children(scope, scope.newbornsInContact, wasHelped)
    const helped = scope.newbornsInContact.filter((one) => wasHelped(one) === true)
    return {
      ...counted,
      details: [
        tally(
          'Qui est intervenu',
          helped.map(({ intervention }) => HELPERS[intervention ?? 'none']),
        ),
        tally(
          'Causes',
          helped.map(({ interventionCause }) => interventionCause ?? UNSAID),
        ),
        tally(
          'Lieux',
          helped.map(({ interventionPlace }) => PLACES[interventionPlace ?? ''] ?? UNSAID),
        ),
      ],
    }
  },
  'IV.d': (scope) =>
    children(scope, scope.newbornsInContact, ({ outcome, diedInHouse }) =>
      outcome === null || outcome === 'alive' || outcome === 'labour'
        ? known(outcome, () => false)
        : diedInHouse,
    ),
  'IV.e': (scope) =>
    children(scope, scope.newbornsInContact, ({ outcome }) =>
      known(outcome, (outcome) => outcome === 'labour' || outcome === 'birth' || outcome === 'first-week'),
    ),
  'IV.f': transferredNewborns,
  'IV.g': (scope) =>
    children(
      scope,
      scope.newbornsInContact.filter(
        ({ outcome }) => outcome === null || outcome === 'alive' || outcome === 'later',
      ),
      ({ readmitted }) => readmitted,
    ),
  'IV.h': (scope) => {
    const back = scope.inContact.filter(({ readmitted }) => readmitted === true)
    return {
      ...mothers(scope, scope.inContact, ({ readmitted }) => readmitted),
      details: [
        tally(
          'Causes',
          back.map(({ readmissionCause }) => readmissionCause ?? UNSAID),
        ),
        tally(
          'Lieux',
          back.map(({ readmissionPlace }) => readmissionPlace ?? UNSAID),
        ),
      ],
    }
  },
}

const UNSAID = 'non précisé'
const HELPERS: Record<NonNullable<RegisterNewborn['intervention']>, string> = {
  none: 'sages-femmes de la maison',
  samu: 'SAMU',
  paediatrician: 'pédiatre de la maternité',
  both: 'SAMU et pédiatre de la maternité',
}
const PLACES: Record<string, string> = {
  house: 'maison de naissance',
  partner: 'maternité partenaire',
  transport: 'pendant le transport',
  other: 'autre lieu',
}

/** A resuscitation, or an intervention: one yes is enough, one unknown without a yes is unknown. */
function wasHelped({ resuscitation, intervention }: RegisterNewborn): boolean | null {
  if (resuscitation === true || (intervention !== null && intervention !== 'none')) return true
  return resuscitation === null || intervention === null ? null : false
}

function known<Value>(value: Value | null, holds: (value: Value) => boolean): boolean | null {
  return value === null ? null : holds(value)
}

function mothers(
  { numbers }: Scope,
  deliveries: readonly RegisterDelivery[],
  holds: (delivery: RegisterDelivery) => boolean | null,
): Counted {
  const row = ({ womanId }: RegisterDelivery): FigureRow => ({
    kind: 'woman',
    id: womanId,
    womanId,
    number: numbers.get(womanId) ?? null,
  })
  return counted(deliveries, holds, row)
}

function children(
  { numbers }: Scope,
  newborns: readonly RegisterNewborn[],
  holds: (newborn: RegisterNewborn) => boolean | null,
): Counted {
  const row = ({ id, womanId }: RegisterNewborn): FigureRow => ({
    kind: 'newborn',
    id,
    womanId,
    number: numbers.get(womanId) ?? null,
  })
  return counted(newborns, holds, row)
}

function counted<Item>(
  items: readonly Item[],
  holds: (item: Item) => boolean | null,
  row: (item: Item) => FigureRow,
): Counted {
  const rows = items.filter((item) => holds(item) === true).map(row)
  return {
    value: rows.length,
    rows,
    missing: items.filter((item) => holds(item) === null).map(row),
    details: [],
  }
}

/** Women, each once: a second transfer of the same one in the same phase is another row, not another woman. */
function transferredWomen({ transfers, numbers }: Scope, phase: RegisterTransfer['phase'] | null): Counted {
  const mine = transfers.filter((one) => one.who === 'mother' && (phase === null || one.phase === phase))
  const { value, rows } = people(mine, ({ womanId }) => womanId, numbers)
  const reasons = tally(
    'Motifs',
    mine.map(({ reason }) => reason),
  )
  const terms = tally(
    'Termes (SA révolues)',
    mine.map(({ termDays }) => (termDays === null ? UNSAID : `${Math.floor(termDays / 7)} SA`)),
  )
  if (phase === null) return { value, rows, missing: [], details: [] }
  return { value, rows, missing: [], details: phase === 'pre-partum' ? [terms, reasons] : [reasons] }
}

function transferredNewborns({ transfers, numbers }: Scope): Counted {
  const mine = transfers.filter(({ who }) => who === 'newborn')
  // A newborn who is not in the register is known by its mother, one of two twins apart from the other by nothing.
  const { value, rows } = people(mine, ({ newbornId, womanId }) => newbornId ?? womanId, numbers)
  return {
    value,
    rows,
    missing: [],
    details: [
      tally(
        'Motifs',
        mine.map(({ reason }) => reason),
      ),
      tally(
        'Lieux',
        mine.map(({ destination }) => destination),
      ),
    ],
  }
}

/** Distinct people of a set of transfers; somebody who is not in the register is somebody else each time. */
function people(
  transfers: readonly RegisterTransfer[],
  whom: (transfer: RegisterTransfer) => string | null,
  numbers: ReadonlyMap<string, string>,
): { value: number; rows: FigureRow[] } {
  const value = new Set(transfers.map((one) => whom(one) ?? one.id)).size
  const rows = transfers.map(
    ({ id, womanId }): FigureRow => ({
      kind: 'transfer',
      id,
      womanId,
      number: womanId === null ? null : (numbers.get(womanId) ?? null),
    }),
  )
  return { value, rows }
}

function tally(label: string, words: readonly string[]): Figure['details'][number] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return {
    label,
    counts: [...counts]
      .map(([words, count]) => ({ words, count }))
      .sort((a, b) => b.count - a.count || a.words.localeCompare(b.words, 'fr')),
  }
}
