import { z } from 'zod'
import { defineTemplate } from './define.js'
import { isoInstant, words } from './params.js'

/** Offers a right to somebody: the link opens the page where she accepts it. */
export const accountInvitation = defineTemplate({
  name: 'account-invitation',
  params: z.strictObject({
    invitationId: z.uuid(),
    sendings: z.int().min(1),
    expiresAt: isoInstant,
    roleWords: words(100),
    networkName: words(200),
    inviterName: words(200),
  }),
  render: ({ invitationId, sendings, expiresAt, roleWords, networkName, inviterName }, tools) => ({
    subject: 'Votre invitation sur Trame',
    paragraphs: [
      `${inviterName} vous invite à rejoindre ${networkName} sur Trame, la plateforme du réseau, avec le rôle « ${roleWords} ».`,
      [
        'Pour accepter, ouvrez le lien ci-dessous et suivez les indications. Il ne sert qu’une fois et vaut ',
        { strong: `jusqu’au ${tools.instant(expiresAt)}` },
        '.',
      ],
      'Si cette invitation ne vous concerne pas, ne faites rien : elle prendra fin d’elle-même.',
    ],
    action: {
      label: 'Répondre à l’invitation',
      url: tools.link(
        {
          purpose: 'invitation',
          id: invitationId,
          version: sendings,
          expiresAt: new Date(expiresAt),
        },
        '/invitation',
      ),
    },
  }),
})
