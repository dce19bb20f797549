import { z } from 'zod'
import { formatMonth } from '../../../web/dates.js'
import { defineTemplate } from './define.js'
import { isoInstant, words } from './params.js'

/** Asks a midwife whether no transfer happened last month: one click when it is so. */
export const birthNilReturn = defineTemplate({
  name: 'birth-nil-return',
  params: z.strictObject({
    returnId: z.uuid(),
    linkVersion: z.int().min(1),
    month: z.iso.date(),
    houseName: words(200),
    isReminder: z.boolean(),
    expiresAt: isoInstant,
  }),
  render: ({ returnId, linkVersion, month, houseName, isReminder, expiresAt }, tools) => ({
    subject: isReminder
      ? `Rappel : aucun transfert en ${formatMonth(month)} ?`
      : `Aucun transfert en ${formatMonth(month)} ?`,
    paragraphs: [
      [
        `Aucun transfert de ${houseName} n’est déclaré en `,
        { strong: formatMonth(month) },
        '. Si c’est exact, dites-le d’un clic : un mois sans transfert compte autant qu’un mois déclaré.',
      ],
      ['S’il y en a eu un, déclarez-le : ', { url: tools.page('/maison/transferts/nouveau') }],
      isReminder
        ? 'C’est le seul rappel pour ce mois.'
        : 'Une seule personne de la maison suffit : les autres peuvent ignorer ce message.',
    ],
    action: {
      label: `Aucun transfert en ${formatMonth(month)}`,
      url: tools.link(
        { purpose: 'birth-nil-return', id: returnId, version: linkVersion, expiresAt: new Date(expiresAt) },
        '/sans-transfert',
      ),
    },
  }),
})
