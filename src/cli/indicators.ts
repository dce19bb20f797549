import { parseArgs } from 'node:util'
import {
  emptyReport,
  type ReadReport,
  readUnits,
  UnusableInputError,
} from '../domains/pmsi/reading/read-units.js'
import { listInputs } from '../domains/pmsi/reading/sources.js'
import type { QualityFinding } from '../domains/pmsi/stay.js'
import {
  DEFAULT_MINIMUM_LEVELS,
  DEFAULT_VERY_PRETERM_UNDER_WEEKS,
} from '../domains/tracers/engine/default-config.js'
import { startTracers } from '../domains/tracers/engine/fold.js'
import type { Maternity } from '../domains/tracers/engine/types.js'
import { FORMATS, type Format, formatOutcome } from './indicators-output.js'
import { parseMaternities, readMaternitiesFile } from './maternities-file.js'

const USAGE = `Calcule les treize indicateurs traceurs à partir d’extraits du PMSI MCO, sans serveur ni base.

  npm run --silent indicators -- --format json|csv|table --maternities FICHIER CHEMIN…

  CHEMIN          fichiers (.rsa, .ano, .tra.txt, .ium, VID-HOSP), dossiers ou archives .zip
  --maternities   CSV « finess_geo;name;type;valid_from;valid_to », type I, IIA, IIB, III ou CPP
  --format        json, csv ou table (par défaut)
  --year-of       discharge (année de sortie, par défaut) ou birth (année de naissance)
`
const UNUSABLE = 2

type Arguments = { format: Format; maternities: Maternity[]; yearOf: 'discharge' | 'birth'; paths: string[] }

async function main(): Promise<void> {
  const { format, maternities, yearOf, paths } = readArguments()
  const report = emptyReport()
  const fold = startTracers({
    maternities,
    minimumLevels: DEFAULT_MINIMUM_LEVELS,
    veryPretermUnderWeeks: DEFAULT_VERY_PRETERM_UNDER_WEEKS,
    yearOf,
  })
  const findings: QualityFinding[] = []
  try {
    for await (const unit of readUnits(await listInputs(paths), report, { onProgress: showProgress })) {
      fold.add(unit.stays)
      findings.push(...unit.findings)
    }
  } finally {
    endProgress()
    sayRefusals(report)
  }
  const outcome = fold.finish()
  process.stdout.write(formatOutcome(format, outcome, report, [...findings, ...outcome.quality]))
}

function readArguments(): Arguments {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'table' },
        maternities: { type: 'string' },
        'year-of': { type: 'string', default: 'discharge' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      process.stdout.write(USAGE)
      process.exit(0)
    }
    const format = FORMATS.find((known) => known === values.format)
    if (!format) return fail(`--format « ${values.format} » : choisissez json, csv ou table.`)
    const yearOf = values['year-of']
    if (yearOf !== 'discharge' && yearOf !== 'birth')
      return fail('--year-of : choisissez discharge ou birth.')
    if (!values.maternities)
      return fail('--maternities est obligatoire : sans types, le lieu de naissance ne se juge pas.')
    if (positionals.length === 0) return fail('Indiquez au moins un fichier, un dossier ou une archive.')
    return { format, yearOf, maternities: readMaternities(values.maternities), paths: positionals }
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function readMaternities(file: string): Maternity[] {
  try {
    return parseMaternities(readMaternitiesFile(file))
  } catch (error) {
    return fail(`--maternities ${file} : ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** The reason on stderr, and the exit status of an input nothing can be made of. */
function fail(reason: string): never {
  process.stderr.write(`${reason}\n\n${USAGE}`)
  process.exit(UNUSABLE)
}

const BAR_WIDTH = 30
let barShown = false

function showProgress(report: ReadReport): void {
  if (!process.stderr.isTTY || report.bytesTotal === 0) return
  const share = Math.min(1, report.bytesRead / report.bytesTotal)
  const full = Math.round(share * BAR_WIDTH)
  const megabytes = (report.bytesRead / 1e6).toFixed(0)
  process.stderr.write(
    `\r[${'█'.repeat(full)}${'·'.repeat(BAR_WIDTH - full)}] ${Math.floor(share * 100)} % ${megabytes} Mo`,
  )
  barShown = true
}

function endProgress(): void {
  if (barShown) process.stderr.write('\n')
}

function sayRefusals(report: ReadReport): void {
  for (const file of report.files) {
    if (file.status === 'refused') process.stderr.write(`${file.name} : ${file.reason ?? 'refusé'}\n`)
  }
  const rejected = report.files.reduce((sum, file) => sum + file.rejected, 0)
  if (rejected > 0)
    process.stderr.write(`${rejected} ligne(s) rejetée(s) : le format json en donne la liste.\n`)
}

// The reader of our output may stop early (« | head »).
process.stdout.on('error', () => process.exit(0))
await main().catch((error: unknown) => {
  if (!(error instanceof UnusableInputError)) throw error
  fail(error.message)
})
