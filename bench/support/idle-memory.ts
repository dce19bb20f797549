import { setTimeout as pause } from 'node:timers/promises'
import { say } from './measuring.js'

const BYTES = 100e6
const PAGE = 4096

/**
 * What it costs to touch memory that nobody used for a second, against the same just used. Some virtual machines take
 * such pages back: a server that waits between two questions then pays for all it touches, and a second between two
 * questions measures the machine. On a machine that leaves memory alone, the ratio is about one.
 */
export async function sayIdleMemory(): Promise<void> {
  const memory = Buffer.alloc(BYTES, 1)
  touch(memory)
  const used = touch(memory)
  await pause(1000)
  const idle = touch(memory)
  say(
    `memory unused for a second: ${idle.toFixed(1)} ms to touch ${BYTES / 1e6} MB, ${(idle / used).toFixed(1)} × the same just used (${used.toFixed(1)} ms)`,
  )
}

/** Milliseconds to read one byte of each page. */
function touch(memory: Buffer): number {
  const start = performance.now()
  let sum = 0
  for (let at = 0; at < memory.length; at += PAGE) sum += memory[at] ?? 0
  if (sum === 0) throw new Error('nothing was touched')
  return performance.now() - start
}
