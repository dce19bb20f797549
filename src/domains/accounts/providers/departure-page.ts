import type { FastifyReply } from 'fastify'
import { h } from 'preact'
import { DeparturePage } from './views.js'

/**
 * Sends the browser on to a provider, from a page of ours: a redirection of the form itself would be held against
 * the `form-action` of our security policy, and the address is known only from the provider.
 */
export function departurePage(reply: FastifyReply, label: string, url: string): FastifyReply {
  return reply
    .header('refresh', `0; url=${url}`)
    .page({ title: `Vers ${label}`, body: h(DeparturePage, { label, url }) })
}
