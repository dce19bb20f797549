import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { DIGEST_KINDS, DIGEST_LINES } from '../digest-lines.js'
import { defineTemplate } from './define.js'

/** What waits for somebody this week, in one mail: counts, and the page where she sees to each. */
export const weeklyDigest = defineTemplate({
  name: 'weekly-digest',
  params: z.strictObject({
    /** The Monday it is of. */
    week: z.iso.date(),
    lines: z
      .array(z.strictObject({ kind: z.enum(DIGEST_KINDS), count: z.int().min(1) }))
      .min(1)
      .max(50),
  }),
  render: ({ week, lines }, tools) => ({
    subject: 'À faire cette semaine',
    paragraphs: [
      `Voici ce qui vous attend sur Trame, semaine du ${formatLongDate(week)} :`,
      ...lines.map(({ kind, count }) => [
        { strong: DIGEST_LINES[kind].words(count) },
        ' : ',
        { url: tools.page(DIGEST_LINES[kind].path) },
      ]),
      'Ce message ne vient qu’une fois par semaine, et seulement quand quelque chose vous attend.',
    ],
    action: { label: 'Ouvrir Trame', url: tools.page('/') },
  }),
})
