import { eq } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { housesPresentedAt } from '../../src/domains/birth-houses/presentation.js'
import { birthHouses } from '../../src/domains/birth-houses/tables.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { insertStructures } from '../../src/domains/directory/writing.js'
import { aCharter } from '../support/birth-houses.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { aPlace } from '../support/directory-world.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { sendForm } from '../support/people.js'

const FULL: Record<string, string> = {
  ...Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [`item${index + 1}`, `Élément ${index + 1}`]),
  ),
  presenceMaxHours: '12',
  bloodScreening: 'Au troisième jour, à domicile',
  hearingScreening: 'Avant le dixième jour',
  publicSummary: 'Une maison pour accoucher autrement.',
}

t.test('a draft may be incomplete, says what it lacks, and is adopted once it is whole', async (t) => {
  const { test, app, house, browser, agencyBrowser } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/charte`
  const read = async (path: string, { headers } = browser) => (await app.inject({ url: path, headers })).body
  t.match(await read(url), 'Aucune charte n’est encore adoptée.')
  const { item13: _, presenceMaxHours: __, hearingScreening: ___, ...part } = FULL
  const first = await sendForm(test, browser, `${url}/projet`, { ...part, revision: '0' })
  t.equal(first.statusCode, 303, first.body.slice(0, 300))
  const incomplete = await read(url)
  t.match(incomplete, /3.éléments manquent/u)
  for (const field of ['item13', 'presencemaxhours', 'hearingscreening'])
    t.match(incomplete, `${url}/projet#champ-${field}`)
  t.notMatch(incomplete, 'Adopter la charte')
  const early = await sendForm(test, browser, `${url}/adoption`, { revision: '1', adoptedOn: '2026-03-01' })
  t.equal(early.statusCode, 409)
  t.match(early.body, 'La charte n’est pas complète')
  t.equal((await sendForm(test, browser, `${url}/projet`, { ...FULL, revision: '1' })).statusCode, 303)
  t.match(await read(url), 'Adopter la charte')
  const late = await sendForm(test, browser, `${url}/adoption`, { revision: '2', adoptedOn: '2026-03-03' })
  t.match(late.body, 'Cette date est à venir')
  const adopted = await sendForm(test, browser, `${url}/adoption`, { revision: '2', adoptedOn: '2026-03-02' })
  t.equal(adopted.statusCode, 303)
  const page = await read(`${url}/1`, agencyBrowser)
  t.match(page, 'Version 1, adoptée le 02/03/2026.')
  t.match(page, /Durée maximale de présence.: 12.heures/u)
  t.match(page, 'Avant le dixième jour')
  t.same(await journalOf(t), { 'birth-house.adopt-charter': 1, 'birth-house.charter': 2 })
})

t.test('a new version begins with the words of the last one, which stays as it was', async (t) => {
  const { test, app, house, browser, midwife } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/charte`
  const adopt = async (typed: Record<string, string>) => {
    await sendForm(test, browser, `${url}/projet`, { ...typed, revision: '0' })
    return sendForm(test, browser, `${url}/adoption`, { revision: '1', adoptedOn: '2026-02-01' })
  }
  t.equal((await adopt(FULL)).statusCode, 303)
  const next = await app.inject({ url: `${url}/projet`, headers: browser.headers })
  t.match(next.body, 'Élément 16')
  t.match(next.body, 'name="revision" value="0"')
  t.equal((await adopt({ ...FULL, item16: 'Autrement' })).statusCode, 303)
  const versions = (await midwife('GET', `/birth-houses/${house.id}/charters`)).json()
  t.match(versions, [
    { version: 2, items: { 16: 'Autrement' }, adoptedBy: 'Zoé Sage' },
    { version: 1, items: { 16: 'Élément 16' } },
  ])
  t.equal((await app.inject({ url: `${url}/3`, headers: browser.headers })).statusCode, 404)
})

t.test('of two who write the draft at once the second is shown both versions', async (t) => {
  const { test, house, browser, colleagueBrowser } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/charte/projet`
  await sendForm(test, colleagueBrowser, url, { ...FULL, item5: 'À la maison', revision: '0' })
  const late = await sendForm(test, browser, url, { ...FULL, revision: '0' })
  t.equal(late.statusCode, 409)
  t.match(late.body, 'Les deux versions')
  t.match(late.body, 'À la maison')
  t.match(late.body, 'name="revision" value="1"')
  const wrong = await sendForm(test, browser, url, { ...FULL, presenceMaxHours: '80', revision: '1' })
  t.match(wrong.body, 'entre 1 et 72 heures')
  t.match(wrong.body, 'Élément 16')
  const long = await sendForm(test, browser, url, { ...FULL, item2: 'x'.repeat(10_001), revision: '1' })
  t.match(long.body, /id="champ-item2-erreur"/)
})

t.test(
  'the house adopts, the coordination may write, the agency reads, another house sees nothing',
  async (t) => {
    const { house, midwife, neighbour, coordinator, agency } = await houseScene(t)
    const at = `/birth-houses/${house.id}/charters`
    const items = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [String(index + 1), 'Dit']))
    const draft = {
      items,
      presenceMaxHours: 12,
      bloodScreening: 'Oui',
      hearingScreening: 'Oui',
      publicSummary: null,
      revision: 0,
    }
    t.equal((await neighbour('PUT', `${at}/draft`, draft)).statusCode, 404)
    t.equal((await agency('PUT', `${at}/draft`, draft)).statusCode, 403)
    const both = await Promise.all([
      coordinator('PUT', `${at}/draft`, draft),
      midwife('PUT', `${at}/draft`, draft),
    ])
    t.same(both.map(({ statusCode }) => statusCode).sort(), [204, 409], 'one draft at a time')
    const adoption = { revision: 1, adoptedOn: '2026-02-01' }
    t.equal((await coordinator('POST', `${at}/adoption`, adoption)).statusCode, 403)
    t.equal((await neighbour('POST', `${at}/adoption`, adoption)).statusCode, 404)
    t.equal((await midwife('POST', `${at}/adoption`, adoption)).statusCode, 204)
    t.equal((await midwife('POST', `${at}/adoption`, adoption)).statusCode, 404, 'there is no draft any more')
    t.match((await agency('GET', at)).json(), [{ version: 1, adoptedOn: '2026-02-01' }])
    t.equal((await neighbour('GET', at)).statusCode, 404)
  },
)

t.test('anybody reads the summary of an adopted charter, and nothing else of the file', async (t) => {
  const { test, app, db, network, house, browser } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/charte`
  const read = (slug: string) =>
    app.inject({ url: `/maisons-de-naissance/${house.id}/presentation?reseau=${slug}` })
  await sendForm(test, browser, `${url}/projet`, { ...FULL, revision: '0' })
  t.match((await read(network.slug)).body, 'n’est pas encore publié', 'a draft is nobody’s')
  await sendForm(test, browser, `${url}/adoption`, { revision: '1', adoptedOn: '2026-02-01' })
  await sendForm(test, browser, `${url}/projet`, { ...FULL, publicSummary: 'Pas encore', revision: '0' })
  const page = await read(network.slug)
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Une maison pour accoucher autrement.')
  t.match(page.body, 'Charte adoptée le 01/02/2026')
  for (const kept of ['Pas encore', 'Élément 1', 'Zoé Sage', 'Au troisième jour', 'MDN']) {
    t.notMatch(page.body, kept)
  }
  const elsewhere = await aNetwork(db)
  t.equal((await read(elsewhere.slug)).statusCode, 404, 'a house of another network')
})

t.test(
  'the public directory leads to the page of a house, from its site and from its legal person',
  async (t) => {
    const { app, db, network, house, other, partner } = await houseScene(t)
    const update = (values: Partial<typeof birthHouses.$inferInsert>) =>
      inTransaction(systemCtx(db, network.id), ({ db }) =>
        db.update(birthHouses).set(values).where(eq(birthHouses.establishmentId, house.id)),
      )
    await update({ legalFinessNumber: '990012345' })
    const site = await aPlace(db, network, house)
    const maternity = await aPlace(db, network, partner)
    const [legal] = await inTransaction(systemCtx(db, network.id), async (ctx) => {
      const ids = await insertStructures(ctx, { source: 'team', on: '2026-02-20', by: 'Coordination' }, [
        { name: 'Association des Tilleuls', category: 'health-establishments', finessNumber: '990012345' },
      ])
      await refreshCards(ctx, { structures: ids })
      return ids
    })
    const link = `/maisons-de-naissance/${house.id}/presentation?reseau=${network.slug}`
    const leads = async (id: string) => {
      const page = await app.inject({ url: `/annuaire/structures/${id}?reseau=${network.slug}` })
      t.equal(page.statusCode, 200)
      t.notMatch(page.body, other.id, 'the other house has nothing to do with it')
      return page.body.includes(link)
    }
    const led = async () => [await leads(site.id), await leads(legal!), await leads(maternity.id)]
    t.same(await led(), [false, false, false], 'without a summary there is nothing to read')
    await aCharter(db, house)
    t.same(await led(), [true, true, false])
    const theirs = await aPlace(db, await aNetwork(db), house)
    const presented = (id: string) =>
      housesPresentedAt({ db, actor: { role: 'public' }, now: NOW }, network, id)
    t.match(await presented(site.id), [{ id: house.id }], 'the control')
    t.same(await presented(theirs.id), [], 'a structure of another network leads nowhere here')
    t.equal((await app.inject({ url: link })).statusCode, 200)
    await update({ closedOn: '2026-03-01' })
    t.same(await led(), [false, false, false], 'it closed yesterday')
    await update({ closedOn: '2026-03-02' })
    t.same(await led(), [true, true, false], 'it closes tonight')
  },
)
