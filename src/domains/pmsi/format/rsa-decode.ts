import type { Act, Stay } from '../stay.js'
import { codeAt, numberAt, textAt } from './bytes.js'
import type { Field } from './layouts.js'
import { DELIVERY_ACTS } from './perinatal.js'
import { ACT_LENGTH, DIAGNOSIS_LENGTH, type RsaShape, type Zones } from './rsa-shape.js'

/**
 * Decodes a checked line, of full length, into a stay without person, link or dates. No closure is made and no
 * byte is decoded twice: this runs for every perinatal line.
 */
export function decodeStay(shape: RsaShape, buffer: Buffer, start: number, zones: Zones): Stay {
  const { fields, rum } = shape.layout
  const finess = code(buffer, start, fields.finess)
  const dp = code(buffer, start, fields.dp)
  const ageYears = number(buffer, start, fields.ageYears)
  const deliveryAt = readActs(shape, buffer, zones)
  const siteAt = deliveryAt ?? zones.rumsAt
  const lastAt = zones.diagnosesAt - shape.rumLength
  const term = deliveryAt === null ? null : notZero(number(buffer, deliveryAt, rum.gestationalAgeWeeks))
  return {
    finess,
    rsaKey: textAt(buffer, start + fields.rsaKey.start - 1, fields.rsaKey.length),
    site: code(buffer, siteAt, rum.site) || finess,
    lastSite: code(buffer, lastAt, rum.site) || finess,
    ghm: code(buffer, start, fields.ghm),
    dp,
    dr: code(buffer, start, fields.dr),
    das: associatedDiagnoses(shape, buffer, zones, dp),
    acts: actsSeen.slice(0, actCount),
    ageYears,
    // Some software writes 000 for adults: the field only means something under one year.
    ageDays: ageYears !== null && ageYears > 0 ? null : number(buffer, start, fields.ageDays),
    sex: code(buffer, start, fields.sex),
    entryMode: code(buffer, start, fields.entryMode),
    provenance: code(buffer, start, fields.provenance),
    exitMode: code(buffer, start, fields.exitMode),
    destination: code(buffer, start, fields.destination),
    stayType: code(buffer, start, fields.stayType),
    exitYear: number(buffer, start, fields.exitYear) ?? 0,
    exitMonth: number(buffer, start, fields.exitMonth) ?? 0,
    nights: number(buffer, start, fields.nights) ?? 0,
    weightG: notZero(number(buffer, start, fields.weightG)),
    gestationalAgeWeeks: term ?? notZero(number(buffer, start, fields.gestationalAgeWeeks)),
    daysSinceLastPeriod: notZero(number(buffer, start, fields.daysSinceLastPeriod)),
    unitTypes: unitTypes(shape, buffer, zones),
    residence: code(buffer, start, fields.residence),
    person: null,
    motherChild: null,
    entryDate: null,
    exitDate: null,
  }
}

function code(buffer: Buffer, start: number, field: Field): string {
  return codeAt(buffer, start + field.start - 1, field.length)
}

function number(buffer: Buffer, start: number, field: Field): number | null {
  const value = numberAt(buffer, start + field.start - 1, field.length)
  return value < 0 ? null : value
}

/** Files filled with zeros write 0000 where others leave blanks: a weight or a term of zero is not data. */
function notZero(value: number | null): number | null {
  return value === 0 ? null : value
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
const knownActs: (Act | undefined)[] = new Array(ACT_SLOTS).fill(undefined)

/** Equal acts are one object, frozen, shared by all the stays. */
function actAt(buffer: Buffer, at: number): Act {
  const ccam = codeAt(buffer, at + 3, 7)
  const delay = numberAt(buffer, at, 3)
  let hash = delay
  for (let index = 0; index < ccam.length; index += 1)
    hash = Math.imul(hash ^ ccam.charCodeAt(index), 0x01000193)
  const slot = (hash ^ (hash >>> 13)) & (ACT_SLOTS - 1)
  const delayDays = delay < 0 ? null : delay
  const known = knownActs[slot]
  if (known !== undefined && known.code === ccam && known.delayDays === delayDays) return known
  const act: Act = Object.freeze({ code: ccam, delayDays })
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
    addOnce(code(buffer, at, shape.layout.rum.unitType))
  }
  return codesSeen.slice(0, codeCount)
}

function addOnce(value: string): void {
  if (value === '') return
  for (let index = 0; index < codeCount; index += 1) if (codesSeen[index] === value) return
  codesSeen[codeCount++] = value
}
