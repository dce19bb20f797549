/**
 * Annex 1 of the arrêté du 22 décembre 2021: what volet 1 asks, in its order and under its letters. The items of
 * organisation are sent with the first report, then only when they changed: each one is asked « a-t-il changé ? ».
 */
export type Question = {
  code: string
  label: string
  /** How it is answered. `once`: text sent the first time, then only if it changed. */
  kind: 'once' | 'text' | 'computed' | 'kilometres' | 'euros'
  help: string | null
}

export const ORGANISATION: readonly Question[] = [
  { code: 'I.a', label: 'Forme juridique de la maison de naissance', kind: 'once', help: null },
  {
    code: 'I.b',
    label: 'Répartition des tâches administratives, techniques et financières, et organigramme',
    kind: 'once',
    help: null,
  },
  {
    code: 'I.c',
    label: 'Composition de l’organe de décision et rythme de ses réunions',
    kind: 'once',
    help: null,
  },
  {
    code: 'I.d',
    label: 'Sages-femmes assurant le suivi global des femmes, et équivalent temps plein',
    kind: 'computed',
    help: 'Tiré de la liste des sages-femmes de la maison au 31 décembre.',
  },
  {
    code: 'I.e',
    label: 'Sages-femmes d’appui',
    kind: 'computed',
    help: 'Tiré de la liste des sages-femmes de la maison au 31 décembre.',
  },
  {
    code: 'I.f',
    label: 'Autres personnels : effectifs, temps de travail et missions',
    kind: 'computed',
    help: 'Tiré de la liste des personnels de la maison au 31 décembre.',
  },
  {
    code: 'I.g',
    label: 'Modalités d’approvisionnement, circuit et stockage des médicaments',
    kind: 'once',
    help: null,
  },
  {
    code: 'I.h',
    label:
      'Système d’information : comment les informations utiles à la mère et à l’enfant sont disponibles à tout moment et communiquées au partenaire',
    kind: 'once',
    help: null,
  },
]

export const FUNCTIONING: readonly Question[] = [
  {
    code: 'II.a',
    label: 'Réunions avec l’établissement partenaire : nombre et objet principal',
    kind: 'computed',
    help: 'Tiré des réunions notées dans l’année.',
  },
  {
    code: 'II.b',
    label:
      'Réunions avec le réseau périnatal ou les autres professionnels de santé : nombre et objet principal',
    kind: 'computed',
    help: 'Tiré des réunions notées dans l’année.',
  },
  {
    code: 'II.c',
    label:
      'Staffs médicaux tenus dans la maison (transmissions, retours d’expérience, analyse des pratiques)',
    kind: 'computed',
    help: 'Tiré des réunions notées dans l’année.',
  },
  {
    code: 'II.d',
    label: 'Distance maximale entre le domicile et la maison acceptée pour une inscription',
    kind: 'kilometres',
    help: 'En kilomètres.',
  },
  { code: 'II.e', label: 'Activités proposées dans l’année', kind: 'text', help: null },
]

export const ECONOMY: readonly Question[] = [
  {
    code: 'III.a',
    label: 'Contribution demandée aux couples (dépassements d’honoraires, adhésion…)',
    kind: 'euros',
    help: 'En euros, par couple.',
  },
  {
    code: 'III.b',
    label: 'Montant consacré à la rémunération des astreintes',
    kind: 'euros',
    help: 'En euros, pour l’année.',
  },
]

/** A line of the statement of charges and receipts; amounts are in thousands of euros. */
export type StatementLine = { code: string; label: string }
export type StatementGroup = { label: string; lines: readonly StatementLine[] }

export const CHARGES: readonly StatementGroup[] = [
  {
    label: 'Charges de personnel',
    lines: [
      { code: 'staff-midwives', label: 'sages-femmes' },
      { code: 'staff-others', label: 'autres personnels' },
    ],
  },
  {
    label: 'Assurances',
    lines: [
      { code: 'insurance-professional', label: 'responsabilité risques professionnels' },
      { code: 'insurance-liability', label: 'responsabilité civile' },
      { code: 'insurance-premises', label: 'assurance des locaux' },
    ],
  },
  {
    label: 'Achat de matériels et produits',
    lines: [
      { code: 'purchases-equipment', label: 'équipements' },
      { code: 'purchases-information-systems', label: 'systèmes d’information' },
      { code: 'purchases-medicines', label: 'médicaments' },
      { code: 'purchases-consumables', label: 'fournitures consommables' },
      { code: 'purchases-others', label: 'autres' },
    ],
  },
  {
    label: 'Achat de prestations',
    lines: [
      { code: 'services-maintenance', label: 'entretien des locaux' },
      { code: 'services-renovation', label: 'rénovation des locaux' },
      { code: 'services-cleaning', label: 'nettoyage des locaux' },
      { code: 'services-others', label: 'autres' },
    ],
  },
  { label: 'Location de biens', lines: [{ code: 'rent-premises', label: 'location immobilière' }] },
  {
    label: 'Dépenses diverses',
    lines: [
      { code: 'misc-communication', label: 'communication' },
      { code: 'misc-interest', label: 'intérêts liés à l’emprunt' },
      { code: 'misc-others', label: 'autres' },
    ],
  },
]

export const RECEIPTS: readonly StatementGroup[] = [
  {
    label: 'Recettes de l’assurance maladie',
    lines: [
      { code: 'health-insurance-fir', label: 'montant FIR perçu par la structure' },
      {
        code: 'health-insurance-births',
        label: 'rémunérations perçues par les sages-femmes au titre des accouchements',
      },
      {
        code: 'health-insurance-other-acts',
        label: 'rémunérations perçues par les sages-femmes au titre des autres activités',
      },
    ],
  },
  {
    label: 'Autres recettes',
    lines: [
      { code: 'others-couples', label: 'contribution des parturientes au titre de leur prise en charge' },
      {
        code: 'others-local-authorities',
        label: 'subventions des conseils régionaux, départementaux, municipaux',
      },
      { code: 'others-social-bodies', label: 'subventions d’organismes sociaux' },
      { code: 'others-gifts', label: 'dons' },
      { code: 'others-others', label: 'autres' },
    ],
  },
]

/** Sum of the amounts given, thousands of euros, to the tenth; null when none is: blank is not zero. */
export function totalOf(
  groups: readonly StatementGroup[],
  amounts: Readonly<Record<string, number | null | undefined>>,
): number | null {
  const given = groups
    .flatMap(({ lines }) => lines)
    .map(({ code }) => amounts[code] ?? null)
    .filter((amount) => amount !== null)
  return given.length === 0 ? null : Math.round(given.reduce((sum, amount) => sum + amount, 0) * 10) / 10
}
