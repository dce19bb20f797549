import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { personOf } from '../access/actor.js'
import { AccessibilityPage, LegalPage } from './site-views.js'

/** Two of the three pages every footer links to; « Données personnelles » comes from what the tables declare. */
export const sitePages: FastifyPluginAsyncZod = async (app) => {
  const open = { config: { permission: 'anyone' } } as const
  app.get('/accessibilite', open, async (_, reply) =>
    reply.page({ title: 'Accessibilité', body: h(AccessibilityPage, {}) }),
  )
  app.get('/mentions-legales', open, async (request, reply) =>
    reply.page({
      title: 'Mentions légales',
      body: h(LegalPage, { network: personOf(request.ctx.actor)?.networkName || null }),
    }),
  )
}
