import type { Act, Stay } from '../stay.js'
import { characterAt, codeAt, isSame, numberAt, textAt } from './bytes.js'
import { DELIVERY_ACTS } from './perinatal.js'
import { ACT_LENGTH, DIAGNOSIS_LENGTH, FINESS_LENGTH, type RsaShape, type Zones } from './rsa-shape.js'

/** Bytes of an act zone that are read: the delay and the code, which follow each other. */
const ACT_READ = 10

/**
 * Decodes a checked line, of full length, into a stay without person, link or dates. No closure is made, no byte is
 * decoded twice and all lengths are constants: this runs for every perinatal line.
 */
export function decodeStay(shape: RsaShape, buffer: Buffer, start: number, zones: Zones): Stay {
  const finess = codeAt(buffer, start + shape.finess, FINESS_LENGTH)
  const dp = codeAt(buffer, start + shape.dp, DIAGNOSIS_LENGTH)
  const ageYears = orNull(numberAt(buffer, start + shape.ageYears, 3))
  const deliveryAt = readActs(shape, buffer, zones)
  const siteAt = deliveryAt ?? zones.rumsAt
  const lastAt = zones.diagnosesAt - shape.rumLength
  const term = deliveryAt === null ? null : notZero(numberAt(buffer, deliveryAt + shape.rumTerm, 2))
  return {
    finess,
    rsaKey: textAt(buffer, start + shape.rsaKey, 10),
    site: codeAt(buffer, siteAt + shape.rumSite, FINESS_LENGTH) || finess,
    lastSite: codeAt(buffer, lastAt + shape.rumSite, FINESS_LENGTH) || finess,
    ghm: codeAt(buffer, start + shape.ghm, 6),
    dp,
    dr: codeAt(buffer, start + shape.dr, DIAGNOSIS_LENGTH),
    das: associatedDiagnoses(shape, buffer, zones, dp),
    acts: actsSeen.slice(0, actCount),
    ageYears,
    // Some software writes 000 for adults: the field only means something under one year.
    ageDays: ageYears !== null && ageYears > 0 ? null : orNull(numberAt(buffer, start + shape.ageDays, 3)),
    sex: characterAt(buffer, start + shape.sex),
    entryMode: characterAt(buffer, start + shape.entryMode),
    provenance: characterAt(buffer, start + shape.provenance),
    exitMode: characterAt(buffer, start + shape.exitMode),
    destination: characterAt(buffer, start + shape.destination),
    stayType: characterAt(buffer, start + shape.stayType),
    exitYear: numberAt(buffer, start + shape.exitYear, 4),
    exitMonth: numberAt(buffer, start + shape.exitMonth, 2),
    nights: numberAt(buffer, start + shape.nights, 4),
    weightG: notZero(numberAt(buffer, start + shape.weightG, 4)),
    gestationalAgeWeeks: term ?? notZero(numberAt(buffer, start + shape.gestationalAgeWeeks, 2)),
    daysSinceLastPeriod: notZero(numberAt(buffer, start + shape.daysSinceLastPeriod, 3)),
    unitTypes: unitTypes(shape, buffer, zones),
    residence: codeAt(buffer, start + shape.residence, 5),
    person: null,
    motherChild: null,
    entryDate: null,
    exitDate: null,
  }
}

function orNull(value: number): number | null {
  return value < 0 ? null : value
}

/** Files filled with zeros write 0000 where others leave blanks: a weight or a term of zero is not data. */
function notZero(value: number): number | null {
  return value <= 0 ? null : value
}

// Filled for one line then copied to arrays of the exact size: one that grows by `push` keeps room for 17 values,
// which a year of stays cannot afford. The counts say how much of each is of this line.
const actsSeen: Act[] = []
const codesSeen: string[] = []
let actCount = 0
let codeCount = 0

/**
 * Fills `actsSeen` and returns where the RUM of the delivery act starts, or null. Acts carry no RUM number: they
 * are attached by walking the counters of the RUM items, in order.
 */
function readActs(shape: RsaShape, buffer: Buffer, zones: Zones): number | null {
  actCount = 0
  let deliveryAt: number | null = null
  let at = zones.actsAt
  for (let rumAt = zones.rumsAt; rumAt < zones.diagnosesAt; rumAt += shape.rumLength) {
    const end = at + ACT_LENGTH * numberAt(buffer, rumAt + shape.rumActCount, 3)
    for (; at < end; at += ACT_LENGTH) {
      const act = actAt(buffer, at)
      // One act has a zone for each activity (surgeon, anaesthetist): the same code on the same day is one act.
      if (act.code !== '' && !hasAct(act)) actsSeen[actCount++] = act
      if (deliveryAt === null && DELIVERY_ACTS.has(act.code)) deliveryAt = rumAt
    }
  }
  return deliveryAt
}

const ACT_SLOTS = 1 << 13
const knownZones: string[] = new Array(ACT_SLOTS).fill('')
const knownActs: Act[] = new Array(ACT_SLOTS).fill(Object.freeze({ code: '', delayDays: null }))

/** Equal acts are one object, frozen, shared by all the stays. */
function actAt(buffer: Buffer, at: number): Act {
  let hash = 0
  for (let index = at; index < at + ACT_READ; index += 1)
    hash = Math.imul(hash ^ (buffer[index] as number), 0x01000193)
  const slot = (hash ^ (hash >>> 15)) & (ACT_SLOTS - 1)
  const zone = knownZones[slot] as string
  if (zone.length === ACT_READ && isSame(zone, buffer, at)) return knownActs[slot] as Act
  const act: Act = Object.freeze({
    code: codeAt(buffer, at + 3, 7),
    delayDays: orNull(numberAt(buffer, at, 3)),
  })
  knownZones[slot] = buffer.toString('latin1', at, at + ACT_READ)
  knownActs[slot] = act
  return act
}

function hasAct({ code: ccam, delayDays }: Act): boolean {
  for (let index = 0; index < actCount; index += 1) {
    const act = actsSeen[index] as Act
    if (act.code === ccam && act.delayDays === delayDays) return true
  }
  return false
}

function associatedDiagnoses(shape: RsaShape, buffer: Buffer, zones: Zones, dp: string): string[] {
  codeCount = 0
  for (let at = zones.diagnosesAt; at < zones.actsAt; at += DIAGNOSIS_LENGTH) {
    addOnce(codeAt(buffer, at, DIAGNOSIS_LENGTH))
  }
  for (let at = zones.rumsAt; at < zones.diagnosesAt; at += shape.rumLength) {
    const other = codeAt(buffer, at + shape.rumDp, DIAGNOSIS_LENGTH)
    if (other !== dp) addOnce(other)
  }
  return codesSeen.slice(0, codeCount)
}

function unitTypes(shape: RsaShape, buffer: Buffer, zones: Zones): string[] {
  codeCount = 0
  for (let at = zones.rumsAt; at < zones.diagnosesAt; at += shape.rumLength) {
    addOnce(codeAt(buffer, at + shape.rumUnitType, 3))
  }
  return codesSeen.slice(0, codeCount)
}

function addOnce(value: string): void {
  if (value === '') return
  for (let index = 0; index < codeCount; index += 1) if (codesSeen[index] === value) return
  codesSeen[codeCount++] = value
}
