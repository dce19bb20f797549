export type Processing = {
  title: string
  purpose: string
  /** Legal basis in the words of article 6 (and 9 for health data) of the GDPR. */
  basis: string
  recipients: string
}

/** What the platform does with data about people: the lines of the register (article 30 of the GDPR). */
export const PROCESSINGS = {
  accounts: {
    title: 'Comptes et accès',
    purpose: 'Savoir qui se connecte, avec quels droits, et fermer l’accès de qui n’en a plus.',
    basis: 'Intérêt légitime du réseau à protéger les données qu’il détient (RGPD, art. 6-1-f et 32).',
    recipients: 'La personne elle-même ; la coordination et l’administration de son réseau.',
  },
  journal: {
    title: 'Journal des actes',
    purpose: 'Pouvoir dire qui a fait quoi et quand, et qui a consulté des données confidentielles.',
    basis: 'Obligation de sécurité et de traçabilité (RGPD, art. 6-1-c et 32).',
    recipients: 'La coordination et l’administration du réseau.',
  },
  mails: {
    title: 'Courriels',
    purpose:
      'Envoyer les invitations, les rappels et les messages de sécurité, et savoir lesquels ne sont pas arrivés.',
    basis: 'Intérêt légitime du réseau (RGPD, art. 6-1-f).',
    recipients:
      'La personne destinataire ; la coordination et l’administration du réseau ; le service d’envoi de courriels.',
  },
  pmsi: {
    title: 'Extraits du PMSI',
    purpose: 'Calculer les indicateurs de périnatalité de la région et en contrôler la qualité.',
    basis:
      'Mission d’intérêt public et intérêt public dans le domaine de la santé (RGPD, art. 6-1-e et 9-2-i), dans les limites de l’autorisation inscrite à la page « Fondement juridique ».',
    recipients:
      'Le calcul automatique. L’établissement voit les anomalies de ses seuls extraits ; personne ne voit les séjours des autres.',
  },
  indicators: {
    title: 'Indicateurs traceurs',
    purpose: 'Suivre l’organisation des soins périnatals dans la région, par maternité et par année.',
    basis: 'Mission d’intérêt public (RGPD, art. 6-1-e).',
    recipients:
      'Les professionnels du réseau et l’agence régionale de santé, sans les effectifs de 1 à 10 d’un autre établissement.',
  },
  network: {
    title: 'Vie du réseau',
    purpose: 'Connaître les établissements du réseau, leurs autorisations et les choix de la région.',
    basis: 'Mission d’intérêt public (RGPD, art. 6-1-e).',
    recipients: 'Les membres du réseau et l’agence régionale de santé.',
  },
  directory: {
    title: 'Annuaire périnatal',
    purpose:
      'Faire connaître aux femmes, aux professionnels et aux services d’urgence les ressources de la région, et les tenir à jour.',
    basis:
      'Mission d’intérêt public (RGPD, art. 6-1-e) ; rien d’une personne n’est public sans son accord (art. 6-1-a), et son opposition est suivie aussitôt (art. 21).',
    recipients:
      'Pour chaque champ, le public choisi : tout le monde, les membres du réseau, les services d’urgence et les maternités, ou l’équipe seule.',
  },
  echographers: {
    title: 'Identifiants d’échographistes',
    purpose:
      'Attribuer et suivre les identifiants demandés pour le dépistage de la trisomie 21, et en tenir la liste.',
    basis: 'Mission d’intérêt public (RGPD, art. 6-1-e) ; arrêté du 23 juin 2009 modifié.',
    recipients:
      'L’échographiste ; la coordination du réseau ; les laboratoires et la fédération des réseaux.',
  },
  'birth-houses': {
    title: 'Maisons de naissance',
    purpose:
      'Tenir le dossier, la charte, la convention et le rapport annuel de chaque maison, et les transmettre à l’agence.',
    basis: 'Obligation légale (RGPD, art. 6-1-c) : CSP, art. L. 6323-4, R. 6323-29 à R. 6323-33.',
    recipients: 'La maison ; la coordination du réseau ; l’agence régionale de santé.',
  },
  'birth-registers': {
    title: 'Registre et transferts des maisons de naissance',
    purpose:
      'Suivre les femmes et les nouveau-nés sous un numéro de la maison, déclarer les transferts, compter ce que le rapport annuel demande.',
    basis:
      'Obligation légale et médecine préventive, soins (RGPD, art. 6-1-c et 9-2-h) : arrêté du 22 décembre 2021, annexe 2.',
    recipients:
      'La maison seule pour son registre ; la maternité partenaire pour les transferts qu’elle reçoit ; la coordination et l’agence ne voient que des comptes.',
  },
  operation: {
    title: 'Fonctionnement de la plateforme',
    purpose:
      'Faire les travaux demandés, une seule fois chacun, ne pas enregistrer deux fois un formulaire, et freiner les essais répétés de mots de passe.',
    basis: 'Obligation de sécurité (RGPD, art. 6-1-c et 32).',
    recipients: 'Personne : ces données ne servent qu’au logiciel.',
  },
} as const satisfies Record<string, Processing>

export type ProcessingName = keyof typeof PROCESSINGS
