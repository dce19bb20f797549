import { type FunnelZone, funnelLimits, funnelZone } from '../../web/charts/funnel-limits.js'
import { NARROW_SPACE } from '../../web/typography.js'
import { isShown, type ShownFigure } from './figure-words.js'
import type { Comparison, Figure } from './schemas.js'

export type Place = Comparison['establishments'][number]
export type ShownPlace = Place & { figure: ShownFigure }

/** French order, for names. */
export const collator = new Intl.Collator('fr')

/** By name, never by rank: a funnel shows what chance explains, a ranking hides it. */
export function byName(places: Place[]): Place[] {
  return [...places].sort((a, b) => collator.compare(a.name, b.name))
}

export function isPlaceShown(place: Place): place is ShownPlace {
  return isShown(place.figure) && place.figure.denominator > 0
}

/** Where a maternity stands in the funnel; null when either rate may not be shown. */
export function positionText(figure: Figure, region: Figure | null): string | null {
  const zone = zoneOf(figure, region)
  if (zone === null || !isShown(figure) || !isShown(region)) return null
  if (zone === 'inside') return 'dans les limites'
  const side = figure.value > region.value ? 'au-dessus' : 'en dessous'
  return `${side} des limites à ${zone === 'far' ? '99,8' : '95'}${NARROW_SPACE}%`
}

export function zoneOf(figure: Figure, region: Figure | null): FunnelZone | null {
  if (!isShown(figure) || !isShown(region) || figure.denominator === 0) return null
  return funnelZone(figure.value, funnelLimits(region.value, figure.denominator))
}
