import type { Actor } from '../access/actor.js'
import { can, type Permission } from '../access/policy.js'
import type { NavItem } from './page.js'

const ENTRIES: { href: string; label: string; permission: Permission }[] = [
  { href: '/indicateurs', label: 'Indicateurs', permission: 'tracer.read' },
  { href: '/annuaire', label: 'Annuaire', permission: 'directory.read' },
  { href: '/ma-fiche', label: 'Ma fiche', permission: 'directory.own-record' },
  { href: '/imports', label: 'Extraits PMSI', permission: 'pmsi.read-imports' },
  { href: '/qualite', label: 'Contrôle qualité', permission: 'pmsi.read-findings' },
  { href: '/maison/rapports', label: 'Rapports annuels', permission: 'birth-report.write' },
  {
    href: '/rapports-maisons-de-naissance',
    label: 'Rapports des maisons',
    permission: 'birth-report.review',
  },
  { href: '/maternites', label: 'Maternités', permission: 'network.read' },
  { href: '/transferts-recus', label: 'Transferts reçus', permission: 'birth-transfer.receive' },
  { href: '/maison', label: 'Maison de naissance', permission: 'birth-transfer.declare' },
  { href: '/maisons-de-naissance', label: 'Maisons de naissance', permission: 'birth-transfer.count' },
  { href: '/courriels', label: 'Courriels', permission: 'mail.read' },
  { href: '/fondement-juridique', label: 'Fondement juridique', permission: 'authorisation.read' },
  { href: '/journal', label: 'Journal', permission: 'audit.read' },
  { href: '/plateforme', label: 'Réseaux', permission: 'platform.read' },
  { href: '/comptes', label: 'Comptes et droits', permission: 'account.read' },
]

const SIGN_IN = { href: '/connexion', label: 'Se connecter' }

/** The entries this person may open, the one she stands in marked. */
export function navigationOf(actor: Actor, path: string): NavItem[] {
  const entries = ENTRIES.filter((entry) => can(actor, entry.permission))
  return [...entries, ...(actor.role === 'public' ? [SIGN_IN] : [])].map(({ href, label }) => ({
    href,
    label,
    current: path === href || path.startsWith(`${href}/`),
  }))
}

const ROLE_LABELS = {
  public: 'public',
  professional: 'professionnel',
  birth_house: 'maison de naissance',
  establishment: 'établissement',
  coordinator: 'coordination du réseau',
  ars: 'agence régionale de santé',
  admin: 'administration du réseau',
  antenna_coordinator: 'coordination d’antenne',
  platform_admin: 'administration de la plateforme',
  system: 'Trame',
} as const satisfies Record<Actor['role'], string>

export function roleLabel(role: Actor['role']): string {
  return ROLE_LABELS[role]
}
