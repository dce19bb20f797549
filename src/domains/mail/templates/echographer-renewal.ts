import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { defineTemplate } from './define.js'
import { isoInstant } from './params.js'

/** Tells an echographer that her identifier ends soon, and lets her ask for its renewal. */
export const echographerRenewal = defineTemplate({
  name: 'echographer-renewal',
  params: z.strictObject({
    identifierId: z.uuid(),
    version: z.int().min(1),
    validUntil: z.iso.date(),
    expiresAt: isoInstant,
  }),
  render: ({ identifierId, version, validUntil, expiresAt }, tools) => ({
    subject: 'Votre identifiant d’échographiste prend bientôt fin',
    paragraphs: [
      [
        'L’identifiant que le réseau vous a donné pour le dépistage de la trisomie 21 est valable ',
        { strong: `jusqu’au ${formatLongDate(validUntil)}` },
        '.',
      ],
      'Le lien ci-dessous rappelle cet identifiant et permet d’en demander le renouvellement en disant sur quoi il repose : évaluation des pratiques, clichés, suivi des médianes. Il n’y a pas de compte à ouvrir. N’y joignez rien sur une patiente.',
    ],
    action: {
      label: 'Demander le renouvellement',
      url: tools.link(
        { purpose: 'echographer-renewal', id: identifierId, version, expiresAt: new Date(expiresAt) },
        '/annuaire/echographistes/renouvellement',
      ),
    },
  }),
})
