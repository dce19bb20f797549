import { z } from 'zod'
import { defineTemplate } from './define.js'
import { isoInstant, words } from './params.js'

/** Tells whoever said that a record was wrong what came of it; the record itself is not named. */
export const directoryReportAnswer = defineTemplate({
  name: 'directory-report-answer',
  params: z.strictObject({
    receivedAt: isoInstant,
    decision: z.enum(['accepted', 'refused']),
    /** What the moderator answers; empty when she adds nothing. */
    note: words(500),
  }),
  render: ({ receivedAt, decision, note }, tools) => ({
    subject: decision === 'accepted' ? 'Votre signalement est pris en compte' : 'Votre signalement',
    paragraphs: [
      `Le ${tools.instant(receivedAt)}, vous avez signalé une erreur dans l’annuaire périnatal. Merci.`,
      decision === 'accepted'
        ? 'L’équipe du réseau l’a relue, et corrige la fiche.'
        : 'L’équipe du réseau l’a relue, et ne change pas la fiche.',
      ...(note === '' ? [] : [`Sa réponse : « ${note} »`]),
    ],
    action: { label: 'Ouvrir l’annuaire', url: tools.page('/annuaire') },
  }),
})
