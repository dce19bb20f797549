import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { can } from '../../access/policy.js'
import { directoryTabs } from '../directory/sections.js'
import { doneNotice, framed, updatedWords } from './frames.js'
import { RECORDS, recordPath } from './paths.js'
import { readStructure, WHOLE_HISTORY } from './reading.js'
import { HistoryList } from './record-view.js'
import { DoneQuery, RecordParams } from './schemas.js'
import { StructureRecordPage } from './structure-view.js'

const BASE = `${RECORDS}/structures`

export const structurePages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    `${BASE}/:id`,
    {
      config: { permission: 'directory.open-structure' },
      schema: { params: RecordParams, querystring: DoneQuery },
    },
    async (request, reply) => {
      const { actor } = request.ctx
      const file = await readStructure(request.ctx, request.params.id)
      return reply.page({
        ...framed(file.structure.name),
        notice: doneNotice(request.query.fait),
        updated: updatedWords(file.structure, file.day),
        body: h(StructureRecordPage, {
          tabs: directoryTabs(actor, RECORDS),
          file,
          desk: {
            base: recordPath('structure', file.structure.id),
            mayAct: file.mayManage,
            csrfToken: request.formToken,
          },
          isTeam: can(actor, 'directory.read-records'),
        }),
      })
    },
  )

  app.get(
    `${BASE}/:id/historique`,
    { config: { permission: 'directory.read-records' }, schema: { params: RecordParams } },
    async (request, reply) => {
      const file = await readStructure(request.ctx, request.params.id, WHOLE_HISTORY)
      return reply.page({
        ...framed('Historique', { kind: 'structure', id: file.structure.id, name: file.structure.name }),
        body: h(HistoryList, { kind: 'structure', history: file.history, names: file.names, day: file.day }),
      })
    },
  )
}
