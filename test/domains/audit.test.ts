import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { isNotNull } from 'drizzle-orm'
import type pg from 'pg'
import t from 'tap'
import { anchorFile, appendAnchors, readAnchors } from '../../src/audit/anchors.js'
import { archiveFolder, readArchives } from '../../src/audit/archives.js'
import { type AuditAction, audit, type Facts } from '../../src/audit/audit.js'
import { verifyOwnChain } from '../../src/audit/chains.js'
import { cutChain } from '../../src/audit/cutting.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { outbox } from '../../src/jobs/tables.js'
import { askDaily } from '../../workers/daily.js'
import { APP_SECRET, bearerOf, browserOf, testApp } from '../support/app.js'
import { auditedActs } from '../support/audited-acts.js'
import { aNetwork, anAccount, anAuthorisation, systemCtx } from '../support/builders.js'
import { extracts, multipart, networkOfExtracts } from '../support/extracts.js'
import { NOW } from '../support/now.js'
import { ownerOf } from '../support/people.js'
import { anyOf, numberUnder, randomFrom } from '../support/random.js'
import { runWorker, until } from '../support/worker.js'

const SEED = Number(process.env.SEED ?? 61)

t.test('what the verifier computes from the columns is what the trigger wrote', async (t) => {
  const { db } = await testApp(t)
  const ctx = systemCtx(db, (await aNetwork(db)).id)
  await act(ctx, 'pmsi.finish', {
    details: { 'clé "à" guillemets': 'é\u001f\n\\ « » 💶', n: 1.5, nothing: null, yes: true } as Facts,
  })
  await act(ctx, 'account.correct-data', {
    before: { name: 'Zoé' },
    after: { name: 'Zoë' },
    id: randomUUID(),
  })
  await act({ ...ctx, now: new Date('1999-12-31T23:59:59.999Z') }, 'session.open', { by: randomUUID() })
  t.match(await verifyOwnChain(ctx, []), { report: { intact: true, length: 3 }, unchained: 0 })
  const platform: Ctx = { ...ctx, actor: { role: 'system', job: 'test', networkId: null } }
  await act(platform, 'session.refused', { details: {} })
  t.match(await verifyOwnChain(platform, []), { chain: 'platform', report: { intact: true, length: 1 } })
})

t.test('forty tamperings by the owner of the database are found, and undone are no longer', async (t) => {
  t.comment(`seed ${SEED}`)
  const { db, url } = await testApp(t)
  const owner = await ownerOf(t, { url })
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  for (let i = 0; i < 120; i += 1) await act(ctx, 'pmsi.finish', { details: { position: i } })
  await owner.query('alter table audit_entries disable trigger audit_entries_link')
  const random = randomFrom(SEED)
  const kinds = Object.keys(TAMPER) as (keyof typeof TAMPER)[]
  for (let i = 0; i < 40; i += 1) {
    const kind = kinds[i % kinds.length]!
    await owner.query('create table kept as select * from audit_entries')
    await owner.query('create table kept_chains as select * from audit_chains')
    await TAMPER[kind]!(owner, 1 + numberUnder(random, 119), random)
    t.equal((await verifyOwnChain(ctx, [])).report.intact, false, kind)
    await owner.query('truncate audit_entries; insert into audit_entries select * from kept; drop table kept')
    await owner.query(
      'truncate audit_chains; insert into audit_chains select * from kept_chains; drop table kept_chains',
    )
    t.equal((await verifyOwnChain(ctx, [])).report.intact, true, 'the control: put back, it verifies')
  }
})

t.test('entries kept long enough are archived, then removed, and the whole still verifies', async (t) => {
  const { db, url, dataDir } = await testApp(t)
  const owner = await ownerOf(t, { url })
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const folder = archiveFolder(dataDir)
  const at = (date: string): Ctx => ({ ...ctx, now: new Date(`${date}T12:00:00Z`) })
  const verified = async () => verifyOwnChain(ctx, [], await readArchives(folder, network.id))
  const cut = (now: string) => cutChain(owner, at(now), dataDir, [])
  for (const year of [2020, 2021, 2022, 2023, 2024, 2025]) {
    for (const day of ['01', '02', '03']) await act(at(`${year}-06-${day}`), 'pmsi.finish', {})
  }
  const witness = { length: 18, hash: (await headsOf(owner))[network.id]! }

  t.equal(await cut('2023-05-31'), 0, 'nothing is three years old')
  t.equal(await cut('2024-06-02'), 5, 'of entries, those of three years to the day go, and no other')
  t.equal(await cut('2024-06-02'), 0, 'once')
  t.match(await verified(), { report: { intact: true, length: 19 } })
  t.equal(
    (await verifyOwnChain(ctx, [])).report.intact,
    false,
    'the control: without the archive entries are missing',
  )
  t.equal(await cut('2025-06-30'), 4, 'the next archive goes on from the first')
  t.match(await verified(), { report: { intact: true, length: 20 } })
  t.match(
    await verifyOwnChain(ctx, [witness], await readArchives(folder, network.id)),
    { report: { intact: true } },
    'anchors of before the cut still witness',
  )
  t.match(
    (await owner.query("select details from audit_entries where action = 'audit.archive' order by id")).rows,
    [{ details: { entries: 5, length: 5 } }, { details: { entries: 4, length: 9 } }],
    'each cut is an act of the journal',
  )

  const [first, second] = ['5', '9'].map((last) => path.join(folder, `${network.id}.${last}.jsonl`))
  const whole = await readFile(second!, 'utf8')
  await writeFile(second!, whole.replace('pmsi.finish', 'pmsi.failed'))
  t.match(await verified(), { report: { intact: false, position: 6 } }, 'an archive that was changed is seen')
  await writeFile(second!, whole)
  await rm(second!)
  t.match(await verified(), { report: { intact: false, fault: 'missing' } }, 'one that is gone too')
  await writeFile(second!, whole)

  const [seal] = (await readFile(first!, 'utf8')).split('\n')
  await writeFile(first!, `${seal}\n`)
  t.match(
    await verified(),
    { report: { intact: true, length: 20 } },
    'its entries destroyed, its seal is enough',
  )
  await owner.query('delete from audit_entries where chain_position = 10')
  t.match(await verified(), { report: { intact: false, position: 10 } })
  await t.rejects(cut('2026-06-30'), /does not verify/, 'and what does not verify is not cut')
})

async function headsOf(owner: pg.Client): Promise<Record<string, string>> {
  const { rows } = await owner.query('select chain, hash from audit_chains')
  return Object.fromEntries(rows.map(({ chain, hash }) => [chain, hash]))
}

/** What somebody with every right over the database may try. */
const TAMPER: Record<string, (owner: pg.Client, at: number, random: () => number) => Promise<unknown>> = {
  at: (owner, at) =>
    owner.query("update audit_entries set at = at + interval '1 microsecond' where chain_position = $1", [
      at,
    ]),
  text: (owner, at, random) =>
    owner.query(
      `update audit_entries set ${anyOf(random, ['action', 'actor_role', 'hash'])} = 'x' where chain_position = $1`,
      [at],
    ),
  id: (owner, at, random) =>
    owner.query(
      `update audit_entries set ${anyOf(random, ['actor_user_id', 'subject_id'])} = gen_random_uuid() where chain_position = $1`,
      [at],
    ),
  json: (owner, at, random) =>
    owner.query(
      `update audit_entries set ${anyOf(random, ['details', 'before', 'after'])} = '{"i": -1}' where chain_position = $1`,
      [at],
    ),
  network: (owner, at) =>
    owner.query('update audit_entries set network_id = gen_random_uuid() where chain_position = $1', [at]),
  delete: (owner, at) => owner.query('delete from audit_entries where chain_position = $1', [at]),
  truncate: (owner, at) => owner.query('delete from audit_entries where chain_position > $1', [at]),
  swap: (owner, at) =>
    owner.query(
      `update audit_entries a set details = b.details, hash = b.hash from audit_entries b
       where (a.chain_position, b.chain_position) in (($1, 120), (120, $1))`,
      [at],
    ),
  insert: (owner) =>
    owner.query(
      `insert into audit_entries (at, action, actor_role, network_id, details, chain_position, hash)
       select at, action, actor_role, network_id, details, 121, hash from audit_entries where chain_position = 120`,
    ),
  slip: (owner) =>
    owner.query(
      `insert into audit_entries (at, action, actor_role, network_id, details)
       select at, action, actor_role, network_id, details from audit_entries where chain_position = 120`,
    ),
  head: (owner) => owner.query("update audit_chains set hash = repeat('0', 64)"),
  headless: (owner) => owner.query('delete from audit_chains'),
}

t.test(
  'two hundred interleaved acts of two networks make two whole chains, and none waits for ever',
  async (t) => {
    const { db } = await testApp(t, { max: 10 })
    const contexts = [systemCtx(db, (await aNetwork(db)).id), systemCtx(db, (await aNetwork(db)).id)]
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        act(contexts[i % 2]!, 'pmsi.finish', { details: { position: i } }),
      ),
    )
    for (const ctx of contexts) {
      t.match(await verifyOwnChain(ctx, []), { report: { intact: true, length: 100 } })
    }
  },
)

t.test('the command says in French that all is well, or which entry is not, and ends with 1', async (t) => {
  const { db, url, dataDir } = await testApp(t)
  const owner = await ownerOf(t, { url })
  const network = await aNetwork(db, { name: 'Réseau de l’Est' })
  for (let i = 0; i < 5; i += 1)
    await act(systemCtx(db, network.id), 'pmsi.finish', { details: { position: i } })
  const command = async (...args: string[]) => {
    const env = { ...process.env, DATABASE_URL: url, APP_SECRET, DATA_DIR: dataDir }
    const options = { env, encoding: 'utf8' } as const
    return promisify(execFile)(process.execPath, ['src/cli/run.mjs', 'src/cli/audit.ts', ...args], options)
      .then(({ stdout }) => ({ code: 0, stdout }))
      .catch(({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }))
  }
  t.match(await command(), {
    code: 0,
    stdout: /Réseau de l’Est : 5 entrées, conformes[\s\S]*Tout est conforme/,
  })
  const anchors = path.join(dataDir, 'copied.jsonl')
  await appendAnchors(anchors, [
    { at: NOW.toISOString(), chain: network.id, length: 3, hash: 'f'.repeat(64) },
  ])
  t.match(await command('--anchors', anchors), { code: 1, stdout: /l’entrée n° 3 a été réécrite/ })
  await owner.query("update audit_entries set details = '{}' where chain_position = 4")
  t.match(await command(), { code: 1, stdout: /Réseau de l’Est : l’entrée n° 4 a été modifiée/ })
  t.match(await command('--unknown'), { code: 2 })
})

t.test('the runtime role may add to the journal and nothing else', async (t) => {
  const { db, url } = await testApp(t)
  const owner = await ownerOf(t, { url })
  const held = async (table: string) => {
    const asked = ['insert', 'select', 'update', 'delete', 'truncate', 'references', 'trigger']
    const { rows } = await owner.query(
      `select p from unnest($1::text[]) p where has_table_privilege('trame_app', $2, p) order by 1`,
      [asked, table],
    )
    return rows.map(({ p }) => p)
  }
  t.same(await held('audit_entries'), ['insert', 'select'])
  t.same(await held('audit_chains'), ['select'])
  t.same(await held('sessions'), ['delete', 'insert', 'select', 'update'], 'the control: another table')
  const { rows } = await owner.query(
    `select c.relname from pg_class c where c.relname like 'audit_%' and c.relkind = 'r'
     and pg_has_role('trame_app', c.relowner, 'member')`,
  )
  t.same(rows, [], 'it owns neither, so it cannot disable the trigger')
  await t.rejects(db.execute('alter table audit_entries disable trigger all'), /owner|denied|Failed query/)
})

t.test('an act that cannot be written down is refused and leaves nothing, whatever the act', async (t) => {
  const { acts, owner } = await auditedActs(t)
  await owner.query(`create function refuse_audit() returns trigger language plpgsql as $$
    begin raise exception 'the audit is full'; end $$`)
  await owner.query(
    'create trigger audit_refuse before insert on audit_entries for each row execute function refuse_audit()',
  )
  for (const [name, { begin, send }] of Object.entries(acts)) {
    await begin?.()
    const before = await everything(owner)
    const answer = await send()
    t.equal(answer.statusCode, 500, `${name}: refused`)
    t.notMatch(answer.body, /audit is full/, `${name}: nothing of the cause is said`)
    t.same(await everything(owner), before, `${name}: nothing changed`)
  }
  // The control: without the fault each act passes and writes its entry, no more, no less.
  await owner.query('drop trigger audit_refuse on audit_entries')
  for (const [name, { begin, send, entries = 1 }] of Object.entries(acts)) {
    await begin?.()
    const [before, prints] = [await countEntries(owner), await everything(owner)]
    const answer = await send()
    t.ok(answer.statusCode < 400, `${name}: ${answer.statusCode}`)
    t.equal((await countEntries(owner)) - before, entries, `${name}: ${entries} in the journal`)
    t.notSame(await everything(owner), prints, `${name}: and the comparison sees it`)
  }
  t.comment(`${Object.keys(acts).length} acts, each refused without its entry and done with it`)
})

t.test('each reading of confidential data is one entry of the journal', async (t) => {
  const test = await testApp(t)
  runWorker(t, test)
  const { app, db } = test
  const networkId = await networkOfExtracts(db)
  await anAuthorisation(db, { id: networkId } as never)
  const owner = await ownerOf(t, test)
  const coordinator = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId }))
  const { headers, payload } = multipart(extracts({ stays: 600, years: [2025] }))
  const { id } = (
    await app.inject({
      method: 'POST',
      url: '/api/imports',
      headers: { ...coordinator, ...headers },
      payload,
    })
  ).json<{ id: string }>()
  await until(async () => {
    const { rows } = await owner.query('select 1 from pmsi_imports where finished_at is not null')
    return rows.length > 0
  })
  const { rows: sites } = await owner.query("select id from establishments where finess_pmsi = '990000137'")
  const dim = await anAccount(db, { role: 'establishment', networkId, establishmentId: sites[0].id })
  const browser = (await browserOf(app, dim)).headers
  const { rows: codes } = await owner.query(
    'select code from pmsi_findings union select code from tracer_findings limit 1',
  )
  const reads: [string, string, Record<string, string>, AuditAction][] = [
    ['the quality page', '/qualite', browser, 'pmsi.read-findings'],
    ['the stays behind a finding', `/qualite/${codes[0].code}`, browser, 'pmsi.read-findings'],
    ['the same as a file', `/qualite/${codes[0].code}/liste.csv`, browser, 'pmsi.read-findings'],
    ['the refused lines of an import', `/api/imports/${id}`, coordinator, 'pmsi.read-rejections'],
    ['the same as a file', `/imports/${id}/rejets.csv`, coordinator, 'pmsi.read-rejections'],
  ]
  for (const [name, url, headers, action] of reads) {
    const before = await countEntries(owner)
    t.equal((await app.inject({ url, headers })).statusCode, 200, name)
    t.equal((await countEntries(owner)) - before, 1, `${name}: one entry`)
    const { rows } = await owner.query('select action from audit_entries order by id desc limit 1')
    t.equal(rows[0].action, action)
  }
  const before = await countEntries(owner)
  await app.inject({ url: `/api/imports/${id}/progress`, headers: coordinator })
  await app.inject({ url: '/indicateurs', headers: coordinator })
  t.equal(await countEntries(owner), before, 'the control: what is not confidential writes none')
})

t.test('the journal tells who did what, to the coordination of this network only', async (t) => {
  const { app, db } = await testApp(t)
  const [mine, theirs] = [await aNetwork(db), await aNetwork(db)]
  const camille = await anAccount(db, { role: 'admin', networkId: mine.id }, { name: 'Camille Roy' })
  const stranger = await anAccount(db, { role: 'admin', networkId: theirs.id }, { name: 'canari-77aa' })
  const browser = await browserOf(app, camille)
  await browserOf(app, stranger)
  await act(systemCtx(db, mine.id), 'account.revoke', {
    by: randomUUID() as never,
    before: { role: 'coordinator' },
  })
  await act(
    { ...systemCtx(db, mine.id), now: new Date(NOW.getTime() - 3 * 86_400_000) },
    'tracer.publish',
    {},
  )
  const page = await app.inject({ url: '/journal', headers: browser.headers })
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Camille Roy a ouvert une session par mot de passe.')
  t.match(page.body, 'rôle\u00a0: coordination du réseau')
  t.match(page.body, 'pas encore été vérifié')
  t.notMatch(page.body, /canari-77aa/)

  const asked = async (query: string) =>
    (await app.inject({ url: `/api/audit-entries?${query}`, headers: await bearerOf(app, camille) })).json<{
      entries: { action: string; actorName: string }[]
    }>().entries
  t.same(
    (await asked('kind=tracer')).map(({ action }) => action),
    ['tracer.publish'],
  )
  t.same(
    (await asked('to=2026-02-28')).map(({ action }) => action),
    ['tracer.publish'],
  )
  t.ok((await asked(`person=${camille.userId}`)).every(({ actorName }) => actorName === 'Camille Roy'))
  t.same(await asked(`person=${stranger.userId}`), [])
  for (const query of ['kind=x', 'person=1', 'from=0000-01-01', 'before=9-9-9', 'other=1']) {
    const response = await app.inject({
      url: `/api/audit-entries?${query}`,
      headers: await bearerOf(app, camille),
    })
    t.equal(response.statusCode, 400, query)
  }
  const wrong = await app.inject({ url: '/journal?du=hier', headers: browser.headers })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, 'Les filtres sont à corriger')
  const professional = await anAccount(db, { role: 'professional', networkId: mine.id })
  for (const url of ['/journal', '/journal/export.csv', '/api/audit-entries']) {
    t.equal((await app.inject({ url, headers: await bearerOf(app, professional) })).statusCode, 403)
  }
})

t.test(
  'pages of the journal follow each other without gap or repetition, and the export has them all',
  async (t) => {
    const { app, db } = await testApp(t)
    const network = await aNetwork(db)
    const ctx = systemCtx(db, network.id)
    for (let i = 0; i < 130; i += 1) {
      await act({ ...ctx, now: new Date(NOW.getTime() + Math.trunc(i / 7) * 1000) }, 'pmsi.finish', {
        details: { position: i },
      })
    }
    const headers = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id }))
    const seen: number[] = []
    for (let before = ''; ; ) {
      const url = `/api/audit-entries?kind=pmsi${before && `&before=${before}`}`
      const page = (await app.inject({ url, headers })).json<{
        entries: { details: { position: number } }[]
        next: string | null
      }>()
      seen.push(...page.entries.map(({ details }) => details.position))
      if (page.next === null) break
      before = page.next
    }
    t.same(
      seen,
      Array.from({ length: 130 }, (_, i) => 129 - i),
    )
    const csv = await app.inject({ url: '/journal/export.csv?nature=pmsi', headers })
    t.equal(csv.body.split('\r\n').filter((line) => /Trame a terminé/.test(line)).length, 130)
    const journal = await app.inject({ url: '/api/audit-entries?kind=audit', headers })
    t.match(journal.json(), {
      entries: [{ action: 'audit.export', details: { entries: 130, kind: 'pmsi' } }],
    })
  },
)

t.test('every day each journal is verified and anchored once, and the page says it', async (t) => {
  const test = await testApp(t)
  const { app, db, dataDir } = test
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  await act(ctx, 'pmsi.finish', {})
  const asked = await Promise.all(Array.from({ length: 4 }, () => askDaily(db, NOW)))
  const runs = await db.$count(outbox)
  const asking = asked.reduce((sum, count) => sum + count, 0)
  t.equal(asking, runs, 'four workers ask at once: one run each')
  t.equal(await askDaily(db, new Date(NOW.getTime() + 3600_000)), 0)
  const nextDay = await askDaily(db, new Date(NOW.getTime() + 86_400_000))
  t.equal(nextDay, runs - 1, 'the next day, again, but for the cards of new rules')
  runWorker(t, test)
  await until(async () => (await db.$count(outbox, isNotNull(outbox.finishedAt))) === runs)

  const headers = await bearerOf(app, await anAccount(db, { role: 'admin', networkId: network.id }))
  const page = await app.inject({ url: '/journal', headers })
  t.match(page.body, /Journal vérifié jusqu’à l’entrée n°\u00a01, le 02\/03\/2026/)
  const anchors = await readAnchors(anchorFile(dataDir))
  t.equal(anchors.filter(({ chain }) => chain === network.id).length, 1)
  t.notMatch(
    await readFile(anchorFile(dataDir), 'utf8'),
    /pmsi/,
    'an anchor says where the chain ends, not what it holds',
  )
  const own = anchors.filter(({ chain }) => chain === network.id)
  t.match(await verifyOwnChain(ctx, own), { report: { intact: true } })
  t.match(await verifyOwnChain(ctx, [{ ...own[0]!, hash: 'a'.repeat(64) }]), {
    report: { fault: 'rewritten' },
  })
})

function act(ctx: Ctx, action: AuditAction, subject: Parameters<typeof audit>[2]): Promise<void> {
  return inTransaction(ctx, (ctx) => audit(ctx, action, subject))
}

async function countEntries(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query('select count(*)::int as count from audit_entries')
  return rows[0].count
}

/**
 * A fingerprint of every table, but for what counts the refused tries too: the counters of the limits, and what a step
 * of a sign-in remembers of having been tried.
 */
async function everything(owner: pg.Client): Promise<Record<string, string>> {
  const { rows: tables } = await owner.query(
    "select tablename from pg_tables where schemaname = 'public' and tablename <> 'rate_buckets' order by 1",
  )
  const prints: Record<string, string> = {}
  for (const { tablename } of tables) {
    const ignored = tablename === 'sign_in_steps' ? ['attempts', 'used_at'] : []
    const { rows } = await owner.query(
      `select count(*) || ' ' || coalesce(md5(string_agg((to_jsonb(r) - $1::text[])::text, '|' order by r::text)), '') as print
       from ${tablename} r`,
      [ignored],
    )
    prints[tablename] = rows[0].print
  }
  return prints
}
