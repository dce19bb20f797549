import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { personName } from '../directory/cards.js'
import { AccountPage } from './account-view.js'
import { framed } from './frames.js'
import { KIND_PATHS, RECORDS, recordPath } from './paths.js'
import { readPerson } from './reading.js'
import { findAccounts, linkAccount, unlinkAccount } from './record-accounts.js'
import { RecordParams } from './schemas.js'

const Search = z.strictObject({ q: z.string().trim().max(100).default('') })
const AccountChoice = z.strictObject({ userId: z.uuid('Choisissez un compte dans la liste.') })

/** Which account keeps a record. */
export function accountPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const route = `${RECORDS}/${KIND_PATHS.person}/:id/compte`
  const config = { permission: 'directory.link-account' } as const

  app.get(route, { config, schema: { params: RecordParams, querystring: Search } }, async (request, reply) =>
    accountPage(request, reply, { id: request.params.id, search: request.query.q }),
  )

  app.post(
    route,
    { config, schema: { params: RecordParams, body: AccountChoice }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => linkAccount(request.ctx, id, request.body.userId))
      if (faults) return accountPage(request, reply, { id, search: '', faults })
      return reply.redirect(`${recordPath('person', id)}?fait=compte`, 303)
    },
  )

  app.post(`${route}/retrait`, { config, schema: { params: RecordParams } }, async (request, reply) => {
    const { id } = request.params
    await unlinkAccount(request.ctx, id)
    return reply.redirect(`${recordPath('person', id)}?fait=compte-delie`, 303)
  })
}

type Shown = { id: string; search: string; faults?: FormReply }

async function accountPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, search, faults }: Shown,
): Promise<FastifyReply> {
  const { person, account, mayManage } = await readPerson(request.ctx, id)
  if (!mayManage) throw new AppError('directory.not-found')
  return reply.code(faults?.status ?? 200).page({
    ...framed('Compte', { kind: 'person', id, name: personName(person) }),
    notice: faults?.notice ?? null,
    body: h(AccountPage, {
      action: `${recordPath('person', id)}/compte`,
      csrfToken: request.formToken,
      account,
      search,
      found: await findAccounts(request.ctx, search),
    }),
  })
}
