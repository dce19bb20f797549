import { BLANK, NOT_A_NUMBER, numberAt } from './bytes.js'
import type { Field } from './layouts.js'
import { ACT_LENGTH, COUNTERS, type RsaShape, type Zones } from './rsa-shape.js'

/** Why a line is refused: the label of the field and a sentence for the person who sent the file. */
export type LineFault = { field: string | null; reason: string }

const EARLIEST_EXIT_YEAR = 2000
const LATEST_EXIT_YEAR = 2099
const LENGTH = 'longueur de la ligne'
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const SPACE = 0x20

/** The sentence for a line whose length is not the announced one (negative: its counters are unreadable). */
export function lengthFault(
  shape: RsaShape,
  buffer: Buffer,
  start: number,
  end: number,
  announced: number,
): LineFault {
  const length = end - start
  if (announced >= 0) {
    return {
      field: LENGTH,
      reason: `La longueur de la ligne (${length}) ne correspond pas à celle qu’annoncent ses compteurs (${announced}).`,
    }
  }
  const { version, fixedLength, fields } = shape.layout
  if (length < fixedLength) {
    return {
      field: LENGTH,
      reason: `La ligne est tronquée : ${length} caractères, alors que la partie fixe d’un RSA au format ${version} en compte ${fixedLength}.`,
    }
  }
  for (const name of COUNTERS) {
    const field = fields[name]
    const value = numberAt(buffer, start + field.start - 1, field.length)
    if (value < 0) return numberFault(field, value, 0)
  }
  throw new Error('every counter is a number, yet the announced length is unknown')
}

/** Sentence for a number that is blank or is not one. `offset` is where the item that holds the field starts in the line. */
export function numberFault({ label, start, length }: Field, value: number, offset: number): LineFault {
  const from = offset + start
  const to = from + length - 1
  const position = from === to ? `position ${from}` : `positions ${from} à ${to}`
  const cause = value === BLANK ? 'est vide' : 'ne contient pas un nombre'
  return { field: label, reason: `Le champ « ${label} » (${position}) ${cause}.` }
}

/**
 * Everything else that makes a line of the right length unusable: a number that is not one, an impossible exit
 * month, RUM whose counters do not add up to those of the stay. The line has its full length.
 */
export function faultOf(shape: RsaShape, buffer: Buffer, start: number, zones: Zones): LineFault | null {
  const triples = shape.numberTriples
  for (let index = 0; index < triples.length; index += 3) {
    const value = numberAt(buffer, start + (triples[index] as number), triples[index + 1] as number)
    if (value < 0 && (value === NOT_A_NUMBER || triples[index + 2] === 1)) {
      return numberFault(shape.numbers[index / 3] as Field, value, 0)
    }
  }
  const month = numberAt(buffer, start + shape.exitMonth, 2)
  if (month < 1 || month > 12) return rangeFault(shape.layout.fields.exitMonth, month)
  const year = numberAt(buffer, start + shape.exitYear, 4)
  if (year < EARLIEST_EXIT_YEAR || year > LATEST_EXIT_YEAR)
    return rangeFault(shape.layout.fields.exitYear, year)
  return rumFault(shape, buffer, start, zones) ?? actFault(shape, buffer, start, zones)
}

function rangeFault({ label, start, length }: Field, value: number): LineFault {
  return {
    field: label,
    reason: `Le champ « ${label} » (positions ${start} à ${start + length - 1}) vaut ${value}, ce qui est impossible.`,
  }
}

function rumFault(shape: RsaShape, buffer: Buffer, start: number, zones: Zones): LineFault | null {
  if (zones.rums === 0 && isRealStay(shape, buffer, start)) return NO_RUM
  const { rum, fields } = shape.layout
  let diagnoses = 0
  let acts = 0
  for (let at = zones.rumsAt; at < zones.diagnosesAt; at += shape.rumLength) {
    const term = numberAt(buffer, at + shape.rumTerm, 2)
    if (term === NOT_A_NUMBER) return numberFault(rum.gestationalAgeWeeks, term, at - start)
    const rumDiagnoses = numberAt(buffer, at + shape.rumDiagnosisCount, 2)
    if (rumDiagnoses < 0) return numberFault(rum.diagnosisCount, rumDiagnoses, at - start)
    const rumActs = numberAt(buffer, at + shape.rumActCount, 3)
    if (rumActs < 0) return numberFault(rum.actCount, rumActs, at - start)
    diagnoses += rumDiagnoses
    acts += rumActs
  }
  if (diagnoses !== zones.diagnoses) return sumFault(fields.diagnosisCount, zones.diagnoses, diagnoses)
  return acts === zones.acts ? null : sumFault(fields.actCount, zones.acts, acts)
}

const NO_RUM: LineFault = { field: 'nombre de RUM', reason: 'Le séjour ne compte aucun RUM.' }

/** False for the RSA that tariff tools add (type other than 0): they are no stay of a patient. */
export function isRealStay(shape: RsaShape, buffer: Buffer, start: number): boolean {
  const generated = buffer[start + shape.generated]
  return generated === DIGIT_0 || generated === SPACE
}

function sumFault({ label }: Field, announced: number, sum: number): LineFault {
  return {
    field: label,
    reason: `Le champ « ${label} » annonce ${announced}, mais le total des RUM donne ${sum}.`,
  }
}

function actFault(shape: RsaShape, buffer: Buffer, start: number, zones: Zones): LineFault | null {
  const end = zones.actsAt + ACT_LENGTH * zones.acts
  for (let at = zones.actsAt; at < end; at += ACT_LENGTH) {
    if (isDigit(buffer[at]) && isDigit(buffer[at + 1]) && isDigit(buffer[at + 2])) continue
    if (numberAt(buffer, at, 3) === NOT_A_NUMBER) {
      return numberFault(shape.layout.act.delayDays, NOT_A_NUMBER, at - start)
    }
  }
  return null
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= DIGIT_0 && byte <= DIGIT_9
}
