import type { NewMaternity } from '../domains/networks/setup.js'
import { FICTIVE_HOSPITALS } from '../domains/pmsi/synthesis/hospitals.js'

/** The fictive region of the demonstration. Department and region 99 do not exist. */
export const DEMO_NETWORK = {
  name: 'Réseau Périnat’ Hauterive (démonstration)',
  regionCode: '99',
  regionName: 'Hauterive',
  timeZone: 'Europe/Paris',
}

/** The maternity whose medical information department the demonstration plays. */
export const DEMO_SITE = '990000137'

/** The birth house beside it. */
export const DEMO_HOUSE = {
  name: 'Maison de naissance des Tilleuls',
  finessGeo: '990009911',
  shortName: 'TILLEULS',
}

/** The territory whose antenna the demonstration plays. */
export const DEMO_TERRITORY = 'Val d’Orbe'

const TERRITORIES = ['Hauterive-Nord', DEMO_TERRITORY, 'Deux-Rivières']

export function demoMaternities(): NewMaternity[] {
  return FICTIVE_HOSPITALS.flatMap(({ finess, sites }, index) =>
    sites.map(({ finessGeo, name, type }) => ({
      finessGeo,
      finessPmsi: finess,
      name,
      type,
      territory: TERRITORIES[index % TERRITORIES.length] ?? null,
      validFrom: null,
      validTo: null,
    })),
  )
}
