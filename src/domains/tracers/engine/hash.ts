import type { Stay } from '../../pmsi/stay.js'

/** 32 bits of a text; two seeds give two independent halves. */
export function hashText(text: string, seed: number): number {
  let h = seed
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return finalize(h)
}

/**
 * 32 bits of what a stay says, apart from who sent it: compared only between stays of one person.
 * Diagnoses and acts are summed, since two files may list them in another order.
 */
export function hashContent(stay: Stay): number {
  let h = hashText(stay.ghm, hashText(stay.dp, hashText(stay.dr, 17)))
  let unordered = 0
  for (const code of stay.das) unordered = (unordered + hashText(code, 31)) | 0
  for (const act of stay.acts) unordered = (unordered + hashText(act.code, (act.delayDays ?? -1) + 1009)) | 0
  h = mix(h, unordered)
  h = hashText(stay.sex, hashText(stay.entryMode, hashText(stay.exitMode, h)))
  h = hashText(stay.provenance, hashText(stay.destination, h))
  h = hashText(stay.entryDate ?? '', hashText(stay.exitDate ?? '', h))
  h = mix(mix(h, stay.exitYear * 16 + stay.exitMonth), stay.nights)
  h = mix(mix(h, stay.ageYears ?? -1), stay.ageDays ?? -1)
  return mix(mix(h, stay.weightG ?? -1), stay.gestationalAgeWeeks ?? -1)
}

const mix = (h: number, value: number): number => finalize(Math.imul(h, 31) + value)

function finalize(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  // Signed: V8 keeps it without a box.
  return h ^ (h >>> 16)
}
