// What the chain of the journal costs: entries written by several acts at once, with the trigger that links them and
// without it. Reference: the same acts, in turn, with the trigger disabled. Budget: 4 × in one network, where entries
// wait for each other; the ratio over several networks says what the lock itself costs.
//   node src/cli/run.mjs bench/audit.ts [acts] [rounds]
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { audit } from '../src/audit/audit.js'
import { type Ctx, inTransaction } from '../src/context.js'
import { type BenchDatabase, withDatabase } from './support/database.js'
import { inTurn, median, numberArgument, say, sayMachine } from './support/measuring.js'
import { inScratch } from './support/scratch.js'

const acts = numberArgument(1, 200)
const rounds = numberArgument(2, 15)

await inScratch((scratch) => withDatabase(scratch, measure))

async function measure({ db, ctx, url }: BenchDatabase): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    const one = [randomUUID()]
    const ten = Array.from({ length: 10 }, () => randomUUID())
    const write = async (networks: string[], linked: boolean) => {
      await owner.query(
        `alter table audit_entries ${linked ? 'enable' : 'disable'} trigger audit_entries_link`,
      )
      await Promise.all(
        Array.from({ length: acts }, (_, i) => act(contextOf(ctx, networks[i % networks.length] ?? ''))),
      )
    }
    await write(ten, true)
    const measures = await inTurn(rounds, {
      oneLinked: () => write(one, true),
      oneAlone: () => write(one, false),
      tenLinked: () => write(ten, true),
      tenAlone: () => write(ten, false),
    })
    sayMachine()
    tell(`${acts} acts at once in one network`, measures.oneLinked, measures.oneAlone)
    tell(`${acts} acts at once over ten networks`, measures.tenLinked, measures.tenAlone)
  } finally {
    await owner.end()
  }

  function contextOf(ctx: Ctx, networkId: string): Ctx {
    return { ...ctx, db, actor: { role: 'system', job: 'bench', networkId } }
  }
}

function act(ctx: Ctx): Promise<void> {
  return inTransaction(ctx, (ctx) =>
    audit(ctx, 'pmsi.finish', { id: randomUUID(), details: { staysKept: 1200 } }),
  )
}

function tell(what: string, linked: number[], alone: number[]): void {
  const [withChain, without] = [median(linked), median(alone)]
  say(
    `${what}: ${(withChain / acts).toFixed(2)} ms an act with the chain, ${(without / acts).toFixed(2)} without, ratio ${(withChain / without).toFixed(2)}`,
  )
}
