import { NO_BREAK_SPACE } from '../web/typography.js'
import type { AuditAction } from './audit.js'

/** What a sentence may use: people are already named, facts are those the act wrote. */
export type Said = {
  /** « Camille Roy », or who she was when her name is no longer known. */
  who: string
  /** The person the act is about, when there is one and she is not the author. */
  whom: string | null
  facts: Record<string, unknown>
}

/** Families of acts, for the filter of the journal: the part of an action before its dot. */
export const KINDS = {
  session: 'Connexions',
  account: 'Comptes et droits',
  mail: 'Courriels',
  authorisation: 'Fondement juridique',
  pmsi: 'Extraits PMSI',
  tracer: 'Indicateurs',
  'birth-report': 'Rapports des maisons de naissance',
  'birth-house': 'Maisons de naissance',
  'birth-transfer': 'Transferts des maisons de naissance',
  'birth-register': 'Registre des maisons de naissance',
  directory: 'Annuaire',
  echographer: 'Échographistes',
  audit: 'Journal',
  privacy: 'Données personnelles',
} as const

export type Kind = keyof typeof KINDS

/** An act in a French sentence, without its final point; an action this version does not know is told as it is. */
export function sentenceOf(action: string, said: Said): string {
  const sentence = isKnown(action) ? SENTENCES[action](said) : `${said.who} a fait l’acte ${action}`
  return sentence.slice(0, 1).toLocaleUpperCase('fr') + sentence.slice(1)
}

function isKnown(action: string): action is AuditAction {
  return Object.hasOwn(SENTENCES, action)
}

const SENTENCES: Record<AuditAction, (said: Said) => string> = {
  'session.open': ({ who, facts }) => `${who} a ouvert une session${method(facts.method)}`,
  'session.close': ({ who }) => `${who} a fermé sa session`,
  'session.refused': ({ whom }) => `Une connexion${whom ? ` au compte de ${whom}` : ''} a été refusée`,
  'session.change-role': ({ who, facts }) => `${who} a changé de rôle${asRole(facts.role)}`,
  'account.invite': ({ who, whom, facts }) =>
    `${who} a invité ${whom ?? 'une personne'}${asRole(facts.role)}`,
  'account.resend-invitation': ({ who, whom }) =>
    `${who} a renvoyé l’invitation de ${whom ?? 'une personne'}`,
  'account.cancel-invitation': ({ who, whom }) => `${who} a annulé l’invitation de ${whom ?? 'une personne'}`,
  'account.accept-invitation': ({ who, facts }) => `${who} a accepté son invitation${asRole(facts.role)}`,
  'account.grant': ({ who, whom, facts }) =>
    `${who} a donné un rôle à ${whom ?? 'une personne'}${asRole(facts.role)}`,
  'account.revoke': ({ who, whom, facts }) =>
    `${who} a retiré un rôle à ${whom ?? 'une personne'}${asRole(facts.role)}`,
  'account.deactivate': ({ who, whom }) => `${who} a fermé le compte de ${whom ?? 'une personne'}`,
  'account.reactivate': ({ who, whom }) => `${who} a rouvert le compte de ${whom ?? 'une personne'}`,
  'account.change-password': ({ who }) => `${who} a changé son mot de passe`,
  'account.ask-reset': ({ whom }) => `Un nouveau mot de passe a été demandé pour ${whom ?? 'un compte'}`,
  'account.set-second-factor': ({ who }) => `${who} a installé son second facteur`,
  'account.reset-second-factor': ({ who, whom }) =>
    whom ? `${who} a retiré le second facteur de ${whom}` : `${who} a retiré son second facteur`,
  'account.use-recovery-code': ({ who }) => `${who} a utilisé un code de secours`,
  'account.link-identity': ({ who, facts }) => `${who} a relié son compte à ${provider(facts.method)}`,
  'account.unlink-identity': ({ who, facts }) => `${who} a délié son compte de ${provider(facts.method)}`,
  'account.create-token': ({ who }) => `${who} a créé une clé pour un programme`,
  'account.revoke-token': ({ who }) => `${who} a supprimé la clé d’un programme`,
  'account.export-data': ({ who }) => `${who} a exporté ses propres données`,
  'account.correct-data': ({ who }) => `${who} a corrigé ses propres données`,
  'account.object': ({ who, facts }) =>
    `${who} a fait valoir un droit sur ses données${rightAsked(facts.right)}`,
  'directory.verify': ({ who }) => `${who} a confirmé une fiche de l’annuaire`,
  'directory.ask-review': ({ who, facts }) =>
    `${who} a demandé par courriel de vérifier des fiches${counted(facts.records, 'fiche', 'fiches')}`,
  'directory.send-wave': ({ facts }) =>
    `Trame a demandé par courriel de vérifier des fiches${counted(facts.records, 'fiche', 'fiches')}`,
  'directory.change-rhythms': ({ who }) => `${who} a changé les rythmes de vérification de l’annuaire`,
  'directory.answer-review': ({ facts }) =>
    `Une fiche de l’annuaire a reçu sa réponse depuis un lien de vérification${NO_BREAK_SPACE}: ${reviewAnswer(facts.answer)}`,
  'directory.renew-review-link': () =>
    'Un nouveau lien de vérification a été demandé pour une fiche de l’annuaire',
  'directory.merge': ({ who }) => `${who} a réuni deux fiches de l’annuaire`,
  'directory.undo-merge': ({ who }) => `${who} a défait la réunion de deux fiches de l’annuaire`,
  'directory.mark-distinct': ({ who }) => `${who} a déclaré distinctes deux fiches de l’annuaire`,
  'directory.reopen-pair': ({ who }) =>
    `${who} a remis à trancher deux fiches de l’annuaire déclarées distinctes`,
  'directory.report': () => 'Une erreur a été signalée dans une fiche de l’annuaire',
  'directory.accept-report': ({ who }) => `${who} a accepté un signalement sur une fiche de l’annuaire`,
  'directory.refuse-report': ({ who }) => `${who} a refusé un signalement sur une fiche de l’annuaire`,
  'directory.note-dead-address': ({ who }) =>
    `${who} a noté qu’une adresse électronique de l’annuaire ne répond plus`,
  'directory.revive-address': ({ who }) =>
    `${who} a noté qu’une adresse électronique de l’annuaire répond de nouveau`,
  'echographer.attribute': ({ who, facts }) =>
    `${who} a attribué un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.suspend': ({ who, facts }) =>
    `${who} a suspendu un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.resume': ({ who, facts }) =>
    `${who} a remis en cours un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.cease': ({ who, facts }) =>
    `${who} a mis fin à un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.renew': ({ who, facts }) =>
    `${who} a renouvelé un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.answer-request': ({ who, facts }) =>
    `${who} a classé la demande de renouvellement d’un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.take-back': ({ who, facts }) =>
    `${who} a annulé ce qui était prévu pour un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.add-evidence': ({ who, facts }) =>
    `${who} a ajouté un justificatif à un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.attach-documents': ({ who, facts }) =>
    `${who} a joint des pièces à un identifiant d’échographiste${quoted(facts.identifier)}${counted(facts.entries, 'pièce', 'pièces')}`,
  'echographer.remove-document': ({ who, facts }) =>
    `${who} a retiré une pièce d’un identifiant d’échographiste${quoted(facts.identifier)}`,
  'echographer.remind': ({ facts }) =>
    `Trame a rappelé à des échographistes la fin de leur identifiant${counted(facts.entries, 'rappel', 'rappels')}`,
  'echographer.ask-renewal': () =>
    'Le renouvellement d’un identifiant d’échographiste a été demandé par son lien',
  'echographer.export': ({ who, facts }) =>
    `${who} a exporté la liste des échographistes${counted(facts.entries, 'identifiant', 'identifiants')}`,
  'echographer.change-settings': ({ who }) => `${who} a changé les règles des identifiants d’échographistes`,
  'mail.retry': ({ who }) => `${who} a relancé l’envoi d’un courriel`,
  'mail.dismiss': ({ who }) => `${who} a classé un courriel qui n’est pas parti`,
  'mail.sign': ({ who }) => `${who} a changé la signature des courriels`,
  'audit.export': ({ who, facts }) =>
    `${who} a exporté le journal${counted(facts.entries, 'entrée', 'entrées')}`,
  'audit.verify': ({ facts }) =>
    facts.intact === true
      ? `Trame a vérifié le journal jusqu’à l’entrée n°${NO_BREAK_SPACE}${facts.length}${NO_BREAK_SPACE}: rien n’a été changé`
      : `Trame a vérifié le journal${NO_BREAK_SPACE}: l’entrée n°${NO_BREAK_SPACE}${facts.position} ${faultWords(facts.fault)}`,
  'audit.archive': ({ facts }) =>
    `Trame a archivé puis retiré${counted(facts.entries, 'entrée', 'entrées')} du journal, jusqu’à la n°${NO_BREAK_SPACE}${facts.length}`,
  'privacy.purge': ({ facts }) => `Trame a effacé les données gardées assez longtemps${removed(facts)}`,
  'authorisation.record': ({ who, facts }) =>
    `${who} a enregistré le fondement juridique${quoted(facts.reference)}`,
  'authorisation.revoke': ({ who }) => `${who} a retiré le fondement juridique`,
  'pmsi.import': ({ who, facts }) =>
    `${who} a envoyé des extraits du PMSI${counted(facts.files, 'fichier', 'fichiers')}`,
  'pmsi.cancel': ({ who }) => `${who} a annulé un import`,
  'pmsi.finish': () => 'Trame a terminé un import',
  'pmsi.fail': () => 'Trame a abandonné un import',
  'pmsi.read-findings': ({ who, facts }) =>
    `${who} a consulté les anomalies des extraits${quoted(facts.code)}`,
  'pmsi.read-rejections': ({ who }) => `${who} a consulté les lignes refusées d’un import`,
  'birth-report.send': ({ who, facts }) =>
    `${who} a transmis le rapport ${facts.year} de la maison de naissance à l’agence, accusé ${facts.reference}`,
  'birth-report.acknowledge': ({ who, facts }) =>
    `${who} a lu le rapport ${facts.year} d’une maison de naissance`,
  'birth-report.write': ({ who, facts }) =>
    `${who} a écrit au sujet du rapport ${facts.year} d’une maison de naissance`,
  'directory.create-record': ({ who, facts }) => `${who} a créé la fiche ${ofRecord(facts.kind)}`,
  'directory.edit-record': ({ who, facts }) => `${who} a modifié la fiche ${ofRecord(facts.kind)}`,
  'directory.archive-record': ({ who, facts }) =>
    `${who} a retiré de l’annuaire la fiche ${ofRecord(facts.kind)}`,
  'directory.restore-record': ({ who, facts }) =>
    `${who} a remis dans l’annuaire la fiche ${ofRecord(facts.kind)}`,
  'directory.edit-many': ({ who, facts }) =>
    `${who} a changé plusieurs fiches de l’annuaire à la fois${counted(facts.records, 'fiche', 'fiches')}`,
  'directory.undo-many': ({ who, facts }) =>
    `${who} a annulé ce qui avait changé plusieurs fiches de l’annuaire${counted(facts.records, 'fiche', 'fiches')}`,
  'directory.import': ({ who }) => `${who} a envoyé un fichier pour l’annuaire`,
  'directory.compare-import': ({ who }) => `${who} a demandé la comparaison d’un fichier avec l’annuaire`,
  'directory.finish-comparison': () => 'Trame a comparé un fichier avec l’annuaire',
  'directory.apply-import': ({ who }) => `${who} a demandé d’écrire un import dans l’annuaire`,
  'directory.finish-application': ({ facts }) =>
    `Trame a écrit un import dans l’annuaire${counted(facts.records, 'fiche', 'fiches')}`,
  'directory.undo-import': ({ who }) => `${who} a demandé d’annuler un import de l’annuaire`,
  'directory.finish-undoing': ({ facts }) =>
    `Trame a annulé un import de l’annuaire${counted(facts.records, 'fiche remise', 'fiches remises')}`,
  'directory.cancel-import': ({ who }) => `${who} a abandonné un import de l’annuaire`,
  'directory.fail-import': () => 'Trame a refusé un fichier envoyé pour l’annuaire',
  'directory.publish': ({ who, facts }) =>
    `${who} a produit ${documentWords(facts.format)} de l’annuaire${counted(facts.entries, 'fiche', 'fiches')}`,
  'directory.finish-publication': ({ facts }) =>
    facts.results === false
      ? `Trame n’a pas pu préparer ${documentWords(facts.format)} de l’annuaire`
      : `Trame a terminé ${documentWords(facts.format)} de l’annuaire${counted(facts.entries, 'fiche', 'fiches')}`,
  'directory.download': ({ who, facts }) =>
    `${who} a téléchargé ${documentWords(facts.format)} de l’annuaire`,
  'directory.choose-visibility': ({ who, facts }) =>
    `${who} a choisi qui voit la fiche ${ofRecord(facts.kind)}`,
  'directory.give-consent': ({ who }) => `${who} a noté l’accord de diffusion d’une personne de l’annuaire`,
  'directory.withdraw-consent': ({ who }) =>
    `${who} a noté le retrait de l’accord d’une personne de l’annuaire`,
  'directory.object': ({ who }) =>
    `${who} a enregistré l’opposition d’une personne à figurer dans l’annuaire`,
  'directory.lift-objection': ({ who }) => `${who} a levé l’opposition d’une personne de l’annuaire`,
  'directory.membership': ({ who, facts }) =>
    `${who} a mis à jour l’adhésion ${facts.kind === 'structure' ? 'd’une structure' : 'd’une personne'}`,
  'directory.confirm-own': ({ who }) => `${who} a confirmé sa fiche de l’annuaire`,
  'directory.ask-record': ({ who }) => `${who} a demandé sa fiche de l’annuaire`,
  'directory.withdraw-request': ({ who }) => `${who} a retiré sa demande de fiche de l’annuaire`,
  'directory.refuse-request': ({ who }) => `${who} a refusé une demande de fiche de l’annuaire`,
  'directory.link-account': ({ who }) => `${who} a relié une fiche de l’annuaire à un compte`,
  'directory.unlink-account': ({ who }) => `${who} a délié une fiche de l’annuaire d’un compte`,
  'directory.choose-colleges': ({ who }) => `${who} a choisi les collèges du réseau`,
  'directory.add-territory': ({ who, facts }) => `${who} a ajouté un territoire${quoted(facts.name)}`,
  'directory.rename-territory': ({ who, facts }) => `${who} a renommé un territoire${quoted(facts.name)}`,
  'directory.close-territory': ({ who, facts }) => `${who} a fermé un territoire${quoted(facts.name)}`,
  'directory.reopen-territory': ({ who, facts }) => `${who} a rouvert un territoire${quoted(facts.name)}`,
  'directory.add-antenna': ({ who, facts }) => `${who} a ajouté une antenne${quoted(facts.name)}`,
  'directory.change-antenna': ({ who, facts }) => `${who} a modifié une antenne${quoted(facts.name)}`,
  'tracer.publish': () => 'Trame a publié un nouveau calcul des indicateurs',
  'tracer.enter-published': ({ who, facts }) =>
    `${who} a saisi un chiffre publié par l’ATIH${quoted(facts.indicator)}`,
  'birth-house.team': ({ who, facts }) =>
    `${who} a changé l’équipe d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.meeting': ({ who, facts }) =>
    `${who} a noté une réunion d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.meeting-removed': ({ who, facts }) =>
    `${who} a retiré une réunion d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.identity': ({ who, facts }) =>
    `${who} a changé l’identité d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.situation': ({ who, facts }) =>
    `${who} a changé le nom, la partenaire ou la fermeture d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.named': ({ who, facts }) =>
    `${who} a accepté que le nom d’une maison de naissance${quoted(facts.name)} soit montré aux autres maisons`,
  'birth-house.unnamed': ({ who, facts }) =>
    `${who} a caché aux autres maisons le nom d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.convention': ({ who, facts }) =>
    `${who} a enregistré la convention d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.charter': ({ who, facts }) =>
    `${who} a écrit le projet de charte d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.adopt-charter': ({ who, facts }) =>
    `${who} a adopté la charte d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.file-opened': ({ who, facts }) =>
    `${who} a ouvert un dossier d’autorisation de maison de naissance${quoted(facts.name)}`,
  'birth-house.file-written': ({ who, facts }) =>
    `${who} a écrit dans le dossier d’autorisation d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.file-sent': ({ who, facts }) =>
    `${who} a transmis à l’agence le dossier d’autorisation d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.file-exchange': ({ who, facts }) =>
    `${who} a écrit sur le dossier d’autorisation d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.file-decided': ({ who, facts }) =>
    `${who} a enregistré la décision de l’agence sur une maison de naissance${quoted(facts.name)}`,
  'birth-house.document': ({ who, facts }) =>
    `${who} a déposé un document d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.document-replaced': ({ who, facts }) =>
    `${who} a remplacé un document d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.document-removed': ({ who, facts }) =>
    `${who} a retiré un document d’une maison de naissance${quoted(facts.name)}`,
  'birth-house.open': ({ who, facts }) => `${who} a ouvert une maison de naissance${quoted(facts.name)}`,
  'birth-transfer.declare': ({ who, facts }) => `${who} a déclaré un transfert${numbered(facts.number)}`,
  'birth-transfer.correct': ({ who, facts }) =>
    `${who} a corrigé la déclaration d’un transfert${numbered(facts.number)}`,
  'birth-transfer.cancel': ({ who, facts }) =>
    `${who} a annulé la déclaration d’un transfert${numbered(facts.number)}`,
  'birth-transfer.nil': ({ who, facts }) =>
    `${who} a confirmé un mois sans transfert dans une maison de naissance${quoted(facts.month)}`,
  'birth-transfer.reasons': ({ who }) => `${who} a changé les motifs de transfert`,
  'birth-transfer.outcome': ({ who, facts }) =>
    `${who} a complété l’issue d’un transfert reçu${numbered(facts.number)}`,
  'birth-register.include': ({ who, facts }) =>
    `${who} a inscrit une femme au registre de la maison de naissance${numbered(facts.number)}`,
  'birth-register.correct': ({ who, facts }) =>
    `${who} a complété ou corrigé le registre de la maison de naissance${numbered(facts.number)}`,
  'birth-register.end': ({ who, facts }) =>
    `${who} a noté la fin d’un suivi au registre de la maison de naissance${numbered(facts.number)}`,
  'birth-register.birth': ({ who, facts }) =>
    `${who} a noté une naissance au registre de la maison de naissance${numbered(facts.number)}`,
  'birth-register.criteria': ({ who, facts }) =>
    `${who} a changé les critères de la maison de naissance${quoted(facts.name)}`,
}

/** What is wrong with an entry, after « l’entrée n° 12 ». */
export function faultWords(fault: unknown): string {
  return typeof fault === 'string' && fault in FAULTS
    ? FAULTS[fault as keyof typeof FAULTS]
    : 'n’est pas conforme'
}

const FAULTS = {
  changed: 'a été modifiée',
  missing: 'a disparu',
  added: 'a été ajoutée après coup',
  reordered: 'a été déplacée',
  rewritten: 'a été réécrite, avec toutes celles qui la suivent ou la précèdent',
} as const

const ROLES: Record<string, string> = {
  professional: 'professionnel',
  birth_house: 'maison de naissance',
  establishment: 'établissement',
  antenna_coordinator: 'coordination d’antenne',
  coordinator: 'coordination du réseau',
  ars: 'agence régionale de santé',
  admin: 'administration du réseau',
  platform_admin: 'administration de la plateforme',
}

const PROVIDERS: Record<string, string> = {
  'pro-sante-connect': 'Pro Santé Connect',
  proconnect: 'ProConnect',
}

/** The rights a person may use over her data: what she may ask the coordination for. */
export const RIGHTS = {
  objection: 'opposition à un usage',
  restriction: 'limitation d’un usage',
  erasure: 'effacement',
  'email-correction': 'correction de l’adresse électronique',
} as const

const ANSWERS: Record<string, string> = {
  exact: 'elle est exacte',
  corrected: 'elle est corrigée',
  objected: 'elle ne doit plus paraître',
}

function reviewAnswer(answer: unknown): string {
  return (typeof answer === 'string' && ANSWERS[answer]) || 'réponse inconnue'
}

const DOCUMENTS: Record<string, string> = {
  booklet: 'un livret',
  'emergency-sheet': 'la fiche des urgences',
  'open-data': 'les données ouvertes',
  csv: 'un export CSV',
  xlsx: 'un export Excel',
  vcf: 'un carnet d’adresses',
}

function documentWords(format: unknown): string {
  return (typeof format === 'string' && DOCUMENTS[format]) || 'un document'
}

function method(value: unknown): string {
  if (value === 'password') return ' par mot de passe'
  return typeof value === 'string' && value in PROVIDERS ? ` par ${PROVIDERS[value]}` : ''
}

function provider(value: unknown): string {
  return (typeof value === 'string' && PROVIDERS[value]) || 'un fournisseur d’identité'
}

function asRole(role: unknown): string {
  return typeof role === 'string' ? ` (${ROLES[role] ?? role})` : ''
}

function rightAsked(right: unknown): string {
  return typeof right === 'string' && right in RIGHTS ? ` (${RIGHTS[right as keyof typeof RIGHTS]})` : ''
}

function numbered(value: unknown): string {
  return typeof value === 'string' ? ` n°${NO_BREAK_SPACE}${value}` : ''
}

function ofRecord(kind: unknown): string {
  return kind === 'structure' ? 'd’une structure' : 'd’une personne'
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `${NO_BREAK_SPACE}: ${value}` : ''
}

function counted(value: unknown, one: string, many: string): string {
  return typeof value === 'number' ? ` (${value}${NO_BREAK_SPACE}${value > 1 ? many : one})` : ''
}

function removed(facts: Record<string, unknown>): string {
  const total = Object.values(facts).reduce<number>(
    (sum, count) => sum + (typeof count === 'number' ? count : 0),
    0,
  )
  return counted(total, 'ligne', 'lignes')
}
