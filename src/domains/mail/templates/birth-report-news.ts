import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { defineTemplate } from './define.js'
import { words } from './params.js'

const OF_HOUSE = {
  sent: { subject: 'Un rapport d’activité vous est transmis', sentence: 'transmet à l’agence' },
  corrected: { subject: 'Un rapport d’activité est corrigé', sentence: 'corrige, par une nouvelle version,' },
  answer: { subject: 'Réponse sur un rapport d’activité', sentence: 'répond à l’agence sur' },
} as const
const OF_AGENCY = {
  question: { subject: 'Une question de l’agence sur votre rapport', sentence: 'pose une question sur' },
  observation: { subject: 'Observation de l’agence sur votre rapport', sentence: 'fait une observation sur' },
} as const
const WHAT = ['sent', 'corrected', 'answer', 'question', 'observation'] as const

/** Tells the other side, the agency or the house, that a yearly report has moved; never what it says. */
export const birthReportNews = defineTemplate({
  name: 'birth-report-news',
  params: z.strictObject({
    houseName: words(200),
    year: z.int(),
    what: z.enum(WHAT),
    versionId: z.uuid(),
    answerBy: z.iso.date().nullable(),
  }),
  render: ({ houseName, year, what, versionId, answerBy }, tools) => {
    const { subject, sentence } =
      what === 'question' || what === 'observation' ? OF_AGENCY[what] : OF_HOUSE[what]
    return {
      subject,
      paragraphs: [
        what in OF_HOUSE
          ? `${houseName} ${sentence} son rapport d’activité ${year}.`
          : `L’agence régionale de santé ${sentence} le rapport d’activité ${year} de ${houseName}.`,
        ...(answerBy === null
          ? []
          : [['Votre réponse est attendue ', { strong: `le ${formatLongDate(answerBy)}` }, '.'] as const]),
        'Ce qui est écrit se lit sur la plateforme.',
      ],
      action: {
        label: 'Ouvrir le rapport',
        url: tools.page(`/rapports-maisons-de-naissance/versions/${versionId}#echanges`),
      },
    }
  },
})
