import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { CollegesForm } from './college-form.js'
import { lines } from './fields.js'
import { typedValues } from './form-values.js'
import { doneNotice, framed } from './frames.js'
import { RECORDS } from './paths.js'
import { DoneQuery } from './schemas.js'
import { chooseColleges, listColleges } from './settings.js'

const PATH = `${RECORDS}/colleges`
const MOST_COLLEGES = 30
const LONGEST_NAME = 100

const Colleges = z.strictObject({
  colleges: lines(MOST_COLLEGES * LONGEST_NAME)
    .transform((text) => namesIn(text ?? ''))
    .pipe(
      z
        .array(z.string().max(LONGEST_NAME, `Un collège se dit en ${LONGEST_NAME} signes au plus.`))
        .max(MOST_COLLEGES, `Un réseau a ${MOST_COLLEGES} collèges au plus.`),
    ),
})

/** The colleges of the general assembly, among which members are. */
export function collegePages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'directory.settings' } as const

  app.get(PATH, { config, schema: { querystring: DoneQuery } }, async (request, reply) =>
    collegesPage(request, reply.code(200), { done: request.query.fait }),
  )

  app.post(PATH, { config, schema: { body: Colleges }, attachValidation: true }, async (request, reply) => {
    const faults = await formFaults(request, async () => chooseColleges(request.ctx, request.body.colleges))
    if (faults) return collegesPage(request, reply.code(faults.status), { faults })
    return reply.redirect(`${PATH}?fait=colleges`, 303)
  })
}

function namesIn(text: string): string[] {
  const names = text.split('\n').map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))]
}

type Shown = { faults?: FormReply; done?: Parameters<typeof doneNotice>[0] }

async function collegesPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { faults, done }: Shown,
): Promise<FastifyReply> {
  const colleges = await listColleges(request.ctx)
  return reply.page({
    ...framed('Collèges'),
    notice: faults?.notice ?? doneNotice(done),
    body: h(CollegesForm, {
      action: PATH,
      csrfToken: request.formToken,
      form: {
        values: faults ? typedValues(request.typed) : { colleges: colleges.join('\n') },
        errors: faults?.errors,
      },
    }),
  })
}
