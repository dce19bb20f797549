import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { fieldErrors } from '../../web/field-errors.js'
import { noteReturnedMails } from './dead-addresses.js'
import { framed } from './frame.js'
import { ReturnedPage } from './returned-view.js'
import { Notices } from './schemas.js'
import { RETURNED_MAILS, TO_VERIFY } from './subject-paths.js'

/** Notices of non-delivery, pasted from the mailbox of the network. */
export const returnedPages: FastifyPluginAsyncZod = async (app) => {
  const page = { section: TO_VERIFY, title: RETURNED_MAILS.label }

  app.get(RETURNED_MAILS.href, { config: { permission: 'directory.upkeep' } }, (request, reply) =>
    reply.page(
      framed(request, {
        ...page,
        body: h(ReturnedPage, { returned: null, csrfToken: request.formToken }),
      }),
    ),
  )

  app.post(
    RETURNED_MAILS.href,
    { config: { permission: 'directory.upkeep' }, schema: { body: Notices }, attachValidation: true },
    async (request, reply) => {
      const { formToken: csrfToken } = request
      const errors = fieldErrors(request)
      if (!errors) {
        const returned = await noteReturnedMails(request.ctx, request.body.avis)
        const typed = returned.silent.length === 0 ? request.body.avis : ''
        return reply.page(framed(request, { ...page, body: h(ReturnedPage, { returned, csrfToken, typed }) }))
      }
      const typed = (request.body as { avis?: unknown } | null)?.avis
      return reply.code(400).page(
        framed(request, {
          ...page,
          notice: { kind: 'error', title: 'Rien n’est noté : le texte est à corriger.' },
          body: h(ReturnedPage, {
            ...{ returned: null, csrfToken, errors },
            typed: typeof typed === 'string' ? typed : '',
          }),
        }),
      )
    },
  )
}
