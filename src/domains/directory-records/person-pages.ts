import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { can } from '../../access/policy.js'
import { personName } from '../directory/cards.js'
import { directoryTabs } from '../directory/sections.js'
import { doneNotice, framed, updatedWords } from './frames.js'
import { RECORDS, recordPath } from './paths.js'
import { PersonRecordPage } from './person-view.js'
import { readPerson, WHOLE_HISTORY } from './reading.js'
import { HistoryList } from './record-view.js'
import { DoneQuery, RecordParams } from './schemas.js'

const BASE = `${RECORDS}/personnes`

export const personPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    `${BASE}/:id`,
    {
      config: { permission: 'directory.read-records' },
      schema: { params: RecordParams, querystring: DoneQuery },
    },
    async (request, reply) => {
      const { actor } = request.ctx
      const file = await readPerson(request.ctx, request.params.id)
      return reply.page({
        ...framed(personName(file.person)),
        notice: doneNotice(request.query.fait),
        updated: updatedWords(file.person, file.day),
        body: h(PersonRecordPage, {
          tabs: directoryTabs(actor, RECORDS),
          file,
          desk: {
            base: recordPath('person', file.person.id),
            mayAct: file.mayManage,
            csrfToken: request.formToken,
          },
          canLink: can(actor, 'directory.link-account'),
        }),
      })
    },
  )

  app.get(
    `${BASE}/:id/historique`,
    { config: { permission: 'directory.read-records' }, schema: { params: RecordParams } },
    async (request, reply) => {
      const file = await readPerson(request.ctx, request.params.id, WHOLE_HISTORY)
      return reply.page({
        ...framed('Historique', { kind: 'person', id: file.person.id, name: personName(file.person) }),
        body: h(HistoryList, { kind: 'person', history: file.history, names: file.names, day: file.day }),
      })
    },
  )
}
