// The search for duplicates of the night, over all the records of a region: 60,000 people, the most an import of the
// national file leaves, and their 44,000 structures; one person in fifty was typed twice, a few names are borne by many. In
// a process of its own: its time, its memory, and how long it goes without turning its loop.
// Reference, in the same run and the same process: reading the same rows once.
// Goal: a turn under 1 s, as for whatever a worker does.
//   node src/cli/run.mjs bench/directory-duplicates.ts [people] [runs]        (or DIRECTORY_PEOPLE)
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { asOwner, type BenchDatabase, withDatabase } from './support/database.js'
import { fillRecords } from './support/directory-records.js'
import type { Work, WorkEnd } from './support/duplicates-searching.js'
import { median, numberArgument, say, sayMachine, watchMemory } from './support/measuring.js'
import { inScratch } from './support/scratch.js'

const people = numberArgument(1, 60_000, 'DIRECTORY_PEOPLE')
const runs = numberArgument(2, 3)

await inScratch((scratch) =>
  withDatabase(scratch, async (database) => {
    const twice = await fillRecords(database, people)
    await asOwner(database.url, (owner) => owner.query('vacuum analyze'))
    await measure(database, twice)
  }),
)

async function measure({ url, networkId }: BenchDatabase, twice: number): Promise<void> {
  const child = fork(path.join(import.meta.dirname, 'support/duplicates-searching.js'), [url, networkId])
  try {
    await once(child, 'message')
    const done: Record<Work, Measured[]> = { reading: [], search: [] }
    for (let run = 0; run < runs; run += 1) {
      for (const work of ['reading', 'search'] as const) done[work].push(await timed(child, work))
    }
    tell(done, twice)
  } finally {
    child.kill()
  }
}

type Measured = WorkEnd & { peak: number }

async function timed(child: ChildProcess, work: Work): Promise<Measured> {
  const memory = watchMemory(child)
  child.send(work)
  const [end] = (await once(child, 'message')) as [WorkEnd]
  return { ...end, peak: memory.stop() }
}

function tell({ reading, search }: Record<Work, Measured[]>, twice: number): void {
  const [read, found] = [reading[0], search[0]]
  const seconds = (measured: Measured[]) => median(measured.map(({ milliseconds }) => milliseconds)) / 1000
  const most = (measured: Measured[], of: 'peak' | 'longestTurn') =>
    Math.max(...measured.map((one) => one[of]))
  sayMachine()
  say(`${read?.people} people, of whom ${twice} typed twice, ${read?.structures} structures`)
  say(`search for duplicates: ${seconds(search).toFixed(1)} s, median of ${runs} runs`)
  say(
    `  ratio ${(seconds(search) / seconds(reading)).toFixed(1)} × reading the same rows (${seconds(reading).toFixed(1)} s)`,
  )
  say(`  found ${found?.people} pairs of people, ${found?.structures} of structures`)
  say(`  longest turn of its loop ${(most(search, 'longestTurn') / 1000).toFixed(2)} s`)
  say(
    `  resident memory at most ${megabytes(most(search, 'peak'))} MB, ${megabytes(most(reading, 'peak'))} for reading alone`,
  )
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0)
}
