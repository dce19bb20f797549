import { formatCount } from '../../web/numbers.js'

type DigestWords = { words: (count: number) => string; path: string }

/**
 * What the mail of the week may say, by kind of line: its words and the page where one sees to it. A module adds its
 * line here, and what counts it to `workers/mail/digest.ts`.
 */
export const DIGEST_LINES = {
  'mail.failed': {
    words: (count) =>
      formatCount(count, 'courriel du réseau n’a pas pu partir', 'courriels du réseau n’ont pas pu partir'),
    path: '/courriels?etat=echec',
  },
  'account.invitations-ending': {
    words: (count) =>
      formatCount(
        count,
        'invitation prend fin cette semaine sans réponse',
        'invitations prennent fin cette semaine sans réponse',
      ),
    path: '/comptes',
  },
  'directory.to-verify': {
    words: (count) => formatCount(count, 'fiche de l’annuaire à vérifier', 'fiches de l’annuaire à vérifier'),
    path: '/annuaire/a-verifier',
  },
  'directory.reports': {
    words: (count) =>
      formatCount(count, 'signalement à traiter dans l’annuaire', 'signalements à traiter dans l’annuaire'),
    path: '/annuaire/signalements',
  },
  'directory.requests': {
    words: (count) =>
      formatCount(
        count,
        'personne demande sa fiche dans l’annuaire',
        'personnes demandent leur fiche dans l’annuaire',
      ),
    path: '/annuaire/fiches/demandes',
  },
  'directory.duplicates': {
    words: (count) =>
      formatCount(count, 'doublon à trancher dans l’annuaire', 'doublons à trancher dans l’annuaire'),
    path: '/annuaire/doublons',
  },
  'directory.bounced': {
    words: (count) =>
      formatCount(
        count,
        'demande de vérification est revenue, l’adresse est à corriger',
        'demandes de vérification sont revenues, les adresses sont à corriger',
      ),
    path: '/annuaire/a-verifier?etat=echec',
  },
  'directory.booklets': {
    words: (count) =>
      formatCount(
        count,
        'livret de l’annuaire à refaire, quelque chose qu’il montre a été retiré',
        'livrets de l’annuaire à refaire, quelque chose qu’ils montrent a été retiré',
      ),
    path: '/annuaire/livrets?documents=livret',
  },
  'echographer.renewal-asked': {
    words: (count) =>
      formatCount(
        count,
        'échographiste demande le renouvellement de son identifiant',
        'échographistes demandent le renouvellement de leur identifiant',
      ),
    path: '/annuaire/echographistes?etat=renouvellement-demande',
  },
  'echographer.ending': {
    words: (count) =>
      formatCount(
        count,
        'identifiant d’échographiste prend fin ou est expiré',
        'identifiants d’échographistes prennent fin ou sont expirés',
      ),
    path: '/annuaire/echographistes?etat=bientot-finis',
  },
} as const satisfies Record<string, DigestWords>

export type DigestKind = keyof typeof DIGEST_LINES

export const DIGEST_KINDS = Object.keys(DIGEST_LINES) as [DigestKind, ...DigestKind[]]
