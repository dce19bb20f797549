import type { TracerIndicator } from '../indicator.js'

export const neonatalTransfers: TracerIndicator = {
  code: 'neonatal-transfers',
  version: '2026-1',
  title: 'Transferts néonatals',
  unit: '%',
  population: 'Enfants nés vivants.',
  source: 'PMSI MCO : mode de sortie et destination du séjour de naissance, séjours chaînés.',
  method: {
    definition:
      'Part des enfants nés vivants transférés vers un autre hôpital à la fin de leur séjour de naissance.',
    numerator: 'Séjours de naissance terminés par un transfert (mode 7) vers un MCO (destination 1).',
    denominator: 'Séjours de naissance d’enfants nés vivants.',
    exclusions: 'Mutations (mode 6), transferts provisoires (mode 0) et retransferts ultérieurs.',
    choices: [
      'L’arrivée d’un enfant bien portant (diagnostic principal Z76.2 ou Z38, hors unités 04, 05 et 06) est un accompagnement, ligne à part.',
      'Le retour de la maternité de naissance vers un hôpital plus proche du domicile est un premier transfert : il est compté.',
      'Sans arrivée retrouvée, le transfert est compté comme clinique, et signalé.',
    ],
    limits: [
      'Sans chaînage, les accompagnements ne se distinguent pas : la ligne clinique est alors surestimée.',
    ],
  },
  classes: [
    {
      code: 'all',
      label: 'Transferts cliniques',
      birth: { numerator: (b) => b.transfer === 'clinical', denominator: () => true },
    },
    {
      code: 'accompaniment',
      label: 'Accompagnements d’un enfant bien portant',
      birth: { numerator: (b) => b.transfer === 'accompaniment', denominator: () => true },
    },
  ],
}
