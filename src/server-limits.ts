import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What one client may hold of the server, so that two hundred slow ones leave room for the others. */
export type ServerLimits = {
  /** To send the headers of a request. */
  headersSeconds: number
  /** To send the whole body of a form or of JSON. */
  bodySeconds: number
  /** An upload may last hours over a hospital's line, provided that this much comes in each window. */
  uploadWindowSeconds: number
  uploadWindowBytes: number
  /** A socket where nothing passes, either way. */
  silenceSeconds: number
  /** Longer than a reverse proxy keeps its own connections, so that the proxy is the one to close. */
  keepAliveSeconds: number
  requestsPerSocket: number
  sockets: number
}

export const SERVER_LIMITS: ServerLimits = {
  headersSeconds: 10,
  bodySeconds: 20,
  uploadWindowSeconds: 30,
  uploadWindowBytes: 32 * 1024,
  silenceSeconds: 60,
  keepAliveSeconds: 72,
  requestsPerSocket: 1000,
  sockets: 2000,
}

/** The limits that Node applies by itself, as options of Fastify. */
export function nodeLimits(limits: ServerLimits) {
  return {
    // Node has one limit for every request whole: bodies are limited by route, below.
    requestTimeout: 0,
    connectionTimeout: limits.silenceSeconds * 1000,
    keepAliveTimeout: limits.keepAliveSeconds * 1000,
    maxRequestsPerSocket: limits.requestsPerSocket,
    http: {
      headersTimeout: limits.headersSeconds * 1000,
      connectionsCheckingInterval: Math.min(1000, limits.headersSeconds * 500),
    },
  }
}

/** Ends the requests whose body does not come: a route that takes more than `formBytes` is an upload. */
export function limitBodies(app: FastifyInstance, limits: ServerLimits, formBytes: number): void {
  app.server.maxConnections = limits.sockets
  app.addHook('onRequest', async (request) => {
    if (!announcesBody(request)) return
    if (request.routeOptions.bodyLimit > formBytes) watchUpload(request, limits)
    else watchForm(request, limits)
  })
}

function announcesBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function watchForm({ raw }: FastifyRequest, limits: ServerLimits): void {
  const timer = setTimeout(() => raw.complete || raw.destroy(), limits.bodySeconds * 1000).unref()
  raw.once('close', () => clearTimeout(timer))
}

function watchUpload({ raw }: FastifyRequest, limits: ServerLimits): void {
  let before = raw.socket.bytesRead
  const timer = setInterval(() => {
    const { bytesRead } = raw.socket
    if (raw.complete) clearInterval(timer)
    else if (bytesRead - before < limits.uploadWindowBytes) raw.destroy()
    before = bytesRead
  }, limits.uploadWindowSeconds * 1000).unref()
  raw.once('close', () => clearInterval(timer))
}
