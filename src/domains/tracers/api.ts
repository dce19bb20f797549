import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  Comparison,
  ComparisonQuery,
  IndicatorParams,
  IndicatorView,
  Overview,
  PublishedFigureForm,
  TracerQuery,
} from './schemas.js'
import { enterPublishedFigure, getComparison, getIndicator, getOverview } from './service.js'

export const tracersApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/tracers',
    {
      config: { permission: 'tracer.read' },
      schema: {
        summary: 'The thirteen tracer indicators',
        querystring: TracerQuery,
        response: { 200: Overview },
      },
    },
    async (request) => getOverview(request.ctx, request.query),
  )

  app.get(
    '/tracers/:indicator',
    {
      config: { permission: 'tracer.read' },
      schema: {
        summary: 'One indicator, class by class and year by year',
        params: IndicatorParams,
        querystring: TracerQuery,
        response: { 200: IndicatorView },
      },
    },
    async (request) => getIndicator(request.ctx, request.params.indicator, request.query),
  )

  app.get(
    '/tracers/:indicator/comparison',
    {
      config: { permission: 'tracer.read' },
      schema: {
        summary: 'One class of an indicator for every establishment',
        params: IndicatorParams,
        querystring: ComparisonQuery,
        response: { 200: Comparison },
      },
    },
    async (request) => getComparison(request.ctx, request.params.indicator, request.query),
  )

  app.post(
    '/tracers/:indicator/published-figures',
    {
      config: { permission: 'tracer.enter-published' },
      schema: {
        summary: 'Enter the figure ATIH publishes',
        params: IndicatorParams,
        body: PublishedFigureForm,
      },
    },
    async (request, reply) => {
      await enterPublishedFigure(request.ctx, request.params.indicator, request.body)
      return reply.code(201).send()
    },
  )
}
