import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import {
  directoryMemberships,
  directoryPeople,
  directoryStructures,
} from '../../src/domains/directory/tables.js'
import { listBulkActs } from '../../src/domains/directory-records/bulk-reading.js'
import { directoryBulkActs } from '../../src/domains/directory-records/tables.js'
import { aNetwork, type NetworkRow } from '../support/builders.js'
import { aDesk, type Browser, fieldsOf } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { dumpOf, withoutRowSecurity } from '../support/dump.js'
import { journalOf } from '../support/journal.js'

const ACTS = '/annuaire/fiches/actes'
const UNKNOWN = '00000000-0000-4000-8000-000000000000'

t.test('records ticked in the list are put in a territory at once, and back again', async (t) => {
  const { team, people, structure, rowsOf, territoryId, journal } = await scene(t)
  const list = await team.get('/annuaire/fiches')
  t.match(list.body, `value="personnes/${people[0]}"`)
  t.match(list.body, 'Continuer')
  const chosen = [`personnes/${people[0]}`, `personnes/${people[1]}`, `structures/${structure}`]
  const form = await team.get(`${ACTS}/nouveau?acte=territoire&${query(chosen)}`)
  t.match(form.body, /3\sfiches/)
  const fields = fieldsOf(form.body, `${ACTS}/territoire`)
  t.same(new Set([fields.fiche].flat()), new Set(chosen), 'all of them are ticked')

  const done = await team.send(`${ACTS}/territoire`, { ...fields, territoryId })
  t.equal(done.statusCode, 303)
  t.same(
    (await rowsOf()).map((row) => row.territoryId),
    [territoryId, territoryId, null, territoryId],
  )
  const page = await team.get(location(done))
  t.match(page.body, /3\sfiches mises dans un territoire/)
  t.match(page.body, 'Camille Roy')

  const undone = await team.send(`${location(done)}/annulation`, {})
  t.match((await team.get(location(undone))).body, 'les fiches sont comme avant lui')
  t.same(
    (await rowsOf()).map((row) => row.territoryId),
    [null, null, null, null],
  )
  t.match((await team.get(ACTS)).body, 'Annulé')
  t.equal((await team.send(`${location(done)}/annulation`, {})).statusCode, 409, 'once')
  t.match(await journal(), { 'directory.edit-many': 1, 'directory.undo-many': 1 })
})

t.test('records are withdrawn together; one changed since stays as somebody wants it now', async (t) => {
  const { team, people, rowsOf, ctx } = await scene(t)
  const fiche = people.map((id) => `personnes/${id}`)
  const refused = await team.send(`${ACTS}/retrait`, { fiche, reason: ' ' })
  t.equal(refused.statusCode, 400)
  t.match(refused.body, 'Dites pourquoi')
  t.same(
    new Set([fieldsOf(refused.body, `${ACTS}/retrait`).fiche].flat()),
    new Set(fiche),
    'nothing ticked is lost',
  )

  const done = await team.send(`${ACTS}/retrait`, { fiche, reason: 'Centre fermé' })
  t.match(await rowsOf(), [
    { archivedReason: 'Centre fermé' },
    { archivedReason: 'Centre fermé' },
    { archivedReason: 'Centre fermé' },
    { archivedAt: null },
  ])
  t.match((await team.get(`/annuaire?q=${await nameOf(ctx, people[0]!)}`)).body, /Aucun résultat/)
  await team.send(`/annuaire/fiches/personnes/${people[1]}/retablissement`, {})
  const undone = await team.send(`${location(done)}/annulation`, {})
  t.match(location(undone), /laissees=1$/)
  t.match((await team.get(location(undone))).body, /1\sfiche est restée/)
  t.same(
    (await rowsOf()).map((row) => row.archivedAt),
    [null, null, null, null],
  )
})

t.test('memberships are noted together, refused together, and those made are unmade', async (t) => {
  const { team, people, memberships } = await scene(t)
  const fiche = people.map((id) => `personnes/${id}`)
  const active = { fiche, state: 'active', stateSince: '02/03/2026', appliedOn: '', college: '' }
  const early = await team.send(`${ACTS}/adhesion`, { ...active, charterSignedOn: '' })
  t.equal(early.statusCode, 400)
  t.match(early.body, /charte signée.*Concerne/)
  t.same(await memberships(), [])

  const done = await team.send(`${ACTS}/adhesion`, { ...active, charterSignedOn: '01/03/2026' })
  t.match((await team.get(location(done))).body, /3\sadhésions notées/)
  t.match(await memberships(), Array(3).fill({ state: 'active', charterSignedOn: '2026-03-01' }))
  const ended = await team.send(`${ACTS}/adhesion`, {
    ...{ ...active, fiche: fiche.slice(0, 1), state: 'ended', charterSignedOn: '' },
    stateSince: '01/03/2026',
  })
  t.match(
    await memberships(),
    [{ state: 'ended', charterSignedOn: '2026-03-01' }, {}, {}],
    'a blank date is kept',
  )
  const again = await team.send(`${ACTS}/adhesion`, { ...active, state: 'refused', charterSignedOn: '' })
  t.equal(again.statusCode, 400)
  t.match(again.body, /ne peut pas suivre/)

  await team.send(`${location(ended)}/annulation`, {})
  t.match(await memberships(), Array(3).fill({ state: 'active' }))
  await team.send(`${location(done)}/annulation`, {})
  t.same(await memberships(), [])
})

t.test('all records of a list are chosen at once; the same act sent twice is done once', async (t) => {
  const { team, ctx, rowsOf, acts } = await scene(t)
  for (let rank = 0; rank < 30; rank += 1) await aPerson(ctx)
  t.match((await team.get('/annuaire/fiches')).body, /Continuer avec les 34\sfiches de la liste/)
  const all = await team.get(`${ACTS}/nouveau?acte=territoire&toutes=oui&genre=personnes`)
  t.match(all.body, /33\sfiches/)
  const fields = fieldsOf(all.body, `${ACTS}/territoire`)
  const done = await team.send(`${ACTS}/territoire`, { ...fields, territoryId: 'aucun' })
  t.match((await team.get(location(done))).body, /tout était déjà ainsi/)
  t.match(await rowsOf(), Array(4).fill({ territoryId: null }))
  t.equal((await acts()).length, 1)
})

t.test('nothing is done when a box is wrong, nothing ticked, or too many', async (t) => {
  const { team, people, territoryId, desk } = await scene(t)
  t.match((await team.get(`${ACTS}/nouveau?acte=retrait`)).body, 'Aucune fiche n’est cochée')
  t.equal((await team.get(`${ACTS}/nouveau?acte=partir`)).statusCode, 400)
  const before = await dumpOf(desk.url)
  for (const fields of [
    { territoryId },
    { territoryId, fiche: 'personnes' },
    { territoryId, fiche: `maisons/${people[0]}` },
    { territoryId, fiche: Array(201).fill(`personnes/${people[0]}`) },
    { territoryId: 'ici', fiche: `personnes/${people[0]}` },
    { fiche: `personnes/${people[0]}` },
  ]) {
    t.equal(
      (await team.send(`${ACTS}/territoire`, fields)).statusCode,
      400,
      JSON.stringify(fields).slice(0, 80),
    )
  }
  const nowhere = await team.send(`${ACTS}/territoire`, { territoryId: '', fiche: `personnes/${people[0]}` })
  t.match(nowhere.body, 'Choisissez le territoire dans la liste.')
  t.equal((await team.send(`${ACTS}/${UNKNOWN}/annulation`, {})).statusCode, 404)
  t.equal((await team.get(`${ACTS}/${UNKNOWN}`)).statusCode, 404)
  t.same(await dumpOf(desk.url), before)
})

t.test('one record out of reach, and no record of the act changes', async (t) => {
  const { team, antenna, stranger, desk, people, territoryId, rowsOf } = await scene(t)
  const fiche = people.map((id) => `personnes/${id}`)
  const theirs = await stranger.send(`${ACTS}/retrait`, { fiche: fiche[0], reason: 'Partie' })
  t.equal(theirs.statusCode, 404, 'of another network')
  t.match(
    (await stranger.get(`${ACTS}/nouveau?acte=retrait&${query(fiche)}`)).body,
    '3 fiches cochées ne sont pas',
  )

  const byTeam = await team.send(`${ACTS}/territoire`, { fiche: fiche[0], territoryId })
  const mixed = await antenna.send(`${ACTS}/retrait`, { fiche, reason: 'Parties' })
  t.equal(mixed.statusCode, 404, 'one is hers, the others are of no territory')
  t.same(
    (await rowsOf()).map((row) => row.archivedAt),
    [null, null, null, null],
  )
  const hers = await antenna.send(`${ACTS}/retrait`, { fiche: fiche[0], reason: 'Partie' })
  t.equal(hers.statusCode, 303)

  const act = location(hers)
  t.match((await antenna.get(ACTS)).body, /1\sfiche retirée/)
  t.notMatch((await antenna.get(ACTS)).body, 'mise dans un territoire', 'of her own acts alone')
  t.equal((await antenna.get(location(byTeam))).statusCode, 404)
  t.equal((await antenna.send(`${location(byTeam)}/annulation`, {})).statusCode, 404)
  t.match((await antenna.get(act)).body, 'Annuler cet acte')
  t.equal((await stranger.get(act)).statusCode, 404)
  t.equal((await stranger.send(`${act}/annulation`, {})).statusCode, 404)
  t.notMatch((await stranger.get(ACTS)).body, 'retirée')
  await withoutRowSecurity(desk.url)
  const { userId } = desk.accounts.antenna
  const elsewhere = await aNetwork(desk.db, { regionCode: '98' })
  const listedIn = async ({ id: networkId }: NetworkRow) => {
    const scope = {
      networkId,
      networkName: '',
      territoryId,
      userId,
      userName: '',
      grantId: UNKNOWN,
      sessionId: UNKNOWN,
    }
    const ctx: Ctx = { ...desk.ctx, actor: { role: 'antenna_coordinator', ...scope } }
    return (await listBulkActs(ctx)).length
  }
  t.same([await listedIn(elsewhere), await listedIn(desk.network)], [0, 1], 'her acts here are none of there')

  const midwife = await desk.as(desk.accounts.midwife)
  for (const path of [ACTS, act, `${ACTS}/nouveau?acte=retrait`]) {
    t.equal((await midwife.get(path)).statusCode, 403, path)
  }
  t.equal((await midwife.send(`${ACTS}/retrait`, { fiche, reason: 'Partie' })).statusCode, 403)
})

async function scene(t: Test) {
  const desk = await aDesk(t)
  const { ctx } = desk
  const people = [await aPerson(ctx), await aPerson(ctx), await aPerson(ctx)]
  const structure = await aStructure(ctx)
  const rowsOf = () =>
    inTransaction(ctx, async ({ db }) => {
      const rows = await db.select().from(directoryPeople)
      const [place] = await db.select().from(directoryStructures).where(eq(directoryStructures.id, structure))
      return [...people.map((id) => rows.find((row) => row.id === id)!), place!]
    })
  const memberships = () =>
    inTransaction(ctx, async ({ db }) => {
      const rows = await db.select().from(directoryMemberships)
      return people.flatMap((id) => rows.filter(({ personId }) => personId === id))
    })
  return {
    ...{ desk, ctx, people, structure, rowsOf, memberships },
    territoryId: desk.site.territoryId!,
    acts: () => inTransaction(ctx, ({ db }) => db.select().from(directoryBulkActs)),
    journal: () => journalOf(t),
    team: await desk.as(desk.accounts.coordinator),
    antenna: await desk.as(desk.accounts.antenna),
    stranger: await desk.as(desk.stranger),
  }
}

function query(boxes: readonly string[]): string {
  return new URLSearchParams(boxes.map((box) => ['fiche', box])).toString()
}

function location({ headers }: Awaited<ReturnType<Browser['get']>>): string {
  return String(headers.location)
}

async function nameOf(ctx: Parameters<typeof aPerson>[0], id: string): Promise<string> {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select({ name: directoryPeople.lastName }).from(directoryPeople).where(eq(directoryPeople.id, id)),
  )
  return row!.name
}
