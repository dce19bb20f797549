import { setFlagsFromString } from 'node:v8'

/**
 * Suits the engine to a process that works for hours, a job at a time. It gives back what it no longer holds: its heap may
 * double between two collections, where V8 lets it grow fourfold, and an import of the RPPS takes 220 MB instead of 330, in
 * the same time. It compiles less, since what a job runs is over in seconds: an eighth of its processor time. An engine
 * that does not know a setting goes on without it.
 */
export function suitEngineToJobs(): void {
  setFlagsFromString('--heap-growing-percent=100')
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=100')
}
