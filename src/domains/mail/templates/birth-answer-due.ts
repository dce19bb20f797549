import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { formatCount } from '../../../web/numbers.js'
import { defineTemplate } from './define.js'
import { words } from './params.js'

/** Tells a midwife that the agency waits for an answer, about a report or about the request for authorisation. */
export const birthAnswerDue = defineTemplate({
  name: 'birth-answer-due',
  params: z.strictObject({
    houseId: z.uuid(),
    houseName: words(200),
    answerBy: z.iso.date(),
    daysLeft: z.int().min(0),
    /** Of the report; null for the request. */
    year: z.int().nullable(),
    versionId: z.uuid().nullable(),
  }),
  render: ({ houseId, houseName, answerBy, daysLeft, year, versionId }, tools) => ({
    subject: `Réponse attendue par l’agence : encore ${formatCount(daysLeft, 'jour', 'jours')}`,
    paragraphs: [
      [
        `L’agence régionale de santé attend une réponse de ${houseName} sur `,
        year === null ? 'son dossier d’autorisation' : `son rapport d’activité ${year}`,
        ', ',
        { strong: `au plus tard le ${formatLongDate(answerBy)}` },
        '.',
      ],
      'Sa question se lit sur la plateforme, et la réponse s’y écrit.',
    ],
    action: {
      label: 'Lire la question et répondre',
      url: tools.page(
        versionId === null
          ? `/maisons-de-naissance/${houseId}/autorisation#echanges`
          : `/rapports-maisons-de-naissance/versions/${versionId}#echanges`,
      ),
    },
  }),
})
