import type { FastifyRequest } from 'fastify'
import { AppError } from '../../errors/app-error.js'
import { readForm, typedNumber, typedText } from '../../web/read-form.js'
import { type Received, receivingFiles } from '../documents/receiving.js'
import { saveElements } from './authorisation.js'
import { elementsOf, type FileElement, type FilePart } from './authorisation-elements.js'
import { DraftChange } from './authorisation-schemas.js'

/** What was typed of one element: its words, the documents kept, the one of the house to join. */
export type TypedElement = { text: string; keep: string[]; join: string }
export type TypedPart = { revision: string; elements: Partial<Record<FileElement, TypedElement>> }

/** The names of the fields of an element. */
export const fieldsOf = (code: FileElement) => ({
  text: `text-${code}`,
  keep: `keep-${code}`,
  join: `join-${code}`,
  file: `file-${code}`,
})

type Options = {
  folder: string
  checkToken: (given: unknown) => void
  /** Hears what was typed, so that a page can show it again. */
  onTyped: (typed: TypedPart) => void
}

/** Reads the form of one part, with the files sent in it, and keeps it. Throws as `saveElements`, `document.refused`. */
export async function receivePart(
  request: FastifyRequest,
  houseId: string,
  part: FilePart,
  { onTyped, ...options }: Options,
): Promise<void> {
  await receivingFiles<void>(request, {
    ...options,
    onRead: (received) => onTyped(typedOf(received, part)),
    act: async (received) => {
      refuseUnknown(received, part)
      const change = readForm(DraftChange, changeOf(typedOf(received, part), received, part))
      return { kept: await saveElements(request.ctx, houseId, change, received.files), result: undefined }
    },
  })
}

function typedOf({ fields }: Received, part: FilePart): TypedPart {
  const elements = elementsOf(part).map((code) => {
    const names = fieldsOf(code)
    const typed: TypedElement = {
      text: fields[names.text]?.[0] ?? '',
      keep: fields[names.keep] ?? [],
      join: fields[names.join]?.[0] ?? '',
    }
    return [code, typed] as const
  })
  return { revision: fields.revision?.[0] ?? '', elements: Object.fromEntries(elements) }
}

/** Documents kept, then the one of the house that joins them, then those sent with the form. */
function changeOf({ revision, elements }: TypedPart, { files }: Received, part: FilePart) {
  const written = elementsOf(part).map((code) => {
    const { text, keep, join } = elements[code] ?? { text: '', keep: [], join: '' }
    const sent = files.filter(({ field }) => field === fieldsOf(code).file).map(({ id }) => id)
    const joined = typedText(join)
    return [
      code,
      { text: typedText(text), documentIds: [...new Set([...keep, ...(joined ? [joined] : []), ...sent])] },
    ]
  })
  return { revision: typedNumber(revision), elements: Object.fromEntries(written) }
}

function refuseUnknown({ fields, files }: Received, part: FilePart): void {
  const known = elementsOf(part).map(fieldsOf)
  const texts = new Set(['revision', ...known.flatMap(({ text, keep, join }) => [text, keep, join])])
  const several = new Set(known.map(({ keep }) => keep))
  const isWrong =
    Object.entries(fields).some(
      ([name, values]) => !texts.has(name) || (values.length > 1 && !several.has(name)),
    ) || files.some(({ field }) => !known.some((names) => names.file === field))
  if (isWrong) throw new AppError('request.invalid')
}

/** The schema says `elements.volume.text`, the form `text-volume`. */
export function partErrors(errors: Record<string, string> | undefined): Record<string, string> | undefined {
  if (!errors) return undefined
  return Object.fromEntries(
    Object.entries(errors).map(([name, words]) => [
      name
        .replace(/^elements\.(\w+)\.text$/, 'text-$1')
        .replace(/^elements\.(\w+)\.documentIds.*$/, 'join-$1'),
      words,
    ]),
  )
}
