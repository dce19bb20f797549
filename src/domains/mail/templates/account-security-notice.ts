import { z } from 'zod'
import { defineTemplate } from './define.js'
import { isoInstant, words } from './params.js'

const WHAT = {
  'password-changed': {
    subject: 'Votre mot de passe a changé',
    sentence:
      'Le mot de passe de votre compte Trame a été changé, et ses jetons pour les programmes révoqués,',
  },
  'second-factor-reset': {
    subject: 'Votre second facteur a été réinitialisé',
    sentence:
      'Le second facteur de votre compte Trame a été réinitialisé, et ses jetons pour les programmes révoqués,',
  },
  'second-factor-set': {
    subject: 'Votre second facteur est en place',
    sentence: 'Un second facteur a été installé pour votre compte Trame',
  },
  'recovery-codes-renewed': {
    subject: 'Vos codes de secours ont été renouvelés',
    sentence: 'Les codes de secours de votre compte Trame ont été remplacés par d’autres',
  },
  'recovery-code-used': {
    subject: 'Un code de secours a servi',
    sentence: 'Un code de secours a servi à entrer dans votre compte Trame',
  },
  'new-sign-in-method': {
    subject: 'Un nouveau moyen de connexion',
    sentence: 'Un nouveau moyen de se connecter a été ajouté à votre compte Trame',
  },
  'sign-in-method-removed': {
    subject: 'Un moyen de connexion a été retiré',
    sentence: 'Un moyen de se connecter a été retiré de votre compte Trame',
  },
  'token-created': {
    subject: 'Un jeton a été créé pour un programme',
    sentence: 'Un jeton, qui laisse un programme agir à votre place, a été créé depuis votre compte Trame',
  },
} as const

/** How the keys of an account may change. */
export type KeyChange = keyof typeof WHAT
export const KEY_CHANGES = Object.keys(WHAT) as KeyChange[]

/** Tells somebody that the keys of her account have changed, so that she reacts if it was not her. */
export const accountSecurityNotice = defineTemplate({
  name: 'account-security-notice',
  urgent: true,
  params: z.strictObject({
    what: z.enum(KEY_CHANGES),
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
        ', ouvrez vos sessions, fermez celles que vous ne reconnaissez pas, révoquez vos jetons, changez votre mot de passe et prévenez l’administration de votre réseau.',
      ],
    ],
    action: { label: 'Voir mes sessions', url: tools.page('/mon-compte') },
  }),
})
