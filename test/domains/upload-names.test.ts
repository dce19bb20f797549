import path from 'node:path'
import t from 'tap'
import { attributeIdentifier } from '../../src/domains/echographers/service.js'
import { bearerOf, testApp } from '../support/app.js'
import { aBirthHouse } from '../support/birth-houses.js'
import { aNetwork, anAccount, anAuthorisation, anEstablishment, systemCtx } from '../support/builders.js'
import { aPerson } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { formWithFiles, PDF_CONTENT } from '../support/documents.js'
import { hostileName, spelled, watchedFolder } from '../support/hostile-names.js'
import { randomFrom } from '../support/random.js'

const SEED = Number(process.env.NAMES_SEED ?? Math.trunc(Math.random() * 1e6))
const NAMES = 25
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const OURS = new RegExp(
  `^(?:uploads|directory-uploads|birth-house-documents|echographer-documents)(?:/${UUID}(?:/${UUID})?)?$`,
)

t.test('whatever the name of a file sent to a door, the disk has names of ours only', async (t) => {
  const { root, folder, seen } = watchedFolder(t)
  const { app, db } = await testApp(t, { config: { dataDir: folder } })
  const network = await aNetwork(db)
  await anAuthorisation(db, network)
  const house = await aBirthHouse(db, network, await anEstablishment(db, network))
  const rights = [
    { role: 'coordinator', networkId: network.id },
    { role: 'birth_house', networkId: network.id, establishmentId: house.id },
  ] as const
  const [coordinator, midwife] = [await anAccount(db, rights[0]), await anAccount(db, rights[1])]
  const personId = await aPerson(systemCtx(db, network.id))
  const id = await attributeIdentifier(asCoordinator(systemCtx(db, network.id)), {
    personId,
    identifier: 'EC-1',
    attributedOn: '2026-01-05',
    validUntil: null,
    evidence: 'DIU d’échographie, 2019',
  })
  const asked = { on: '2026-02-01', note: 'Évaluation' }
  // A document is kept when its name says what its first bytes are.
  const doors = [
    { url: '/api/imports', of: coordinator, fields: {}, end: '', content: Buffer.from('x') },
    { url: '/api/directory/imports', of: coordinator, fields: {}, end: '', content: Buffer.from('x') },
    {
      url: `/api/birth-houses/${house.id}/documents`,
      of: midwife,
      fields: { kind: 'statutes' },
      end: '.pdf',
      content: PDF_CONTENT,
    },
    {
      url: `/api/directory/echographers/${id}/documents`,
      of: coordinator,
      fields: asked,
      end: '.pdf',
      content: PDF_CONTENT,
    },
  ]
  const bearers = new Map([
    [coordinator, await bearerOf(app, coordinator)],
    [midwife, await bearerOf(app, midwife)],
  ])
  const before = seen()
  const random = randomFrom(SEED)
  const statuses = new Map<number, number>()
  for (let sent = 0; sent < NAMES; sent += 1) {
    const name = hostileName(random, root)
    for (const { url, of, fields, end, content } of doors) {
      const { headers, payload } = formWithFiles(fields, [{ name: `${name}${end}`, content }])
      const answer = await app.inject({
        method: 'POST',
        url,
        headers: { ...bearers.get(of), ...headers },
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
  for (const folder of ['birth-house-documents', 'echographer-documents']) {
    t.ok(written.filter((one) => one.includes(`/${folder}/`)).length > NAMES, `documents too: ${folder}`)
  }
})
