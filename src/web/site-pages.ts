import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { AccessibilityPage, LegalPage, PrivacyPage } from './site-views.js'

/** The three pages every footer links to. */
export const sitePages: FastifyPluginAsyncZod = async (app) => {
  const open = { config: { permission: 'anyone' } } as const
  app.get('/accessibilite', open, async (_, reply) =>
    reply.page({ title: 'Accessibilité', body: h(AccessibilityPage, {}) }),
  )
  app.get('/mentions-legales', open, async (_, reply) =>
    reply.page({ title: 'Mentions légales', body: h(LegalPage, {}) }),
  )
  app.get('/donnees-personnelles', open, async (_, reply) =>
    reply.page({ title: 'Données personnelles', body: h(PrivacyPage, {}) }),
  )
}
