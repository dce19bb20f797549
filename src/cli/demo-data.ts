import type { NewMaternity } from '../domains/networks/setup.js'
import { FICTIVE_HOSPITALS } from '../domains/pmsi/synthesis/hospitals.js'

/** The fictive region of the demonstration. Department and region 99 do not exist. */
export const DEMO_NETWORK = {
  name: 'Réseau Périnat’ Hauterive (démonstration)',
  regionCode: '99',
  regionName: 'Hauterive',
  timeZone: 'Europe/Paris',
}

export const DEMO_PASSWORD = 'demonstration-trame'
/** The maternity whose medical information department the demonstration plays. */
export const DEMO_SITE = '990000137'

export const DEMO_ACCOUNTS = [
  { email: 'coordination@trame.test', name: 'Camille Roy', label: 'coordination du réseau' },
  { email: 'ars@trame.test', name: 'Dominique Faure', label: 'agence régionale de santé' },
  { email: 'dim@trame.test', name: 'Sacha Meunier', label: 'DIM du CH de Valbrune' },
  { email: 'admin@trame.test', name: 'Alix Garnier', label: 'administration du réseau' },
] as const

const TERRITORIES = ['Hauterive-Nord', 'Val d’Orbe', 'Deux-Rivières']

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
