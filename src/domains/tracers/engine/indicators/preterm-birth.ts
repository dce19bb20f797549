import type { TracerClass, TracerIndicator } from '../indicator.js'

export const pretermBirth: TracerIndicator = {
  code: 'preterm-birth',
  version: '2026-1',
  title: 'Prématurité',
  unit: '%',
  population: 'Enfants nés vivants, d’âge gestationnel connu.',
  source: 'PMSI MCO : séjours de naissance ; seuils de la DREES et de l’Enquête nationale périnatale.',
  method: {
    definition:
      'Part des enfants nés vivants entre 22 et 36 semaines d’aménorrhée révolues (36 SA + 6 jours compte 36).',
    numerator: 'Naissances vivantes de 22 à 36 SA, ou de la classe.',
    denominator:
      'Naissances vivantes dont l’âge gestationnel est connu, par le séjour de l’enfant ou, à défaut, par celui de sa mère s’il est lié.',
    exclusions:
      'Les enfants nés sans vie n’y entrent pas, interruptions médicales comprises ; l’âge gestationnel inconnu est compté comme manquant.',
    choices: [
      'Un âge gestationnel sous 22 SA ou au-delà de 43 SA est signalé, mais reste connu : il est au dénominateur et dans aucune classe.',
      'Le taux sur l’ensemble des naissances, mort-nés compris, est une autre mesure : ne comparez pas les deux.',
    ],
    limits: [
      'Sans lien mère-enfant dans les fichiers, un âge gestationnel absent du séjour de l’enfant reste inconnu.',
    ],
  },
  classes: [
    classOf('all', 'Ensemble (22 à 36 SA)', 22, 36),
    classOf('under-28', 'Extrême prématurité (moins de 28 SA)', 22, 27),
    classOf('28-31', 'Grande prématurité (28 à 31 SA)', 28, 31),
    classOf('32-36', 'Prématurité modérée et tardive (32 à 36 SA)', 32, 36),
  ],
}

function classOf(code: string, label: string, from: number, to: number): TracerClass {
  return {
    code,
    label,
    birth: {
      numerator: ({ gestationalAgeWeeks: ga }) => ga !== null && ga >= from && ga <= to,
      denominator: (b) => b.gestationalAgeWeeks !== null,
      missing: (b) => b.gestationalAgeWeeks === null,
    },
  }
}
