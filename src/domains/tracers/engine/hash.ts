import type { Stay } from '../../pmsi/stay.js'

/** 32 bits of a text, signed: V8 keeps such a number without a box. Two seeds give two independent halves. */
export function hashText(text: string, seed: number): number {
  return finalize(chain(text, seed))
}

/** Hash of a mother–child key, as the records keep it. */
export const hashKey = (motherChild: string): number => hashText(motherChild, 0x1e3779b9)

/**
 * 32 bits of what a stay says, apart from who sent it: compared only between stays of one person and the same days.
 * Diagnoses and acts are summed, since two files may list them in another order.
 */
export function hashContent(stay: Stay): number {
  let unordered = 0
  for (const code of stay.das) unordered = (unordered + hashText(code, 31)) | 0
  for (const act of stay.acts) unordered = (unordered + hashText(act.code, (act.delayDays ?? -1) + 1009)) | 0
  let h = chain(stay.ghm, chain(stay.dp, chain(stay.dr, unordered)))
  h = chain(stay.sex, chain(stay.entryMode, chain(stay.exitMode, h)))
  h = chain(stay.provenance, chain(stay.destination, h))
  h = step(step(h, stay.exitYear * 16 + stay.exitMonth), stay.nights)
  h = step(step(h, stay.ageYears ?? -1), stay.ageDays ?? -1)
  return finalize(step(step(h, stay.weightG ?? -1), stay.gestationalAgeWeeks ?? -1))
}

// The length keeps « AB » then « C » apart from « A » then « BC ».
function chain(text: string, seed: number): number {
  let h = step(seed, text.length)
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}

const step = (h: number, value: number): number => (Math.imul(h ^ value, 0x01000193) + 1) | 0

function finalize(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x45ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0x42b2ae35)
  return h ^ (h >>> 16)
}
