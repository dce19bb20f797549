import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Session, SignIn } from './schemas.js'
import { signOut } from './sessions.js'
import { signIn } from './sign-in.js'

export const accountsApi: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/sessions',
    {
      config: { permission: 'anyone', rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: {
        summary: 'Open a session; send its token as « Authorization: Bearer … »',
        body: SignIn,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const session = await signIn(request.ctx, request.body)
      const token = app.jwt.sign({ sid: session.sessionId })
      return reply.code(201).send({ token, expiresAt: session.expiresAt.toISOString(), role: session.role })
    },
  )

  app.delete(
    '/sessions/current',
    { config: { permission: 'account.own' }, schema: { summary: 'End this session' } },
    async (request, reply) => {
      await signOut(request.ctx)
      return reply.code(204).send()
    },
  )
}
