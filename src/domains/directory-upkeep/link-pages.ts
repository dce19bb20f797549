import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { type Secrets, verifyingKeys } from '../../access/token-keys.js'
import { AppError } from '../../errors/app-error.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import type { Notice } from '../../web/notice.js'
import { asReaderOf, listPublicNetworks } from '../networks/public-networks.js'
import { confirmExact, correctByLink, type LinkProof, objectByLink } from './answering.js'
import { Correction, LinkByEmail, TokenBody, TokenQuery } from './correction-schemas.js'
import { CorrectionPage } from './correction-view.js'
import { LINK_PATHS } from './link-paths.js'
import { type LinkPage, readLinkPage } from './link-reading.js'
import { LinkPageView, LinkSentPage, RemovalPage, UnknownLinkPage } from './link-views.js'
import { renewLink, sendLinkTo } from './renewing.js'
import type { Visitor } from './visits.js'

const TITLE = 'Votre fiche est-elle toujours exacte ?'
const OWNER_TITLE = 'Cette fiche est-elle toujours exacte ?'

const OPEN = { permission: 'anyone' } as const
const ReaderQuery = z.strictObject({ reseau: z.string().max(60).optional() })

/** The pages a mail leads to. A GET only shows: programs that look at mails open their links too. */
export const linkPages: FastifyPluginAsyncZod<{ secrets: Secrets }> = async (app, { secrets }) => {
  const proofOf = (request: FastifyRequest, token: string): LinkProof => ({
    keys: verifyingKeys(secrets, 'links', request.ctx.now),
    token,
  })
  const visitorOf = ({ ip }: FastifyRequest): Visitor => ({ appSecret: secrets.current, ip })

  app.addHook('onRequest', async (_, reply) => {
    reply.header('x-robots-tag', 'noindex')
  })

  app.get(LINK_PATHS.page, { config: OPEN, schema: { querystring: TokenQuery } }, (request, reply) =>
    shownLink(request, reply, proofOf(request, request.query.jeton), TITLE, LinkPageView),
  )

  app.post(LINK_PATHS.exact, { config: OPEN, schema: { body: TokenBody } }, async (request, reply) => {
    const proof = proofOf(request, request.body.token)
    return answeredPage(request, reply, proof, confirmExact(request.ctx, proof))
  })

  app.get(LINK_PATHS.removal, { config: OPEN, schema: { querystring: TokenQuery } }, (request, reply) =>
    shownLink(request, reply, proofOf(request, request.query.jeton), 'Ne plus apparaître', RemovalPage),
  )

  app.post(LINK_PATHS.removal, { config: OPEN, schema: { body: TokenBody } }, async (request, reply) => {
    const proof = proofOf(request, request.body.token)
    return answeredPage(request, reply, proof, objectByLink(request.ctx, proof))
  })

  app.get(LINK_PATHS.correction, { config: OPEN, schema: { querystring: TokenQuery } }, (request, reply) =>
    correctionPage(request, reply, proofOf(request, request.query.jeton)),
  )

  app.post(
    LINK_PATHS.correction,
    { config: OPEN, schema: { body: Correction }, attachValidation: true },
    async (request, reply) => {
      const { token, ...typed } = request.body
      const proof = proofOf(request, String(token))
      const errors = fieldErrors(request)
      if (errors) return correctionPage(request, reply.code(400), proof, { errors, typed })
      return answeredPage(request, reply, proof, correctByLink(request.ctx, proof, typed), typed)
    },
  )

  app.post(LINK_PATHS.renewal, { config: OPEN, schema: { body: TokenBody } }, async (request, reply) => {
    const proof = proofOf(request, request.body.token)
    await renewLink(request.ctx, proof, visitorOf(request))
    const page = await pageOf(request, proof)
    return reply.redirect(withQuery(LINK_PATHS.sent, { reseau: page?.networkId }), 303)
  })

  app.post(
    LINK_PATHS.byEmail,
    {
      config: OPEN,
      schema: { querystring: ReaderQuery, body: LinkByEmail },
      attachValidation: true,
    },
    async (request, reply) => {
      const errors = fieldErrors(request)
      const { reseau } = request.query
      if (errors) return unknownLink(request, reply.code(400), { network: reseau, errors })
      const { network } = await asReaderOf(request.ctx, reseau)
      await sendLinkTo(request.ctx, network.id, request.body.email, visitorOf(request))
      return reply.redirect(withQuery(LINK_PATHS.sent, { reseau: network.slug }), 303)
    },
  )

  app.get(LINK_PATHS.sent, { config: OPEN, schema: { querystring: ReaderQuery } }, async (request, reply) => {
    const network = await networkMeant(request, request.query.reseau)
    return reply.page({ title: 'Lien envoyé', ...(network && { network }), body: h(LinkSentPage, {}) })
  })
}

type Shown = (props: {
  page: LinkPage
  token: string
  csrfToken: string | null
}) => ReturnType<typeof LinkPageView>

async function shownLink(
  request: FastifyRequest,
  reply: FastifyReply,
  proof: LinkProof,
  title: string,
  view: Shown,
) {
  const page = await pageOf(request, proof)
  if (page === null) return unknownLink(request, reply.code(410), { network: undefined })
  const { token } = proof
  return reply.page({
    title: titleOf(page, title),
    ...page.letterhead,
    body: h(view, { page, token, csrfToken: request.formToken }),
  })
}

/** Once it is answered, nothing is asked any more. */
function titleOf({ state, answer, record }: LinkPage, asking: string): string {
  if (state === 'answered') return answer === 'objected' ? 'Ne plus apparaître' : 'Votre réponse'
  return record?.isOwn === false ? OWNER_TITLE : asking
}

type Refilled = { errors?: FieldErrors; typed?: Record<string, unknown>; notice?: Notice }

async function correctionPage(
  request: FastifyRequest,
  reply: FastifyReply,
  proof: LinkProof,
  { errors, typed, notice }: Refilled = {},
) {
  const page = await pageOf(request, proof)
  if (page === null) return unknownLink(request, reply.code(410), { network: undefined })
  const { token } = proof
  const csrfToken = request.formToken
  return reply.page({
    title:
      page.record === null
        ? titleOf(page, TITLE)
        : page.record.isOwn
          ? 'Corriger votre fiche'
          : 'Corriger une fiche',
    ...page.letterhead,
    notice: errors
      ? { kind: 'error', title: 'Rien n’est enregistré : certaines réponses sont à corriger.' }
      : (notice ?? null),
    body:
      page.record === null
        ? h(LinkPageView, { page, token, csrfToken })
        : h(CorrectionPage, { record: page.record, token, csrfToken, errors, typed }),
  })
}

/** The page of a link, or null for one that none of our keys signed. */
async function pageOf(request: FastifyRequest, proof: LinkProof): Promise<LinkPage | null> {
  try {
    return await readLinkPage(request.ctx, proof)
  } catch (error) {
    if (error instanceof AppError && error.code === 'directory-review.unknown-link') return null
    throw error
  }
}

/** After an answer: the page of the link says it is done; of a dead link, what became of it and how to have another. */
async function answeredPage(
  request: FastifyRequest,
  reply: FastifyReply,
  proof: LinkProof,
  answer: Promise<void>,
  typed?: Record<string, unknown>,
) {
  try {
    await answer
    return reply.redirect(withQuery(LINK_PATHS.page, { jeton: proof.token }), 303)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'request.invalid' && typed) {
      return correctionPage(request, reply.code(400), proof, { errors: error.fields, typed })
    }
    if (error.code === 'directory.edited-meanwhile' && typed) {
      return correctionPage(request, reply.code(409), proof, { typed, notice: CHANGED_MEANWHILE })
    }
    if (!error.code.startsWith('directory-review.')) throw error
    return shownLink(request, reply.code(410), proof, TITLE, LinkPageView)
  }
}

const CHANGED_MEANWHILE: Notice = {
  kind: 'error',
  title: 'Votre fiche a changé pendant que vous la corrigiez : rien n’est encore enregistré.',
  text: 'Votre saisie est gardée ci-dessous. Là où elle diffère, ce qui est enregistré est écrit sous le champ : reprenez ce qui manque, puis enregistrez de nouveau ; c’est votre version qui restera.',
}

type Unknown = { network: string | undefined; errors?: FieldErrors }

async function unknownLink(request: FastifyRequest, reply: FastifyReply, { network, errors }: Unknown) {
  const named = await networkMeant(request, network)
  const typed = (request.body as { email?: unknown } | undefined)?.email
  return reply.page({
    title: 'Lien inconnu',
    ...(named && { network: named }),
    body: h(UnknownLinkPage, {
      network,
      csrfToken: request.formToken,
      errors,
      ...(typeof typed === 'string' && { typed }),
    }),
  })
}

/** The network the address names, by its name or its identifier, or the only one there is. */
async function networkMeant({ ctx }: FastifyRequest, slug: string | undefined) {
  const networks = await listPublicNetworks(ctx)
  return networks.find((one) =>
    slug === undefined ? networks.length === 1 : [one.slug, one.id].includes(slug),
  )
}
