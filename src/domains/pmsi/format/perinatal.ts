import { numberAt } from './bytes.js'
import { ACT_LENGTH, DIAGNOSIS_LENGTH, type RsaShape, type Zones } from './rsa-shape.js'

/** Oldest age in days of a child the network looks at: neonatal care may start after a stay at home. */
export const MAX_CHILD_AGE_DAYS = 60
const MIN_WOMAN_AGE = 10
const MAX_WOMAN_AGE = 60

/**
 * CCAM acts of a delivery: JQGA002–005 (caesareans) and JQGD001–005, 007, 008, 010, 012, 013, the list of the
 * FFRSP–ATIH notice of 2019 as quoted by the documentation of the SNDS (« chaînage mère-enfant »).
 */
export const DELIVERY_ACTS: ReadonlySet<string> = new Set([
  ...['JQGA002', 'JQGA003', 'JQGA004', 'JQGA005'],
  ...['JQGD001', 'JQGD002', 'JQGD003', 'JQGD004', 'JQGD005'],
  ...['JQGD007', 'JQGD008', 'JQGD010', 'JQGD012', 'JQGD013'],
])

/** Acts that show a delivery or its haemorrhage even when the diagnoses do not; matched by their first bytes. */
const WOMAN_ACTS = ['JQGA', 'JQGD', 'EDSF011', 'EDSA002', 'ELSA002', 'JNFA001', 'JNBD002']
const WOMAN_ACT_BYTES = WOMAN_ACTS.map((code) => Buffer.from(code, 'latin1'))

const LETTER_E = 0x45
const LETTER_J = 0x4a
const LETTER_O = 0x4f
const LETTER_P = 0x50
const LETTER_Z = 0x5a
const DIGIT_0 = 0x30

/**
 * Whether a checked line is a stay of a pregnant woman or of a newborn, looked for in its bytes: CMD 14 or 15,
 * age in days up to 60, a principal diagnosis O…, P95, Z37, Z38 or Z39.0 in the stay or one of its RUM, an
 * outcome of delivery (Z37) among its diagnoses, or an act of delivery or of its haemorrhage on a woman of
 * childbearing age. Wider than any indicator: the engine narrows it.
 */
export function isPerinatal(shape: RsaShape, buffer: Buffer, start: number, zones: Zones): boolean {
  if (isObstetricGroup(buffer, start + shape.ghm)) return true
  const years = numberAt(buffer, start + shape.ageYears, 3)
  if (years <= 0) {
    const days = numberAt(buffer, start + shape.ageDays, 3)
    if (days >= 0 && days <= MAX_CHILD_AGE_DAYS) return true
  }
  if (isPerinatalDiagnosis(buffer, start + shape.dp)) return true
  if (hasPerinatalRum(shape, buffer, zones) || hasDeliveryOutcome(buffer, zones)) return true
  const isWoman = buffer[start + shape.sex] === 0x32 && years >= MIN_WOMAN_AGE && years <= MAX_WOMAN_AGE
  return isWoman && hasWomanAct(buffer, zones)
}

function isObstetricGroup(buffer: Buffer, at: number): boolean {
  return buffer[at] === 0x31 && (buffer[at + 1] === 0x34 || buffer[at + 1] === 0x35)
}

function isPerinatalDiagnosis(buffer: Buffer, at: number): boolean {
  const letter = buffer[at]
  if (letter === LETTER_O) return true
  if (letter === LETTER_P) return buffer[at + 1] === 0x39 && buffer[at + 2] === 0x35
  if (letter !== LETTER_Z || buffer[at + 1] !== 0x33) return false
  const third = buffer[at + 2]
  return third === 0x37 || third === 0x38 || (third === 0x39 && buffer[at + 3] === DIGIT_0)
}

function hasPerinatalRum(shape: RsaShape, buffer: Buffer, zones: Zones): boolean {
  for (let at = zones.rumsAt; at < zones.diagnosesAt; at += shape.rumLength) {
    if (isPerinatalDiagnosis(buffer, at + shape.rumDp)) return true
  }
  return false
}

function hasDeliveryOutcome(buffer: Buffer, zones: Zones): boolean {
  for (let at = zones.diagnosesAt; at < zones.actsAt; at += DIAGNOSIS_LENGTH) {
    if (buffer[at] === LETTER_Z && buffer[at + 1] === 0x33 && buffer[at + 2] === 0x37) return true
  }
  return false
}

function hasWomanAct(buffer: Buffer, zones: Zones): boolean {
  const end = zones.actsAt + ACT_LENGTH * zones.acts
  for (let at = zones.actsAt + 3; at < end; at += ACT_LENGTH) {
    const letter = buffer[at]
    if (letter !== LETTER_J && letter !== LETTER_E) continue
    for (const code of WOMAN_ACT_BYTES) if (startsWith(buffer, at, code)) return true
  }
  return false
}

function startsWith(buffer: Buffer, at: number, code: Buffer): boolean {
  for (let index = 0; index < code.length; index += 1) if (buffer[at + index] !== code[index]) return false
  return true
}
