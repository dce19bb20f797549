import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { withDatabase } from './database.js'
import { fillCards } from './directory.js'
import type { Served } from './directory-serving.js'
import { inScratch } from './scratch.js'

/** A directory of so many people, served by a process of its own to so many clients with an account each. */
export async function withServedDirectory(
  people: number,
  clients: number,
  work: (served: Served) => Promise<void>,
): Promise<void> {
  await inScratch((scratch) =>
    withDatabase(scratch, async (database) => {
      await fillCards(database, people)
      const server = fork(
        path.join(import.meta.dirname, 'directory-serving.js'),
        [database.url, database.networkId, path.join(scratch, 'data'), String(clients)],
        { execArgv: settingsOfStart() },
      )
      try {
        const [served] = (await once(server, 'message')) as [Served]
        await work(served)
      } finally {
        server.kill()
      }
    }),
  )
}

/** How `npm start` sets the engine. */
function settingsOfStart(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}
