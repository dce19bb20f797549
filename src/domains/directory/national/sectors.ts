import { byCode, type Nomenclature, type NomenclatureCode } from './nomenclature.js'
import type { CahierCategory } from './structure-categories.js'

export type Sector = NomenclatureCode & { cahierCategory: CahierCategory }

type Row = [code: string, category: CahierCategory, label: string, withdrawnOn?: string]

/**
 * Every sector a line of the RPPS may have, the practices first, with what it says of the place. One that gathers places
 * of several categories (a local authority, a social security body) says none.
 */
const ROWS: Row[] = [
  ['SA07', 'professionals', 'Cabinet individuel'],
  ['SA08', 'professionals', 'Cabinet de groupe'],
  ['SA09', 'professionals', 'Exercice en société'],
  ['SA52', 'professionals', 'Maison de santé ou pôle de santé'],
  ['SA05', 'professionals', 'Centre de santé'],
  ['SA01', 'health-establishments', 'Établissement public de santé'],
  ['SA03', 'health-establishments', 'Établissement privé PSPH'],
  ['SA04', 'health-establishments', 'Établissement privé non PSPH'],
  ['SA40', 'health-establishments', 'Secteur privé, praticien hospitalier temps plein'],
  ['SA02', 'health-establishments', 'Hôpital militaire du Service de santé des armées'],
  ['SA30', 'health-establishments', 'Autre établissement sanitaire'],
  ['SA34', 'health-establishments', 'Centre de dialyse'],
  ['SA36', 'health-establishments', 'Centre anti-cancer'],
  ['SA51', 'health-establishments', 'Structure de coopération avec autorisation de soins'],
  ['SA53', 'health-establishments', 'Siège administratif d’un établissement de santé'],
  ['SA15', 'pmi', 'PMI et planification familiale'],
  ['SA20', 'ase', 'Établissement pour la protection de l’enfance'],
  ['SA18', 'social-services', 'Établissement d’aide à la famille'],
  ['SA16', 'medico-social', 'Établissement pour personnes handicapées'],
  ['SA17', 'medico-social', 'Établissement pour personnes âgées'],
  ['SA28', 'associations', 'Association ou organisme humanitaire'],
  ['SA50', 'professionals', 'Structure d’urgence hors établissement hospitalier'],
  ['SA57', 'professionals', 'Structure de coopération avec mission de coordination de soins'],
  ['SA63', 'professionals', 'Communauté professionnelle territoriale de santé (CPTS)'],
  ['SA60', 'professionals', 'Centres médicaux SNCF'],
  ['SA62', 'professionals', 'Ordre professionnel de santé'],
  ['SA25', 'professionals', 'Laboratoire de biologie médicale'],
  ['SA29', 'professionals', 'Laboratoire d’analyses et de biologie médicale'],
  ['SA59', 'professionals', 'Laboratoire de biologie médicale hors catégorie standard'],
  ['SA33', 'professionals', 'Pharmacie d’officine'],
  ['SA38', 'professionals', 'Pharmacie minière'],
  ['SA39', 'professionals', 'Pharmacie mutualiste'],
  ['SA56', 'professionals', 'Propharmacie'],
  ['SA06', 'others', 'Autre structure du Service de santé des armées'],
  ['SA10', 'others', 'Transporteur sanitaire'],
  ['SA11', 'others', 'Entreprise d’intérim', '2020-06-26'],
  ['SA12', 'others', 'Établissement de soins et prévention'],
  ['SA13', 'others', 'Prévention et soins en entreprise'],
  ['SA14', 'others', 'Établissement scolaire, universitaire ou de formation (hors FINESS)'],
  ['SA19', 'others', 'Établissement de formation aux professions sanitaires et sociales'],
  ['SA21', 'others', 'Établissement d’hébergement et de réadaptation'],
  ['SA22', 'others', 'Recherche'],
  ['SA23', 'others', 'Assurance privée'],
  ['SA24', 'others', 'Organisme de sécurité sociale'],
  ['SA26', 'others', 'Ministère ou service déconcentré'],
  ['SA27', 'others', 'Collectivité territoriale'],
  ['SA31', 'others', 'Répartition et distribution de médicaments et dispositifs médicaux'],
  ['SA32', 'others', 'Fabrication, exploitation et importation de médicaments et dispositifs médicaux'],
  ['SA35', 'others', 'Parapharmacie'],
  ['SA37', 'others', 'Centre de transfusion sanguine'],
  ['SA41', 'others', 'Autre établissement du domaine social ou médico-social'],
  ['SA42', 'others', 'Appareillage médical'],
  ['SA43', 'others', 'Secteur non défini'],
  ['SA44', 'others', 'Recrutement ou gestion des ressources humaines'],
  ['SA45', 'others', 'Communication, marketing, conseil, média'],
  ['SA46', 'others', 'Médicaments et dispositifs médicaux (de la fabrication à la distribution)'],
  ['SA47', 'others', 'Incendie et secours'],
  ['SA48', 'others', 'Entreprise industrielle et tertiaire hors industrie pharmaceutique'],
  ['SA49', 'others', 'Entité d’outre-mer'],
  ['SA54', 'others', 'Centre de dépistage et de prévention'],
  ['SA55', 'others', 'Laboratoire pharmaceutique préparant et délivrant des allergènes'],
  ['SA58', 'others', 'Entreprise de taxis'],
  ['SA61', 'others', 'Structure dispensatrice à domicile d’oxygène à usage médical'],
]

/** Sectors of activity. */
export const SECTORS: Nomenclature<Sector> = {
  title: 'Secteurs d’activité',
  source: 'TRE_R02-SecteurActivite, version du 28/10/2022, Agence du numérique en santé',
  codes: byCode(
    ROWS.map(([code, cahierCategory, label, withdrawnOn]) => ({
      code,
      cahierCategory,
      labels: [{ label, validFrom: null, validTo: null }],
      withdrawnOn: withdrawnOn ?? null,
    })),
  ),
}
