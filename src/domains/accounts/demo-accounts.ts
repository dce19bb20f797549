/** The password of every account of the demonstration; none of them exists anywhere else. */
export const DEMO_PASSWORD = 'demonstration-trame'

/** Whom the demonstration lets one be, all fictive. */
export const DEMO_ACCOUNTS = [
  { email: 'coordination@trame.test', name: 'Camille Roy', label: 'coordination du réseau' },
  { email: 'antenne@trame.test', name: 'Ariane Delmas', label: 'coordination d’antenne, Val d’Orbe' },
  { email: 'dim@trame.test', name: 'Sacha Meunier', label: 'DIM du CH de Valbrune' },
  { email: 'professionnel@trame.test', name: 'Noa Lambert', label: 'sage-femme libérale' },
  { email: 'maison@trame.test', name: 'Maëlle Vasseur', label: 'sage-femme de la maison de naissance' },
  { email: 'ars@trame.test', name: 'Dominique Faure', label: 'agence régionale de santé' },
  { email: 'admin@trame.test', name: 'Alix Garnier', label: 'administration du réseau' },
  { email: 'plateforme@trame.test', name: 'Lou Barbier', label: 'administration de la plateforme' },
] as const

export type DemoEmail = (typeof DEMO_ACCOUNTS)[number]['email']

/** Whether an address is one of the demonstration's: its pages say the codes of no other. */
export function isDemoAccount(email: string): boolean {
  return DEMO_ACCOUNTS.some((account) => account.email === email)
}
