import type { MaternalTransfer } from '../delivery.js'
import type { TracerClass, TracerIndicator } from '../indicator.js'

export const maternalTransfers: TracerIndicator = {
  code: 'maternal-transfers',
  version: '2026-1',
  title: 'Transferts maternels',
  unit: '%',
  population: 'Femmes ayant accouché.',
  source: 'PMSI MCO : modes d’entrée et de sortie, séjours chaînés (Guide méthodologique MCO).',
  method: {
    definition:
      'Transferts in utero et transferts maternels après l’accouchement, rapportés aux accouchements.',
    numerator:
      'In utero : séjour anténatal terminé par un transfert (mode 7) vers un MCO, retrouvé à l’arrivée (même femme, à un jour près, autre site). Post-partum : accouchement terminé par un transfert vers un MCO.',
    denominator: 'Séjours d’accouchement.',
    exclusions: 'Mutations (mode 6) et transferts provisoires (mode 0).',
    choices: [
      'Un transfert in utero est une paire : il revient au site de départ, même sans accouchement dans l’année, et compte une fois pour la région. Une moitié sans l’autre est signalée, non comptée.',
      'Un transfert post-partum compte dès le départ : sans arrivée retrouvée, il reste « post-partum ». Les deux règles ne sont pas symétriques.',
      'La mère qui rejoint son enfant (Z39.08 ou Z76.3 à l’arrivée, ou au départ sans arrivée retrouvée) est une ligne à part : ce n’est pas une complication.',
      'Séjour anténatal : diagnostic principal O10 à O48, O60 ou Z35, ou racine de GHM 14C10, 14M03, 14Z16.',
      'L’année d’un transfert in utero est celle de la sortie du site de départ.',
    ],
    limits: [
      'Les transferts depuis les urgences ou une consultation n’ont pas de séjour : ils sont invisibles.',
      'Les fichiers d’établissement n’ont plus de pseudonyme depuis 2021 : sans chaînage, aucun transfert in utero ne peut être compté.',
    ],
  },
  classes: [
    {
      code: 'in-utero',
      label: 'Transferts in utero',
      delivery: { denominator: () => true },
      inUteroTransfer: { numerator: () => true },
    },
    classOf('postpartum', 'Transferts post-partum'),
    classOf('mother-joining-newborn', 'Rapprochements mère-enfant'),
  ],
}

function classOf(code: MaternalTransfer, label: string): TracerClass {
  return { code, label, delivery: { numerator: (d) => d.transfer === code, denominator: () => true } }
}
