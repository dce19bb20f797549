import { Readable } from 'node:stream'
import { setImmediate as breathe } from 'node:timers/promises'

const LINES_A_PART = 50

/** A long file as it is written: by parts, between which other requests pass. */
export function inParts(lines: Iterable<string>): Readable {
  return Readable.from(partsOf(lines))
}

async function* partsOf(lines: Iterable<string>): AsyncGenerator<string> {
  let part: string[] = []
  for (const line of lines) {
    part.push(line)
    if (part.length < LINES_A_PART) continue
    yield part.join('')
    part = []
    await breathe()
  }
  yield part.join('')
}
