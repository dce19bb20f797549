import type { FastifyReply, FastifyRequest } from 'fastify'
import { h } from 'preact'
import type { Notice } from '../../web/notice.js'
import type { FormReply } from '../../web/refilled-form.js'
import { signedIn } from '../accounts/sessions.js'
import { cardDay } from '../directory/card-rows.js'
import { type FormValues, typedValues, valuesOf } from './form-values.js'
import { updatedWords } from './frames.js'
import { NoOwnRecord, WaitingOwnRequest } from './own-request-view.js'
import { readOwnStructures } from './own-structures.js'
import { OwnStructures } from './own-structures-view.js'
import { OwnRecordPage } from './own-view.js'
import { OWN_RECORD } from './paths.js'
import { readOwnPerson } from './reading.js'
import { type OwnRequest, readOwnRequest } from './record-requests.js'
import { splitName } from './request-rules.js'

type Shown = { notice: Notice | null; faults?: FormReply }

/**
 * One’s own record; without one, the request for it: to be made, waiting, or refused. With the structures she answers for.
 */
export async function ownPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { notice, faults }: Shown,
): Promise<FastifyReply> {
  const { ctx, formToken } = request
  const file = await readOwnPerson(ctx)
  const structures = await readOwnStructures(ctx)
  const day = await cardDay(ctx)
  const structuresPart = structures && h(OwnStructures, { structures, day })
  const page = { title: 'Ma fiche', module: 'Ma fiche', breadcrumb: [], notice }
  reply.code(faults?.status ?? 200)
  if (file) {
    return reply.page({
      ...page,
      updated: updatedWords(file.person, file.day),
      body: [
        h(OwnRecordPage, { file, desk: { base: OWN_RECORD, mayAct: true, csrfToken: formToken } }),
        structuresPart,
      ],
    })
  }
  const asked = await readOwnRequest(ctx)
  const { timeZone } = day
  const body =
    asked?.answeredAt === null
      ? h(WaitingOwnRequest, { asked, timeZone, csrfToken: formToken })
      : h(NoOwnRecord, {
          refused: asked?.refusal ? asked : null,
          timeZone,
          csrfToken: formToken,
          form: {
            values: faults ? typedValues(request.typed) : firstValues(asked, signedIn(ctx).userName),
            errors: faults?.errors,
          },
        })
  // Above the long form of a request: a referent comes for her structures first.
  return reply.page({ ...page, body: [structuresPart, body] })
}

/** What she asked with last time, else what her account says of her. */
function firstValues(asked: OwnRequest | null, accountName: string): FormValues {
  return asked ? valuesOf({ ...asked, message: null }) : splitName(accountName)
}
