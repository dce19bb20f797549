import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { defineTemplate } from './define.js'
import { words } from './params.js'

const NEWS = {
  submitted: {
    subject: 'Un dossier d’autorisation vous est transmis',
    sentence: 'transmet à l’agence son dossier d’autorisation',
    by: 'house',
  },
  answer: {
    subject: 'Réponse sur un dossier d’autorisation',
    sentence: 'répond à l’agence sur son dossier d’autorisation',
    by: 'house',
  },
  question: {
    subject: 'L’agence demande un complément',
    sentence: 'demande un complément sur le dossier d’autorisation',
    by: 'agency',
  },
  observation: {
    subject: 'Observation de l’agence sur votre dossier',
    sentence: 'fait une observation sur le dossier d’autorisation',
    by: 'agency',
  },
  granted: {
    subject: 'L’autorisation est accordée',
    sentence: 'accorde l’autorisation, d’après le dossier',
    by: 'agency',
  },
  refused: {
    subject: 'L’autorisation est refusée',
    sentence: 'refuse l’autorisation, d’après le dossier',
    by: 'agency',
  },
} as const

/** Tells the other side, the agency or the house, that a request for authorisation has moved; never what it says. */
export const birthFileNews = defineTemplate({
  name: 'birth-file-news',
  params: z.strictObject({
    houseId: z.uuid(),
    houseName: words(200),
    what: z.enum(['submitted', 'answer', 'question', 'observation', 'granted', 'refused']),
    version: z.int().min(1).nullable(),
    answerBy: z.iso.date().nullable(),
  }),
  render: ({ houseId, houseName, what, version, answerBy }, tools) => {
    const { subject, sentence, by } = NEWS[what]
    const numbered = version === null ? '' : ` (version ${version})`
    return {
      subject,
      paragraphs: [
        by === 'house'
          ? `${houseName} ${sentence}${numbered}.`
          : `L’agence régionale de santé ${sentence} de ${houseName}${numbered}.`,
        ...(answerBy === null
          ? []
          : [['Votre réponse est attendue ', { strong: `le ${formatLongDate(answerBy)}` }, '.'] as const]),
        'Ce qui est écrit se lit sur la plateforme, avec les pièces.',
      ],
      action: {
        label: 'Ouvrir le dossier',
        url: tools.page(`/maisons-de-naissance/${houseId}/autorisation`),
      },
    }
  },
})
