// The process `bench/directory-import.ts` watches: an import of the directory, step by step, with what the worker runs.
import { eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../src/context.js'
import { connect } from '../../src/db/connect.js'
import { applyImport } from '../../src/domains/directory-imports/applying.js'
import { compareFile } from '../../src/domains/directory-imports/comparing.js'
import { lookAtFile } from '../../src/domains/directory-imports/looking.js'
import { directoryImports } from '../../src/domains/directory-imports/tables.js'
import { undoImport } from '../../src/domains/directory-imports/undoing.js'
import { suitEngineToJobs } from '../../src/jobs/engine.js'
import { millisecondsOf } from './measuring.js'

export type ImportStep = 'look' | 'compare' | 'apply' | 'undo'
export type StepEnd = { step: ImportStep; milliseconds: number; processor: number; words: string }

suitEngineToJobs()
const [url = '', networkId = '', dataDir = '', importId = ''] = process.argv.slice(2)
const { db, pool } = connect(url)
const ctx: Ctx = { db, actor: { role: 'system', job: 'bench', networkId }, now: new Date() }
const tools = { pool, dataDir, signal: new AbortController().signal }
const STEPS = { look: lookAtFile, compare: compareFile, apply: applyImport, undo: undoImport }

process.on('message', async (step: ImportStep) => {
  if (step === 'compare') await set({ askedAt: ctx.now })
  if (step === 'apply') await set({ applyAskedAt: ctx.now })
  if (step === 'undo') await set({ undoAskedAt: ctx.now })
  const before = process.cpuUsage()
  const milliseconds = await millisecondsOf(async () => {
    const end = await STEPS[step](ctx, importId, tools)
    if (end !== 'done') throw new Error(`${step} ended as ${end}`)
  })
  const { user, system } = process.cpuUsage(before)
  process.send?.({
    step,
    milliseconds,
    processor: (user + system) / 1000,
    words: await wordsOf(),
  } satisfies StepEnd)
})
process.send?.('ready')

function set(changes: Partial<typeof directoryImports.$inferInsert>): Promise<unknown> {
  return inTransaction(ctx, ({ db }) =>
    db.update(directoryImports).set(changes).where(eq(directoryImports.id, importId)),
  )
}

async function wordsOf(): Promise<string> {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryImports).where(eq(directoryImports.id, importId)),
  )
  if (row?.outcome) return `${row.outcome.done} records written`
  if (!row?.counts) return row?.kind ?? 'unknown'
  const { lines, setAside, people, structures } = row.counts
  return `${lines - setAside} lines kept of ${lines}: ${people.new} people, ${structures.new} structures`
}
