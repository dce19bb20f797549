import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import type { EchographerDocument } from '../../src/domains/echographers/document-schemas.js'
import { neededAmong, sweepDocuments } from '../../src/domains/echographers/document-sweeping.js'
import { attributeIdentifier } from '../../src/domains/echographers/service.js'
import { echographerDocuments } from '../../src/domains/echographers/tables.js'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx, type TestAccount } from '../support/builders.js'
import { aPerson } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { formWithFiles, PDF_CONTENT, sendFiles, storeContentIn } from '../support/documents.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { sendForm } from '../support/people.js'

const PATH = '/annuaire/echographistes'
const GIVEN = { attributedOn: '2026-01-05', validUntil: '', evidence: 'DIU d’échographie, 2019' }
const ACT = { on: '2026-02-01', note: 'Évaluation de 2025' }

t.test(
  'what an attribution, a renewal or evidence rests on is joined, and downloaded as it was',
  async (t) => {
    const { test, ctx, browser, read, documentsOf, onDisk } = await scene(t)
    const given = { ...GIVEN, personId: await aPerson(ctx), identifier: 'EC-1' }
    const two = [{ name: 'Diplôme.pdf' }, { name: 'Attestation.pdf' }]
    const answer = await sendFiles(test, browser, `${PATH}/nouveau`, given, two)
    t.equal(answer.statusCode, 303, answer.body.slice(0, 300))
    const url = String(answer.headers.location).split('?')[0]!
    const renewal = { ...ACT, validUntil: '' }
    t.equal((await sendFiles(test, browser, `${url}/renouvellement`, renewal)).statusCode, 303)
    t.equal(
      (await sendFiles(test, browser, `${url}/justificatif`, ACT, [])).statusCode,
      303,
      'none is needed',
    )
    const documents = await documentsOf(url.split('/').at(-1)!)
    t.same(documents.map(({ name }) => name).sort(), ['Attestation.pdf', 'Diplôme.pdf', 'statuts.pdf'])
    t.same((await onDisk()).sort(), documents.map(({ id }) => id).sort())
    t.match((await read(url)).body, /Attribué<[\s\S]*Diplôme\.pdf/)
    const diploma = documents.find(({ name }) => name === 'Diplôme.pdf')!
    const file = await read(`${url}/pieces/${diploma.id}/fichier`)
    t.same(file.rawPayload, PDF_CONTENT)
    t.match(file.headers, {
      'content-type': 'application/pdf',
      'content-disposition': /^attachment; .*filename\*=UTF-8''Dipl%C3%B4me\.pdf$/,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    t.match(await journalOf(t), { 'echographer.attach-documents': 2, 'echographer.add-evidence': 1 })
  },
)

t.test('a document taken away leaves its name in the history, and nothing on the disk', async (t) => {
  const { test, browser, read, given, documentsOf, onDisk } = await scene(t)
  const { id, url } = await given()
  await sendFiles(test, browser, `${url}/justificatif`, ACT, [{ name: 'Attestation.pdf' }])
  const [document] = await documentsOf(id)
  const piece = `${url}/pieces/${document!.id}`
  t.match((await read(piece)).body, 'Retirer cette pièce')
  t.equal((await onDisk()).length, 1)
  t.equal((await sendForm(test, browser, `${piece}/retrait`, {})).statusCode, 303)
  t.match(await documentsOf(id), [{ removedBy: String }])
  t.match((await read(url)).body, /Attestation\.pdf, retirée le/)
  t.same(await onDisk(), [])
  for (const gone of [piece, `${piece}/fichier`]) t.equal((await read(gone)).statusCode, 404)
  t.match(await journalOf(t), { 'echographer.remove-document': 1 })
})

t.test('a file that cannot be taken is said, what was typed stays, and nothing is kept', async (t) => {
  const { test, ctx, browser, given, documentsOf, onDisk } = await scene(t)
  const personId = await aPerson(ctx)
  const { id, url } = await given()
  const large = Buffer.concat([PDF_CONTENT, Buffer.alloc(20 * 1024 * 1024)])
  const forms: [string, Record<string, string>, string][] = [
    [`${PATH}/nouveau`, { ...GIVEN, personId, identifier: 'EC-9' }, 'DIU d’échographie, 2019'],
    [`${url}/renouvellement`, { ...ACT, validUntil: '2028-01-01' }, '2028-01-01'],
    [`${url}/justificatif`, ACT, 'Évaluation de 2025'],
  ]
  const cases: [Parameters<typeof sendFiles>[4], RegExp][] = [
    [[{ content: large }], /dépasse 20.Mo/u],
    [[{ content: Buffer.alloc(0) }], /est vide/],
    [[{}, { name: 'page.html' }], /n’est pas un fichier que la plateforme prend/],
    [[{ content: Buffer.from('<script>') }], /n’est pas un fichier/],
  ]
  for (const [form, fields, typed] of forms) {
    for (const [files, words] of cases) {
      const answer = await sendFiles(test, browser, form, fields, files)
      t.equal(answer.statusCode, 400, `${form} ${words}`)
      t.match(answer.body, words)
      t.match(answer.body, typed)
    }
    t.equal((await sendFiles(test, browser, form, fields, [{ field: 'autre' }])).statusCode, 400)
    t.equal((await sendFiles(test, browser, form, { ...fields, networkId: 'x' })).statusCode, 400)
  }
  t.same(await documentsOf(id), [])
  t.same(await onDisk(), [])
  const nul = { ...ACT, note: 'avant\0après' }
  t.equal((await sendFiles(test, browser, `${url}/justificatif`, nul)).statusCode, 303, 'a NUL is a space')
})

t.test('a hundred documents are enough for one identifier', async (t) => {
  const { test, db, ctx, browser, given, onDisk } = await scene(t)
  const { url } = await given()
  await sendFiles(test, browser, `${url}/justificatif`, ACT)
  const row = await inTransaction(ctx, async ({ db }) => {
    const [one] = await db.select().from(echographerDocuments)
    const { id: _, ...row } = one!
    await db.insert(echographerDocuments).values(Array.from({ length: 98 }, () => row))
    return row
  })
  const elsewhere = await aNetwork(db)
  await inTransaction(systemCtx(db, elsewhere.id), ({ db }) =>
    db.insert(echographerDocuments).values({ ...row, networkId: elsewhere.id }),
  )
  t.equal((await sendFiles(test, browser, `${url}/justificatif`, ACT, [{}, {}])).statusCode, 409)
  t.equal((await onDisk()).length, 1)
  t.equal((await sendFiles(test, browser, `${url}/justificatif`, ACT)).statusCode, 303, 'the control')
})

t.test('sent twice under one key, at once, a document is kept once', async (t) => {
  const { test, ctx, browser, given, documentsOf, onDisk } = await scene(t)
  const { id, url } = await given()
  const personId = await aPerson(ctx)
  for (const [form, fields] of [
    [`${url}/justificatif`, ACT],
    [`${PATH}/nouveau`, { ...GIVEN, personId, identifier: 'EC-9' }],
  ] as const) {
    const _key = randomUUID()
    const before = (await onDisk()).length
    const answers = await Promise.all([1, 2].map(() => sendFiles(test, browser, form, { ...fields, _key })))
    t.same(
      answers.map(({ statusCode }) => statusCode),
      [303, 303],
    )
    t.equal((await onDisk()).length, before + 1)
  }
  t.equal((await documentsOf(id)).length, 1)
})

t.test('a program adds documents, reads them and takes them away', async (t) => {
  const { api, given, onDisk } = await scene(t)
  const { id } = await given()
  const url = `/${id}/documents`
  const none = await api('POST', url, formWithFiles(ACT, []))
  t.match(none.json(), { status: 400, errors: [{ pointer: '#/file' }] })
  const sent = await api('POST', url, formWithFiles(ACT, [{}, { name: 'EPP.pdf' }]))
  t.equal(sent.statusCode, 201, sent.body)
  const [first, second] = sent.json().ids
  t.match((await api('GET', url)).json(), [{ removedAt: null }, { removedAt: null }])
  t.same((await api('GET', `${url}/${first}/content`)).rawPayload, PDF_CONTENT)
  t.equal((await api('DELETE', `${url}/${first}`)).statusCode, 204)
  t.equal((await api('DELETE', `${url}/${first}`)).statusCode, 404)
  t.same(await onDisk(), [second])
  t.equal((await api('GET', `/${randomUUID()}/documents`)).statusCode, 404)
})

t.test('only those who give identifiers of the network read a document', async (t) => {
  const { test, db, network, api, callOf, browser, read, given, documentsOf, onDisk } = await scene(t)
  const { id, url } = await given()
  await sendFiles(test, browser, `${url}/justificatif`, ACT, [{ name: 'Attestation.pdf' }])
  const [document] = await documentsOf(id)
  const as = async (account: Parameters<typeof anAccount>[1]) => callOf(await anAccount(db, account))
  const stranger = await as({ role: 'coordinator', networkId: (await aNetwork(db)).id })
  const member = await as({ role: 'professional', networkId: network.id })
  const list = `/${id}/documents`
  for (const path of [list, `${list}/${document!.id}/content`]) {
    t.equal((await stranger('GET', path)).statusCode, 404)
    t.equal((await member('GET', path)).statusCode, 403)
    t.equal((await api('GET', path)).statusCode, 200, 'the control')
  }
  t.equal((await stranger('DELETE', `${list}/${document!.id}`)).statusCode, 404)
  const other = await given()
  const elsewhere = await read(`${other.url}/pieces/${document!.id}/fichier`)
  t.equal(elsewhere.statusCode, 404, 'it is of another identifier')
  t.equal((await onDisk()).length, 1)
  t.match((await read(url)).body, 'Attestation.pdf')
})

t.test('a form from elsewhere joins nothing', async (t) => {
  const { test, ctx, browser, given, onDisk } = await scene(t)
  const { url } = await given()
  for (const [form, fields] of [
    [`${PATH}/nouveau`, { ...GIVEN, personId: await aPerson(ctx), identifier: 'EC-9' }],
    [`${url}/renouvellement`, { ...ACT, validUntil: '' }],
    [`${url}/justificatif`, ACT],
  ] as const) {
    const forged = formWithFiles(fields, [{}])
    const headers = { ...browser.headers, ...forged.headers }
    const answer = await test.app.inject({ method: 'POST', url: form, headers, payload: forged.payload })
    t.equal(answer.statusCode, 403, `${form} without its token`)
  }
  t.same(await onDisk(), [])
  t.equal((await sendFiles(test, browser, `${url}/justificatif`, ACT)).statusCode, 303, 'the control')
})

t.test('what a process that died has left is swept a day later, and nothing else', async (t) => {
  const { test, ctx, db, network, browser, given, documentsOf, folder, onDisk } = await scene(t)
  const { id, url } = await given()
  await sendFiles(test, browser, `${url}/justificatif`, ACT, [{}, {}])
  const [kept, gone] = (await documentsOf(id)).map((one) => one.id) as [string, string]
  await inTransaction(ctx, ({ db }) =>
    db
      .update(echographerDocuments)
      .set({ removedAt: NOW, removedBy: 'Claude Essai' })
      .where(eq(echographerDocuments.id, gone)),
  )
  const received = randomUUID()
  await storeContentIn(folder, received)
  // Files have the machine’s own dates: the clock of the sweep moves from there.
  const begun = Date.now()
  const sweep = (hours: number) => {
    const now = new Date(begun + hours * 3600_000)
    return sweepDocuments({ db, actor: { role: 'system', job: 'test', networkId: null }, now }, test.dataDir)
  }
  const needed = (networkId: string) => neededAmong(systemCtx(db, networkId), [kept, gone, received])
  t.same(await needed(network.id), [kept])
  t.same(await needed((await aNetwork(db)).id), [], 'another network answers for its own alone')
  t.equal(await sweep(23), 0, 'younger than a day: perhaps still being written')
  t.equal(await sweep(25), 2)
  t.same(await onDisk(), [kept])
})

async function scene(t: Test) {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const coordinator = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const callOf = async (account: TestAccount) => {
    const bearer = await bearerOf(app, account)
    return (method: 'GET' | 'POST' | 'DELETE', url: string, form?: ReturnType<typeof formWithFiles>) =>
      app.inject({
        method,
        url: `/api/directory/echographers${url}`,
        headers: { ...bearer, ...form?.headers },
        ...(form && { payload: form.payload }),
      })
  }
  const browser = await browserOf(app, coordinator)
  const api = await callOf(coordinator)
  const folder = path.join(test.dataDir, 'echographer-documents')
  let serial = 0
  return {
    test,
    db,
    network,
    ctx,
    callOf,
    api,
    browser,
    folder,
    read: (url: string) => app.inject({ url, headers: browser.headers }),
    /** An identifier in use, without a document. */
    given: async () => {
      serial += 1
      const personId = await aPerson(ctx)
      const attribution = { ...GIVEN, validUntil: null, personId, identifier: `EC-${serial}` }
      const id = await attributeIdentifier(asCoordinator(ctx), attribution)
      return { id, url: `${PATH}/${id}` }
    },
    documentsOf: async (id: string): Promise<EchographerDocument[]> =>
      (await api('GET', `/${id}/documents`)).json(),
    onDisk: () => readdir(folder).catch((): string[] => []),
  }
}
