import t from 'tap'
import { testApp } from '../support/app.js'
import { crawl, plantCanaries } from '../support/canaries.js'
import { personasOf } from '../support/doors.js'
import { asOwner } from '../support/dump.js'
import { twoNetworks } from '../support/two-networks.js'

t.test('no text of another network is on any page, export, answer, mail or log', async (t) => {
  const lines: string[] = []
  const { app, db, url } = await testApp(t, { logTo: { write: (line) => lines.push(line) } })
  const world = await twoNetworks(db)
  const { words, columns, filled, refused } = await plantCanaries(url, world.theirs)
  t.comment(`${words.length} words in ${filled.length} columns; not planted: ${refused.join(', ') || 'none'}`)
  t.ok(filled.length > 20, 'every kind of text is there')
  const faults: string[] = []
  let asked = 0
  for (const persona of await personasOf(app, db, world.mine)) {
    // The administrator of the platform manages the accounts of every network.
    if (persona.role === 'platform_admin' || persona.name === 'a token for one thing') continue
    if (persona.role === null && persona.name !== 'nobody') continue
    const crawled = await crawl(app, world, persona, words)
    asked += crawled.asked
    for (const [word, pages] of crawled.found)
      if (!isChoiceOfNetwork(columns.get(word), pages))
        faults.push(`${persona.name}: ${columns.get(word) ?? word} on ${pages.join(' ')}`)
  }
  t.comment(`${asked} readings`)
  t.same(faults, [])
  const mails = await mailsOf(url, world.mine.network.id)
  t.same(
    words.filter((word) => wholeWord(word).test(`${mails}${lines.join('')}`)),
    [],
    'nor in a mail of ours or a log',
  )

  const control = new Set<string>()
  for (const persona of (await personasOf(app, db, world.theirs)).filter(
    ({ role }) => role === 'admin' || role === 'establishment',
  )) {
    const crawled = await crawl(app, { ...world, mine: world.theirs, theirs: world.mine }, persona, words)
    for (const word of crawled.found.keys()) control.add(word)
  }
  t.comment(`control: people of that network see ${control.size} of these ${words.length} words`)
  t.ok(control.size > 15, 'the control: its own people see them')
})

/** Where the platform has several networks, the public directory names them all: one chooses hers. */
function isChoiceOfNetwork(column: string | undefined, pages: readonly string[]): boolean {
  return (
    ['networks.name', 'networks.region_name', 'networks.slug'].includes(column ?? '') &&
    pages.every((page) => page === '/annuaire')
  )
}

/** A number stands by itself: the decimals of a duration may hold any nine digits. */
function wholeWord(word: string): RegExp {
  return new RegExp(
    /^\d+$/.test(word) ? `(?<![\\d.])${word}(?!\\d)` : word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
}

function mailsOf(url: string, networkId: string): Promise<string> {
  return asOwner(url, async (client) =>
    JSON.stringify((await client.query('select * from mails where network_id = $1', [networkId])).rows),
  )
}
