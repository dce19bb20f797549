import type { DeliveryMode } from '../delivery.js'
import type { TracerClass, TracerIndicator } from '../indicator.js'

export const deliveryMode: TracerIndicator = {
  code: 'delivery-mode',
  version: '2026-1',
  title: 'Mode d’accouchement',
  unit: '%',
  population: 'Femmes ayant accouché.',
  source: 'PMSI MCO : actes CCAM du séjour d’accouchement (CCAM v68).',
  method: {
    definition: 'Répartition des accouchements selon la voie et l’instrument.',
    numerator:
      'Accouchements de la classe : césarienne (JQGA002 à JQGA005), voie basse instrumentale (JQGD006, 009, 011), voie basse spontanée (autres actes JQGD), hors établissement (Z39.00 sans acte d’accouchement).',
    denominator: 'Séjours d’accouchement.',
    exclusions: 'Aucune : les interruptions médicales de grossesse à partir de 22 SA sont comptées.',
    choices: [
      'Une classe par accouchement : césarienne, sinon instrumentale, sinon spontanée. Des jumeaux dont le second naît par césarienne font une césarienne.',
      'Deux codes de césarienne sur un séjour : au cours du travail, sinon en urgence hors travail, sinon programmée, sinon voie vaginale ; le séjour est signalé.',
    ],
    limits: [
      'Les diagnostics O81 et O82 ne classent pas : une extraction codée seulement par O81 échappe à l’indicateur.',
      'Sans acte d’accouchement ni Z39.00, un séjour n’est pas un accouchement : il est signalé.',
    ],
  },
  classes: [
    {
      code: 'cesarean',
      label: 'Césariennes',
      delivery: { numerator: (d) => d.mode.startsWith('cesarean'), denominator: () => true },
    },
    classOf('cesarean-planned', 'Césariennes programmées'),
    classOf('cesarean-in-labour', 'Césariennes au cours du travail'),
    classOf('cesarean-emergency', 'Césariennes en urgence hors travail'),
    classOf('cesarean-vaginal-route', 'Césariennes par abord vaginal'),
    classOf('instrumental', 'Voie basse instrumentale'),
    classOf('spontaneous-vaginal', 'Voie basse non instrumentale'),
    classOf('outside-facility', 'Hors établissement'),
    classOf('unknown', 'Mode inconnu'),
  ],
}

function classOf(code: DeliveryMode, label: string): TracerClass {
  return { code, label, delivery: { numerator: (d) => d.mode === code, denominator: () => true } }
}
