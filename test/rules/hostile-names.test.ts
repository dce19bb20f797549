import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import { emptyReport, readUnits } from '../../src/domains/pmsi/reading/read-units.js'
import { listInputs } from '../../src/domains/pmsi/reading/sources.js'
import { storeUpload } from '../../src/domains/pmsi/uploads.js'
import { hostileName, spelled, watchedFolder } from '../support/hostile-names.js'
import { rsaLine } from '../support/pmsi-lines.js'
import { numberUnder, randomFrom } from '../support/random.js'
import { zip } from '../support/zip.js'

const SEED = Number(process.env.NAMES_SEED ?? Math.trunc(Math.random() * 1e6))
const UPLOADS = 600
const ARCHIVES = 300
const OURS = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** What a reader does not see, or that turns the order of what she reads. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

t.test(
  'whatever the name of a file sent, it is kept under a name of ours and shown as clean text',
  async (t) => {
    t.comment(`${UPLOADS} names; NAMES_SEED=${SEED}`)
    const random = randomFrom(SEED)
    const { root, folder, seen } = watchedFolder(t)
    const before = seen()
    for (let sent = 1; sent <= UPLOADS; sent += 1) {
      const name = hostileName(random, root)
      const { name: shown, stored } = await storeUpload(folder, name, Readable.from([Buffer.from('x')]))
      const problem = faultOf(shown) ?? (OURS.test(stored) ? null : 'kept under another name')
      if (problem !== null) t.fail(`${spelled(name)}: ${problem}, ${spelled(shown)}`)
    }
    const kept = readdirSync(folder)
    t.equal(kept.length, UPLOADS)
    t.ok(kept.every((name) => OURS.test(name)))
    const beside = seen().filter((one) => path.dirname(path.join(root, one)) !== folder)
    t.same(beside, before, 'nothing above the folder, nor where the absolute names point')
    t.same(strays(), [], 'nor where the process runs')
  },
)

t.test(
  'whatever the names in an archive, it is refused or they are shown clean, and nothing is written',
  async (t) => {
    const random = randomFrom(SEED + 1)
    const { root, folder, seen } = watchedFolder(t)
    const archive = path.join(folder, 'hostile.zip')
    const good = path.join(folder, 'good.rsa')
    writeFileSync(archive, '')
    writeFileSync(good, `${rsaLine()}\n`)
    const before = seen()
    const counts = { refused: 0, shown: 0 }
    for (let made = 1; made <= ARCHIVES; made += 1) {
      const names = Array.from({ length: 1 + numberUnder(random, 2) }, () => hostileName(random, root))
      writeFileSync(archive, zip(names.map((name) => ({ name, content: `${rsaLine()}\n`, stored: true }))))
      const report = emptyReport()
      for await (const unit of readUnits(await listInputs([archive, good]), report)) void unit
      const isRefused = report.files.some(({ kind, status }) => kind === 'archive' && status === 'refused')
      counts[isRefused ? 'refused' : 'shown'] += 1
      t.equal(report.files.length === 2, isRefused, 'of an archive that is refused nothing is read')
      for (const { name } of report.files) {
        if (UNSEEN.test(name)) t.fail(`shown as ${spelled(name)}`)
      }
    }
    t.same(seen(), before)
    t.same(strays(), [])
    t.comment(`${ARCHIVES} archives: ${counts.refused} refused whole, ${counts.shown} read with names shown`)
    t.ok(counts.refused > 50 && counts.shown > 5, 'both happen')
  },
)

t.test('the control: used as paths, the same names write outside their folder', async (t) => {
  const random = randomFrom(SEED)
  const { root, folder, seen } = watchedFolder(t)
  const before = seen()
  let refusedByDisk = 0
  for (let sent = 1; sent <= UPLOADS; sent += 1) {
    const target = path.resolve(folder, hostileName(random, root))
    if (!target.startsWith(`${root}/`)) continue
    try {
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, 'x')
    } catch {
      refusedByDisk += 1
    }
  }
  const outside = seen().filter(
    (one) => !before.includes(one) && !path.join(root, one).startsWith(`${folder}/`),
  )
  t.comment(`${outside.length} written outside, ${refusedByDisk} refused by the disk`)
  t.ok(outside.length > 50)
})

/** The last part of these names, where the process runs. */
function strays(): string[] {
  return readdirSync('.').filter((one) => /n\d+$/.test(one))
}

/** What is wrong with a name as it is shown, or null. */
function faultOf(shown: string): string | null {
  if (shown === '' || [...shown].length > 200) return 'none or too long'
  if (/[/\\]/.test(shown)) return 'a path'
  return UNSEEN.test(shown) ? 'something unseen' : null
}
