import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import pg from 'pg'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { directoryOffers } from '../../src/domains/directory/tables.js'
import { insertOffers } from '../../src/domains/directory/writing.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson, TEAM } from '../support/directory-records.js'

const MOVE = path.join(import.meta.dirname, '../../migrations/0030_offer-contacts.sql')
const VALUES = {
  phone: '+33499000020',
  email: 'ivg@exemple.test',
  link: 'https://exemple.test/rdv',
  message: 'ivg@exemple.mssante.fr',
}
type Channel = keyof typeof VALUES
const CHANNELS = Object.keys(VALUES) as Channel[]

t.test('the one contact an offer had goes to its channel, with all that was kept of it', async (t) => {
  const { db, url } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const person = await aPerson(ctx)
  const [odd, bare, ...ids] = await inTransaction(ctx, async (ctx) => {
    const offer = { personId: person, kind: 'contraception', visibleTo: 'members' } as const
    const made = await insertOffers(ctx, TEAM, Array(2 + CHANNELS.length).fill({ ...offer, note: 'Sonner' }))
    await refreshCards(ctx, { people: [person] })
    return made
  })
  const idOf = (channel: Channel) => ids[CHANNELS.indexOf(channel)]!
  await asOwner(url, async (client) => {
    await client.query(`alter table directory_offers drop phone, drop email, drop link, drop message,
      add contact_channel varchar(20), add contact_value varchar(300)`)
    const set = 'update directory_offers set contact_channel = $2, contact_value = $3 where id = $1'
    for (const channel of CHANNELS) await client.query(set, [idOf(channel), channel, VALUES[channel]])
    await client.query(set, [odd, null, 'au secrétariat'])
    await keepOfBefore(client, { network: network.id, person, email: idOf('email'), first: ids[0]! })
    for (const statement of readFileSync(MOVE, 'utf8').split('--> statement-breakpoint')) {
      await client.query(statement)
    }
    for (const channel of CHANNELS)
      t.match(await offer(idOf(channel)), { [channel]: VALUES[channel], note: 'Sonner' })
    const blank = { phone: null, email: null, link: null, message: null }
    t.match(await offer(odd!), { ...blank, note: 'Sonner, au secrétariat' }, 'what no form ever wrote')
    t.match(await offer(bare!), { ...blank, note: 'Sonner' })
    t.match(await offer(idOf('link')), { ...blank, link: VALUES.link }, 'one way each, as before')

    const { rows } = await client.query(`select
      (select proposal from directory_reports) as proposal, (select record_said from directory_reports) as said,
      (select moved from directory_merges) as moved, (select shown from directory_publications) as shown`)
    const key = `offer.${idOf('email')}.email`
    t.same(rows[0].proposal, { phone: '+33199000001', [key]: 'nouveau@exemple.test' })
    t.same(rows[0].said, { phone: null, [key]: VALUES.email })
    t.same(rows[0].moved, [
      { table: 'situation', id: person, before: { phone: null }, after: { phone: '1' } },
      {
        table: 'offer',
        id: ids[0],
        before: { phone: null, fees: null },
        after: { phone: '2', fees: '23 €' },
      },
    ])
    t.same(rows[0].shown, {
      [`person:${person}`]: ['phone', `asked:${idOf('email')}:email`, 'asked:of-a-gone-one', 'ivg'],
    })
  })
  const { offers } = await getCard(ctx, 'person', person)
  t.equal(offers.find(({ id }) => id === idOf('email'))?.email, VALUES.email, 'cards say what they said')
  await inTransaction(ctx, (ctx) => refreshCards(ctx, { people: [person] }))
  for (const channel of CHANNELS) {
    const { offers } = await getCard(ctx, 'person', person)
    t.equal(offers.find(({ id }) => id === idOf(channel))?.[channel], VALUES[channel])
  }

  async function offer(id: string) {
    const [row] = await inTransaction(ctx, ({ db }) =>
      db.select().from(directoryOffers).where(eq(directoryOffers.id, id)),
    )
    return row
  }
})

type Kept = { network: string; person: string; email: string; first: string }

/** A report, a merge, a document and a card, as they were kept when an offer had one contact. */
async function keepOfBefore(client: pg.Client, { network, person, email, first }: Kept): Promise<void> {
  const key = `offer.${email}.contactValue`
  const pair = randomUUID()
  await client.query(
    `insert into directory_reports (network_id, subject_kind, subject_id, origin, received_at, proposal, record_said)
    values ($1, 'person', $2, 'reader', now(), $3, $4)`,
    [
      network,
      person,
      { phone: '+33199000001', [key]: 'nouveau@exemple.test' },
      { phone: null, [key]: VALUES.email },
    ],
  )
  await client.query(
    `insert into directory_duplicates (id, network_id, subject_kind, first_id, second_id, reasons, score, found_at)
    values ($1, $2, 'person', '00000000-0000-4000-8000-000000000000', $3, '{}', 90, now())`,
    [pair, network, person],
  )
  const contact = { contactChannel: 'phone', contactValue: '2', fees: '23 €' }
  const moved = [
    { table: 'situation', id: person, before: { phone: null }, after: { phone: '1' } },
    {
      ...{ table: 'offer', id: first, after: contact },
      before: { contactChannel: null, contactValue: null, fees: null },
    },
  ]
  await client.query(
    `insert into directory_merges
      (network_id, duplicate_id, subject_kind, kept_id, archived_id, merged_at, merged_by, fields, moved)
    values ($1, $2, 'person', $3, $3, now(), 'Coordination', '{}', $4)`,
    [network, pair, person, JSON.stringify(moved)],
  )
  await client.query(
    `insert into directory_publications
      (network_id, kind, audience, title, filters, entries, made_at, made_by, shown)
    values ($1, 'booklet', 'public', 'Livret', '{}', 1, now(), 'Coordination', $2)`,
    [network, { [`person:${person}`]: ['phone', `asked:${email}`, 'asked:of-a-gone-one', 'ivg'] }],
  )
  await client.query(
    `update directory_cards set card = jsonb_set(card, '{offers}', (
      select jsonb_agg(offer || case when offer->>'id' = $1 then $2::jsonb else '{}' end)
      from jsonb_array_elements(card->'offers') as offer))`,
    [email, { contactChannel: 'email', contactValue: VALUES.email }],
  )
}

async function asOwner(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
