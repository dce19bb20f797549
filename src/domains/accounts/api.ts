import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Secrets } from '../../access/token-keys.js'
import { visitOf } from './browser.js'
import { changeRole } from './own-account.js'
import {
  NewToken,
  RoleChoice,
  RowParams,
  Session,
  SessionLines,
  SignIn,
  Token,
  TokenLines,
} from './schemas.js'
import { endSession, listSessions, signOut, signOutEverywhere } from './sessions.js'
import { signIn } from './sign-in.js'
import { createToken, listTokens, revokeToken } from './tokens.js'

const OWN = { permission: 'account.own' } as const

export const accountsApi: FastifyPluginAsyncZod<{ secrets: Secrets }> = async (app, { secrets }) => {
  app.post(
    '/sessions',
    {
      config: { permission: 'anyone' },
      schema: {
        summary: 'Open a session; send its token as « Authorization: Bearer … »',
        body: SignIn,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const session = await signIn(request.ctx, visitOf(request, secrets), request.body)
      const token = app.jwt.sign({ sid: session.sessionId })
      return reply.code(201).send({ token, expiresAt: session.expiresAt.toISOString(), role: session.role })
    },
  )

  app.get(
    '/sessions',
    { config: OWN, schema: { summary: 'One’s open sessions', response: { 200: SessionLines } } },
    async (request) =>
      (await listSessions(request.ctx)).map(({ createdAt, lastSeenAt, ...session }) => ({
        ...session,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
      })),
  )

  app.delete(
    '/sessions/current',
    { config: OWN, schema: { summary: 'End this session' } },
    async (request, reply) => {
      await signOut(request.ctx)
      return reply.code(204).send()
    },
  )

  app.put(
    '/sessions/current/role',
    { config: OWN, schema: { summary: 'Use another of one’s rights', body: RoleChoice } },
    async (request, reply) => {
      await changeRole(request.ctx, request.body.grantId)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/sessions/:id',
    { config: OWN, schema: { summary: 'End one of one’s sessions', params: RowParams } },
    async (request, reply) => {
      await endSession(request.ctx, request.params.id)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/sessions',
    { config: OWN, schema: { summary: 'End all one’s sessions' } },
    async (request, reply) => {
      await signOutEverywhere(request.ctx)
      return reply.code(204).send()
    },
  )

  app.get(
    '/tokens',
    { config: OWN, schema: { summary: 'One’s tokens', response: { 200: TokenLines } } },
    async (request) =>
      (await listTokens(request.ctx)).map(({ createdAt, expiresAt, lastUsedAt, ...token }) => ({
        ...token,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
  )

  app.post(
    '/tokens',
    {
      config: OWN,
      schema: { summary: 'Create a token, shown once', body: NewToken, response: { 201: Token } },
    },
    async (request, reply) => {
      const { id, expiresAt } = await createToken(request.ctx, visitOf(request, secrets), request.body)
      const token = app.jwt.sign({ tid: id, exp: Math.trunc(expiresAt.getTime() / 1000) })
      return reply.code(201).send({ id, token, expiresAt: expiresAt.toISOString() })
    },
  )

  app.delete(
    '/tokens/:id',
    { config: OWN, schema: { summary: 'Revoke a token', params: RowParams } },
    async (request, reply) => {
      await revokeToken(request.ctx, request.params.id)
      return reply.code(204).send()
    },
  )
}
