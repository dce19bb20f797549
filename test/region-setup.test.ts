import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { z } from 'zod'

const Service = z.looseObject({
  image: z.string().optional(),
  command: z.string().optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  env_file: z.string().optional(),
  build: z.object({ context: z.string(), dockerfile_inline: z.string() }).optional(),
  ulimits: z.object({ core: z.number() }).optional(),
  restart: z.string().optional(),
  ports: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.union([z.string(), z.array(z.string())]) }).optional(),
})
const Network = z.object({ ipam: z.object({ config: z.array(z.object({ gateway: z.ipv4() })) }) })
const { services, networks } = z
  .object({ services: z.record(z.string(), Service), networks: z.record(z.string(), Network) })
  .parse(parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }))

t.test('the set-up of a region is a file that can be read, of five services', (t) => {
  t.same(Object.keys(services).sort(), ['mail', 'postgres', 'redis', 'web', 'worker'])
  for (const name of ['web', 'worker']) {
    const entry = services[name]?.command?.split(' ').at(-1) ?? ''
    t.ok(existsSync(entry), `${name} runs ${entry}`)
  }
  t.end()
})

t.test('it comes back by itself, on its machine only, and waits for a PostgreSQL others can reach', (t) => {
  for (const [name, { restart, ports }] of Object.entries(services)) {
    t.equal(restart, 'unless-stopped', name)
    t.same(
      ports.filter((port) => !port.startsWith('127.0.0.1:')),
      [],
    )
  }
  t.match(
    services.postgres?.healthcheck?.test,
    /-h 127\.0\.0\.1/,
    'its socket answers before the others can come',
  )
  t.end()
})

t.test('the address of each person is known behind the proxy, which comes in by the gateway', (t) => {
  const [{ gateway } = {}] = networks.default?.ipam.config ?? []
  t.equal(services.web?.environment?.TRUSTED_PROXIES, `\${TRUSTED_PROXIES:-${gateway}}`)
  t.end()
})

t.test('each of its settings is one that .env.example explains, and each that it explains is heard', (t) => {
  const explained = new Set(readFileSync('.env.example', 'utf8').match(/^[A-Z_]+(?==)/gm))
  const asked = ['web', 'worker'].flatMap((name) => Object.keys(services[name]?.environment ?? {}))
  t.ok(asked.length > 10)
  t.same(
    asked.filter((name) => !explained.has(name)),
    [],
  )
  for (const name of ['web', 'worker']) {
    const decided = Object.entries(services[name]?.environment ?? {}).filter(
      ([setting, value]) => !String(value).startsWith(`\${${setting}:`),
    )
    t.equal(services[name]?.env_file, '.env')
    t.same(
      decided.map(([setting]) => setting),
      ['DATABASE_URL', 'REDIS_URL', 'HOST', 'PORT', 'DATA_DIR', 'RUN_WORKER'],
      `${name}: what the file decides by itself`,
    )
  }
  t.end()
})

t.test('its image holds no data nor secret, runs without root’s rights and cannot change its code', (t) => {
  const left = readFileSync('.dockerignore', 'utf8').split('\n')
  t.same(
    ['.env', 'var', '.git', 'node_modules', 'dist'].filter((name) => !left.includes(name)),
    [],
  )
  const steps = services.web?.build?.dockerfile_inline.split('\n').filter((line) => /^[A-Z]/.test(line)) ?? []
  t.equal(steps.at(-1), 'USER node')
  t.notMatch(steps.join('\n'), /chown/)
  t.end()
})

t.test('no process of it leaves its memory on the disk, and PostgreSQL’s log quotes no error', (t) => {
  for (const [name, { ulimits }] of Object.entries(services)) t.equal(ulimits?.core, 0, name)
  t.match(services.postgres?.command, /-c log_min_messages=log\b/)
  t.end()
})
