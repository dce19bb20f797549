import { Fhir } from 'fhir'
import t, { type Test } from 'tap'
import { bearerOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { aPerson } from '../support/directory-records.js'
import { aShownDirectory, textsFor } from '../support/shown-directory.js'
import { UNKNOWN_ID } from '../support/unknown-id.js'

const TYPES = ['Practitioner', 'PractitionerRole', 'Organization', 'HealthcareService'] as const

async function setTheStage(t: Test) {
  const app = await testApp(t)
  const network = await aNetwork(app.db)
  const directory = await aShownDirectory(systemCtx(app.db, network.id), network)
  const headers = await bearerOf(
    app.app,
    await anAccount(app.db, { role: 'coordinator', networkId: network.id }),
  )
  const base = `/api/fhir/${network.slug}`
  const get = (path: string, proof: Record<string, string> = {}) =>
    app.app.inject({ url: `${base}/${path}`, headers: proof })
  return { ...app, network, directory, team: headers, base, get }
}

type Page = {
  total: number
  entry: { resource: { id: string } }[]
  link: { relation: string; url: string }[]
}

const validator = new Fhir()

/** What the validator of the `fhir` package, with the definitions of R4, says against a resource. */
function faultsOf(resource: object): string[] {
  const { messages } = validator.validate(resource, { errorOnUnexpected: true })
  return messages
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ location, message }) => `${location}: ${message}`)
}

t.test('everything it answers is valid FHIR R4', async (t) => {
  const { get, team } = await setTheStage(t)
  const statement = (await get('metadata')).json()
  t.same(faultsOf(statement), [])
  t.match(statement, { fhirVersion: '4.0.1', rest: [{ resource: { length: 4 } }] })
  for (const type of TYPES) {
    const answer = await get(type, team)
    t.match(answer.headers['content-type'], 'application/fhir+json')
    const bundle = answer.json()
    t.same(faultsOf(bundle), [], `${type}: the bundle`)
    t.ok(bundle.entry.length > 0, `${type}: something was found`)
    for (const { resource } of bundle.entry) {
      t.same(faultsOf(resource), [], `${type}/${resource.id}`)
      t.same((await get(`${type}/${resource.id}`, team)).json(), resource, 'read alone, it is the same')
    }
  }
  t.same(faultsOf((await get(`Practitioner/${UNKNOWN_ID}`)).json()), [], 'refusals too')
})

t.test('the control: the validator sees a field that does not exist and one that is missing', (t) => {
  t.not(faultsOf({ resourceType: 'Practitioner', surname: 'Martin' }).length, 0)
  t.not(faultsOf({ resourceType: 'Bundle', type: 'neither' }).length, 0)
  t.not(faultsOf({ resourceType: 'OperationOutcome' }).length, 0)
  t.end()
})

t.test('without an account, and from another network, it says what is public and nothing else', async (t) => {
  const { app, db, get, team, directory } = await setTheStage(t)
  const stranger = await bearerOf(
    app,
    await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id }),
  )
  const everything = async (proof: Record<string, string>) =>
    (await Promise.all(TYPES.map(async (type) => (await get(type, proof)).body))).join('')
  const { hidden } = textsFor('public')
  const found = (text: string, words: readonly string[]) =>
    words.filter((word) => text.toLowerCase().includes(word.toLowerCase().replaceAll(/(?<=\d) (?=\d)/g, '')))
  for (const [who, proof] of [
    ['nobody', {}],
    ['a coordinator of another network', stranger],
  ] as const) {
    t.same(found(await everything(proof), hidden), [], who)
    t.equal((await get(`Practitioner/${directory.claire}`, proof)).statusCode, 200)
    const closed = await get(`Practitioner/${directory.paul}`, proof)
    t.equal(closed.statusCode, 404)
    t.match(closed.json(), { resourceType: 'OperationOutcome', issue: [{ code: 'not-found' }] })
    const organization = (await get('PractitionerRole', proof)).json().entry[0].resource.organization
    t.notOk('reference' in organization, `${who} is given no link to a practice she may not open`)
  }
  t.ok(found(await everything(team), hidden).length > 5, 'the control: the team reads more')
  t.equal((await get(`Practitioner/${directory.paul}`, team)).statusCode, 200)
})

t.test('people and structures are found by their national identifiers, names and places', async (t) => {
  const { get, team, directory } = await setTheStage(t)
  const cases: [string, string[]][] = [
    ['Practitioner?identifier=https://rpps.esante.gouv.fr|99000000017', [directory.claire]],
    ['Practitioner?identifier=urn:oid:1.2.250.1.71.4.2.1|899000000017', [directory.claire]],
    ['Practitioner?identifier=99000000017', [directory.claire]],
    ['Practitioner?identifier=https://finess.esante.gouv.fr|99000000017', []],
    ['Practitioner?family=dur', [directory.paul]],
    ['Practitioner?name=CLAIRE%20mart', [directory.claire]],
    ['Practitioner?name=%25', [directory.paul, directory.claire, directory.anne]],
    ['Organization?identifier=https://finess.esante.gouv.fr|990000018', [directory.maternity]],
    ['Organization?identifier=urn:oid:1.2.250.1.71.4.2.2|1990000018', [directory.maternity]],
    ['Organization?address-city=Bourg&type=355', [directory.maternity]],
    ['Organization?address-postalcode=75001', []],
  ]
  for (const [path, ids] of cases) {
    const bundle = (await get(path, team)).json()
    t.equal(bundle.total, ids.length, path)
    t.same(
      (bundle.entry ?? []).map(({ resource }: { resource: { id: string } }) => resource.id),
      ids,
      path,
    )
  }
  const roles = await get(`PractitionerRole?practitioner=Practitioner/${directory.paul}&role=10`, team)
  t.match(roles.json(), { total: 2, entry: [{ resource: { practitioner: { display: 'DURAND Paul' } } }, {}] })
  t.match((await get(`PractitionerRole?organization=${directory.maternity}`, team)).json(), { total: 1 })
  t.match((await get('HealthcareService?service-type=prenatal-interview')).json(), {
    total: 1,
    entry: [{ resource: { providedBy: { reference: `Organization/${directory.maternity}` } } }],
  })
  t.match((await get('HealthcareService?service-type=ivg')).json(), { total: 0 })
})

t.test('a long list is read page by page, none twice, and no page is longer than the limit', async (t) => {
  const { app, get, team, base } = await setTheStage(t)
  const seen: string[] = []
  let url: string | undefined = `${base}/Practitioner?_count=1`
  while (url !== undefined) {
    const bundle: Page = (await app.inject({ url, headers: team })).json()
    t.equal(bundle.total, 3)
    seen.push(...bundle.entry.map(({ resource }) => resource.id))
    const next = bundle.link.find(({ relation }) => relation === 'next')
    url = next && new URL(next.url).href.replace(new URL(next.url).origin, '')
  }
  t.equal(new Set(seen).size, 3)
  t.equal(seen.length, 3)
  for (const query of ['_count=-1', '_count=dix', '_page=0', 'identifier=', '_id=1', 'name:contains=a']) {
    const refused = await get(`Practitioner?${query}`)
    t.equal(refused.statusCode, 400, query)
    const named = { diagnostics: new RegExp(`«.${query.split('=')[0]}.»`, 'u') }
    t.match(refused.json(), { resourceType: 'OperationOutcome', issue: [{ code: 'invalid', ...named }] })
    t.same(faultsOf(refused.json()), [])
  }
})

t.test('a page longer than the limit is the limit, and none is the number alone', async (t) => {
  const { db, network, get, team } = await setTheStage(t)
  const ctx = systemCtx(db, network.id)
  for (let i = 0; i < 60; i += 1) await aPerson(ctx, { lastName: `Longue${i}` })
  const longest = (await get('Practitioner?_count=1000', team)).json()
  t.equal(longest.total, 63)
  t.equal(longest.entry.length, 50)
  t.match(longest.link[0].url, /_count=50$/, 'it says what it did')
  for (const query of ['_count=0', '_summary=count']) {
    const counted = (await get(`Practitioner?${query}`, team)).json()
    t.match(counted, { total: 63, link: [{ relation: 'self' }] }, query)
    t.notOk('entry' in counted, query)
    t.equal(counted.link.length, 1, 'nothing to page through')
    t.same(faultsOf(counted), [])
  }
  t.match((await get('Practitioner?_count=0')).json(), { total: 1 }, 'and no more than its reader may know')
})

t.test('what it does not know is left out and said, or refused to who would rather', async (t) => {
  const { get, team, directory } = await setTheStage(t)
  const query = 'family=dur&colour=blue&_include=a&_summary=text&_sort=name'
  const bundle = (await get(`Practitioner?${query}`, team)).json()
  t.same(faultsOf(bundle), [])
  t.match(bundle, {
    total: 1,
    entry: [{ resource: { id: directory.paul } }, { search: { mode: 'outcome' } }],
  })
  const { issue } = bundle.entry[1].resource
  t.same(
    issue.map(({ severity, code, diagnostics }: Record<string, string>) => [severity, code, diagnostics]),
    ['colour', '_include', '_summary', '_sort'].map((name) => ['warning', 'not-supported', name]),
  )
  t.match(bundle.link[0].url, /\?family=dur$/, 'the address of the search says what it was made with')
  t.equal((await get('Practitioner?family=dur', team)).json().entry.length, 1, 'the control: nothing to say')
  const none = (await get('Practitioner?family=dur&colour=blue')).json()
  t.match(
    none,
    { total: 0, entry: [{ search: { mode: 'outcome' } }] },
    'whom the public may not see stays unknown',
  )

  const strict = await get('Practitioner?family=dur&colour=blue', { ...team, prefer: 'handling=strict' })
  t.equal(strict.statusCode, 400)
  t.match(strict.json(), { issue: [{ code: 'invalid', diagnostics: /«.colour.»/u }] })
  t.equal((await get('Practitioner?family=dur', { ...team, prefer: 'handling=strict' })).statusCode, 200)
  for (const path of ['Practitioner', `Practitioner/${directory.claire}`, 'metadata'])
    t.equal((await get(`${path}?p=1&p=2`)).statusCode, 400, 'given twice, it is refused as at every door')
  const read = await get(`Practitioner/${directory.claire}?_pretty=true`)
  t.equal(read.statusCode, 200)
})

t.test('where nothing is, it answers as a FHIR server, whoever asks', async (t) => {
  const { app, get, team, base } = await setTheStage(t)
  const addresses = [`${base}/Patient`, `${base}/Patient/${UNKNOWN_ID}`, base, '/api/fhir', '/api/fhir/']
  for (const url of addresses) {
    for (const headers of [{}, team]) {
      const answer = await app.inject({ url, headers })
      t.equal(answer.statusCode, 404, url)
      t.match(answer.headers['content-type'], 'application/fhir+json', url)
      t.match(answer.json(), { resourceType: 'OperationOutcome', issue: [{ code: 'not-found' }] }, url)
      t.same(faultsOf(answer.json()), [], url)
    }
  }
  t.equal((await get('Practitioner')).statusCode, 200, 'the control')
})
