import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { z } from 'zod'
import { fieldErrors } from '../../web/field-errors.js'
import { sendCsv } from '../../web/reply-csv.js'
import { journalCsv } from './journal-csv.js'
import { JournalFilter, JournalQuery, type JournalQuestion } from './schemas.js'
import { exportJournal, readJournal } from './service.js'
import { JournalView } from './views.js'

const TITLE = 'Journal'
const access = { config: { permission: 'audit.read' } } as const

export const auditPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/journal',
    { ...access, schema: { querystring: JournalQuery }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      const question = errors ? {} : questionOf(request.query)
      const journal = await readJournal(request.ctx, question)
      return reply.code(errors ? 400 : 200).page({
        title: TITLE,
        notice: errors
          ? { kind: 'error', title: 'Les filtres sont à corriger : tout le journal est montré.' }
          : null,
        body: h(JournalView, { journal, question, ...(errors && { errors }) }),
      })
    },
  )

  app.get(
    '/journal/export.csv',
    { ...access, schema: { querystring: JournalFilter } },
    async (request, reply) =>
      sendCsv(reply, 'journal.csv', journalCsv(await exportJournal(request.ctx, questionOf(request.query)))),
  )
}

function questionOf({ personne, nature, du, au, avant }: z.infer<typeof JournalQuery>): JournalQuestion {
  return { person: personne, kind: nature, from: du, to: au, before: avant }
}
