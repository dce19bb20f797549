import { addDays } from '../../../web/dates.js'
import { byCode, type DatedLabel, type Nomenclature, type NomenclatureCode } from './nomenclature.js'

/**
 * The actors a network gathers. Source: cahier des charges des réseaux de santé en périnatalité, 2015, annexe 1. The last
 * one is ours, for places that are in the directory and are none of these, or of which nothing says what they are.
 */
export const CAHIER_CATEGORIES = {
  professionals: 'Professionnels de santé et leurs représentants',
  'health-establishments': 'Établissements de santé',
  'medico-social': 'Établissements et services médico-sociaux (dont CAMSP)',
  'social-services': 'Services sociaux',
  pmi: 'Protection maternelle et infantile (PMI)',
  ase: 'Aide sociale à l’enfance (ASE)',
  'sexual-health-centres': 'Centres de santé sexuelle (ex-CPEF)',
  evars: 'Espaces de vie affective, relationnelle et sexuelle (EVARS, ex-EICCF)',
  associations: 'Associations (dont dépistage néonatal)',
  users: 'Usagers et leurs représentants',
  others: 'Autres structures',
} as const

export type CahierCategory = keyof typeof CAHIER_CATEGORIES

export type FinessCategory = NomenclatureCode & { cahierCategory: CahierCategory }

/** What a code was called until its row of the table was written again, which the table dates. */
type Former = { label: string; until: string }

type Row = [code: string, category: CahierCategory, label: string, former?: Former]

const ROWS: Row[] = [
  ['101', 'health-establishments', 'Centre hospitalier régional (CHR)'],
  ['122', 'health-establishments', 'Établissement de soins obstétriques et chirurgico-gynécologiques'],
  ['128', 'health-establishments', 'Établissement de soins chirurgicaux'],
  ['355', 'health-establishments', 'Centre hospitalier (CH)'],
  ['365', 'health-establishments', 'Établissement de soins pluridisciplinaire'],
  ['631', 'health-establishments', 'Maison de naissance'],
  ['697', 'health-establishments', 'Groupement de coopération sanitaire (GCS), établissement de santé'],
  ['124', 'professionals', 'Centre de santé'],
  ['603', 'professionals', 'Maison de santé pluriprofessionnelle (MSP)'],
  ['604', 'professionals', 'Communauté professionnelle territoriale de santé (CPTS)'],
  ['606', 'professionals', 'Dispositif d’appui à la coordination (DAC)'],
  ['650', 'professionals', 'Dispositif spécifique régional en périnatalité (DSRP)'],
  ['190', 'medico-social', 'Centre d’action médico-sociale précoce (CAMSP)'],
  ['166', 'social-services', 'Centre parents-enfants (accueil mère-enfant)'],
  ['221', 'health-establishments', 'Bureau d’aide psychologique universitaire (BAPU)'],
  ['223', 'pmi', 'Protection maternelle et infantile (PMI)'],
  ['224', 'pmi', 'Consultation pré et post-natale'],
  ['230', 'pmi', 'Consultation de protection infantile'],
  [
    '228',
    'sexual-health-centres',
    'Centre de santé sexuelle',
    { label: 'Centre de planification ou d’éducation familiale (CPEF)', until: '2024-03-28' },
  ],
  ['638', 'sexual-health-centres', 'Centre gratuit d’information, de dépistage et de diagnostic (CeGIDD)'],
  ['649', 'sexual-health-centres', 'Centre de santé et de médiation en santé sexuelle'],
  [
    '231',
    'evars',
    'Espace de vie affective, relationnelle et sexuelle (EVARS)',
    {
      label: 'Établissement d’information, de consultation ou de conseil familial (EICCF)',
      until: '2025-12-21',
    },
  ],
]

/** Categories of FINESS a network meets. There is none for a maternity: that is an establishment authorised for it. */
export const FINESS_CATEGORIES: Nomenclature<FinessCategory> = {
  title: 'Catégories d’établissement',
  source: 'TRE_R66 et JDV_J55, version du 05/05/2026, Agence du numérique en santé',
  codes: byCode(
    ROWS.map(([code, cahierCategory, label, former]) => ({
      code,
      cahierCategory,
      labels: labelsOf(label, former),
      withdrawnOn: null,
    })),
  ),
}

function labelsOf(label: string, former: Former | undefined): DatedLabel[] {
  if (former === undefined) return [{ label, validFrom: null, validTo: null }]
  return [
    { label, validFrom: addDays(former.until, 1), validTo: null },
    { label: former.label, validFrom: null, validTo: former.until },
  ]
}
