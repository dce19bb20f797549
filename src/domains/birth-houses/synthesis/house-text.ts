import type { CharterText } from '../charter-schemas.js'
import type { NewConvention } from '../convention-schemas.js'
import type { Identity } from '../identity-schemas.js'
import type { MeetingKind } from '../meeting-schemas.js'

/** What a birth house that does not exist says of itself: the demonstration’s. Numbers kept for works of fiction. */
export const INVENTED_IDENTITY: Omit<Identity, 'revision' | 'openedOn'> = {
  legalName: 'Association Naître aux Tilleuls',
  legalForm: 'Association loi 1901',
  legalFinessNumber: '990009903',
  legalAddress: '2 allée des Tilleuls, Valbrune',
  statutesOn: null,
  premises:
    'Un rez-de-jardin de 240 m² : deux chambres de naissance avec baignoire, une salle de consultation, une salle de groupe, une pharmacie fermée à clé, une cuisine.',
  partnerAccess:
    'Couloir couvert de plain-pied depuis les chambres de naissance jusqu’au bloc obstétrical ; brancard à demeure, porte ouverte à tout moment par badge.',
  partnerAccessMinutes: 4,
  rooms: 2,
  capacity: 60,
  onCallPhone: '+33 1 99 00 12 34',
}

export const INVENTED_STAFF = [
  {
    occupation: 'Secrétaire',
    headcount: 1,
    fte: 0.5,
    missions: 'Accueil, rendez-vous, facturation',
  },
  { occupation: 'Agente d’entretien', headcount: 1, fte: 0.4, missions: 'Bionettoyage des chambres' },
] as const

export const INVENTED_CONVENTION: Pick<NewConvention, 'items' | 'signatories'> = {
  items: {
    reorientation:
      'Toute femme dont un critère n’est plus rempli est reçue par la maternité dans la semaine ; le dossier la suit.',
    transfer:
      'À tout moment, sur appel de la sage-femme au bloc obstétrical, par le couloir ; les situations sont celles de l’annexe médicale. La sage-femme accompagne la femme ou l’enfant.',
    information: 'Dossier commun lisible par les deux équipes ; fiche de transfert remise à l’arrivée.',
    practices: 'Revue commune des transferts chaque trimestre ; déclaration croisée des événements.',
    anaesthesia: 'Consultation préanesthésique au huitième mois, créneaux réservés le jeudi.',
    finances: 'Mise à disposition des locaux et de la stérilisation, facturée chaque trimestre.',
  },
  signatories: ['Présidente de l’association', 'Directrice du centre hospitalier'],
}

export const INVENTED_CHARTER: CharterText = {
  items: {
    '1': 'Consultations du lundi au samedi ; naissances à tout moment, tous les jours de l’année.',
    '2': 'Deux sages-femmes d’astreinte, de douze heures en douze heures. Un seul numéro, donné à l’inscription.',
    '3': 'Grossesse unique, utérus sans cicatrice, grossesse à bas risque, et les critères affichés au registre.',
    '4': 'Inscription jusqu’à 28 semaines d’aménorrhée.',
    '5': 'Une consultation par mois avec la sage-femme référente, les échographies en ville, la consultation d’anesthésie chez le partenaire.',
    '6': 'Accouchement physiologique, sans analgésie péridurale ni perfusion d’ocytocine pendant le travail ; deux sages-femmes présentes à la naissance.',
    '7': 'Chaque dossier est présenté au staff à l’inscription, à 36 semaines, et après tout transfert.',
    '8': 'Matériel de réanimation de la mère et du nouveau-né vérifié chaque semaine ; monitorage par intermittence.',
    '9': 'Prélèvements portés au laboratoire du partenaire ; résultats reçus dans le dossier commun, appelés s’ils sont urgents.',
    '10': 'Réunion avec la maternité partenaire chaque trimestre ; revue commune des transferts.',
    '11': 'Hémorragie : ocytocine, compression, appel du bloc dès 500 mL. Un appel unique déclenche l’accueil.',
    '12': 'Terme, groupe, motif, heure de la décision, gestes faits : par téléphone, puis sur la fiche remise à l’arrivée.',
    '13': 'Sortie entre 2 et 12 heures après la naissance, quand la mère et l’enfant vont bien.',
    '14': 'Visite à domicile le lendemain, à trois jours et à huit jours ; consultation à six semaines.',
    '15': 'Examen à la naissance et avant la sortie, puis à chaque visite ; examen pédiatrique dans la première semaine.',
    '16': 'Bionettoyage après chaque naissance selon la fiche affichée ; linge et déchets par le circuit du partenaire.',
  },
  presenceMaxHours: 12,
  bloodScreening: 'À domicile, entre 48 et 72 heures, envoi le jour même.',
  hearingScreening: 'Chez le partenaire, avant le dixième jour, sur rendez-vous pris à la sortie.',
  publicSummary:
    'La maison accompagne des grossesses sans complication, du premier rendez-vous aux semaines qui suivent la naissance, avec la même sage-femme. On y accouche sans péridurale, à quatre minutes à pied du bloc obstétrical de la maternité partenaire, où l’on est accueillie à tout moment si la situation le demande. Le retour chez soi a lieu au plus tard douze heures après la naissance, et une sage-femme passe dès le lendemain.',
}

/** Meetings in turn through the year: month, day, with whom, about what. */
export const INVENTED_MEETINGS: readonly {
  month: number
  day: number
  kind: MeetingKind
  subject: string
}[] = [
  { month: 1, day: 14, kind: 'staff', subject: 'Présentation des dossiers de l’hiver' },
  { month: 2, day: 5, kind: 'partner', subject: 'Revue des transferts du trimestre' },
  { month: 3, day: 11, kind: 'staff', subject: 'Retour d’expérience : hémorragie du post-partum' },
  { month: 3, day: 26, kind: 'network', subject: 'Assemblée du réseau, parcours de transfert' },
  { month: 5, day: 7, kind: 'partner', subject: 'Revue des transferts du trimestre' },
  { month: 5, day: 20, kind: 'staff', subject: 'Analyse des pratiques : surveillance du travail' },
  { month: 7, day: 8, kind: 'staff', subject: 'Organisation de l’été et des astreintes' },
  { month: 9, day: 10, kind: 'partner', subject: 'Revue des transferts du trimestre' },
  { month: 9, day: 23, kind: 'staff', subject: 'Présentation des dossiers de la rentrée' },
  { month: 10, day: 15, kind: 'professionals', subject: 'PMI et sages-femmes libérales : retour à domicile' },
  { month: 11, day: 18, kind: 'staff', subject: 'Exercice : réanimation du nouveau-né' },
  { month: 12, day: 3, kind: 'partner', subject: 'Revue de l’année, convention' },
]
