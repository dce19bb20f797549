// Cold run of the real command on 200,000 stays (88 MB of RSA), process start included, against `wc -l` and `cat`
// of the same files; then the same with the companion files (412 MB). Budget: 0.6 s for the RSA.
//   node src/cli/run.mjs bench/indicators.ts [runs] [stays]
import { statSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { inTurn, median, numberArgument, say, sayMachine } from './support/measuring.js'
import { filesOf, inScratch, run, synthesise } from './support/scratch.js'

const runs = numberArgument(1, 9)
const stays = numberArgument(2, 200_000)

await inScratch(async (scratch) => {
  const all = path.join(scratch, 'all')
  const { maternities } = await synthesise(all, { stays })
  const rsa = path.join(scratch, 'rsa')
  await mkdir(rsa)
  await run('npm', ['run', '--silent', 'build'])
  const indicators = (folders: string[]) =>
    run('npm', [
      ...['run', '--silent', 'indicators', '--', '--format', 'json', '--maternities', maternities],
      ...folders,
    ])
  for (const file of await filesOf(all, '.rsa')) await rename(file, path.join(rsa, path.basename(file)))
  const rsaFiles = await filesOf(rsa, '')
  const allFiles = [...rsaFiles, ...(await filesOf(all, ''))]
  sayMachine()
  await compare(`RSA alone, ${stays} stays`, rsaFiles, () => indicators([rsa]))
  await compare('RSA, ANO, TRA and VID-HOSP', allFiles, () => indicators([rsa, all]))
})

async function compare(title: string, files: string[], indicators: () => Promise<void>): Promise<void> {
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const measures = await inTurn(runs, {
    wc: () => run('wc', ['-l', ...files]),
    cat: () => run('cat', files),
    indicators,
  })
  const [wc, cat, ours] = [median(measures.wc), median(measures.cat), median(measures.indicators)]
  say(`${title}: ${(bytes / 1e6).toFixed(0)} MB, median of ${runs} cold runs`)
  say(`  npm run indicators ${ours.toFixed(0)} ms (best ${Math.min(...measures.indicators).toFixed(0)} ms)`)
  say(
    `  ratio ${(ours / wc).toFixed(1)} × wc -l (${wc.toFixed(0)} ms), ${(ours / cat).toFixed(1)} × cat (${cat.toFixed(0)} ms)`,
  )
}
