import { z } from 'zod'
import { defineTemplate } from './define.js'
import { isoInstant } from './params.js'

/** Tells somebody what became of her request for a record; why not is read on the platform. */
export const directoryRecordAnswer = defineTemplate({
  name: 'directory-record-answer',
  params: z.strictObject({ askedAt: isoInstant, decision: z.enum(['linked', 'refused']) }),
  render: ({ askedAt, decision }, tools) => ({
    subject:
      decision === 'linked' ? 'Votre fiche de l’annuaire est à vous' : 'Réponse à votre demande de fiche',
    paragraphs: [
      `Le ${tools.instant(askedAt)}, vous avez demandé votre fiche dans l’annuaire périnatal.`,
      decision === 'linked'
        ? 'L’équipe du réseau l’a reliée à votre compte : vous pouvez la relire, la corriger et choisir qui voit quoi.'
        : 'L’équipe du réseau ne vous en a pas donné. Sa raison se lit dans « Ma fiche », où vous pouvez demander de nouveau.',
    ],
    action: { label: 'Ouvrir ma fiche', url: tools.page('/ma-fiche') },
  }),
})
