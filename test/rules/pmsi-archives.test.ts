import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import { type ArchiveLimits, emptyReport, readUnits } from '../../src/domains/pmsi/reading/read-units.js'
import { listInputs } from '../../src/domains/pmsi/reading/sources.js'
import type { Stay } from '../../src/domains/pmsi/stay.js'
import { rsaLine } from '../support/pmsi-lines.js'
import { type ZipEntry, zip } from '../support/zip.js'

const GOOD = `${rsaLine()}\n`
const MB = 1024 ** 2

/** Reads a hostile archive beside a good file, which must be read whatever happens. */
async function readBeside(
  t: { testdir(files: Record<string, Buffer | string>): string },
  archive: Buffer,
  limits: Partial<ArchiveLimits> = {},
) {
  const folder = t.testdir({ 'hostile.zip': archive, 'good.rsa': GOOD })
  const report = emptyReport()
  const stays: Stay[] = []
  for await (const unit of readUnits(await listInputs([folder]), report, { limits }))
    stays.push(...unit.stays)
  assert.equal(stays.length, 1, 'the good file is read, and nothing of the hostile one')
  assert.deepEqual(readdirSync(folder), ['good.rsa', 'hostile.zip'], 'nothing is written')
  return { refused: report.files.filter(({ status }) => status === 'refused'), report, folder }
}

const other = (name: string, more: Partial<ZipEntry> = {}): ZipEntry => ({
  name,
  content: 'x'.repeat(50),
  ...more,
})

const HOSTILE: Record<string, [entries: ZipEntry[], reason: RegExp]> = {
  'a name that climbs out of the archive': [[other('../../etc/passwd')], /hors de l’archive/],
  'a name that climbs with backslashes': [[other('a\\..\\..\\b')], /hors de l’archive/],
  'an absolute name': [[other('/etc/passwd')], /hors de l’archive/],
  'a Windows drive': [[other('C:\\a.rsa')], /hors de l’archive/],
  'a zero byte in a name': [[other('a.rsa\0.txt')], /caractère nul/],
  'a symbolic link': [[other('a.rsa', { mode: 0o120777 })], /lien symbolique/],
  'two names equal but for their case': [[other('A.rsa'), other('a.RSA')], /même nom/],
  'two names equal after Unicode normalisation': [[other('é.rsa'), other('e\u0301.rsa')], /même nom/],
  'entries that share the same bytes': [[other('a.rsa'), other('b.rsa', { sameDataAs: 0 })], /chevauchent/],
  'a declared ratio above 200': [[other('a.rsa', { content: Buffer.alloc(60 * MB) })], /200 fois/],
}
for (const [what, [entries, reason]] of Object.entries(HOSTILE)) {
  t.test(`an archive with ${what} is refused whole`, async (t) => {
    const { refused, report } = await readBeside(t, zip([{ name: 'in.rsa', content: GOOD }, ...entries]))
    t.match(refused, [{ name: /hostile\.zip$/, kind: 'archive', reason }])
    t.equal(report.files.length, 2, 'no entry is read')
  })
}

t.test('an archive with too many entries is refused', async (t) => {
  const many = zip(new Array(2001).fill(null).map((_, index) => other(`f${index}`)))
  t.match((await readBeside(t, many)).refused, [{ reason: 'L’archive contient plus de 2000 fichiers.' }])
})

t.test('the control: without limits, the same archives are read', async (t) => {
  const none = {
    entries: Number.POSITIVE_INFINITY,
    inflatedBytes: Number.POSITIVE_INFINITY,
    ratio: Number.POSITIVE_INFINITY,
  }
  for (const entries of [
    Array.from({ length: 2001 }, (_, index) => other(`f${index}`)),
    HOSTILE['a declared ratio above 200']![0],
  ]) {
    const { report } = await readBeside(t, zip(entries), none)
    t.ok(report.files.length >= entries.length, `${report.files.length} files told`)
  }
})

t.test('an archive that announces more than the limit is refused', async (t) => {
  const { refused } = await readBeside(
    t,
    zip([other('a.rsa', { content: 'x'.repeat(3 * MB), stored: true })]),
    { inflatedBytes: 2 * MB },
  )
  t.match(refused, [{ kind: 'archive', reason: /dépasse 2 Mo/ }])
})

t.test('an entry that inflates to more than it announces is refused while it inflates', async (t) => {
  const lying = zip([{ name: '990000002.2024.12.rsa', content: GOOD.repeat(40_000), declaredSize: 2000 }])
  const before = process.memoryUsage().rss
  const { refused } = await readBeside(t, lying)
  t.match(
    refused.find(({ name }) => name.includes('›')),
    { reason: /abîmée/ },
  )
  t.ok(process.memoryUsage().rss - before < 60 * MB)
})

t.test('an entry whose checksum is wrong gives no stay at all', async (t) => {
  const content = `${rsaLine({ fields: { finess: '990000002' } })}\n`
  const { refused } = await readBeside(t, zip([{ name: '990000002.2024.12.rsa', content, declaredCrc: 1 }]))
  t.match(
    refused.find(({ name }) => name.includes('›')),
    { status: 'refused', reason: /abîmée/ },
  )
})

t.test(
  'an encrypted entry, a nested archive and an unknown compression are refused one by one',
  async (t) => {
    const { refused } = await readBeside(
      t,
      zip([
        other('a.rsa', { flags: 1 }),
        other('b.zip', { content: zip([other('c')]), stored: true }),
        other('d.rsa', { method: 14 }),
        other('readme.txt'),
      ]),
    )
    const entries = refused.filter(({ name }) => name.includes('›'))
    t.match(entries.map(({ name, reason }) => `${name.split('› ')[1]}: ${reason}`).sort(), [
      /a\.rsa.*chiffré/,
      /b\.zip.*archive dans une archive/,
      /d\.rsa.*compression/,
    ])
  },
)

t.test('a truncated archive is refused', async (t) => {
  const whole = zip([{ name: 'a.rsa', content: GOOD.repeat(100) }])
  t.match((await readBeside(t, whole.subarray(0, 200))).refused, [{ reason: /abîmée/ }])
  t.match((await readBeside(t, Buffer.concat([whole.subarray(0, 60), whole.subarray(-90)]))).refused, [
    { reason: /abîmée/ },
  ])
})

t.test('the control: used as paths, several of these names lead out of their folder', async (t) => {
  const names = Object.values(HOSTILE).flatMap(([entries]) => entries.map(({ name }) => name))
  t.ok(names.filter((name) => !resolve('/data', name).startsWith('/data/')).length >= 2)
})

t.test('names of entries are shown, never used as paths, and lose their control characters', async (t) => {
  const { report, folder } = await readBeside(t, zip([other('dossier/\x1b[31mrouge.txt')]))
  t.ok(report.files.some(({ name }) => name.endsWith('› dossier/?[31mrouge.txt')))
  t.notOk(readdirSync(folder).includes('dossier'))
  t.ok(join(folder))
})
