import type { Delivery } from '../delivery.js'
import type { Count, TracerClass, TracerIndicator } from '../indicator.js'

export const multipleDeliveries: TracerIndicator = {
  code: 'multiple-deliveries',
  version: '2026-1',
  title: 'Accouchements multiples',
  unit: '%',
  population: 'Femmes ayant accouché à 22 SA ou plus, ou d’un enfant de 500 g ou plus.',
  source: 'PMSI MCO : séjours d’accouchement, code Z37 de la mère (CIM-10 française, ATIH).',
  method: {
    definition: 'Part des accouchements dont est né plus d’un enfant, vivant ou non.',
    numerator:
      'Accouchements codés Z37.2, Z37.3 ou Z37.4 (jumeaux), Z37.5, Z37.6 ou Z37.7 (trois enfants ou plus).',
    denominator: 'Séjours d’accouchement : un acte d’accouchement ou Z39.00, et un code Z37.',
    exclusions: 'Aucune : les interruptions médicales de grossesse à partir de 22 SA sont des accouchements.',
    choices: [
      'L’unité est l’accouchement, non l’enfant : la proportion de naissances multiples, souvent publiée, est environ le double.',
      'Au-delà de deux enfants, leur nombre est celui des séjours d’enfants liés, sinon celui de O30.1 (3) ou O30.2 (4), sinon 3.',
    ],
    limits: [
      'Un Z37 « naissance unique » codé pour des jumeaux sous-estime l’indicateur : la liste de qualité le signale quand l’acte, O30 ou les enfants liés le contredisent.',
    ],
  },
  classes: [
    classOf('all', 'Ensemble', (d) => d.births > 1),
    classOf('twins', 'Jumeaux', (d) => d.births === 2),
    classOf('triplets-plus', 'Triplés et plus', (d) => d.births > 2),
  ],
}

function classOf(code: string, label: string, numerator: Count<Delivery>): TracerClass {
  return { code, label, delivery: { numerator, denominator: () => true } }
}
