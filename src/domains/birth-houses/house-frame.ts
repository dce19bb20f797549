import type { FormReply } from '../../web/refilled-form.js'
import type { House } from './schemas.js'

export const MODULE = 'Maisons de naissance'
export const LIST = { label: MODULE, href: '/maisons-de-naissance' }

/** A form that comes back: what is to be corrected, and what was typed. */
export type Again<Typed> = { faults: FormReply; typed: Typed }

/** The frame of a page about one part of a house. */
export function houseFrame(house: Pick<House, 'id' | 'name'>, title: string, faults?: FormReply) {
  return {
    title,
    module: MODULE,
    breadcrumb: [LIST, { label: house.name, href: housePath(house.id) }, { label: title }],
    notice: faults?.notice ?? null,
  }
}

/** Where a house is. */
export function housePath(id: string): string {
  return `/maisons-de-naissance/${id}`
}
