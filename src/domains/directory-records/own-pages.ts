import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { OWN_DESK } from './desks.js'
import { type FormValues, storedMeanwhile, typedValues, valuesOf } from './form-values.js'
import { doneNotice } from './frames.js'
import { OwnForm } from './own-form.js'
import { ownPage } from './own-page.js'
import { confirmOwnRecord } from './own-record.js'
import { OWN_RECORD } from './paths.js'
import { changeOwnPerson } from './people.js'
import { languagesOf, OwnForm as OwnFormSchema } from './people-schemas.js'
import { MeanwhileNotice } from './person-form.js'
import { DoneQuery } from './schemas.js'

/** The record of the person who is signed in, kept by herself. */
export function ownPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const config = { permission: OWN_DESK.permission }

  app.get(OWN_RECORD, { config, schema: { querystring: DoneQuery } }, async (request, reply) =>
    ownPage(request, reply, { notice: doneNotice(request.query.fait) }),
  )

  app.post(`${OWN_RECORD}/confirmation`, { config }, async (request, reply) => {
    await confirmOwnRecord(request.ctx)
    return reply.redirect(`${OWN_RECORD}?fait=confirmee`, 303)
  })

  app.get(`${OWN_RECORD}/modification`, { config }, async (request, reply) => changeForm(request, reply))

  app.post(
    `${OWN_RECORD}/modification`,
    { config, schema: { body: OwnFormSchema }, attachValidation: true },
    async (request, reply) => {
      const faults = await formFaults(request, async () => {
        const { otherLanguages, ...rest } = request.body
        const id = await OWN_DESK.idOf(request.ctx, undefined)
        await changeOwnPerson(request.ctx, id, { ...rest, languages: languagesOf(request.body) })
      })
      if (faults) return changeForm(request, reply, { typed: typedValues(request.typed), faults })
      return reply.redirect(`${OWN_RECORD}?fait=modifiee`, 303)
    },
  )
}

type Refused = { typed: FormValues; faults: FormReply }

async function changeForm(
  request: FastifyRequest,
  reply: FastifyReply,
  refused?: Refused,
): Promise<FastifyReply> {
  const file = await OWN_DESK.open(request.ctx, undefined)
  const { person, day, names } = file
  const isLate = refused !== undefined && refused.typed.revision !== String(person.revision)
  return reply.code(refused?.faults.status ?? 200).page({
    ...OWN_DESK.frame('Modifier', file),
    notice: refused?.faults.notice ?? null,
    body: [
      isLate && h(MeanwhileNotice, { ...person, ...day }),
      h(OwnForm, {
        action: `${OWN_RECORD}/modification`,
        csrfToken: request.formToken,
        form: {
          values: refused?.typed ?? valuesOf(person),
          errors: refused?.faults.errors,
          meanwhile: isLate ? storedMeanwhile(person, refused.typed, { ...day, names }) : undefined,
        },
        revision: person.revision,
      }),
    ],
  })
}
