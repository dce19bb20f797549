import type { FetchBody } from 'openid-client'

const MAX_BYTES = 256 * 1024

type Question = {
  method: string
  headers: Record<string, string>
  /** A form, which is all the library ever sends. */
  body?: FetchBody
  signal?: AbortSignal | undefined
}

/**
 * Asks a provider, reading no more than its answers need. The caller gives the time limit as a signal, which
 * also ends the reading. A redirection is never followed.
 */
export async function boundedFetch(url: string, question: Question): Promise<Response> {
  const { method, headers, signal = null } = question
  const body = question.body == null ? null : String(question.body)
  const answer = await fetch(url, { method, headers, body, signal, redirect: 'manual' })
  const read = answer.body && (await readAtMost(answer.body, MAX_BYTES))
  return new Response(read, { status: answer.status, headers: answer.headers })
}

async function readAtMost(body: ReadableStream<Uint8Array>, limit: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  const reader = body.getReader()
  let bytes = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength
    if (bytes > limit) {
      await reader.cancel()
      throw new Error('the provider answered more than its answers need')
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks)
}
