import type { TracerIndicator } from '../indicator.js'

export const perinatalMortality: TracerIndicator = {
  code: 'perinatal-mortality',
  version: '2026-1',
  title: 'Mortalité périnatale hospitalière',
  unit: '‰',
  population: 'Enfants nés vivants ou sans vie, à 22 SA ou plus, ou de 500 g ou plus.',
  source:
    'PMSI MCO : Z37 des mères et décès des enfants ; définition de la DREES (Études et résultats no 1199).',
  method: {
    definition:
      'Part des enfants nés sans vie ou décédés à l’hôpital de 0 à 6 jours révolus, parmi toutes les naissances.',
    numerator:
      'Enfants nés sans vie (indicateur de mortinatalité) et décès précoces (indicateur de mortalité néonatale).',
    denominator: 'Naissances totales d’après le Z37 des mères.',
    exclusions:
      'La seconde ligne retire les enfants nés à la suite d’une interruption médicale de grossesse.',
    choices: [
      'Hors interruptions, celles-ci sont retirées du numérateur et du dénominateur : la DREES ne le précise pas.',
    ],
    limits: [
      'Les décès viennent des séjours des enfants, les naissances des Z37 : un établissement où les deux diffèrent le voit dans sa liste de qualité.',
      'Les décès non chaînés à une naissance ne comptent que pour la région.',
    ],
  },
  classes: [
    {
      code: 'all',
      label: 'Ensemble',
      delivery: { numerator: (d) => d.stillborn, denominator: (d) => d.births },
      birth: { numerator: (b) => b.death === 'early' },
      unlinkedDeath: { numerator: (d) => d.death === 'early' },
    },
    {
      code: 'excluding-terminations',
      label: 'Hors interruptions médicales de grossesse',
      delivery: {
        numerator: (d) => d.stillborn - d.induced,
        denominator: (d) => d.births - d.induced,
        excluded: (d) => d.induced,
      },
      birth: { numerator: (b) => b.death === 'early' },
      unlinkedDeath: { numerator: (d) => d.death === 'early' },
    },
  ],
}
