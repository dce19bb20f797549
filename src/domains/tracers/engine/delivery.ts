import type { Stay } from '../../pmsi/stay.js'
import {
  ACT,
  actBits,
  CESAREAN_ACTS,
  DELIVERY_ACTS,
  INSTRUMENTAL_ACTS,
  isAntenatalDiagnosis,
  isAntenatalGhm,
  isJoiningDiagnosis,
  readZ37,
  type Z37,
} from './codes.js'
import { notePresentation, type Presentation, presentationOf } from './presentation.js'

export const DELIVERY_MODES = [
  'cesarean-planned',
  'cesarean-in-labour',
  'cesarean-emergency',
  'cesarean-vaginal-route',
  'instrumental',
  'spontaneous-vaginal',
  'outside-facility',
  'unknown',
] as const
export type DeliveryMode = (typeof DELIVERY_MODES)[number]

export const MATERNAL_TRANSFERS = ['none', 'postpartum', 'mother-joining-newborn'] as const
export type MaternalTransfer = (typeof MATERNAL_TRANSFERS)[number]

/** What the indicators know of one woman's delivery, whatever the number of children. */
export type Delivery = {
  /** Completed years at the entry of the stay. */
  ageYears: number | null
  /** Children by the mother's Z37; `spontaneous + induced` is under `stillborn` when the code does not say. */
  births: number
  stillborn: number
  spontaneous: number
  induced: number
  mode: DeliveryMode
  presentation: Presentation
  embolisation: boolean
  ligation: boolean
  hysterectomy: boolean
  tamponade: boolean
  transfer: MaternalTransfer
}

/** One reading of a woman's stay: everything the rules ask of its codes. */
export type MotherStay = {
  /** A delivery needs an act, or Z39.00, and a Z37; what lacks one of the two is for the quality list. */
  kind: 'delivery' | 'outcome-missing' | 'act-missing' | 'other'
  acts: number
  z37: Z37 | null
  /** Two Z37 of different meaning on one stay. */
  z37Conflict: boolean
  /** Delivered outside the facility: Z39.00 and no delivery act. */
  outside: boolean
  /** Fetuses by O30.1 and O30.2: 3, 4, or 0 when not said. */
  fetuses: number
  /** O30.– without O31.1 nor O31.2: nothing explains a single birth. */
  multiplePregnancy: boolean
  presentationHints: number
  joining: boolean
  antenatal: boolean
}

const LETTER_O = 79
const LETTER_Z = 90

/** Reads the codes of a woman's stay (ATIH–FFRSP notice of 2019, quoted by DREES). */
export function readMother(stay: Stay): MotherStay {
  const acts = actBits(stay.acts)
  let z37: Z37 | null = null
  let z37Conflict = false
  let z3900 = false
  let fetuses = 0
  let multiplePregnancy = false
  let fetalLoss = false
  let presentationHints = 0
  let joining = false

  const count = stay.das.length
  for (let i = -2; i < count; i += 1) {
    const code = i === -2 ? stay.dp : i === -1 ? stay.dr : (stay.das[i] ?? '')
    const chapter = code.charCodeAt(0)
    if (chapter === LETTER_O) {
      presentationHints = notePresentation(presentationHints, code)
      if (code.startsWith('O30')) {
        multiplePregnancy = true
        if (code.charAt(3) === '1') fetuses = Math.max(fetuses, 3)
        if (code.charAt(3) === '2') fetuses = 4
      } else if (code.startsWith('O311') || code.startsWith('O312')) fetalLoss = true
    } else if (chapter === LETTER_Z) {
      if (i >= 0 && code.startsWith('Z37')) {
        const read = readZ37(code)
        if (z37 !== null && z37 !== read) z37Conflict = true
        z37 = z37 === null ? read : graver(z37, read)
      } else if (code.startsWith('Z3900')) z3900 = true
      else if (isJoiningDiagnosis(code)) joining = true
    }
  }

  const delivered = (acts & DELIVERY_ACTS) !== 0 || z3900
  return {
    kind: kindOf(delivered, z37 !== null),
    acts,
    z37,
    z37Conflict,
    outside: z3900 && (acts & DELIVERY_ACTS) === 0,
    fetuses,
    multiplePregnancy: multiplePregnancy && !fetalLoss,
    presentationHints,
    joining,
    antenatal: !delivered && z37 === null && (isAntenatalDiagnosis(stay.dp) || isAntenatalGhm(stay.ghm)),
  }
}

function kindOf(delivered: boolean, hasOutcome: boolean): MotherStay['kind'] {
  if (delivered) return hasOutcome ? 'delivery' : 'outcome-missing'
  return hasOutcome ? 'act-missing' : 'other'
}

// The order of the diagnoses in a file means nothing, so a conflict must not be settled by it.
function graver(a: Z37, b: Z37): Z37 {
  const weight = (z: Z37) => z.births * 1000 + z.stillborn * 100 + z.induced * 10 + (z.vague === null ? 1 : 0)
  return weight(b) > weight(a) ? b : a
}

export type Outcome = Pick<Z37, 'births' | 'stillborn' | 'induced' | 'spontaneous'>

/** The facts of a delivery stay, given its children's count. `transfer` is what the stay alone tells. */
export function deliveryOf(stay: Stay, mother: MotherStay, outcome: Outcome): Delivery {
  return {
    ageYears: stay.ageYears,
    births: outcome.births,
    stillborn: outcome.stillborn,
    spontaneous: outcome.spontaneous,
    induced: outcome.induced,
    mode: modeOf(mother),
    presentation: presentationOf(mother.acts, mother.presentationHints),
    embolisation: (mother.acts & ACT.embolisation) !== 0,
    ligation: (mother.acts & ACT.ligation) !== 0,
    hysterectomy: (mother.acts & ACT.hysterectomy) !== 0,
    tamponade: (mother.acts & ACT.tamponade) !== 0,
    transfer: leavesForMco(stay) ? (mother.joining ? 'mother-joining-newborn' : 'postpartum') : 'none',
  }
}

/** Exit by transfer (mode 7) to a short-stay hospital (destination 1): neither mutation nor provisional transfer. */
export const leavesForMco = (stay: Stay): boolean => stay.exitMode === '7' && stay.destination === '1'

/** Caesarean over instrumental over spontaneous; two caesareans: in labour, emergency, planned, vaginal route. */
function modeOf({ acts, outside }: MotherStay): DeliveryMode {
  if (acts & ACT.cesareanInLabour) return 'cesarean-in-labour'
  if (acts & ACT.cesareanEmergency) return 'cesarean-emergency'
  if (acts & ACT.cesareanPlanned) return 'cesarean-planned'
  if (acts & ACT.cesareanVaginalRoute) return 'cesarean-vaginal-route'
  if (acts & INSTRUMENTAL_ACTS) return 'instrumental'
  if (acts & DELIVERY_ACTS) return 'spontaneous-vaginal'
  return outside ? 'outside-facility' : 'unknown'
}

/** Two caesarean codes of different kinds on one stay. */
export function hasTwoCesareans(acts: number): boolean {
  const cesareans = acts & CESAREAN_ACTS
  return (cesareans & (cesareans - 1)) !== 0
}
