import path from 'node:path'
import t from 'tap'
import { bearerOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anAuthorisation } from '../support/builders.js'
import { formWithFiles } from '../support/documents.js'
import { hostileName, spelled, watchedFolder } from '../support/hostile-names.js'
import { randomFrom } from '../support/random.js'

const SEED = Number(process.env.NAMES_SEED ?? Math.trunc(Math.random() * 1e6))
const NAMES = 25
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const OURS = new RegExp(`^(?:directory-)?uploads(?:/${UUID}(?:/${UUID})?)?$`)

t.test('whatever the name of a file sent to a door, the disk has names of ours only', async (t) => {
  const { root, folder, seen } = watchedFolder(t)
  const { app, db } = await testApp(t, { config: { dataDir: folder } })
  const network = await aNetwork(db)
  await anAuthorisation(db, network)
  const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const authorization = await bearerOf(app, account)
  const before = seen()
  const random = randomFrom(SEED)
  const statuses = new Map<number, number>()
  for (let sent = 0; sent < NAMES; sent += 1) {
    const name = hostileName(random, root)
    for (const url of ['/api/imports', '/api/directory/imports']) {
      const { headers, payload } = formWithFiles({}, [{ name, content: Buffer.from('x') }])
      const answer = await app.inject({
        method: 'POST',
        url,
        headers: { ...authorization, ...headers },
        payload,
      })
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
      t.ok(answer.statusCode < 500, `${spelled(name)} at ${url}: ${answer.statusCode}`)
    }
  }
  const written = seen().filter((one) => !before.includes(one))
  const strange = written
    .map((one) => path.relative(folder, path.join(root, one)))
    .filter((one) => !OURS.test(one))
  t.comment(`NAMES_SEED=${SEED}: ${JSON.stringify([...statuses])}, ${written.length} files and folders`)
  t.same(strange, [])
  t.ok(written.length > NAMES, 'the control: files were kept')
})
