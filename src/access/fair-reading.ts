import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { personOf } from './actor.js'
import { addressRange } from './rate-limits.js'
import { lineOfEach } from './waiting-line.js'

/**
 * Of the ten connections of a process: hundreds of searches of one visitor would keep everybody else for seconds. As many
 * wait as there may be sockets, since whoever is turned away asks again at once, which costs more than to wait.
 */
const SIZE = { atOnce: 3, waiting: 2000 }

/**
 * What anybody may ask of the directory goes by turns: a visitor has so many answers under way at once, then waits
 * behind herself. To be called before the routes are made.
 */
export function readInTurn(app: FastifyInstance): void {
  const lineOf = lineOfEach(SIZE)
  const inTurn = new WeakSet<RouteHandlerMethod>()
  app.addHook('onRoute', (route) => {
    const { handler } = route
    // The one for HEAD is made of the one for GET: two places for one answer would wait for each other.
    if (route.config?.permission !== 'directory.read' || inTurn.has(handler)) return
    route.handler = function (request, reply) {
      return lineOf(visitorOf(request))(async () => handler.call(this, request, reply))
    }
    inTurn.add(route.handler)
  })
}

/** The account, or without one what a subscriber holds of the network: a house may share an address. */
function visitorOf({ ctx, ip }: FastifyRequest): string {
  return personOf(ctx.actor)?.userId ?? addressRange(ip)
}
