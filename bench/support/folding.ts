// The process `bench/memory.ts` watches: reads the folders it is told of and counts their stays in one fold.
import { readFileSync } from 'node:fs'
import { parseMaternities } from '../../src/cli/maternities-file.js'
import { emptyReport, readUnits } from '../../src/domains/pmsi/reading/read-units.js'
import { listInputs } from '../../src/domains/pmsi/reading/sources.js'
import { DEFAULT_CONFIG } from '../../src/domains/tracers/engine/default-config.js'
import { startTracers } from '../../src/domains/tracers/engine/fold.js'

const maternities = parseMaternities(readFileSync(process.argv[2] ?? '', 'utf8'))
const fold = startTracers({ ...DEFAULT_CONFIG, maternities })
let stays = 0

process.on('message', async ({ folder }: { folder: string | null }) => {
  if (folder === null) process.send?.(`${stays} perinatal stays, ${fold.finish().results.length} results`)
  else {
    await readFolder(folder)
    process.send?.('read')
  }
})
process.send?.('ready')

async function readFolder(folder: string): Promise<void> {
  for await (const unit of readUnits(await listInputs([folder]), emptyReport())) {
    stays += unit.stays.length
    fold.add(unit.stays)
  }
}
