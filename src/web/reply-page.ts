import type { FastifyInstance, FastifyReply } from 'fastify'
import { type ComponentChildren, h } from 'preact'
import { personOf } from '../access/actor.js'
import { toProblem } from '../errors/problem.js'
import { ErrorBody } from './error-page.js'
import { navigationOf, roleLabel } from './navigation.js'
import type { Notice } from './notice.js'
import { type Crumb, Page, type PageFrame, renderPage } from './page.js'
import { ScriptNonce } from './script.js'

/** What a page decides; the frame around it comes from the request. */
export type PageView = {
  title: string
  module?: string
  /** The network whose page this is, for a reader who belongs to none or looks at another. */
  network?: { name: string }
  /** How its team is reached, on a page opened from one of its mails. */
  contact?: { phone: string; email: string } | null
  breadcrumb?: Crumb[]
  notice?: Notice | null
  refreshSeconds?: number
  scripts?: string[]
  definitionsVersion?: string
  updated?: { at: string; by: string | null }
  body: ComponentChildren
}

declare module 'fastify' {
  interface FastifyReply {
    page: (view: PageView) => FastifyReply
  }
}

/** What the sign-in page takes; a longer address is not worth a refusal. */
const LONGEST_NEXT = 500

/** Gives a face `reply.page`, its error pages and its « cette page n’existe pas ». */
export function renderPages(app: FastifyInstance, options: { assetVersion: string }): void {
  app.decorateReply('page', function (this: FastifyReply, { body, ...view }: PageView) {
    const frame: PageFrame = { ...frameOf(this, options.assetVersion), ...view }
    this.type('text/html; charset=utf-8')
    return this.send(
      renderPage(h(ScriptNonce.Provider, { value: this.cspNonce?.script }, h(Page, frame, body))),
    )
  })
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error)
    if (!problem.expected) request.log.error({ err: error }, 'unexpected error')
    if (problem.code === 'access.sign-in-required' && request.method === 'GET') {
      const next = request.url.length <= LONGEST_NEXT ? `?suite=${encodeURIComponent(request.url)}` : ''
      return reply.redirect(`/connexion${next}`, 303)
    }
    if (problem.status === 503) reply.header('retry-after', '30')
    return reply.code(problem.status).page({
      title: problem.title,
      body: h(ErrorBody, {
        whatToDo: [problem.detail, ...problem.errors.map((issue) => issue.detail)].join(' '),
        reference: request.id,
      }),
    })
  })
}

function frameOf(reply: FastifyReply, assetVersion: string): PageFrame {
  const { ctx, formToken } = reply.request
  const person = ctx ? personOf(ctx.actor) : null
  return {
    title: '',
    network: person?.networkName ? { name: person.networkName } : null,
    user: person ? { name: person.userName, role: roleLabel(person.role) } : null,
    nav: ctx ? navigationOf(ctx.actor, reply.request.url.split('?')[0] ?? '') : [],
    breadcrumb: [],
    csrfToken: formToken,
    assetVersion,
  }
}
