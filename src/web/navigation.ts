import type { Actor } from '../access/actor.js'
import { can, type Permission } from '../access/policy.js'
import type { NavItem } from './page.js'

/** `also`: where pages of the same part live, at another address. */
type Entry = { href: string; label: string; also?: string }

const ENTRIES: (Entry & { permission: Permission })[] = [
  { href: '/indicateurs', label: 'Indicateurs', permission: 'tracer.read' },
  { href: '/annuaire', label: 'Annuaire', permission: 'directory.read' },
  { href: '/ma-fiche', label: 'Ma fiche', permission: 'directory.own-record' },
  { href: '/imports', label: 'Extraits PMSI', permission: 'pmsi.read-imports' },
  { href: '/qualite', label: 'Contrôle qualité', permission: 'pmsi.read-findings' },
  {
    href: '/maison/rapports',
    label: 'Rapports annuels',
    also: '/rapports-maisons-de-naissance',
    permission: 'birth-report.write',
  },
  {
    href: '/rapports-maisons-de-naissance',
    label: 'Rapports des maisons',
    permission: 'birth-report.review',
  },
  { href: '/maternites', label: 'Maternités', permission: 'network.read' },
  { href: '/transferts-recus', label: 'Transferts reçus', permission: 'birth-transfer.receive' },
  {
    href: '/maison',
    label: 'Maison de naissance',
    also: '/maisons-de-naissance',
    permission: 'birth-transfer.declare',
  },
  {
    href: '/maisons-de-naissance',
    label: 'Maisons de naissance',
    also: '/rapports-maisons-de-naissance',
    permission: 'birth-transfer.count',
  },
  { href: '/courriels', label: 'Courriels', permission: 'mail.read' },
  { href: '/fondement-juridique', label: 'Fondement juridique', permission: 'authorisation.read' },
  { href: '/journal', label: 'Journal', permission: 'audit.read' },
  { href: '/plateforme', label: 'Réseaux', permission: 'platform.read' },
  { href: '/comptes', label: 'Comptes et droits', permission: 'account.read' },
]

const SIGN_IN = { href: '/connexion', label: 'Se connecter' }

/** The entries this person may open, the one she stands in marked. */
export function navigationOf(actor: Actor, path: string): NavItem[] {
  const allowed: Entry[] = ENTRIES.filter((entry) => can(actor, entry.permission))
  const entries = actor.role === 'public' ? [...allowed, SIGN_IN] : allowed
  const current = standingIn(entries, path)
  return entries.map((entry) => ({ href: entry.href, label: entry.label, current: entry === current }))
}

/** The entry whose address says most of the path. */
function standingIn(entries: Entry[], path: string): Entry | undefined {
  const isUnder = (address: string) => path === address || path.startsWith(`${address}/`)
  const lengthOf = ({ href, also = href }: Entry) =>
    Math.max(...[href, also].map((address) => (isUnder(address) ? address.length : 0)))
  return entries
    .filter((entry) => lengthOf(entry) > 0)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .at(0)
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
