import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { inArray } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import type { HouseDocument } from '../../src/domains/birth-houses/document-schemas.js'
import { neededAmong, sweepDocuments } from '../../src/domains/birth-houses/document-sweeping.js'
import { birthHouseDocuments } from '../../src/domains/birth-houses/tables.js'
import { mediaTypeOf } from '../../src/domains/documents/media.js'
import { aSentFile } from '../support/authorisation-files.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { formWithFiles, PDF_CONTENT, sendFiles, storeContent } from '../support/documents.js'
import { houseScene } from '../support/house-scene.js'
import { NOW } from '../support/now.js'
import { sendForm } from '../support/people.js'

const onDisk = (dataDir: string) => readdir(path.join(dataDir, 'birth-house-documents')).catch(() => [])

t.test('a document sent is listed, downloaded as it was, replaced and taken away with a trace', async (t) => {
  const { test, app, house, browser, coordinatorBrowser, midwife } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/documents`
  const read = async (at: string, { headers } = browser) => app.inject({ url: at, headers })
  t.match((await read(url)).body, 'Aucun document n’est encore déposé.')
  const sent = await sendFiles(test, browser, url, { kind: 'statutes' }, [{ name: 'Statuts signés.pdf' }])
  t.equal(sent.statusCode, 303, sent.body.slice(0, 300))
  const [{ id }] = (await midwife('GET', `/birth-houses/${house.id}/documents`)).json()
  t.match((await read(url, coordinatorBrowser)).body, 'Statuts signés.pdf')
  const file = await read(`${url}/${id}/fichier`)
  t.same(file.rawPayload, PDF_CONTENT)
  t.equal(file.headers['content-type'], 'application/pdf')
  t.match(file.headers['content-disposition'], /^attachment; .*filename\*=UTF-8''Statuts%20sign%C3%A9s\.pdf$/)
  t.equal(file.headers['x-content-type-options'], 'nosniff')
  const other = Buffer.from('%PDF-1.7\nun autre\n')
  const replaced = await sendFiles(test, browser, `${url}/${id}`, {}, [{ content: other }])
  t.equal(replaced.statusCode, 303, replaced.body.slice(0, 300))
  const both: HouseDocument[] = (await midwife('GET', `/birth-houses/${house.id}/documents`)).json()
  const now = both.find(({ removedAt }) => removedAt === null)!
  const before = both.find(({ removedAt }) => removedAt !== null)
  t.match([now, before], [{ kind: 'statutes' }, { removedBy: 'Zoé Sage', replacedById: now.id }])
  t.same(await onDisk(test.dataDir), [now.id], 'what was replaced and never sent to the agency is deleted')
  t.equal((await read(`${url}/${id}/fichier`)).statusCode, 404)
  t.same((await read(`${url}/${now.id}/fichier`)).rawPayload, other)
  t.equal((await sendForm(test, browser, `${url}/${now.id}/retrait`, {})).statusCode, 303)
  t.match((await read(url)).body, /2.documents retirés/u)
  t.same(await onDisk(test.dataDir), [])
})

t.test('what cannot be taken is said beside its field, and nothing stays on disk', async (t) => {
  const { test, house, browser, midwife } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/documents`
  const large = Buffer.concat([PDF_CONTENT, Buffer.alloc(20 * 1024 * 1024)])
  const cases: [Record<string, string>, Parameters<typeof sendFiles>[4], RegExp][] = [
    [{ kind: 'statutes' }, [{ content: large }], /dépasse 20.Mo/u],
    [{ kind: 'statutes' }, [{ content: Buffer.alloc(0) }], /est vide/],
    [{ kind: 'statutes' }, [{ name: 'page.html' }], /n’est pas un fichier que la plateforme prend/],
    [{ kind: 'statutes' }, [{ content: Buffer.from('<script>') }], /n’est pas un fichier/],
    [{ kind: 'statutes' }, [], /Choisissez un fichier/],
    [{ kind: 'statutes' }, [{}, {}], /et un seul/],
    [{ kind: 'request' }, [{}], /Choisissez ce qu’est ce document/],
    [{}, [{}], /Choisissez ce qu’est ce document/],
    [{ kind: 'statutes', networkId: randomUUID() }, [{}], /corriger/],
  ]
  for (const [fields, files, words] of cases) {
    const answer = await sendFiles(test, browser, url, fields, files)
    t.equal(answer.statusCode, 400, String(words))
    t.match(answer.body, words)
    if (fields.kind === 'statutes') t.match(answer.body, /value="statutes" selected/)
  }
  t.same((await midwife('GET', `/birth-houses/${house.id}/documents`)).json(), [])
  t.same(await onDisk(test.dataDir), [])
})

t.test(
  'what a process that died between the row and the disk has left is swept a day later, and nothing else',
  async (t) => {
    const { test, db, house, browser, midwife } = await houseScene(t)
    const url = `/maisons-de-naissance/${house.id}/documents`
    for (const kind of ['statutes', 'premises', 'accounts']) await sendFiles(test, browser, url, { kind })
    const documents: HouseDocument[] = (await midwife('GET', `/birth-houses/${house.id}/documents`)).json()
    const idOf = (kind: string) => documents.find((one) => one.kind === kind)!.id
    const [kept, sent, gone] = [idOf('statutes'), idOf('premises'), idOf('accounts')]
    await aSentFile(db, house, sent)
    // Taken away by the acts alone: the process dies before it reaches the disk.
    await inTransaction(systemCtx(db, house.networkId), ({ db }) =>
      db
        .update(birthHouseDocuments)
        .set({ removedAt: NOW, removedBy: 'Zoé Sage' })
        .where(inArray(birthHouseDocuments.id, [sent, gone])),
    )
    const received = randomUUID()
    await storeContent(test.dataDir, received)
    // Files have the machine’s own dates: the clock of the sweep moves from there.
    const begun = Date.now()
    const sweep = (hours: number) =>
      sweepDocuments(
        {
          db: test.db,
          actor: { role: 'system', job: 'test', networkId: null },
          now: new Date(begun + hours * 3600_000),
        },
        test.dataDir,
      )
    const needed = async (networkId: string) =>
      (await neededAmong(systemCtx(test.db, networkId), [kept, sent, gone, received])).sort()
    t.same(await needed(house.networkId), [kept, sent].sort())
    t.same(await needed((await aNetwork(test.db)).id), [], 'another network answers for its own alone')
    t.equal(await sweep(23), 0, 'younger than a day: perhaps still being written')
    t.equal((await onDisk(test.dataDir)).length, 4)
    t.equal(await sweep(25), 2)
    t.same((await onDisk(test.dataDir)).sort(), [kept, sent].sort())
    t.equal(await sweep(25), 0, 'once is enough')
    t.equal((await midwife('GET', `/birth-houses/${house.id}/documents/${kept}/content`)).statusCode, 200)
  },
)

t.test('a file is what its first bytes say it is, under a name that says the same', (t) => {
  const png = Buffer.from('89504e470d0a1a0a', 'hex')
  t.equal(mediaTypeOf('plan.PNG', png), 'image/png')
  t.equal(mediaTypeOf('plan.pdf', png), null)
  t.equal(mediaTypeOf('plan', png), null)
  t.equal(mediaTypeOf('plan.png.exe', png), null)
  t.match(mediaTypeOf('budget.xlsx', Buffer.from('504b030414000600', 'hex')), /spreadsheetml/)
  t.equal(mediaTypeOf('budget.xlsm', Buffer.from('504b030414000600', 'hex')), null, 'no macros')
  t.end()
})

t.test('sent twice under one key, at once, a document is kept once', async (t) => {
  const { test, house, browser, midwife } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/documents`
  const _key = randomUUID()
  const answers = await Promise.all(
    [1, 2].map(() => sendFiles(test, browser, url, { kind: 'other', _key }, [{}])),
  )
  t.same(
    answers.map(({ statusCode }) => statusCode),
    [303, 303],
  )
  const documents = (await midwife('GET', `/birth-houses/${house.id}/documents`)).json()
  t.equal(documents.length, 1)
  t.same(await onDisk(test.dataDir), [documents[0].id])
})

t.test(
  'another house, another network and the agency find no document; a form from elsewhere does nothing',
  async (t) => {
    const { test, app, house, browser, midwife, neighbour, agency, referent } = await houseScene(t)
    const stranger = await houseScene(t)
    const url = `/maisons-de-naissance/${house.id}/documents`
    await sendFiles(test, browser, url, { kind: 'statutes' })
    const at = `/birth-houses/${house.id}/documents`
    const [{ id }] = (await midwife('GET', at)).json()
    for (const path of [at, `${at}/${id}/content`]) {
      t.equal((await neighbour('GET', path)).statusCode, 404)
      t.equal((await stranger.midwife('GET', path)).statusCode, 404)
      t.equal((await agency('GET', path)).statusCode, 403)
      t.equal((await referent('GET', path)).statusCode, 403)
    }
    t.equal((await neighbour('DELETE', `${at}/${id}`)).statusCode, 404)
    t.equal((await midwife('GET', `${at}/${id}/content`)).statusCode, 200, 'the control')
    for (const [path, fields] of [
      [url, { kind: 'statutes' }],
      [`${url}/${id}`, {}],
    ] as const) {
      const forged = formWithFiles(fields, [{}])
      const headers = { ...browser.headers, ...forged.headers }
      const answer = await app.inject({ method: 'POST', url: path, headers, payload: forged.payload })
      t.equal(answer.statusCode, 403, 'without its token')
    }
    t.equal((await onDisk(test.dataDir)).length, 1)
    t.equal((await midwife('GET', at)).json().length, 1)
  },
)
