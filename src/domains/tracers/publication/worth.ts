import type { Cell } from './suppression.js'

/** An establishment’s headlines go after its details, all else being equal. */
const LOCAL_HEADLINE = 1.15
/** A regional figure costs more than all the local ones that may stand in for it. */
const REGION_DETAIL = 40
/** Classes the overview of the region shows: the last to go. */
const REGION_HEADLINE = 100
/** Deaths are what a perinatal network is first accountable for. */
const REGION_DEATHS = 250

const HEADLINES: ReadonlySet<string> = new Set([
  'multiple-deliveries/all',
  'maternal-age/under-20',
  'maternal-age/35-plus',
  'maternal-age/40-plus',
  'preterm-birth/all',
  'preterm-birth/under-28',
  'low-birth-weight/under-2500',
  'low-birth-weight/under-1500',
  'delivery-mode/cesarean',
  'delivery-mode/instrumental',
  'place-of-birth/right-level',
  'place-of-birth/very-preterm-in-type-3',
  'postpartum-haemorrhage-procedures/invasive',
  'postpartum-haemorrhage-procedures/any',
  'maternal-transfers/in-utero',
  'maternal-transfers/postpartum',
  'neonatal-transfers/all',
  'presentation/breech',
  'perinatal-mortality/all',
])
const DEATHS: ReadonlySet<string> = new Set([
  'stillbirth/all',
  'stillbirth/spontaneous',
  'neonatal-mortality/all',
])

/** What a reader loses with a cell, at least 1: grows slowly with its numerator, so that large figures stay. */
export function informationOf(cell: Cell): number {
  return weightOf(cell) * (1 + Math.log10(1 + cell.numerator) / 8)
}

function weightOf(cell: Cell): number {
  const name = `${cell.indicator}/${cell.class}`
  const isHeadline = HEADLINES.has(name) || DEATHS.has(name)
  if (cell.establishment !== null) return isHeadline ? LOCAL_HEADLINE : 1
  if (DEATHS.has(name)) return REGION_DEATHS
  return isHeadline ? REGION_HEADLINE : REGION_DETAIL
}
