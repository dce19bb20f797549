import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { civilDate, formatDate } from '../../web/dates.js'
import type { Notice } from '../../web/notice.js'
import { ownHouse } from '../birth-houses/service.js'
import { ownWaitingQuestions } from '../birth-houses/waiting-questions.js'
import { timeZoneOf } from '../networks/service.js'
import { HomePage } from './home-view.js'
import { listReasons } from './reasons.js'
import { toComplete } from './transfer-views.js'
import { listTransfers } from './transfers.js'

/** What a midwife opens first, often on her telephone. */
export const birthHomePages: FastifyPluginAsyncZod = async (app) => {
  app.get('/maison', { config: { permission: 'birth-transfer.declare' } }, async (request, reply) => {
    const { ctx } = request
    const house = await ownHouse(ctx)
    const timeZone = await timeZoneOf(ctx)
    const today = civilDate(ctx.now, timeZone)
    const year = Number(today.slice(0, 4))
    const transfers = [...(await listTransfers(ctx, year)), ...(await listTransfers(ctx, year - 1))]
    return reply.page({
      title: house.name,
      module: 'Maison de naissance',
      notice: closingNotice(house.closedOn, today),
      body: h(HomePage, {
        today,
        around: { actor: ctx.actor, now: ctx.now, timeZone, csrfToken: request.formToken },
        transfers: transfers.filter((one) => one.cancelledAt === null && toComplete(one).length > 0),
        reasons: await listReasons(ctx),
        questions: await ownWaitingQuestions(ctx),
      }),
    })
  })
}

/** What a house that closes, or has closed, may still do. */
function closingNotice(closedOn: string | null, today: string): Notice | null {
  if (closedOn === null) return null
  const verb = closedOn < today ? 'est fermée depuis' : 'fermera après'
  return {
    kind: 'information',
    title: `La maison ${verb} le ${formatDate(closedOn)}.`,
    text: 'Son registre et ses rapports restent. Ce qui s’est passé avant peut encore être noté, à sa date.',
  }
}
