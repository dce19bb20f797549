import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { readForm } from '../../web/read-form.js'
import { oneOfEach, type Received, type ReceivedFile, receivingFiles } from '../documents/receiving.js'

type Options<Schema extends z.ZodType, Result> = {
  folder: string
  schema: Schema
  checkToken?: (given: unknown) => void
  /** Hears what was typed, so that a page can show it again. */
  onTyped?: (typed: Record<string, string>) => void
  act: (said: z.output<Schema>, files: ReceivedFile[]) => Promise<{ kept: readonly string[]; result: Result }>
}

/** Reads an act with the documents it rests on, in the field `file`. Throws as `act`, `request.invalid`, `document.refused`. */
export function receivingAct<Schema extends z.ZodType, Result>(
  request: FastifyRequest,
  { schema, onTyped, act, ...options }: Options<Schema, Result>,
): Promise<Result> {
  return receivingFiles(request, {
    ...options,
    onRead: (received) => onTyped?.(typedOf(received)),
    act: (received) => {
      if (received.files.some(({ field }) => field !== 'file')) throw new AppError('request.invalid')
      return act(readForm(schema, oneOfEach(received)), received.files)
    },
  })
}

function typedOf({ fields }: Received): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, [value = '']]) => [name, value]))
}
