import { z } from 'zod'
import { defineTemplate } from './define.js'
import { isoInstant, words } from './params.js'

const WHAT = {
  'password-changed': {
    subject: 'Votre mot de passe a changé',
    sentence: 'Le mot de passe de votre compte Trame a été changé',
  },
  'second-factor-reset': {
    subject: 'Votre second facteur a été réinitialisé',
    sentence: 'Le second facteur de votre compte Trame a été réinitialisé',
  },
  'new-sign-in-method': {
    subject: 'Un nouveau moyen de connexion',
    sentence: 'Un nouveau moyen de se connecter a été ajouté à votre compte Trame',
  },
} as const

/** Tells somebody that the keys of her account have changed, so that she reacts if it was not her. */
export const accountSecurityNotice = defineTemplate({
  name: 'account-security-notice',
  urgent: true,
  params: z.strictObject({
    what: z.enum(['password-changed', 'second-factor-reset', 'new-sign-in-method']),
    at: isoInstant,
    device: words(100),
  }),
  render: ({ what, at, device }, tools) => ({
    subject: WHAT[what].subject,
    paragraphs: [
      `${WHAT[what].sentence} le ${tools.instant(at)}${device === '' ? '' : ` (${device})`}.`,
      'Si c’est vous, vous n’avez rien à faire.',
      [
        { strong: 'Si ce n’est pas vous' },
        ', ouvrez vos sessions, fermez celles que vous ne reconnaissez pas, changez votre mot de passe et prévenez l’administration de votre réseau.',
      ],
    ],
    action: { label: 'Voir mes sessions', url: tools.page('/mon-compte') },
  }),
})
