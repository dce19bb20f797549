import { z } from 'zod'
import { defineTemplate } from './define.js'
import { isoInstant } from './params.js'

/** Lets somebody who has lost her password choose another. */
export const accountPasswordReset = defineTemplate({
  name: 'account-password-reset',
  urgent: true,
  params: z.strictObject({ resetId: z.uuid(), expiresAt: isoInstant }),
  render: ({ resetId, expiresAt }, tools) => ({
    subject: 'Choisir un nouveau mot de passe',
    paragraphs: [
      'Quelqu’un, sans doute vous, a demandé à choisir un nouveau mot de passe pour votre compte Trame.',
      [
        'Le lien ci-dessous ne sert qu’une fois et vaut ',
        { strong: `jusqu’au ${tools.instant(expiresAt)}` },
        '.',
      ],
      'Si vous n’avez rien demandé, ne faites rien : votre mot de passe ne change pas.',
    ],
    action: {
      label: 'Choisir un nouveau mot de passe',
      url: tools.link(
        { purpose: 'password-reset', id: resetId, version: 1, expiresAt: new Date(expiresAt) },
        '/mot-de-passe/nouveau',
      ),
    },
  }),
})
