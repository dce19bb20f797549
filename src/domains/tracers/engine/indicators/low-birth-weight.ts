import type { TracerClass, TracerIndicator } from '../indicator.js'

export const lowBirthWeight: TracerIndicator = {
  code: 'low-birth-weight',
  version: '2026-1',
  title: 'Faible poids de naissance',
  unit: '%',
  population: 'Enfants nés vivants, de poids connu.',
  source: 'PMSI MCO : poids d’entrée du séjour de naissance.',
  method: {
    definition: 'Part des enfants nés vivants pesant moins de 2 500 g, de 1 500 g et de 1 000 g.',
    numerator: 'Naissances vivantes sous la limite ; 2 500 g exactement n’est pas un faible poids.',
    denominator: 'Naissances vivantes dont le poids est connu et plausible.',
    exclusions:
      'Un poids sous 300 g ou au-delà de 6 500 g est exclu et signalé ; un poids absent est compté comme manquant.',
    choices: [
      'Les trois classes sont cumulées : un enfant de 900 g est dans chacune.',
      'Les diagnostics P05 et P07 ne classent pas un enfant.',
    ],
    limits: [
      'Le poids n’est un poids de naissance que sur le séjour de naissance : celui d’un séjour après transfert n’est jamais lu.',
    ],
  },
  classes: [
    classOf('under-1000', 'Moins de 1 000 g', 1000),
    classOf('under-1500', 'Moins de 1 500 g', 1500),
    classOf('under-2500', 'Moins de 2 500 g', 2500),
  ],
}

function classOf(code: string, label: string, under: number): TracerClass {
  return {
    code,
    label,
    birth: {
      numerator: (b) => b.weightBandG !== null && b.weightBandG < under,
      denominator: (b) => b.weightBandG !== null,
      excluded: (b) => b.weightImplausible,
      missing: (b) => b.weightBandG === null && !b.weightImplausible,
    },
  }
}
