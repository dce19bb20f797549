import type { TracerClass, TracerIndicator } from '../indicator.js'
import type { Presentation } from '../presentation.js'

export const presentation: TracerIndicator = {
  code: 'presentation',
  version: '2026-1',
  title: 'Présentation du nouveau-né',
  unit: '%',
  population: 'Femmes ayant accouché d’un seul enfant.',
  source: 'PMSI MCO : actes CCAM et diagnostics de la mère (CCAM v68, CIM-10 française).',
  method: {
    definition: 'Répartition des accouchements d’un seul enfant selon la présentation à la naissance.',
    numerator:
      'Accouchements de la présentation, d’après le libellé de l’acte de voie basse, sinon O64, sinon O32, sinon O80 ou O83.',
    denominator: 'Tous les accouchements d’un seul enfant, présentation connue ou non.',
    exclusions: 'Les accouchements multiples : la mère ne dit pas quel enfant se présente comment.',
    choices: [
      'L’unité est l’accouchement, bien que le cahier des charges parle du nouveau-né : le PMSI le code chez la mère.',
      '« Non précisée » est une classe, fréquente après césarienne : ce n’est pas une présentation céphalique.',
      'Un siège tourné par version puis né la tête première (O32.1 et JQGD010 ou JQGD012) est céphalique.',
      'Face, front, menton, tête haute (O32.4) et rotation incomplète (O64.0) sont dans « autres ».',
    ],
    limits: ['P03.0 de l’enfant n’est qu’un recoupement : il ne classe pas.'],
  },
  classes: [
    classOf('cephalic', 'Céphalique'),
    classOf('breech', 'Siège'),
    classOf('transverse-oblique', 'Transverse ou oblique'),
    classOf('other', 'Autres présentations'),
    classOf('unspecified', 'Non précisée'),
  ],
}

function classOf(code: Presentation, label: string): TracerClass {
  return {
    code,
    label,
    delivery: {
      numerator: (d) => d.births === 1 && d.presentation === code,
      denominator: (d) => d.births === 1,
      excluded: (d) => d.births > 1,
    },
  }
}
