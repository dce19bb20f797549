import t from 'tap'
import { type ChainEntry, type ChainHead, hashOf, saidBy, verifyChain } from '../../src/audit/verify.js'
import { anyOf, numberUnder, randomFrom } from '../support/random.js'

const SEED = Number(process.env.SEED ?? 20260302)
const TAMPERINGS = 1000
const ENTRIES = 300
const COLUMNS = ['at', 'action', 'role', 'user', 'network', 'subject', 'details', 'before', 'after']

/** A row as the table has it: what it says column by column, its place and its hash. */
type Row = { position: number; columns: string[]; hash: string }
type Journal = { rows: Row[]; head: ChainHead | null }

t.test('an untouched chain verifies, whatever its length', async (t) => {
  for (const length of [0, 1, 2, ENTRIES]) {
    const { rows, head } = journal(length)
    t.same(await verify({ rows, head }), { intact: true, length, hash: head?.hash ?? '' })
  }
})

t.test('a thousand random tamperings are found a thousand times', async (t) => {
  t.comment(`seed ${SEED}`)
  const random = randomFrom(SEED)
  const original = journal(ENTRIES)
  const found: Record<string, number> = {}
  let missed = 0
  let misplaced = 0
  for (let i = 0; i < TAMPERINGS; i += 1) {
    const name = anyOf(random, Object.keys(TAMPER) as (keyof typeof TAMPER)[])
    const copy = structuredClone(original)
    const first = TAMPER[name](copy, random)
    const report = await verify(copy)
    if (report.intact) missed += 1
    else {
      found[name] = (found[name] ?? 0) + 1
      if (report.position !== first && report.position !== first + 1) misplaced += 1
    }
  }
  t.comment(`found: ${JSON.stringify(found)}`)
  t.equal(missed, 0, 'none is missed')
  t.equal(misplaced, 0, 'it is found where it was done, or at the next entry when its hash was well made')
})

t.test(
  'the control: a verifier without the previous hash misses every deletion and every exchange',
  async (t) => {
    const random = randomFrom(SEED)
    const original = { ...journal(ENTRIES, false) }
    const missed: Record<string, number> = {}
    for (const name of ['delete', 'truncate', 'swap', 'change'] as const) {
      for (let i = 0; i < 100; i += 1) {
        const copy = structuredClone(original)
        TAMPER[name](copy, random)
        const seen = copy.rows.some((row) => row.hash !== hashOf('', row.position, saidBy(row.columns)))
        if (!seen) missed[name] = (missed[name] ?? 0) + 1
      }
    }
    t.same({ delete: missed.delete, truncate: missed.truncate }, { delete: 100, truncate: 100 })
    t.equal(missed.change ?? 0, 0, 'what it does see: a changed word')
  },
)

t.test(
  'the control: without the head of the chain a missing end is not seen, nor a chain written again without an anchor',
  async (t) => {
    const shortened = journal(ENTRIES)
    shortened.rows.length = 200
    const last = shortened.rows.at(-1)!
    t.match(await verify(shortened), { intact: false, position: 201, fault: 'missing' })
    t.equal((await verify({ ...shortened, head: { length: 200, hash: last.hash } })).intact, true)

    const before = journal(ENTRIES)
    const anchor = { length: 250, hash: before.rows[249]!.hash }
    const again = journal(ENTRIES, true, 'another story')
    t.equal((await verify(again)).intact, true, 'a whole chain written again holds together')
    t.match(await verify(again, [anchor]), { intact: false, position: 250, fault: 'rewritten' })
    t.match(await verify(before, [{ length: 301, hash: 'f'.repeat(64) }]), {
      position: 301,
      fault: 'missing',
    })
    const twoWitnesses = [anchor, { length: 250, hash: again.rows[249]!.hash }]
    t.match(
      await verify(again, twoWitnesses),
      { fault: 'rewritten' },
      'a later anchor does not hide an earlier one',
    )
  },
)

t.test('each fault is called by its name', async (t) => {
  const faultOf = async (change: (rows: Row[]) => void) => {
    const { rows, head } = journal(20)
    change(rows)
    const report = await verify({ rows, head })
    return report.intact ? 'none' : `${report.position} ${report.fault}`
  }
  t.equal(await faultOf((rows) => (rows[4]!.columns[6] = '{}')), '5 changed')
  t.equal(await faultOf((rows) => (rows[4]!.hash = 'f'.repeat(64))), '5 changed')
  t.equal(await faultOf((rows) => rows.splice(4, 1)), '5 missing')
  t.equal(await faultOf((rows) => rows.splice(15)), '16 missing')
  t.equal(await faultOf((rows) => removeAndRenumber(rows, 4)), '5 missing')
  t.equal(await faultOf((rows) => exchange(rows, 4, 9)), '5 reordered')
  t.equal(await faultOf((rows) => insert(rows, 4)), '6 added', 'a hash well made shows at the next entry')
  t.equal(await faultOf((rows) => forge(rows, 4)), '6 changed')
  t.equal(await faultOf((rows) => forge(rows, 19)), '20 rewritten', 'the last one contradicts the head')
  t.equal(await faultOf((rows) => insert(rows, 20)), '21 added')
})

const TAMPER = {
  change: ({ rows }: Journal, random: () => number) => {
    const index = numberUnder(random, rows.length)
    const column = numberUnder(random, COLUMNS.length)
    rows[index]!.columns[column] += anyOf(random, ['x', ' ', '0', '\u001f'])
    return index + 1
  },
  hash: ({ rows }: Journal, random: () => number) => {
    const index = numberUnder(random, rows.length)
    rows[index]!.hash = rows[index]!.hash.replace(/./, (first) => (first === '0' ? '1' : '0'))
    return index + 1
  },
  forge: ({ rows }: Journal, random: () => number) => {
    const index = numberUnder(random, rows.length)
    forge(rows, index)
    return index + 1
  },
  position: ({ rows }: Journal, random: () => number) => {
    const index = numberUnder(random, rows.length)
    rows[index]!.position += 1000
    return index + 1
  },
  delete: ({ rows }: Journal, random: () => number) => {
    const index = numberUnder(random, rows.length)
    rows.splice(index, 1)
    return index + 1
  },
  swap: ({ rows }: Journal, random: () => number) => {
    const a = numberUnder(random, rows.length - 1)
    const other = a + 1 + numberUnder(random, rows.length - a - 1)
    exchange(rows, a, other)
    return a + 1
  },
  insert: ({ rows }: Journal, random: () => number) => {
    const index = numberUnder(random, rows.length + 1)
    insert(rows, index)
    return index + 1
  },
  truncate: ({ rows }: Journal, random: () => number) => {
    rows.length = numberUnder(random, rows.length)
    return rows.length + 1
  },
}

/** A journal of so many entries; unlinked, each hash is of its own entry alone. */
function journal(length: number, linked = true, story = 'a story'): Journal {
  const rows: Row[] = []
  let previous = ''
  for (let position = 1; position <= length; position += 1) {
    const columns = COLUMNS.map((column) => `${story} ${column} ${position}`)
    const hash = hashOf(linked ? previous : '', position, saidBy(columns))
    rows.push({ position, columns, hash })
    previous = hash
  }
  return { rows, head: length === 0 ? null : { length, hash: previous } }
}

function verify({ rows, head }: Journal, witnesses: ChainHead[] = []) {
  // As the table gives them: by position.
  const entries: ChainEntry[] = [...rows]
    .sort((a, b) => a.position - b.position)
    .map(({ position, columns, hash }) => ({ position, hash, said: saidBy(columns) }))
  return verifyChain(() => entries, head, witnesses)
}

/** Exchanges what two places hold, positions kept in order. */
function exchange(rows: Row[], a: number, b: number): void {
  const [one, other] = [rows[a]!, rows[b]!]
  rows[a] = { ...other, position: one.position }
  rows[b] = { ...one, position: other.position }
}

/** Changes what an entry says and gives it the hash that goes with it. */
function forge(rows: Row[], index: number): void {
  const row = rows[index]!
  row.columns[1] += ' forged'
  row.hash = hashOf(rows[index - 1]?.hash ?? '', row.position, saidBy(row.columns))
}

function insert(rows: Row[], index: number): void {
  const columns = COLUMNS.map((column) => `invented ${column}`)
  const previous = rows[index - 1]?.hash ?? ''
  rows.splice(index, 0, { position: index + 1, columns, hash: hashOf(previous, index + 1, saidBy(columns)) })
  renumber(rows, index + 1)
}

function removeAndRenumber(rows: Row[], index: number): void {
  rows.splice(index, 1)
  renumber(rows, index)
}

function renumber(rows: Row[], from: number): void {
  for (const row of rows.slice(from)) row.position = rows.indexOf(row) + 1
}
