import type { Actor } from '../../access/actor.js'
import { can, type Permission } from '../../access/policy.js'

const SECTIONS: { href: string; label: string; permission: Permission }[] = [
  { href: '/annuaire', label: 'Rechercher', permission: 'directory.read' },
  { href: '/annuaire/fiches', label: 'Fiches', permission: 'directory.read-records' },
  { href: '/annuaire/a-verifier', label: 'À vérifier', permission: 'directory.upkeep' },
  { href: '/annuaire/signalements', label: 'Signalements', permission: 'directory.upkeep' },
  { href: '/annuaire/doublons', label: 'Doublons', permission: 'directory.manage' },
  { href: '/annuaire/echographistes', label: 'Échographistes', permission: 'echographer.read' },
  { href: '/annuaire/imports', label: 'Imports', permission: 'directory.import' },
  { href: '/annuaire/livrets', label: 'Livrets et exports', permission: 'directory.read' },
  {
    href: '/annuaire/fiche-urgences',
    label: 'Fiche des urgences',
    permission: 'directory.read-emergency-sheet',
  },
  { href: '/annuaire/territoires', label: 'Territoires et antennes', permission: 'directory.read-records' },
  { href: '/annuaire/compteurs', label: 'Compteurs', permission: 'directory.read-records' },
]

/** The parts of the directory this person may open, as tabs; the one she stands in marked. One part needs no tabs. */
export function directoryTabs(
  actor: Actor,
  current: string,
): { href: string; label: string; current: boolean }[] {
  const mine = SECTIONS.filter(({ permission }) => can(actor, permission))
  return mine.length < 2 ? [] : mine.map(({ href, label }) => ({ href, label, current: href === current }))
}
