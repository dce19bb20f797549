/**
 * Annex 2 of the arrêté du 22 décembre 2021: the figures of volet 2, in its order and under its letters. `note` says
 * how we read what the text leaves open; it is printed beside the figure.
 */
export type FigureCode =
  | 'I.a'
  | 'II.a'
  | 'II.b'
  | 'II.c'
  | 'II.d'
  | 'III.a'
  | 'III.a.i'
  | 'III.a.ii'
  | 'III.a.iii'
  | 'III.b'
  | 'III.c'
  | 'III.d'
  | 'III.e'
  | 'III.f'
  | 'III.g'
  | 'IV.a'
  | 'IV.b'
  | 'IV.c'
  | 'IV.d'
  | 'IV.e'
  | 'IV.f'
  | 'IV.g'
  | 'IV.h'

export type FigureDefinition = {
  code: FigureCode
  label: string
  unit: 'women' | 'children'
  note: string | null
}

/** Whom the outcomes are counted among, said once. */
const CONTACT =
  'Parmi les femmes prises en charge pour le travail en maison de naissance ou transférées, l’année de l’accouchement.'
const CHILDREN = 'Parmi les enfants de ces femmes, l’année de la naissance.'

export const SECTIONS = [
  { roman: 'I', title: 'Indicateurs médicaux relatifs à la grossesse' },
  { roman: 'II', title: 'Indicateurs médicaux relatifs à l’accouchement' },
  { roman: 'III', title: 'Indicateurs médicaux relatifs aux transferts' },
  { roman: 'IV', title: 'Indicateurs médicaux relatifs aux nouveau-nés' },
] as const

export const FIGURES: readonly FigureDefinition[] = [
  {
    code: 'I.a',
    label: 'Femmes inscrites et ayant eu une première consultation dans la maison de naissance',
    unit: 'women',
    note: 'L’année de la première consultation.',
  },
  { code: 'II.a', label: 'Femmes ayant accouché en maison de naissance', unit: 'women', note: null },
  {
    code: 'II.b',
    label: 'Femmes prises en charge pour le travail en maison de naissance',
    unit: 'women',
    note: 'Celles qui y ont accouché en font partie.',
  },
  {
    code: 'II.c',
    label:
      'Femmes ayant accouché inopinément en dehors de la maison de naissance alors que l’accouchement y était prévu',
    unit: 'women',
    note: null,
  },
  {
    code: 'II.d',
    label:
      'Césariennes chez les femmes ayant eu un contact avec la maison de naissance pendant le travail obstétrical',
    unit: 'women',
    note: null,
  },
  {
    code: 'III.a',
    label: 'Femmes transférées au total',
    unit: 'women',
    note: 'Chaque femme une fois, l’année de la décision ; la mère qui accompagne son enfant n’est pas transférée.',
  },
  {
    code: 'III.a.i',
    label: 'dont femmes transférées en pre partum (termes et motifs)',
    unit: 'women',
    note: null,
  },
  { code: 'III.a.ii', label: 'dont femmes transférées en per partum (motifs)', unit: 'women', note: null },
  {
    code: 'III.a.iii',
    label: 'dont femmes transférées en post partum immédiat (motifs)',
    unit: 'women',
    note: null,
  },
  {
    code: 'III.b',
    label: 'Femmes ayant présenté une hémorragie du post-partum (≥ 500 mL)',
    unit: 'women',
    note: CONTACT,
  },
  {
    code: 'III.c',
    label: 'Femmes ayant présenté une hémorragie sévère du post-partum (≥ 1000 mL)',
    unit: 'women',
    note: CONTACT,
  },
  {
    code: 'III.d',
    label: 'Femmes ayant présenté une lésion obstétricale du sphincter anal (LOSA)',
    unit: 'women',
    note: CONTACT,
  },
  {
    code: 'III.e',
    label: 'Femmes ayant accouché par voie basse instrumentale',
    unit: 'women',
    note: CONTACT,
  },
  {
    code: 'III.f',
    label: 'Femmes admises en réanimation ou soins intensifs',
    unit: 'women',
    note: CONTACT,
  },
  { code: 'III.g', label: 'Décès maternels', unit: 'women', note: CONTACT },
  { code: 'IV.a', label: 'Enfants nés en maison de naissance', unit: 'children', note: null },
  {
    code: 'IV.b',
    label: 'Enfants ayant présenté un score d’Apgar < 7 à 5 minutes de vie',
    unit: 'children',
    note: CHILDREN,
  },
  {
    code: 'IV.c',
    label:
      'Enfants ayant nécessité une réanimation à la naissance ou l’intervention du SAMU ou du pédiatre de la maternité (causes et lieux)',
    unit: 'children',
    note: CHILDREN,
  },
  { code: 'IV.d', label: 'Décès néonatals en maison de naissance', unit: 'children', note: CHILDREN },
  {
    code: 'IV.e',
    label: 'Enfants décédés pendant le travail, à la naissance ou la première semaine de vie',
    unit: 'children',
    note: CHILDREN,
  },
  {
    code: 'IV.f',
    label: 'Enfants transférés à la naissance ou dans la première semaine de vie (motifs et lieux)',
    unit: 'children',
    note: 'L’année de la décision ; l’enfant qui accompagne sa mère n’est pas transféré.',
  },
  {
    code: 'IV.g',
    label: 'Enfants hospitalisés dans les 30 jours après la sortie (transferts exclus)',
    unit: 'children',
    note: CHILDREN,
  },
  {
    code: 'IV.h',
    label:
      'Femmes hospitalisées dans les 30 jours après la sortie de la maison de naissance (causes et lieux)',
    unit: 'women',
    note: 'L’arrêté range cette ligne parmi les nouveau-nés ; elle compte des femmes.',
  },
]
