import type { NeonatalDeath } from '../deaths.js'
import type { TracerClass, TracerIndicator } from '../indicator.js'

export const neonatalMortality: TracerIndicator = {
  code: 'neonatal-mortality',
  version: '2026-1',
  title: 'Mortalité néonatale hospitalière',
  unit: '‰',
  population: 'Enfants nés vivants.',
  source: 'PMSI MCO : séjours de naissance et séjours suivants chaînés ; limites de l’Insee et de la DREES.',
  method: {
    definition: 'Part des enfants nés vivants décédés à l’hôpital entre 0 et 27 jours révolus.',
    numerator:
      'Décès (mode de sortie 9) à 0–27 jours ; précoces de 0 à 6 jours, tardifs de 7 à 27. L’âge est celui de l’entrée plus la durée du séjour.',
    denominator: 'Séjours de naissance d’enfants nés vivants.',
    exclusions: 'Les séjours portant P95 : ce sont des enfants nés sans vie.',
    choices: [
      'Un décès survenu lors d’un autre séjour est attribué à l’établissement et à l’année de naissance quand le chaînage le permet.',
      'Un décès qu’aucun séjour de naissance n’explique compte pour la région seule, et il est signalé : la région peut donc dépasser la somme des établissements.',
      'D’autres documents arrêtent le décès précoce à 7 jours inclus : Trame suit la DREES, de 0 à 6.',
    ],
    limits: [
      'Les décès à domicile, hors de France ou dans un hôpital absent des fichiers sont invisibles : ce sont des décès hospitaliers.',
      'Des jumeaux de même sexe peuvent partager un pseudonyme : un décès est compté une fois, sans dire lequel.',
    ],
  },
  classes: [
    classOf('all', 'Ensemble (0 à 27 jours)', (death) => death !== 'none'),
    classOf('early', 'Précoce (0 à 6 jours)', (death) => death === 'early'),
    classOf('late', 'Tardive (7 à 27 jours)', (death) => death === 'late'),
  ],
}

function classOf(code: string, label: string, isIn: (death: NeonatalDeath) => boolean): TracerClass {
  return {
    code,
    label,
    birth: { numerator: (b) => isIn(b.death), denominator: () => true },
    unlinkedDeath: { numerator: (d) => isIn(d.death) },
  }
}
