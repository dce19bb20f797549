/**
 * Reads everything as each person of one network and counts the texts of the other that come out. Run by
 * row-security.test.ts in a copy of the sources whose policy lets everything through.
 */
import t from 'tap'
import { testApp } from '../support/app.js'
import { crawl, plantCanaries } from '../support/canaries.js'
import { changesState, personasOf } from '../support/doors.js'
import { withoutRowSecurity } from '../support/dump.js'
import { twoNetworks } from '../support/two-networks.js'

t.test('what row-level security alone lets out', async (t) => {
  const { app, db, url } = await testApp(t)
  const world = await twoNetworks(db)
  const planted = await plantCanaries(url, world.theirs)
  // The name of a network and of its region is no secret: its table has no network to be locked by.
  const words = planted.words.filter((word) => !planted.columns.get(word)?.startsWith('networks.'))
  if (process.env.ROW_SECURITY === 'off') await withoutRowSecurity(url)
  const found = new Set<string>()
  let asked = 0
  const personas = (await personasOf(app, db, world.mine)).filter(
    ({ role }) => role === 'admin' || role === 'establishment',
  )
  for (const persona of personas) {
    const crawled = await crawl(app, world, { ...persona, holds: () => true }, words)
    asked += crawled.asked
    for (const [word, pages] of crawled.found) found.add(`${word} ${pages[0]}`)
  }
  t.ok(app.doors.some((door) => !changesState(door)))
  console.error(`RESULT ${JSON.stringify({ asked, found: [...found] })}`)
})
