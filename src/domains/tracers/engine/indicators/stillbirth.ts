import type { Delivery } from '../delivery.js'
import type { Count, TracerClass, TracerIndicator } from '../indicator.js'

export const stillbirth: TracerIndicator = {
  code: 'stillbirth',
  version: '2026-1',
  title: 'Mortinatalité',
  unit: '‰',
  population: 'Enfants nés vivants ou sans vie, à 22 SA ou plus, ou de 500 g ou plus.',
  source: 'PMSI MCO : code Z37 du séjour de la mère, méthode de la DREES (Études et résultats no 1199).',
  method: {
    definition:
      'Part des enfants nés sans vie, spontanément ou à la suite d’une interruption médicale de grossesse.',
    numerator:
      'Enfants nés sans vie d’après le Z37 : cinquième caractère 0 hors interruption, 1 à la suite d’une interruption.',
    denominator: 'Naissances totales d’après le Z37, vivantes ou non.',
    exclusions: 'Les accouchements sans code Z37 : ils sont signalés, jamais corrigés en silence.',
    choices: [
      'La mère est la source, parce que les séjours des enfants nés sans vie sont moins complets ; leur couverture est mesurée à part.',
      'Quand un Z37.61 ou Z37.71 mêle plusieurs enfants, P95+0 sur l’enfant lié dit lequel est né d’une interruption ; à défaut, tous.',
      'Un Z37 sans cinquième caractère compte dans l’ensemble, et dans une classe seulement si P95 de l’enfant lié le dit.',
    ],
    limits: [
      'Les maternités de type III et les centres de diagnostic prénatal concentrent interruptions et transferts in utero : ce taux ne classe pas les établissements.',
    ],
  },
  classes: [
    classOf('all', 'Ensemble', (d) => d.stillborn),
    classOf('spontaneous', 'Spontanée', (d) => d.spontaneous),
    classOf('induced', 'À la suite d’une interruption médicale de grossesse', (d) => d.induced),
  ],
}

function classOf(code: string, label: string, numerator: Count<Delivery>): TracerClass {
  return { code, label, delivery: { numerator, denominator: (d) => d.births } }
}
