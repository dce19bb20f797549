/** Where the identifiers of echographers are kept. */
export const PATH = '/annuaire/echographistes'
export const SECTION = { href: PATH, label: 'Échographistes' }
