import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { answersOf, FILE_ELEMENT_CODES } from '../../src/domains/birth-houses/authorisation-elements.js'
import { knownFacts } from '../../src/domains/birth-houses/authorisation-known.js'
import { fileStage, partStates } from '../../src/domains/birth-houses/authorisation-rules.js'
import { aConvention, aMidwife } from '../support/birth-houses.js'
import { aNetwork, anAccount } from '../support/builders.js'
import { PDF_CONTENT, sendFiles } from '../support/documents.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { readPdf } from '../support/pdf-reader.js'
import { sendForm } from '../support/people.js'

const TEXTS = Object.fromEntries(
  FILE_ELEMENT_CODES.map((code) => [code, { text: `Réponse sur ${code}`, documentIds: [] }]),
)

async function scene(t: Test) {
  const base = await houseScene(t)
  const at = `/birth-houses/${base.house.id}/authorisation-files`
  const url = `/maisons-de-naissance/${base.house.id}/autorisation`
  const { midwife } = base
  return {
    ...base,
    at,
    url,
    read: async (path: string, { headers } = base.browser) =>
      (await base.app.inject({ url: path, headers })).body.replaceAll('&nbsp;', ' '),
    open: () => midwife('POST', at, { purpose: 'creation' }),
    write: (revision: number, elements: object = TEXTS) =>
      midwife('PUT', `${at}/draft`, { revision, elements }),
    send: (revision: number, reason: string | null = null) =>
      midwife('POST', `${at}/versions`, { revision, reason }),
    status: async () => (await midwife('GET', at)).json()[0],
    mails: async () => {
      const { rows } = await base.owner.query(
        `select to_address, params from mails where template = 'birth-file-news' order by created_at, to_address`,
      )
      return rows as { to_address: string; params: { what: string; answerBy: string | null } }[]
    },
  }
}

t.test(
  'a request is opened once, says what it lacks with a link to each field, and takes up what the house said',
  async (t) => {
    const { test, db, house, partner, browser, url, at, read, midwife, status } = await scene(t)
    t.match(await read(url), 'Ouvrir le dossier')
    t.equal((await sendForm(test, browser, url, { purpose: 'creation' })).statusCode, 303)
    const again = await sendForm(test, browser, url, { purpose: 'renewal' })
    t.equal(again.statusCode, 409)
    t.match(again.body, 'Brouillon du dossier', 'coming back finds the one that is open')
    t.equal((await midwife('GET', at)).json().length, 1)
    const empty = await read(url)
    for (const link of [
      'administrative#champ-text-conditions',
      'technique#champ-text-volume',
      'financiere#champ-text-balance',
    ])
      t.match(empty, `${url}/${link}`)
    t.match(empty, /13.éléments manquent/u)
    t.notMatch(empty, 'Transmettre à l’ARS</button>')
    const midwifeThere = await aMidwife(db, house, { lastName: 'Delorme' })
    const items = {
      reorientation: 'a',
      transfer: 'b',
      information: 'c',
      practices: 'd',
      anaesthesia: 'e',
      finances: 'f',
    }
    await aConvention(db, house, { partnerEstablishmentId: partner.id, items, signedOn: '2024-01-01' })
    await midwife('PUT', `/birth-houses/${house.id}/identity`, {
      ...{
        legalName: 'Association',
        legalForm: 'Loi 1901',
        legalFinessNumber: null,
        legalAddress: '1 rue Haute',
      },
      ...{ statutesOn: null, premises: 'Deux chambres', partnerAccess: 'Couloir', partnerAccessMinutes: 3 },
      ...{ rooms: 2, capacity: 80, openedOn: null, onCallPhone: null, revision: 1 },
    })
    t.ok(midwifeThere)
    const { parts } = await status()
    t.same(
      parts.flatMap(({ missing }: { missing: string[] }) => missing),
      ['conditions', 'continuity', 'project', 'availability', 'training', 'balance'],
      'what the house said elsewhere is not typed again',
    )
    const staff = await read(`${url}/personnels`)
    t.match(staff, 'Delorme')
    t.match(staff, 'Cette partie est complète.')
    t.same(await journalOf(t), { 'birth-house.file-opened': 1, 'birth-house.identity': 1 })
  },
)

t.test('the form of a part keeps words and files together, and a wrong file loses no word', async (t) => {
  const { test, browser, url, at, read, open, midwife, house, colleagueBrowser } = await scene(t)
  await open()
  const page = `${url}/financiere`
  const typed = { revision: '1', 'text-balance': 'Un budget équilibré dès la deuxième année' }
  const refused = await sendFiles(test, browser, page, typed, [{ field: 'file-balance', name: 'budget.exe' }])
  t.equal(refused.statusCode, 400)
  t.match(refused.body, 'id="champ-file-balance-erreur"')
  t.match(refused.body, 'Un budget équilibré dès la deuxième année')
  const forged = await sendFiles(test, { ...browser, csrf: colleagueBrowser.csrf }, page, typed, [])
  t.equal(forged.statusCode, 403, 'with the token of another session')
  const saved = await sendFiles(test, browser, page, typed, [{ field: 'file-balance', name: 'budget.pdf' }])
  t.equal(saved.statusCode, 303, saved.body.slice(0, 300))
  const draft = (await midwife('GET', `${at}/draft`)).json()
  const balance = draft.elements.find(({ code }: { code: string }) => code === 'balance')
  t.match(balance, { text: 'Un budget équilibré dès la deuxième année', documentIds: [/.{36}/] })
  t.match(await read(page), 'budget.pdf')
  const late = await sendFiles(
    test,
    colleagueBrowser,
    page,
    { revision: '1', 'text-balance': 'Autrement' },
    [],
  )
  t.equal(late.statusCode, 409)
  t.match(late.body, 'Les deux versions')
  t.match(late.body, 'Autrement')
  t.match(late.body, 'name="revision" value="2"')
  const detached = await sendFiles(test, browser, page, { revision: '2', 'text-balance': 'Court' }, [])
  t.equal(detached.statusCode, 303)
  t.equal(
    (await midwife('GET', `/birth-houses/${house.id}/documents`)).json().length,
    1,
    'detached, it stays in the house',
  )
  t.match(await read(page), 'Joindre un document de la maison')
  for (const wrong of [
    { revision: '3', 'text-volume': 'd’une autre partie' },
    { revision: '3', 'keep-balance': randomUUID() },
  ]) {
    const answer = await sendFiles(test, browser, page, wrong, [])
    t.match(String(answer.statusCode), /^(400|404)$/)
  }
})

t.test(
  'what is sent is frozen: neither another writing, nor a document taken away, nor the runtime role change it',
  async (t) => {
    const { test, app, house, browser, agencyBrowser, url, at, open, write, send, midwife, owner, read } =
      await scene(t)
    await open()
    t.equal((await send(1)).json().type, 'urn:problem:birth-file.incomplete')
    await sendFiles(test, browser, `/maisons-de-naissance/${house.id}/documents`, { kind: 'statutes' })
    const [{ id: documentId }] = (await midwife('GET', `/birth-houses/${house.id}/documents`)).json()
    t.equal(
      (await write(1, { ...TEXTS, identity: { text: null, documentIds: [documentId] } })).statusCode,
      204,
    )
    t.equal(
      (await write(2, { identity: { text: 'x', documentIds: [randomUUID()] } })).statusCode,
      404,
      'a document of nobody',
    )
    const sent = await sendForm(test, browser, `${url}/transmission`, { revision: '2' })
    t.equal(sent.statusCode, 303, sent.body.slice(0, 400))
    const address = String(sent.headers.location)
    t.match(await read(address), /transmis à l’ARS sous l’accusé MDN\d+-DA-1-[0-9A-F]{6}/)
    const versionId = /versions\/([0-9a-f-]+)/.exec(address)![1]
    const before = (await midwife('GET', `${at}/versions/${versionId}`)).json()
    t.match(before.contentHash, /^[0-9a-f]{64}$/)
    t.notMatch(JSON.stringify(before), 'stored', 'where the disk keeps a document is not told')
    await write(2, { project: { text: 'Tout autre chose', documentIds: [] } })
    await midwife('DELETE', `/birth-houses/${house.id}/documents/${documentId}`)
    t.same((await midwife('GET', `${at}/versions/${versionId}`)).json(), before)
    const file = {
      url: `${url}/versions/${versionId}/documents/${documentId}`,
      headers: agencyBrowser.headers,
    }
    t.same((await app.inject(file)).rawPayload, PDF_CONTENT, 'the agency still reads the document')
    const paper = { ...file, url: `${url}/versions/${versionId}/dossier.pdf` }
    const pdf = await app.inject(paper)
    t.match(
      pdf.headers['content-disposition'],
      /^attachment; filename="demande-MDN\d+-DA-1-[0-9A-F]{6}\.pdf"$/,
    )
    const { pages, roles, everything } = readPdf(pdf.rawPayload)
    const text = pages.join(' ')
    t.match(text, 'Réponse sur project', 'the paper says what was sent')
    t.notMatch(text, 'Tout autre chose')
    t.match(text, 'statuts.pdf')
    t.match(text.replaceAll(/\s/g, ''), before.contentHash)
    t.match(roles, { Document: 1, H2: 7 }, 'contents, five parts and what proves them')
    t.equal(roles.H3, FILE_ELEMENT_CODES.length)
    t.match(everything, '/Lang (fr-FR)')
    t.same((await app.inject(paper)).rawPayload, pdf.rawPayload, 'made again, it is the same')
    const draft = (await midwife('GET', `${at}/draft`)).json()
    t.same(draft.elements[0].documentIds, [], 'the draft no longer has it')
    await t.resolves(
      owner.query('update birth_house_file_versions set version = version'),
      'the control: its owner may',
    )
  },
)

t.test(
  'the agency asks, the house answers and sends another version, the agency decides and the request is closed',
  async (t) => {
    const { test, url, at, open, write, send, status, midwife, agency, agencyBrowser, browser, read, mails } =
      await scene(t)
    await open()
    t.equal(
      (await agency('POST', `${at}/exchanges`, { kind: 'question', body: 'Déjà ?' })).statusCode,
      409,
      'nothing sent',
    )
    await write(1)
    t.equal((await send(2)).statusCode, 201)
    t.match(
      (await mails()).map(({ params }) => params.what),
      ['submitted'],
    )
    t.match(await read('/maisons-de-naissance/autorisations', agencyBrowser), /1.dossier chez l’agence/u)
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    const question = { kind: 'question', body: 'Combien de gardes ?', answerBy: '2026-03-20' }
    t.equal((await sendForm(test, agencyBrowser, `${url}/echanges`, question)).statusCode, 303)
    await agency('POST', `${at}/exchanges`, { kind: 'internal', body: 'À relire en commission' })
    t.match(await status(), { stage: 'complement-asked', answerBy: '2026-03-20' })
    const house = await read(url)
    t.match(house, 'Combien de gardes')
    t.notMatch(house, 'À relire en commission', 'a note of the agency is its own')
    t.match(await read(url, agencyBrowser), 'À relire en commission')
    test.clock.now = new Date(test.clock.now.getTime() + 60_000)
    t.equal(
      (await sendForm(test, browser, `${url}/echanges`, { kind: 'answer', body: 'Deux.' })).statusCode,
      303,
    )
    t.match(await status(), { stage: 'submitted', answerBy: null })
    await write(2, { volume: { text: 'Cent vingt femmes', documentIds: [] } })
    t.equal((await send(3)).json().type, 'urn:problem:birth-file.reason-missing')
    t.equal((await send(3, 'Le volume est précisé')).json().version, 2)
    const decision = {
      ...{ decision: 'granted', decidedOn: '2026-03-01', reference: 'DOS-2026-12' },
      ...{ validFrom: '2026-04-01', validTo: '2031-03-31' },
    }
    t.equal(
      (await agency('PUT', `${at}/decision`, { ...decision, version: 1 })).json().type,
      'urn:problem:birth-file.newer-version',
    )
    for (const [wrong, words] of [
      [{ decidedOn: '2026-03-04' }, 'Cette date est à venir'],
      [{ validFrom: '' }, 'vaut à partir d’un jour'],
      [{ validTo: '2026-03-01' }, 'La fin vient avant le début'],
      [{ decision: 'refused' }, 'Un refus n’a pas de dates'],
    ] as const) {
      const answer = await sendForm(test, agencyBrowser, `${url}/decision`, {
        ...decision,
        version: '2',
        ...wrong,
      })
      t.equal(answer.statusCode, 400, words)
      t.match(answer.body, words)
      t.match(answer.body, 'DOS-2026-12')
    }
    t.equal((await agency('PUT', `${at}/decision`, { ...decision, version: 2 })).statusCode, 204)
    t.match(await status(), {
      stage: 'granted',
      decision: { version: 2, validTo: '2031-03-31' },
      parts: null,
    })
    t.equal((await write(3)).statusCode, 404, 'a request decided is closed')
    t.equal((await open()).statusCode, 204, 'another may be opened')
    t.equal((await midwife('GET', at)).json().length, 2)
    t.same(
      (await mails()).map(({ params }) => params.what).sort(),
      ['answer', 'granted', 'granted', 'question', 'question', 'submitted', 'submitted'],
      'both midwives, one officer of the agency',
    )
    t.notMatch(JSON.stringify(await mails()), /gardes|Deux|volume/, 'never what is written')
    t.same(await journalOf(t), {
      'birth-house.file-decided': 1,
      'birth-house.file-exchange': 3,
      'birth-house.file-opened': 2,
      'birth-house.file-sent': 2,
      'birth-house.file-written': 2,
    })
  },
)

t.test(
  'sent twice at once, a request is frozen once; of two keys the second finds nothing new to say',
  async (t) => {
    const { at, open, write, midwife, status } = await scene(t)
    await open()
    await write(1)
    const body = { revision: 2, reason: null }
    const answers = await Promise.all([1, 2].map(() => midwife('POST', `${at}/versions`, body)))
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [201, 400])
    t.equal((await status()).versions.length, 1)
  },
)

t.test('the coordination sees what is missing and not what is written; others see nothing', async (t) => {
  const scened = await scene(t)
  const {
    at,
    url,
    open,
    write,
    send,
    read,
    coordinator,
    neighbour,
    agency,
    referent,
    coordinatorBrowser,
    agencyBrowser,
  } = scened
  const stranger = await houseScene(t)
  await open()
  await write(1, { volume: { text: 'Secret de la maison', documentIds: [] } })
  const followed = await read(url, coordinatorBrowser)
  t.match(followed, 'Avancement du dossier')
  t.notMatch(followed, 'Secret de la maison')
  t.match((await coordinator('GET', at)).json(), [
    { stage: 'preparing', parts: [{ part: 'administrative' }] },
  ])
  t.match(
    (await agency('GET', at)).json(),
    [{ stage: 'preparing', parts: null }],
    'a draft is not the agency’s',
  )
  t.notMatch(await read(url, agencyBrowser), 'Volume estimé')
  await write(2)
  const { id } = (await send(3)).json()
  for (const path of [`${at}/draft`, `${at}/versions/${id}`, `${at}/exchanges`]) {
    t.equal((await coordinator('GET', path)).statusCode, 403, `the coordination at ${path}`)
    t.match(String((await neighbour('GET', path)).statusCode), /^404$/, `another house at ${path}`)
    t.equal((await stranger.midwife('GET', path)).statusCode, 404, `another network at ${path}`)
    t.equal((await referent('GET', path)).statusCode, 403)
  }
  t.equal((await agency('GET', `${at}/versions/${id}`)).statusCode, 200, 'the control')
  t.equal((await agency('GET', `${at}/draft`)).statusCode, 403)
  t.equal((await stranger.agency('GET', at)).statusCode, 404, 'the agency of another region')
  t.equal((await neighbour('POST', `${at}/versions`, { revision: 3, reason: null })).statusCode, 404)
  t.equal((await agency('POST', `${at}/exchanges`, { kind: 'answer', body: 'x' })).statusCode, 400)
  t.equal((await scened.midwife('POST', `${at}/exchanges`, { kind: 'internal', body: 'x' })).statusCode, 400)
  t.equal((await scened.midwife('PUT', `${at}/decision`, {})).statusCode, 403)
})

t.test('the mail of a submission goes to the agency of the region alone', async (t) => {
  const { db, network, open, write, send, mails, owner } = await scene(t)
  const { regionCode } = await aNetwork(db, { regionCode: '98' })
  const elsewhere = await anAccount(db, { role: 'ars', regionCode })
  await open()
  await write(1)
  await send(2)
  const { rows } = await owner.query('select email from users where id = $1', [elsewhere.userId])
  const told = (await mails()).map((mail) => mail.to_address)
  t.equal(told.length, 1)
  t.notMatch(told, rows[0].email)
  await owner.query('begin; set local role trame_app')
  const unasked = await owner.query('select * from agency_readers($1)', [network.id])
  t.equal(unasked.rowCount, 0, 'from a transaction of no network, nobody is told')
  await owner.query('rollback')
})

t.test('where a request stands, and what it lacks', (t) => {
  const [early, late] = [new Date('2026-01-01'), new Date('2026-02-01')]
  const none = { decision: null, submittedAt: null, askedAt: null, answeredAt: null }
  t.equal(fileStage(none), 'preparing')
  t.equal(fileStage({ ...none, submittedAt: early }), 'submitted')
  t.equal(fileStage({ ...none, submittedAt: early, askedAt: late }), 'complement-asked')
  t.equal(fileStage({ ...none, submittedAt: early, askedAt: late, answeredAt: late }), 'submitted')
  t.equal(fileStage({ ...none, submittedAt: late, askedAt: early }), 'submitted')
  t.equal(fileStage({ ...none, submittedAt: early, decision: 'refused' }), 'refused')
  const identity = {
    ...{ legalName: null, legalForm: null, legalFinessNumber: null, legalAddress: null, statutesOn: null },
    ...{ premises: null, partnerAccess: null, partnerAccessMinutes: null, rooms: null, capacity: null },
    ...{ openedOn: null, onCallPhone: null, revision: 1 },
  }
  const said = { identity, team: { midwives: [], staff: [] }, conventions: [], charters: [] }
  const parts = partStates(answersOf({}), knownFacts(said, '2026-03-02'))
  t.same(
    parts.map(({ elements, missing }) => [elements, missing.length]),
    [
      [3, 3],
      [2, 2],
      [6, 6],
      [1, 1],
      [1, 1],
    ],
  )
  t.end()
})
