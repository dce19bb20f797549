import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { asAttachment, VCARD } from '../../web/attachment.js'
import { civilDate } from '../../web/dates.js'
import { vcards } from '../../web/vcard.js'
import { getCard } from '../directory/reading.js'
import { asReaderOf, NetworkName } from '../networks/public-networks.js'
import { contactOf } from './card-contact.js'

const ContactParams = z.strictObject({ id: z.uuid() })
const ContactQuery = z.strictObject({ reseau: NetworkName.optional() })

/** One record for an address book, with what its reader may know of it. */
export const contactPages: FastifyPluginAsyncZod = async (app) => {
  for (const [folder, kind] of [
    ['personnes', 'person'],
    ['structures', 'structure'],
  ] as const) {
    app.get(
      `/annuaire/${folder}/:id/carte.vcf`,
      {
        config: { permission: 'directory.read' },
        schema: { params: ContactParams, querystring: ContactQuery },
      },
      async (request, reply) => {
        const { ctx, network } = await asReaderOf(request.ctx, request.query.reseau)
        const card = await getCard(ctx, kind, request.params.id)
        const [content] = vcards([contactOf(card, civilDate(ctx.now, network.timeZone))])
        return asAttachment(reply, { name: 'contact.vcf', type: VCARD }).send(content)
      },
    )
  }
}
