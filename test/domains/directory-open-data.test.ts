import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { updatePerson, updateStructure } from '../../src/domains/directory/writing.js'
import { writeConsent } from '../../src/domains/directory-records/consents.js'
import { browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { readCsv } from '../support/csv-reader.js'
import { NOW } from '../support/now.js'
import { aShownDirectory, textsFor } from '../support/shown-directory.js'

const PATH = '/annuaire/donnees-ouvertes'

async function setTheStage(t: Test) {
  const app = await testApp(t)
  const network = await aNetwork(app.db)
  const ctx = systemCtx(app.db, network.id)
  return { ...app, network, ctx, directory: await aShownDirectory(ctx, network) }
}

/** Numbers are written in groups for people, whole for programs. */
function saysAnyOf(text: string, words: readonly string[]): string[] {
  const where = text.toLocaleLowerCase('fr')
  return words.filter(
    (word) =>
      where.includes(word.toLocaleLowerCase('fr')) ||
      (/^[\d ]+$/.test(word) && where.includes(word.replaceAll(' ', ''))),
  )
}

t.test('anybody takes the public records away, and the team itself takes nothing more', async (t) => {
  const { app, db, network } = await setTheStage(t)
  const { headers } = await browserOf(
    app,
    await anAccount(db, { role: 'coordinator', networkId: network.id }),
  )
  const { shown, hidden } = textsFor('public')
  for (const [who, proof] of [
    ['nobody', {}],
    ['the team', headers],
  ] as const) {
    for (const format of ['csv', 'json']) {
      const file = await app.inject({ url: `${PATH}/annuaire.${format}`, headers: proof })
      t.equal(file.statusCode, 200)
      t.match(file.headers['content-disposition'], `annuaire-${network.slug}-2026-03-02.${format}`)
      // A column says what an offer of IVG is: only records are looked at.
      const records = format === 'json' ? JSON.stringify(file.json().records) : file.body
      t.same(saysAnyOf(records, shown), shown, `${who}, ${format}: all that is public`)
      t.same(saysAnyOf(records, hidden), [], `${who}, ${format}: nothing else`)
    }
  }
})

t.test(
  'a mobile its owner opens to everybody is in the table as in the JSON, until she closes it',
  async (t) => {
    const { app, db, network, directory } = await setTheStage(t)
    const team = { source: 'team', on: '2026-03-02', by: 'Coordination' } as const
    const seenBy = (mobile: 'public' | 'team') =>
      inTransaction(systemCtx(db, network.id), async (ctx) => {
        await updatePerson(ctx, team, directory.claire, { visibility: { listing: 'public', mobile } })
        await refreshCards(ctx, { people: [directory.claire] })
      })
    const given = async () => {
      const [header, ...lines] = readCsv((await app.inject({ url: `${PATH}/annuaire.csv` })).body)
      const column = header?.indexOf('Portable') ?? -1
      t.ok(column >= 0)
      const { records } = (await app.inject({ url: `${PATH}/annuaire.json` })).json()
      const mobiles: (string | null)[] = records.map(({ mobile }: { mobile: string | null }) => mobile)
      return [lines.map((line) => line[column]).filter(Boolean), mobiles.filter(Boolean)].map(
        (all) => all.length,
      )
    }
    t.same(await given(), [0, 0])
    await inTransaction(systemCtx(db, network.id), (ctx) => {
      const given = { scope: 'mobile' as const, givenOn: '2026-03-02', source: 'courriel' }
      return writeConsent(ctx, team, directory.claire, given)
    })
    await seenBy('public')
    t.same(await given(), [1, 1])
    await seenBy('team')
    t.same(await given(), [0, 0])
  },
)

t.test(
  'a direct line and a fax that a structure opens to everybody are in both files, until it closes them',
  async (t) => {
    const { app, ctx, directory } = await setTheStage(t)
    const seenBy = (fax: 'public' | 'members', emergencyPhone: 'public' | 'emergency') =>
      inTransaction(ctx, async (ctx) => {
        const team = { source: 'team', on: '2026-03-02', by: 'Coordination' } as const
        const numbers = { fax: '+33465710008', emergencyPhone: '+33465710009' }
        await updateStructure(ctx, team, directory.maternity, {
          ...numbers,
          visibility: { fax, emergencyPhone },
        })
        await refreshCards(ctx, { structures: [directory.maternity] })
      })
    const given = async () => {
      const [header, ...lines] = readCsv((await app.inject({ url: `${PATH}/annuaire.csv` })).body)
      const columns = ['Télécopie', 'Ligne directe pour les urgences'].map(
        (label) => header?.indexOf(label) ?? -1,
      )
      const { records } = (await app.inject({ url: `${PATH}/annuaire.json` })).json()
      type Open = { fax: string | null; emergencyPhone: string | null }
      return {
        csv: lines.flatMap((line) => columns.map((column) => line[column]?.trim())).filter(Boolean),
        json: records.flatMap(({ fax, emergencyPhone }: Open) => [fax, emergencyPhone]).filter(Boolean),
      }
    }
    await seenBy('members', 'emergency')
    t.same(await given(), { csv: [], json: [] })
    await seenBy('public', 'public')
    t.same(await given(), {
      csv: ['04 65 71 00 08', '04 65 71 00 09'],
      json: ['+33465710008', '+33465710009'],
    })
  },
)

t.test('each line has its date and its licence, each column says what it holds', async (t) => {
  const { app } = await setTheStage(t)
  const [header, ...lines] = readCsv((await app.inject({ url: `${PATH}/annuaire.csv` })).body)
  t.equal(lines.length, 2)
  t.ok(lines.every((line) => line.at(-1)?.startsWith('Licence Ouverte 2.0') && line.at(-2) === '2026-03-02'))
  const json = (await app.inject({ url: `${PATH}/annuaire.json` })).json()
  t.match(json, { date: '2026-03-02', count: 2, licence: { name: /Licence Ouverte 2\.0/ }, sources: /RPPS/ })
  t.same(
    json.columns.map(({ label }: { label: string }) => label),
    header,
  )
  t.ok(json.columns.every(({ description }: { description: string }) => description.length > 5))
  t.notOk(header?.some((label) => /Adhésion|Collège/.test(label)))
  t.notOk('membership' in json.records[0])
  const page = await app.inject({ url: PATH })
  t.match(page.body, /2.fiches/)
  t.match(page.body, 'Licence Ouverte 2.0')
})

t.test('an objection takes the record out of the next file', async (t) => {
  const { app, ctx, directory } = await setTheStage(t)
  await inTransaction(ctx, async (ctx) => {
    const team = { source: 'team', on: '2026-03-02', by: 'Coordination' } as const
    await updatePerson(ctx, team, directory.claire, { objectedAt: NOW, objectionSource: 'courriel' })
    await refreshCards(ctx, { people: [directory.claire] })
  })
  const json = (await app.inject({ url: `${PATH}/annuaire.json` })).json()
  t.match(json, { count: 1, records: [{ name: 'Maternité du Lac' }] })
})

t.test('of several networks, each gives its own', async (t) => {
  const { app, db, network } = await setTheStage(t)
  const other = await aNetwork(db)
  t.equal((await app.inject({ url: `${PATH}/annuaire.json` })).statusCode, 404, 'which one must be said')
  const theirs = await app.inject({ url: `${PATH}/annuaire.json?reseau=${other.slug}` })
  t.match(theirs.json(), { count: 0, records: [] })
  t.match((await app.inject({ url: `${PATH}?reseau=${other.slug}` })).body, 'les fichiers sont vides')
  const ours = await app.inject({ url: `${PATH}/annuaire.json?reseau=${network.slug}` })
  t.equal(ours.json().count, 2)
})
