import type { TracerIndicator } from '../indicator.js'

export const placeOfBirth: TracerIndicator = {
  code: 'place-of-birth',
  version: '2026-1',
  title: 'Conformité du lieu de naissance',
  unit: '%',
  population: 'Enfants nés vivants.',
  source:
    'PMSI MCO : séjours de naissance ; types de maternité et table régionale des niveaux, datés, saisis par le réseau.',
  method: {
    definition:
      'Part des enfants nés dans une maternité d’un type au moins égal à celui que demandent leur terme et leur poids ; et part des enfants de moins de 32 SA nés en type III.',
    numerator:
      'Naissances dont le type du site, à la date de naissance, est au moins le type requis. Le type requis est le plus bas dont le terme et le poids minimaux sont atteints.',
    denominator:
      'Naissances vivantes à l’hôpital, de niveau requis connu, dans un établissement dont le type est connu. Pour la seconde ligne : toutes les naissances vivantes de moins de 32 SA.',
    exclusions:
      'Première ligne : naissances hors établissement (Z38.1, Z38.4, Z38.7 ou mère liée codée Z39.00) et sites sans type. Terme et poids tous deux inconnus : manquant.',
    choices: [
      'Aucune règle nationale chiffrée n’a pu être sourcée : la table est régionale, datée et modifiable. Par défaut, type I à partir de 36 SA et 2 000 g, IIA de 34 SA et 1 800 g, IIB de 32 SA et 1 500 g, III en deçà.',
      'Si le poids manque, le terme seul décide, et l’inverse.',
      'Un centre périnatal de proximité n’est pas un lieu de naissance autorisé : un enfant qui y naît n’est jamais au bon niveau.',
      'La limite de 32 SA est un paramètre ; la seconde ligne compte aussi les naissances hors établissement et les sites sans type.',
    ],
    limits: [
      'Une naissance à terme en type III n’est pas une non-conformité.',
      'Les naissances des maisons de naissance sans transfert n’ont pas de séjour au PMSI.',
    ],
  },
  classes: [
    {
      code: 'right-level',
      label: 'Né dans une maternité d’un type suffisant',
      birth: {
        numerator: (b) => b.place === 'right-level',
        denominator: (b) => b.place === 'right-level' || b.place === 'wrong-level',
        excluded: (b) => b.place === 'outside' || b.place === 'untyped',
        missing: (b) => b.place === 'need-unknown',
      },
    },
    {
      code: 'very-preterm-in-type-3',
      label: 'Grands prématurés nés en type III',
      birth: {
        numerator: (b) => b.veryPreterm && b.inTypeThree,
        denominator: (b) => b.veryPreterm,
        missing: (b) => b.gestationalAgeWeeks === null,
      },
    },
  ],
}
