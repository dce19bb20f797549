import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { formatCount } from '../../../web/numbers.js'
import { defineTemplate } from './define.js'
import { words } from './params.js'

/** Tells a midwife that the authorisation of her house ends. */
export const birthAuthorisationEnd = defineTemplate({
  name: 'birth-authorisation-end',
  params: z.strictObject({
    houseId: z.uuid(),
    houseName: words(200),
    validTo: z.iso.date(),
    daysLeft: z.int().min(0),
  }),
  render: ({ houseId, houseName, validTo, daysLeft }, tools) => ({
    subject: `Autorisation à renouveler : encore ${formatCount(daysLeft, 'jour', 'jours')}`,
    paragraphs: [
      [
        `L’autorisation de ${houseName} prend fin `,
        { strong: `le ${formatLongDate(validTo)}` },
        '. Aucune demande de renouvellement n’est encore chez l’agence régionale de santé.',
      ],
      'Le dossier reprend ce que la fiche de la maison dit déjà : identité, locaux, équipe, convention.',
    ],
    action: {
      label: 'Ouvrir le dossier d’autorisation',
      url: tools.page(`/maisons-de-naissance/${houseId}/autorisation`),
    },
  }),
})
