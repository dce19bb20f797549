import type { Actor } from '../../access/actor.js'
import { can, type Permission } from '../../access/policy.js'
import { Tabs } from '../../web/tabs.js'

type Place = { href: string; label: string; permission: Permission }

/** What a midwife finds under « Maison de naissance »; the page of the house itself comes last. */
const OWN: Place[] = [
  { href: '/maison', label: 'Accueil', permission: 'birth-transfer.declare' },
  { href: '/maison/transferts', label: 'Transferts', permission: 'birth-transfer.declare' },
  { href: '/maison/registre', label: 'Registre', permission: 'birth-register.read' },
  { href: '/maison/mois', label: 'Mois', permission: 'birth-transfer.declare' },
]

/** What the network and the agency find under « Maisons de naissance ». */
const NETWORK: Place[] = [
  { href: '/maisons-de-naissance', label: 'Maisons', permission: 'birth-transfer.count' },
  { href: '/maisons-de-naissance/autorisations', label: 'Autorisations', permission: 'birth-transfer.count' },
  { href: '/maisons-de-naissance/transferts', label: 'Transferts', permission: 'birth-transfer.count' },
  { href: '/maisons-de-naissance/mois', label: 'Mois', permission: 'birth-transfer.count' },
  { href: '/rapports-maisons-de-naissance', label: 'Rapports', permission: 'birth-report.follow' },
  { href: '/maisons-de-naissance/motifs', label: 'Motifs', permission: 'birth-transfer.reasons' },
]

/** The pages of this area, as tabs; `current` is the address of the one shown. */
export function HouseTabs({ actor, current }: { actor: Actor; current: string }) {
  const places = can(actor, 'birth-transfer.declare') ? [...OWN, ...housePlace(actor)] : NETWORK
  const tabs = places
    .filter(({ permission }) => can(actor, permission))
    .map(({ href, label }) => ({ href, label, current: href === current }))
  return tabs.length > 1 ? <Tabs label="Pages des maisons de naissance" tabs={tabs} /> : null
}

function housePlace(actor: Actor): Place[] {
  if (actor.role !== 'birth_house') return []
  const href = `/maisons-de-naissance/${actor.establishmentId}`
  return [{ href, label: 'La maison', permission: 'birth-house.read' }]
}
