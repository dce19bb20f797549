import type { TracerClass, TracerIndicator } from '../indicator.js'

export const maternalAge: TracerIndicator = {
  code: 'maternal-age',
  version: '2026-1',
  title: 'Âge maternel à l’accouchement',
  unit: '%',
  population: 'Femmes ayant accouché, d’âge connu.',
  source: 'PMSI MCO : âge en années révolues à l’entrée du séjour d’accouchement.',
  method: {
    definition: 'Répartition des accouchements selon l’âge de la mère.',
    numerator: 'Accouchements dont la mère a l’âge de la classe, en années révolues.',
    denominator: 'Séjours d’accouchement où l’âge est renseigné.',
    exclusions: 'Les accouchements sans âge sont comptés à part, comme manquants.',
    choices: [
      'L’âge est celui de l’entrée : il peut être inférieur d’un an à l’âge à l’accouchement après une longue hospitalisation.',
      'Les classes « moins de 18 ans », « moins de 20 ans », « 35 ans et plus », « 40 ans et plus » et « 45 ans et plus » sont cumulées : elles recoupent les autres.',
    ],
    limits: [
      'La DREES publie les moins de 20 ans et les 40 ans et plus ; les moins de 18 ans sont une classe propre à Trame.',
    ],
  },
  classes: [
    classOf('under-18', 'Moins de 18 ans', 0, 17),
    classOf('under-20', 'Moins de 20 ans', 0, 19),
    classOf('20-24', '20 à 24 ans', 20, 24),
    classOf('25-29', '25 à 29 ans', 25, 29),
    classOf('30-34', '30 à 34 ans', 30, 34),
    classOf('35-39', '35 à 39 ans', 35, 39),
    classOf('35-plus', '35 ans et plus', 35, 200),
    classOf('40-plus', '40 ans et plus', 40, 200),
    classOf('45-plus', '45 ans et plus', 45, 200),
  ],
}

function classOf(code: string, label: string, from: number, to: number): TracerClass {
  return {
    code,
    label,
    delivery: {
      numerator: (d) => d.ageYears !== null && d.ageYears >= from && d.ageYears <= to,
      denominator: (d) => d.ageYears !== null,
      missing: (d) => d.ageYears === null,
    },
  }
}
