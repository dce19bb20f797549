import { getTableColumns, getTableName } from 'drizzle-orm'
import t from 'tap'
import { KINDS, RIGHTS, sentenceOf } from '../../src/audit/sentences.js'
import { DECLARATIONS, nameOf } from '../../src/domains/privacy/declarations.js'
import { listProcessings } from '../../src/domains/privacy/register.js'
import { PROCESSINGS } from '../../src/privacy/processings.js'
import { retentionWords } from '../../src/privacy/words.js'

t.test('a declaration is complete, and its columns are of its own table', async (t) => {
  for (const declaration of DECLARATIONS) {
    const { table, person, secret = [], holds, processing, people } = declaration
    const columns = Object.values(getTableColumns(table)) as unknown[]
    const name = getTableName(table)
    t.ok(holds.length > 10 && processing in PROCESSINGS, `${name}: says what it holds and why`)
    for (const column of [person, ...secret].filter((one) => one !== undefined)) {
      t.ok(columns.includes(column), `${name}: ${column.name} is its own`)
    }
    if (declaration.class === 'P4' || person) t.ok(people.length > 0, `${name}: says whose data they are`)
  }
  t.equal(new Set(DECLARATIONS.map(nameOf)).size, DECLARATIONS.length, 'no table is declared twice')
})

t.test(
  'the register names every processing and every table once, each with its length of time',
  async (t) => {
    const processings = listProcessings()
    t.equal(processings.length, Object.keys(PROCESSINGS).length)
    const tables = processings.flatMap(({ tables }) => tables)
    t.same(tables.map(({ table }) => table).sort(), DECLARATIONS.map(nameOf).sort())
    for (const { table, retention } of tables) t.ok(retention.length > 10, `${table}: ${retention}`)
    for (const { title, tables } of processings) t.ok(tables.length > 0, `${title} has data`)
  },
)

t.test('a length of time is said as people say it', async (t) => {
  const after = (duration: { months: number } | { days: number }) =>
    retentionWords({ kind: 'after', duration, from: undefined as never, since: 'la fin' })
  t.equal(after({ days: 1 }), '1\u00a0jour après la fin')
  t.equal(after({ months: 6 }), '6\u00a0mois après la fin')
  t.equal(after({ months: 12 }), '1\u00a0an après la fin')
  t.equal(after({ months: 36 }), '3\u00a0ans après la fin')
  t.equal(after({ days: 0 }), 'jusqu’à la fin')
})

t.test(
  'an act is told in a sentence that begins with a capital, even one this version does not know',
  async (t) => {
    const said = { who: 'une personne dont le compte est fermé', whom: 'Zoé', facts: {} }
    t.equal(sentenceOf('account.invite', said), 'Une personne dont le compte est fermé a invité Zoé')
    t.equal(sentenceOf('module.new', said), 'Une personne dont le compte est fermé a fait l’acte module.new')
    t.equal(
      sentenceOf('audit.verify', { ...said, facts: { intact: false, position: 12, fault: 'missing' } }),
      'Trame a vérifié le journal\u00a0: l’entrée n°\u00a012 a disparu',
    )
    t.match(sentenceOf('account.object', { ...said, facts: { right: 'erasure' } }), RIGHTS.erasure)
    t.ok(Object.keys(KINDS).length >= 8)
  },
)
