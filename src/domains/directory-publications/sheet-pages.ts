import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { asAttachment, PDF } from '../../web/attachment.js'
import { slug } from '../../web/typography.js'
import { directoryTabs } from '../directory/sections.js'
import { SHEET_TITLE } from './emergency-sheet.js'
import { SheetForm, SheetQuery } from './schemas.js'
import { publishSheet, readSheet } from './sheet-reading.js'
import { NoTerritory, SHEET_PATH, SheetPage } from './sheet-view.js'

const access = { config: { permission: 'directory.read-emergency-sheet' } } as const

/** The sheet of direct lines, on a screen, printed from it, or as a PDF. */
export const sheetPages: FastifyPluginAsyncZod = async (app) => {
  app.get(SHEET_PATH, { ...access, schema: { querystring: SheetQuery } }, async (request, reply) => {
    const tabs = directoryTabs(request.ctx.actor, SHEET_PATH)
    const read = await readSheet(request.ctx, request.query.territoire)
    return reply.page({
      title: SHEET_TITLE,
      module: 'Annuaire',
      breadcrumb: [{ label: 'Annuaire', href: '/annuaire' }, { label: SHEET_TITLE }],
      body: read ? h(SheetPage, { ...read, tabs, csrfToken: request.formToken }) : h(NoTerritory, { tabs }),
    })
  })

  app.post(SHEET_PATH, { ...access, schema: { body: SheetForm } }, async (request, reply) => {
    const { content, territory } = await publishSheet(request.ctx, request.body.territoire)
    return asAttachment(reply, { name: `urgences-${slug(territory.name)}.pdf`, type: PDF }).send(content)
  })
}
