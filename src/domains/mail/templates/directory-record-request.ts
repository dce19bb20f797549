import { z } from 'zod'
import { defineTemplate } from './define.js'
import { isoInstant } from './params.js'

/** Tells the team that somebody with an account asks for her record; who and what she says is read on the platform. */
export const directoryRecordRequest = defineTemplate({
  name: 'directory-record-request',
  params: z.strictObject({ askedAt: isoInstant }),
  render: ({ askedAt }, tools) => ({
    subject: 'Une demande de fiche attend votre réponse',
    paragraphs: [
      `Une personne qui a un compte n’a pas de fiche dans l’annuaire. Elle demande la sienne depuis le ${tools.instant(askedAt)}.`,
      'Son nom et ce qu’elle écrit se lisent sur la plateforme, avec les fiches qui lui ressemblent : vous pouvez relier l’une d’elles, en créer une, ou refuser en disant pourquoi.',
    ],
    action: { label: 'Voir les demandes', url: tools.page('/annuaire/fiches/demandes') },
  }),
})
