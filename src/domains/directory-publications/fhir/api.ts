import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Ctx } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { civilDate } from '../../../web/dates.js'
import { type Followed, followCard } from '../../directory/merged-records.js'
import { asReaderOf, NetworkName, type PublicNetwork } from '../../networks/public-networks.js'
import { bundleOf } from './bundle.js'
import { capabilityOf } from './capability.js'
import { handleParameters } from './handling.js'
import { FHIR_JSON, replyOutcomes } from './outcome.js'
import {
  Format,
  HealthcareServiceSearch,
  OrganizationSearch,
  type Paging,
  PractitionerRoleSearch,
  PractitionerSearch,
  sizeOf,
} from './parameters.js'
import {
  Bundle,
  CapabilityStatement,
  HealthcareService,
  Organization,
  Practitioner,
  PractitionerRole,
  RESOURCE_TYPES,
  type ResourceType,
} from './resources.js'
import {
  type FoundResources,
  type Place,
  searchOrganizations,
  searchPractitioners,
  searchRoles,
  searchServices,
} from './searching.js'

const BASE = '/:network'
const config = { permission: 'directory.read' } as const
const NetworkParams = z.strictObject({ network: NetworkName })
const NetworkOf = z.object({ network: NetworkName })
const ReadQuery = z.strictObject({ _format: Format.optional() })
const ResourceParams = z.strictObject({ network: NetworkName, id: z.uuid() })

/**
 * The directory read as FHIR R4, nothing written: each network at an address of its own, so that a relative reference
 * leads to the same network. What is read is what the caller’s audience may know, public cards without an account.
 */
export const fhirApi: FastifyPluginAsyncZod = async (app) => {
  replyOutcomes(app)
  handleParameters(app)
  app.setNotFoundHandler(() => {
    throw new AppError('fhir.unknown-type', { types: RESOURCE_TYPES.join(', ') })
  })

  app.get(
    `${BASE}/metadata`,
    {
      config,
      schema: { params: NetworkParams, querystring: ReadQuery, response: { 200: CapabilityStatement } },
    },
    async (request, reply) => {
      const { network, place } = await readerOf(request)
      reply.type(FHIR_JSON)
      return capabilityOf(network, { url: baseOf(request), date: place.day })
    },
  )

  app.get(
    `${BASE}/Practitioner`,
    { config, schema: { params: NetworkParams, querystring: PractitionerSearch, response: { 200: Bundle } } },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      return sendBundle(request, reply, 'Practitioner', await searchPractitioners(ctx, place, request.query))
    },
  )

  app.get(
    `${BASE}/Practitioner/:id`,
    { config, schema: { params: ResourceParams, querystring: ReadQuery, response: { 200: Practitioner } } },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      const { id } = request.params
      const found = await searchPractitioners(ctx, place, { _id: id })
      if (found.resources.length > 0) return sendFirst(reply, found)
      return redirectToKept(request, reply, await followCard(ctx, place.networkId, { kind: 'person', id }))
    },
  )

  app.get(
    `${BASE}/PractitionerRole`,
    {
      config,
      schema: { params: NetworkParams, querystring: PractitionerRoleSearch, response: { 200: Bundle } },
    },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      return sendBundle(request, reply, 'PractitionerRole', await searchRoles(ctx, place, request.query))
    },
  )

  app.get(
    `${BASE}/PractitionerRole/:id`,
    {
      config,
      schema: { params: ResourceParams, querystring: ReadQuery, response: { 200: PractitionerRole } },
    },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      return sendFirst(reply, await searchRoles(ctx, place, { _id: request.params.id }))
    },
  )

  app.get(
    `${BASE}/Organization`,
    { config, schema: { params: NetworkParams, querystring: OrganizationSearch, response: { 200: Bundle } } },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      return sendBundle(request, reply, 'Organization', await searchOrganizations(ctx, place, request.query))
    },
  )

  app.get(
    `${BASE}/Organization/:id`,
    { config, schema: { params: ResourceParams, querystring: ReadQuery, response: { 200: Organization } } },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      const { id } = request.params
      const found = await searchOrganizations(ctx, place, { _id: id })
      if (found.resources.length > 0) return sendFirst(reply, found)
      return redirectToKept(request, reply, await followCard(ctx, place.networkId, { kind: 'structure', id }))
    },
  )

  app.get(
    `${BASE}/HealthcareService`,
    {
      config,
      schema: { params: NetworkParams, querystring: HealthcareServiceSearch, response: { 200: Bundle } },
    },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      return sendBundle(request, reply, 'HealthcareService', await searchServices(ctx, place, request.query))
    },
  )

  app.get(
    `${BASE}/HealthcareService/:id`,
    {
      config,
      schema: { params: ResourceParams, querystring: ReadQuery, response: { 200: HealthcareService } },
    },
    async (request, reply) => {
      const { ctx, place } = await readerOf(request)
      return sendFirst(reply, await searchServices(ctx, place, { _id: request.params.id }))
    },
  )
}

/** The caller reading the network of the address, and its day. */
async function readerOf({
  ctx: caller,
  params,
}: FastifyRequest): Promise<{ ctx: Ctx; network: PublicNetwork; place: Place }> {
  const { ctx, network } = await asReaderOf(caller, NetworkOf.parse(params).network)
  return { ctx, network, place: { networkId: network.id, day: civilDate(ctx.now, network.timeZone) } }
}

function sendBundle(request: FastifyRequest, reply: FastifyReply, type: ResourceType, found: FoundResources) {
  const search = request.query as Paging
  const bundle = bundleOf(found, {
    ...{ base: baseOf(request), type, now: request.ctx.now },
    query: new URLSearchParams(
      Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
    size: sizeOf(search),
    ignored: request.ignoredParameters,
  })
  return reply.type(FHIR_JSON).send(bundle)
}

function sendFirst(reply: FastifyReply, { resources: [resource] }: FoundResources) {
  if (!resource) throw new AppError('directory.not-found')
  return reply.type(FHIR_JSON).send(resource)
}

/** From the address of a record to that of the one it was merged into. A merge can be undone: nobody is to remember it. */
function redirectToKept(request: FastifyRequest, reply: FastifyReply, found: Followed) {
  if (!('movedTo' in found)) throw new AppError('directory.not-found')
  reply.header('cache-control', 'no-store')
  return reply.redirect(request.url.replace(/[^/?]+(?=\?|$)/, found.movedTo), 308)
}

/** The address of this network’s server, as the client reached it. */
function baseOf({ protocol, host, params }: FastifyRequest): string {
  return `${protocol}://${host}/api/fhir/${NetworkOf.parse(params).network}`
}
