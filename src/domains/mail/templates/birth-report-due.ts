import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { formatCount } from '../../../web/numbers.js'
import { defineTemplate } from './define.js'
import { words } from './params.js'

/** Tells a midwife that the yearly report of her house is due soon and has not been handed in. */
export const birthReportDue = defineTemplate({
  name: 'birth-report-due',
  params: z.strictObject({
    houseName: words(200),
    year: z.int(),
    dueOn: z.iso.date(),
    daysLeft: z.int().min(0),
  }),
  render: ({ houseName, year, dueOn, daysLeft }, tools) => ({
    subject: `Rapport ${year} : encore ${formatCount(daysLeft, 'jour', 'jours')}`,
    paragraphs: [
      [
        `Le rapport d’activité ${year} de ${houseName} est attendu par l’agence régionale de santé `,
        { strong: `au plus tard le ${formatLongDate(dueOn)}` },
        '. Il n’est pas encore transmis.',
      ],
      'Les chiffres sont déjà tirés du registre. La page dit ce qui reste à compléter.',
    ],
    action: { label: `Ouvrir le rapport ${year}`, url: tools.page(`/maison/rapports/${year}`) },
  }),
})
