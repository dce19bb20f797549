import type { FactName } from '../../audit/audit.js'
import { roleLabel } from '../../web/navigation.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Facts } from './schemas.js'

/** « nom : Camille Roy ; rôle : coordination du réseau »: what an act wrote down, for a cell. */
export function factWords(facts: Facts | null): string {
  return Object.entries(facts ?? {})
    .map(
      ([name, value]) => `${LABELS[name as FactName] ?? name}${NO_BREAK_SPACE}: ${valueWords(name, value)}`,
    )
    .join(' ; ')
}

const LABELS: Record<FactName, string> = {
  invitation: 'invitation',
  closed: 'compte fermé',
  closedOn: 'fermeture',
  partner: 'partenaire',
  known: 'adresse connue',
  permissions: 'permissions',
  rejections: 'lignes refusées',
  newAccount: 'compte créé',
  staysKept: 'séjours gardés',
  unchanged: 'déjà connu',
  name: 'nom',
  month: 'mois',
  number: 'numéro',
  email: 'adresse électronique',
  role: 'rôle',
  method: 'moyen',
  files: 'fichiers',
  reference: 'référence',
  code: 'anomalie',
  results: 'résultats',
  entries: 'entrées',
  person: 'personne',
  kind: 'nature',
  from: 'du',
  to: 'au',
  tokens: 'jetons révoqués',
  right: 'droit',
  intact: 'conforme',
  length: 'dernière entrée',
  position: 'entrée',
  fault: 'défaut',
  indicator: 'indicateur',
  class: 'classe',
  establishment: 'établissement',
  year: 'année',
  value: 'valeur',
  source: 'source',
  expiresAt: 'fin',
  signer: 'signataire',
  phone: 'téléphone',
  replyTo: 'adresse de réponse',
  scope: 'étendue',
  reason: 'motif',
  records: 'fiches',
  left: 'codes restants',
  recoveryCodes: 'codes de secours',
  template: 'modèle',
  rights: 'rôles',
  everywhere: 'partout',
  format: 'format',
  job: 'travail',
  device: 'appareil',
  provider: 'fournisseur d’identité',
  answer: 'réponse',
  merged: 'fiche réunie',
  identifier: 'identifiant',
  pattern: 'format',
  renewalMonths: 'mois de validité',
  reminderDays: 'jours de rappel',
  remindersADay: 'demandes par jour',
  monthsPerson: 'mois, personnes',
  monthsStructure: 'mois, structures',
  monthsIvg: 'mois, offres d’IVG',
}

function valueWords(name: string, value: Facts[string]): string {
  if (value === null || value === '') return 'aucun'
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (name === 'role') return roleWords(String(value))
  return CODES[String(value)] ?? String(value)
}

/** Codes an act writes down, in words. */
const CODES: Record<string, string> = {
  password: 'mot de passe',
  person: 'personne',
  structure: 'structure',
  exact: 'exacte',
  corrected: 'corrigée',
  objected: 'ne plus paraître',
  laboratories: 'laboratoires',
  federation: 'fédération',
}

const ROLES = [
  'professional',
  'birth_house',
  'establishment',
  'antenna_coordinator',
  'coordinator',
  'ars',
  'admin',
  'platform_admin',
  'system',
  'public',
] as const

/** « coordination du réseau »; a role this version does not know is written as it is. */
export function roleWords(value: string): string {
  const role = ROLES.find((known) => known === value)
  return role ? roleLabel(role) : value
}
