import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  Candidates,
  CandidatesQuery,
  detailAnswer,
  FederationList,
  federationAnswer,
  IdentifierDetail,
  IdentifierRules,
  Identifiers,
  IdentifiersQuery,
  identifiersAnswer,
  KeptRules,
  LaboratoryList,
  laboratoryAnswer,
  NewIdentifier,
  RenewalRequest,
} from './api-schemas.js'
import { exportIdentifiers } from './exports.js'
import { findCandidates, getIdentifier, listIdentifiers } from './listing.js'
import { DatedAct, IdParams, TakingBack } from './schemas.js'
import {
  addEvidence,
  answerRequest,
  attributeIdentifier,
  ceaseIdentifier,
  renewIdentifier,
  resumeIdentifier,
  suspendIdentifier,
  takeBack,
} from './service.js'
import { changeSettings, readSettings } from './settings.js'

const PATH = '/directory/echographers'
const READ = { permission: 'echographer.read' } as const
const MANAGE = { permission: 'echographer.manage' } as const

/** The identifiers a network gives to its echographers, for programs. */
export const echographersApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    PATH,
    {
      config: READ,
      schema: {
        summary: 'Identifiers of echographers by name, by thirty; found by identifier or by name',
        querystring: IdentifiersQuery,
        response: { 200: Identifiers },
      },
    },
    async ({ ctx, query: { search, state, page } }) =>
      identifiersAnswer(await listIdentifiers(ctx, { search, state, page })),
  )

  app.post(
    PATH,
    {
      config: MANAGE,
      schema: {
        summary: 'Give an identifier to a person of the directory; it is never given again',
        body: NewIdentifier,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, body }, reply) => reply.code(201).send({ id: await attributeIdentifier(ctx, body) }),
  )

  app.get(
    `${PATH}/candidates`,
    {
      config: MANAGE,
      schema: {
        summary: 'People of the directory of this name, twenty at most',
        querystring: CandidatesQuery,
        response: { 200: Candidates },
      },
    },
    async ({ ctx, query }) => ({ candidates: await findCandidates(ctx, query.search) }),
  )

  registerLists(app)
  registerRules(app)

  app.get(
    `${PATH}/:id`,
    {
      config: READ,
      schema: {
        summary: 'One identifier: its history, where the person works, her other identifiers',
        params: IdParams,
        response: { 200: IdentifierDetail },
      },
    },
    async ({ ctx, params }) => detailAnswer(await getIdentifier(ctx, params.id)),
  )

  registerActs(app)
}

type App = Parameters<FastifyPluginAsyncZod>[0]

/** What laboratories and the federation receive. */
function registerLists(app: App): void {
  app.get(
    `${PATH}/lists/laboratories`,
    {
      config: READ,
      schema: {
        summary: 'The list for laboratories: identifiers in use today, with where each person works',
        response: { 200: LaboratoryList },
      },
    },
    async ({ ctx }) => laboratoryAnswer(await exportIdentifiers(ctx, 'laboratories')),
  )

  app.get(
    `${PATH}/lists/federation`,
    {
      config: READ,
      schema: {
        summary: 'The list for the federation: identifiers in use and past, with their dates',
        response: { 200: FederationList },
      },
    },
    async ({ ctx }) => federationAnswer(await exportIdentifiers(ctx, 'federation')),
  )
}

function registerRules(app: App): void {
  app.get(
    `${PATH}/settings`,
    {
      config: MANAGE,
      schema: {
        summary: 'How the network numbers its echographers, and when it reminds them',
        response: { 200: KeptRules },
      },
    },
    async ({ ctx }) => readSettings(ctx),
  )

  app.put(
    `${PATH}/settings`,
    {
      config: MANAGE,
      schema: {
        summary: 'Change these rules; identifiers already given stay as they are',
        body: IdentifierRules,
      },
    },
    async ({ ctx, body }, reply) => {
      await changeSettings(ctx, body)
      return reply.code(204).send()
    },
  )
}

function registerActs(app: App): void {
  app.post(
    `${PATH}/:id/renewal`,
    {
      config: MANAGE,
      schema: {
        summary: 'Renew an identifier; a suspended one stays suspended',
        params: IdParams,
        body: RenewalRequest,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await renewIdentifier(ctx, params.id, body)
      return reply.code(204).send()
    },
  )

  app.post(
    `${PATH}/:id/taking-back`,
    {
      config: MANAGE,
      schema: {
        summary: 'Take back an attribution, a suspension or an end that was planned, until its day',
        params: IdParams,
        body: TakingBack,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await takeBack(ctx, params.id, body)
      return reply.code(204).send()
    },
  )

  for (const { path, summary, work } of DATED_ACTS) {
    app.post(
      `${PATH}/:id/${path}`,
      { config: MANAGE, schema: { summary, params: IdParams, body: DatedAct } },
      async ({ ctx, params, body }, reply) => {
        await work(ctx, params.id, body)
        return reply.code(204).send()
      },
    )
  }
}

const DATED_ACTS = [
  {
    path: 'suspension',
    summary:
      'Suspend an identifier from a day on, a year ahead at most: laboratories no longer find it in their list',
    work: suspendIdentifier,
  },
  { path: 'resumption', summary: 'Put a suspended identifier back in use', work: resumeIdentifier },
  {
    path: 'cessation',
    summary: 'End an identifier for good from a day on, a year ahead at most',
    work: ceaseIdentifier,
  },
  {
    path: 'answer',
    summary: 'Close what an echographer has asked for without a renewal',
    work: answerRequest,
  },
  { path: 'evidence', summary: 'Add a diploma, an attestation, an evaluation', work: addEvidence },
] as const
