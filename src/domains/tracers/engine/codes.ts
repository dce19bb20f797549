import type { Act } from '../../pmsi/stay.js'

/**
 * What a CCAM act says of a delivery, as bits, so that the acts of a stay are read once.
 * Labels: CCAM v68 (Assurance maladie, ATIH). Delivery acts: ATIH–FFRSP notice of perinatal indicators
 * (November 2019), quoted by the DREES note on mother–child chaining. Markers of haemorrhage: CCAM 09.03.04.
 */
export const ACT = {
  cesareanPlanned: 1,
  cesareanInLabour: 2,
  cesareanEmergency: 4,
  cesareanVaginalRoute: 8,
  cephalic: 16,
  breech: 32,
  multiple: 64,
  instrumentalCephalic: 128,
  instrumentalBreech: 256,
  embolisation: 512,
  ligation: 1024,
  hysterectomy: 2048,
  tamponade: 4096,
} as const

/** Any caesarean. */
export const CESAREAN_ACTS =
  ACT.cesareanPlanned | ACT.cesareanInLabour | ACT.cesareanEmergency | ACT.cesareanVaginalRoute
/** The fourteen acts that make a delivery stay; the instrumental ones only accompany them. */
export const DELIVERY_ACTS = CESAREAN_ACTS | ACT.cephalic | ACT.breech | ACT.multiple
export const INSTRUMENTAL_ACTS = ACT.instrumentalCephalic | ACT.instrumentalBreech
export const MARKER_ACTS = ACT.embolisation | ACT.ligation | ACT.hysterectomy | ACT.tamponade

// Traps left out on purpose: JQGD014 (selective extraction), JQGA001 (extra-uterine), JNBD001 (cerclage).
const ACT_BITS = new Map<string, number>([
  ['JQGA002', ACT.cesareanPlanned],
  ['JQGA003', ACT.cesareanInLabour],
  ['JQGA004', ACT.cesareanEmergency],
  ['JQGA005', ACT.cesareanVaginalRoute],
  ['JQGD010', ACT.cephalic],
  ['JQGD012', ACT.cephalic],
  ['JQGD001', ACT.breech],
  ['JQGD003', ACT.breech],
  ['JQGD004', ACT.breech],
  ['JQGD005', ACT.breech],
  ['JQGD008', ACT.breech],
  ['JQGD013', ACT.breech],
  ['JQGD002', ACT.multiple],
  ['JQGD007', ACT.multiple],
  ['JQGD006', ACT.instrumentalCephalic],
  ['JQGD009', ACT.instrumentalCephalic],
  ['JQGD011', ACT.instrumentalBreech],
  ['EDSF011', ACT.embolisation],
  ['EDSA002', ACT.ligation],
  ['ELSA002', ACT.ligation],
  ['JNFA001', ACT.hysterectomy],
  ['JNBD002', ACT.tamponade],
])

/** The bit of one act, on its first seven characters (the PMSI extension -11 … -22 is left out); 0 for others. */
export function actBit(code: string): number {
  return ACT_BITS.get(code.length > 7 ? code.slice(0, 7) : code) ?? 0
}

/** The bits of all the acts of a stay. */
export function actBits(acts: readonly Act[]): number {
  let bits = 0
  for (const act of acts) bits |= actBit(act.code)
  return bits
}

/**
 * How many children a Z37 tells of. `open` when the code only says three or more; `vague` when its fifth
 * character, or its fourth, is missing.
 */
export type Z37 = {
  births: number
  stillborn: number
  induced: number
  spontaneous: number
  open: boolean
  mixed: boolean
  vague: 'fifth-character' | 'unspecified' | null
}

/**
 * Reads a Z37 of the French CIM-10 (ATIH table 2019), written without dot. Z37.0, .2 and .5 have no fifth
 * character: a padding 0 is tolerated. For the others 0 is outside a termination, 1 after one.
 */
export function readZ37(code: string): Z37 {
  switch (code.charAt(3)) {
    case '0':
      return SINGLE_LIVE
    case '2':
      return TWINS_LIVE
    case '5':
      return SEVERAL_LIVE
    case '1':
      return withFifth(STILLBORN.single, code.charAt(4))
    case '3':
      return withFifth(STILLBORN.oneTwin, code.charAt(4))
    case '4':
      return withFifth(STILLBORN.twins, code.charAt(4))
    case '6':
      return withFifth(STILLBORN.someOfSeveral, code.charAt(4))
    case '7':
      return withFifth(STILLBORN.several, code.charAt(4))
    default:
      return UNSPECIFIED
  }
}

type ByFifth = { spontaneous: Z37; induced: Z37; unknown: Z37 }

function withFifth(outcomes: ByFifth, fifth: string): Z37 {
  if (fifth === '1') return outcomes.induced
  return fifth === '0' ? outcomes.spontaneous : outcomes.unknown
}

const live = (births: number, open: boolean): Z37 => ({
  births,
  stillborn: 0,
  induced: 0,
  spontaneous: 0,
  open,
  mixed: false,
  vague: null,
})

function stillbornAmong(births: number, stillborn: number, open: boolean): ByFifth {
  const base = { ...live(births, open), stillborn, mixed: stillborn < births }
  return {
    spontaneous: { ...base, spontaneous: stillborn },
    induced: { ...base, induced: stillborn },
    unknown: { ...base, vague: 'fifth-character' },
  }
}

const SINGLE_LIVE = live(1, false)
const TWINS_LIVE = live(2, false)
const SEVERAL_LIVE = live(3, true)
// Z37.9 is refused by the national grouping; one living child is the least it can mean.
const UNSPECIFIED: Z37 = { ...SINGLE_LIVE, vague: 'unspecified' }
const STILLBORN = {
  single: stillbornAmong(1, 1, false),
  oneTwin: stillbornAmong(2, 1, false),
  twins: stillbornAmong(2, 2, false),
  someOfSeveral: stillbornAmong(3, 1, true),
  several: stillbornAmong(3, 3, true),
}

/** Antenatal principal diagnoses: O10–O48, O60 (preterm labour) and Z35 (high-risk pregnancy). */
export function isAntenatalDiagnosis(code: string): boolean {
  if (code.startsWith('Z35') || code.startsWith('O60')) return true
  const chapter = code.charAt(0) === 'O' ? code.charAt(1) : ''
  if (chapter === '1' || chapter === '2' || chapter === '3') return code.length > 2
  const third = code.charAt(2)
  return chapter === '4' && third >= '0' && third <= '8'
}

/** GHM roots of antenatal stays (ATIH table of GHM, 2012–2025). */
export function isAntenatalGhm(ghm: string): boolean {
  return ghm.startsWith('14C10') || ghm.startsWith('14M03') || ghm.startsWith('14Z16')
}

/** CMD 90: grouping errors, dropped everywhere. */
export const isGroupingError = (ghm: string): boolean => ghm.startsWith('90')

/** Z39.08 or Z76.3: a woman kept after delivery without being ill, or accompanying her child. */
export const isJoiningDiagnosis = (code: string): boolean =>
  code.startsWith('Z3908') || code.startsWith('Z763')

/** Z76.2 or Z38: a newborn who is well. */
export const isWellNewbornDiagnosis = (code: string): boolean =>
  code.startsWith('Z762') || code.startsWith('Z38')

/** Z38.1, .4, .7: a child born outside a hospital. */
export function isBornOutside(code: string): boolean {
  if (!code.startsWith('Z38')) return false
  const place = code.charAt(3)
  return place === '1' || place === '4' || place === '7'
}

/** Neonatal unit types: 04 without intensive care, 05 intensive care, 06 resuscitation (ATIH). */
export const isNeonatalUnit = (type: string): boolean =>
  type.startsWith('04') || type.startsWith('05') || type.startsWith('06')
