import { readFileSync } from 'node:fs'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import pg from 'pg'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { directoryOffers, directoryPeople } from '../../src/domains/directory/tables.js'
import { insertOffers, updateOffer } from '../../src/domains/directory/writing.js'
import { offerSources } from '../../src/domains/directory-records/offer-words.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson, TEAM } from '../support/directory-records.js'
import { SIGNED_IN } from '../support/directory-team.js'

const FILL = path.join(import.meta.dirname, '../../migrations/0031_offer-provenance.sql')
const HERSELF: Writer = { source: 'person', on: '2026-03-04', by: 'Claire Martin, par son lien' }
const REPORT: Writer = {
  ...{ source: 'report', on: '2026-03-05', by: 'Camille Roy' },
  reason: 'signalé par une lectrice ou un lecteur, accepté par Camille Roy',
}

t.test('an offer says who said it and when, then field by field who has said otherwise since', async (t) => {
  const { offer, change } = await scene(t)
  t.same(offerSources(await offer()), ['saisi par Coordination le 02/03/2026'])
  await change(HERSELF, { phone: '+33199000002', hours: 'le soir' })
  await change(REPORT, { link: 'https://exemple.test/rdv' })
  await change({ ...TEAM, on: '2026-03-06' }, { visibleTo: 'team', fees: 'Secteur 1' })
  t.same(
    offerSources(await offer()).map((one) => one.replaceAll('\u00a0', ' ')),
    [
      'saisi par Coordination le 02/03/2026',
      'Téléphone, Horaires : saisi par Claire Martin, par son lien le 04/03/2026',
      'Prise de rendez-vous en ligne : signalé, accepté par Camille Roy le 05/03/2026',
    ],
  )
  t.match((await offer()).provenance, { phone: { source: 'person', on: '2026-03-04' } })
  t.notOk('visibleTo' in (await offer()).provenance, 'who may see it comes from no source')
})

t.test('what offers said before has the source that their history gives', async (t) => {
  const { ctx, url, person, offer, change } = await scene(t)
  await inTransaction(ctx, ({ db }) =>
    db.update(directoryPeople).set({ userId: SIGNED_IN.userId }).where(eq(directoryPeople.id, person)),
  )
  await change(HERSELF, { phone: '+33199000002' })
  await change(REPORT, { link: 'https://exemple.test/rdv' })
  const known = (await offer()).provenance
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('alter table directory_offers drop provenance')
    // The history is that of days that were not those of the source.
    await client.query("update directory_changes set at = '2026-02-27 23:30Z' where what = 'offer'")
    for (const statement of readFileSync(FILL, 'utf8').split('--> statement-breakpoint')) {
      await client.query(statement)
    }
  } finally {
    await client.end()
  }
  const on = '2026-02-28'
  const expected = Object.entries(known).map(([field, { source, by }]) => [field, { source, on, by }])
  t.same((await offer()).provenance, Object.fromEntries(expected), 'in the days of the network')
})

async function scene(t: Parameters<typeof testDatabase>[0]) {
  const { db, url } = await testDatabase(t)
  const ctx = systemCtx(db, (await aNetwork(db)).id)
  const person = await aPerson(ctx)
  const [id = ''] = await inTransaction(ctx, (ctx) =>
    insertOffers(ctx, TEAM, [
      { personId: person, kind: 'contraception', visibleTo: 'members', fees: 'Secteur 1' },
    ]),
  )
  return {
    ...{ ctx, url, person },
    change: (writer: Writer, patch: Parameters<typeof updateOffer>[3]) =>
      inTransaction(ctx, (ctx) => updateOffer(ctx, writer, id, patch)),
    offer: async () => {
      const [row] = await inTransaction(ctx, ({ db }) =>
        db.select().from(directoryOffers).where(eq(directoryOffers.id, id)),
      )
      return row!
    },
  }
}
