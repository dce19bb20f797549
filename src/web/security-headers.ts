import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

const CSP = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  // Helmet adds the nonce of the answer: a script without it does not run, wherever it comes from.
  scriptSrc: [],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

/** The headers of every answer, refusals and static files included. */
export async function setSecurityHeaders(app: FastifyInstance, options: { https: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CSP },
    enableCSPNonces: true,
    hsts: options.https,
    // With no-referrer a browser posts its forms with « Origin: null », which the forms' guard refuses.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
  app.addHook('onRequest', async (_, reply) => {
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    // Static files say otherwise; a page or an answer of the API belongs to one person.
    reply.header('cache-control', 'no-store')
  })
}
