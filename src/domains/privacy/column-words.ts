import { formatDate, formatInstant } from '../../web/dates.js'

/** The columns of a person's data that a reader understands, in words; identifiers are left to the exports. */
export const COLUMN_WORDS: Record<string, string> = {
  email: 'Adresse électronique',
  name: 'Nom',
  toName: 'Nom',
  toAddress: 'Adresse',
  createdAt: 'Créé le',
  lastSignInAt: 'Dernière connexion',
  passwordChangedAt: 'Mot de passe changé le',
  totpConfirmedAt: 'Second facteur installé le',
  deactivatedAt: 'Compte fermé le',
  provider: 'Fournisseur',
  subject: 'Identifiant chez le fournisseur',
  rppsNumber: 'N° RPPS',
  linkedAt: 'Relié le',
  lastUsedAt: 'Dernier usage',
  role: 'Rôle',
  regionCode: 'Région',
  grantedAt: 'Donné le',
  revokedAt: 'Retiré le',
  invitedAt: 'Invitation du',
  acceptedAt: 'Acceptée le',
  method: 'Moyen',
  device: 'Appareil',
  practice: 'Lieu d’exercice',
  lastSeenAt: 'Dernière page vue',
  expiresAt: 'Fin',
  usedAt: 'Utilisé le',
  kind: 'Nature',
  attempts: 'Essais',
  permissions: 'Droits',
  template: 'Modèle',
  sentAt: 'Parti le',
  lastRefusal: 'Refus du serveur',
  at: 'Le',
  action: 'Acte',
  actorRole: 'Rôle',
  reference: 'Référence',
  recordedAt: 'Enregistré le',
  receivedAt: 'Envoyé le',
  bytesTotal: 'Octets',
  indicator: 'Indicateur',
  year: 'Année',
  value: 'Valeur',
  source: 'Source',
  enteredAt: 'Saisi le',
}

/** Codes kept in the rows, in words. */
const VALUE_WORDS: Record<string, string> = {
  password: 'mot de passe',
  'pro-sante-connect': 'Pro Santé Connect',
  proconnect: 'ProConnect',
  provider: 'vers un fournisseur d’identité',
  'second-factor': 'second facteur',
  practice: 'choix du lieu d’exercice',
}

/** A value of a row as a reader wants it. */
export function cellWords(value: unknown, timeZone: string): string {
  if (value === null || value === '') return 'non renseigné'
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  if (Array.isArray(value)) return value.map((one) => cellWords(one, timeZone)).join(', ')
  if (typeof value === 'object') return JSON.stringify(value)
  const text = VALUE_WORDS[String(value)] ?? String(value)
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return formatInstant(new Date(text), timeZone)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? formatDate(text) : text
}
