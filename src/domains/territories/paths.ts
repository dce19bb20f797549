/** Where the team keeps territories and antennas. */
export const SECTION = { href: '/annuaire/territoires', label: 'Territoires et antennes' }

/** What anybody reads of the antennas. */
export const OPEN_ANTENNAS = '/annuaire/antennes'

export const territoryPath = (id: string) => `${SECTION.href}/${id}`
export const newAntennaPath = (territoryId: string) => `${territoryPath(territoryId)}/antennes`
export const antennaPath = (id: string) => `${SECTION.href}/antennes/${id}`
