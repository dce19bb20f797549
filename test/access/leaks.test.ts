import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import Fastify from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { z } from 'zod'
import { logOptions } from '../../src/logging.js'
import { HANDLERS } from '../../workers/handlers.js'
import { testApp } from '../support/app.js'
import { addressOf, ask, changesState, personasOf } from '../support/doors.js'
import { asOwner } from '../support/dump.js'
import { privatePostgres } from '../support/private-postgres.js'
import { type JsonSchema, jsonSchemaOf } from '../support/samples.js'
import { twoNetworks } from '../support/two-networks.js'

const ROOT = process.cwd()
const PERSON = {
  name: 'Aurore Fictive-Canari',
  email: 'aurore.canari@exemple.test',
  rsaKey: '9917364520',
  phone: '0199887766',
}
const SECRETS = Object.values(PERSON)

const loggerTo = (lines: string[]) =>
  pino(logOptions('debug', 'web'), { write: (line: string) => lines.push(line) })

t.test('a logger keeps declared words and identifiers, whatever it is given', async (t) => {
  const lines: string[] = []
  const log = loggerTo(lines)
  const error = Object.assign(new Error(`Key (email)=(${PERSON.email}) already exists`), {
    code: '23505',
    constraint: 'users_email_key',
    detail: `Key (email)=(${PERSON.email}) already exists.`,
    cause: Object.assign(new Error(PERSON.name), { query: PERSON.rsaKey }),
  })
  log.info(PERSON)
  log.info({ body: PERSON, job: PERSON.name, code: PERSON.email, importId: 'b1' }, `Bonjour ${PERSON.name}`)
  log.info('%s', PERSON.name)
  log.error(error)
  log.error({ err: error, job: 'pmsi.import-files' }, 'unexpected error')
  log.child({ reqId: 'req-1' }).warn({ req: { method: 'GET', url: PERSON.email } }, error.message)
  log.info({ err: PERSON.name, req: PERSON.email, res: PERSON }, 'request completed')
  const text = lines.join('')
  t.same(
    SECRETS.filter((secret) => text.includes(secret)),
    [],
  )
  t.match(text, /users_email_key/, 'what a developer needs is there')
  t.match(text, /"code":"23505"/)
  t.match(text, /"job":"pmsi.import-files"/)
  t.match(text, /undeclared message/)
  // The control: a logger without our options tells all of it.
  const naive: string[] = []
  pino({ level: 'debug' }, { write: (line: string) => naive.push(line) }).info(PERSON)
  t.ok(SECRETS.every((secret) => naive.join('').includes(secret)))
})

t.test('a line is one JSON object, whatever a client sends', async (t) => {
  const lines: string[] = []
  const { app } = await testApp(t, { logTo: { write: (line) => lines.push(line) } })
  const hostile = ['\u001b[31m', '%0d%0a{"level":60}', '"}{"', '<script>', '%00', 'é'.repeat(50)]
  for (const text of hostile) {
    await app.inject({
      url: `/${encodeURIComponent(text)}`,
      headers: { 'user-agent': text.replace(/[^ -~]/g, 'x'), referer: text.replace(/[^ -~]/g, 'x') },
    })
    await app.inject({
      url: `/api/x?q=${text.replaceAll('é', 'e').replaceAll(/[^ -~]/g, '')}`.replaceAll(' ', ''),
    })
  }
  t.ok(lines.length > 10)
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line))
  const joined = hostile.map((text) => `{"url":"${text}"}`)
  t.throws(
    () => joined.map((line) => JSON.parse(line)),
    'the control: a line made by joining strings is broken by one of them',
  )
  t.notMatch(lines.join(''), /user-agent|referer|127\.0\.0\.1|remoteAddress/)
})

t.test('what is logged is a sentence declared in the logging file', async (t) => {
  const declared = readFileSync(path.join(ROOT, 'src/logging.ts'), 'utf8')
  const faults: string[] = []
  for (const folder of ['src', 'workers']) {
    for (const file of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file) || file.startsWith('cli/')) continue
      const source = readFileSync(path.join(ROOT, folder, file), 'utf8')
      for (const [call] of source.matchAll(
        /\blog(?:ger)?\.(?:trace|debug|info|warn|error|fatal)\((?:[^()]|\([^()]*\))*\)/g,
      )) {
        const message = /'([^']+)'\)$/.exec(call)?.[1]
        if (!message || !declared.includes(`'${message}'`)) faults.push(`${folder}/${file}: ${call}`)
      }
      // What a child is given once is written with each of its lines, unfiltered.
      if (/\blog(?:ger)?\.child\(/.test(source)) faults.push(`${folder}/${file}: child`)
      if (/console\.(log|error|info|warn)/.test(source)) faults.push(`${folder}/${file}: console`)
    }
  }
  t.same(faults, [], 'add the message to MESSAGES in src/logging.ts')
})

t.test('the payload of a job holds identifiers and dates, nothing else', async (t) => {
  const faults = HANDLERS.flatMap(({ job }) => wordsIn(jsonSchemaOf(job.payload)!, job.name))
  t.same(faults, [])
  const control = wordsIn(jsonSchemaOf(z.strictObject({ id: z.uuid(), name: z.string() }))!, 'control')
  t.same(control, ['control.name'], 'the control: a name is found')
})

/** The places of a schema where a person's words could be. */
function wordsIn(schema: JsonSchema, place: string): string[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])]
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
    wordsIn(one, `${place}.${name}`),
  )
  const free =
    schema.type === 'string' &&
    !['uuid', 'date', 'date-time'].includes(schema.format ?? '') &&
    !schema.enum &&
    schema.const === undefined
  const open =
    schema.type === 'object' && schema.additionalProperties !== false ? [`${place}: not strict`] : []
  return [...(free ? [place] : []), ...open, ...properties, ...inner.flatMap((one) => wordsIn(one, place))]
}

t.test(
  'nothing of a person is in logs, jobs or temporary files after every door was tried with her name',
  async (t) => {
    const lines: string[] = []
    const { app, db, url, dataDir } = await testApp(t, { logTo: { write: (line) => lines.push(line) } })
    const world = await twoNetworks(db)
    const personas = await personasOf(app, db, world.mine)
    for (const door of app.doors.filter(({ method }) => method !== 'HEAD')) {
      const persona = personas.find((one) => one.role !== null && one.holds(door.permission)) ?? personas[0]!
      const address = addressOf(door, 'own', world, persona)
      if (address === null || door.permission === 'account.own') continue
      const shape = Object.keys(jsonSchemaOf(door.schema.body)?.properties ?? {})
      const body = Object.fromEntries(
        shape.map((name, index) => [
          name,
          /mail/i.test(name) ? PERSON.email : SECRETS[index % SECRETS.length],
        ]),
      )
      await ask(app, door, {
        persona,
        url: changesState(door)
          ? address
          : `${address}${address.includes('?') ? '&' : '?'}q=${encodeURIComponent(PERSON.name)}`,
        body,
      })
    }
    // A bug whose error quotes what it met.
    app.log.error(new Error(`${PERSON.name} ${PERSON.rsaKey}`))
    await db
      .execute(`select '${PERSON.email}'::uuid` as never)
      .catch((error: unknown) => app.log.error({ err: error }, 'unexpected error'))
    const places: Record<string, string> = {
      logs: lines.join(''),
      jobs: await asOwner(url, async (client) =>
        JSON.stringify((await client.query('select name, payload, last_error from outbox')).rows),
      ),
      files: readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
        .map((file) => path.join(dataDir, file))
        .filter((file) => !readdirSafe(file))
        .map((file) => readFileSync(file, 'latin1'))
        .join(''),
    }
    t.ok(lines.length > 100, `${lines.length} lines logged`)
    for (const [place, text] of Object.entries(places)) {
      t.same(
        SECRETS.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
        [],
        place,
      )
    }
    // The control: a line planted as a careless developer would is found by the same search.
    const naive: string[] = []
    const careless = Fastify({
      logger: { level: 'info', stream: { write: (line: string) => naive.push(line) } },
    })
    careless.post('/', async (request) => {
      request.log.info(request.body)
      return 'ok'
    })
    await careless.inject({ method: 'POST', url: '/', payload: PERSON })
    t.ok(naive.join('').includes(PERSON.name))
  },
)

t.test('the log of our own PostgreSQL quotes no value it refuses', async (t) => {
  const refusedBy = async (settings?: Record<string, string>) => {
    const { url, log } = await privatePostgres(t, settings)
    await asOwner(url, async (owner) => {
      await owner.query('create table people (email text unique, name text check (length(name) < 60))')
      await owner.query('insert into people values ($1, $2)', [PERSON.email, PERSON.name])
      const insert = 'insert into people values ($1, $2)'
      await t.rejects(owner.query(insert, [PERSON.email, 'x']), /duplicate/)
      await t.rejects(owner.query(insert, ['x', PERSON.name.repeat(9)]), /check/)
      await t.rejects(owner.query(`insert into people values ('${PERSON.email}')`), /duplicate/)
      await t.rejects(owner.query('select $1::uuid', [PERSON.phone]), /uuid/)
    })
    return SECRETS.filter((secret) => log().includes(secret))
  }
  t.same(await refusedBy(), [])
  const usual = {
    log_min_messages: 'warning',
    log_error_verbosity: 'default',
    log_min_error_statement: 'error',
  }
  t.same(
    await refusedBy(usual),
    [PERSON.name, PERSON.email, PERSON.phone],
    'the control: as it comes, it quotes them',
  )
})

function readdirSafe(file: string): boolean {
  try {
    readdirSync(file)
    return true
  } catch {
    return false
  }
}
