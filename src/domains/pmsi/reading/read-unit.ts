import { createKeySet } from '../format/key-set.js'
import { createLineScanner, type LineSink } from '../format/line-scanner.js'
import { createLinker, type Linkage, type Linker } from '../format/linking.js'
import { createRsaReader, unreadableFault } from '../format/rsa.js'
import type { LineFault } from '../format/rsa-check.js'
import type { UnitPlan } from '../format/supersession.js'
import type { ReaderQualityCode } from '../quality-codes.js'
import type { QualityFinding, Stay } from '../stay.js'
import { addRejection, type FileReport, type ReadReport } from './report.js'
import type { Source } from './sources.js'
import { orRefuse, type Surveyed } from './survey.js'

/** One FINESS e-PMSI and one year of transmission. */
export type Unit = {
  finess: string
  year: number
  stays: Stay[]
  findings: QualityFinding[]
  linkage: Linkage
}

/** What reading shares between units. */
export type Run = {
  surveyed: Surveyed[]
  report: ReadReport
  signal: AbortSignal | undefined
  onProgress: ((report: ReadReport) => void) | undefined
}

/** Above this, the file itself is the problem and one more line says nothing. */
const MAX_FINDINGS_PER_CODE = 1000

/**
 * Reads the RSA of a unit, then the files that link its stays. Null when no RSA line could be read: the reports
 * say why. Memory holds the stays of this unit only.
 */
export async function readUnit(plan: UnitPlan, run: Run): Promise<Unit | null> {
  const stays = new Map<number, Stay>()
  const findings = createFindings(plan)
  let accepted = 0
  for (const candidate of [plan.base, plan.lamda]) {
    const chosen = candidate === null ? undefined : run.surveyed[candidate.index]
    if (chosen !== undefined) accepted += await readRsa(chosen, stays, findings, run)
  }
  if (accepted === 0) {
    for (const { index } of plan.companions) {
      const companion = run.surveyed[index]
      if (companion !== undefined) companion.file.reason ??= RSA_NOT_READ
    }
    return null
  }
  if (plan.base === null) findings.add('LAMDA_WITHOUT_BASE', null)
  if (plan.base?.month === 0) findings.add('TRIAL_TRANSMISSION', null)
  findings.checkOrigins(stays.values())
  const linker = createLinker(stays, plan.finess, plan.year)
  for (const { index } of plan.companions) {
    const chosen = run.surveyed[index]
    if (chosen !== undefined) await readCompanion(chosen, linker, run)
  }
  const { linkage, mismatches, withoutMother } = linker.finish()
  if (mismatches > 0) findings.add('COMPANION_MISMATCH', null)
  for (const child of withoutMother) findings.add('MOTHER_NOT_FOUND', child)
  return { finess: plan.finess, year: plan.year, stays: [...stays.values()], findings: findings.all, linkage }
}

/** Returns the number of lines accepted. A file refused on the way leaves `stays` as it was. */
async function readRsa(
  chosen: Surveyed,
  stays: Map<number, Stay>,
  findings: Findings,
  run: Run,
): Promise<number> {
  const { source, file } = chosen
  const own = new Map<number, Stay>()
  const gone = new Set<number>()
  const keys = createKeySet()
  const reader = createRsaReader({
    stay: (stay, key) => {
      if (!keys.add(key)) findings.addKey('DUPLICATE_KEY', key)
      own.set(key, stay)
      gone.delete(key)
    },
    other: (key, _line, ungrouped) => {
      if (ungrouped) findings.addKey('UNGROUPED_STAY', key)
      if (!keys.add(key)) {
        findings.addKey('DUPLICATE_KEY', key)
        own.delete(key)
      }
      if (stays.has(key)) gone.add(key)
    },
    reject: (line, fault, rsaKey) => addRejection(run.report, file.name, line, fault, rsaKey),
  })
  await orRefuse(file, async () => {
    await scan(source, reader, run)
    const { lines, accepted, rejected, setAside, versions } = reader.tally
    Object.assign(file, {
      lines,
      accepted,
      rejected,
      setAside,
      versions: [...versions].sort(),
      status: 'read',
    })
    if (accepted === 0) Object.assign(file, { status: 'refused', reason: NO_READABLE_LINE })
    for (const key of gone) stays.delete(key)
    for (const [key, stay] of own) stays.set(key, stay)
  })
  return file.status === 'read' ? file.accepted : 0
}

const RSA_NOT_READ = 'Le fichier RSA qu’il accompagne n’a pas pu être lu.'
const NO_READABLE_LINE =
  'Aucune ligne du fichier n’a pu être lue : voyez les rejets pour en connaître la cause.'

async function readCompanion({ source, file, candidate }: Surveyed, linker: Linker, run: Run): Promise<void> {
  const check = candidate.kind === 'ano' ? linker.ano : candidate.kind === 'tra' ? linker.tra : linker.vidHosp
  // A VID-HOSP without a year in its name serves several units: it is reported once.
  const isFirstTime = file.status !== 'read'
  const tally = { lines: 0, accepted: 0, rejected: 0 }
  const count = (line: number, fault: LineFault | null): void => {
    tally.lines += 1
    if (fault === null) tally.accepted += 1
    else tally.rejected += 1
    if (fault !== null && isFirstTime) addRejection(run.report, file.name, line, fault, null)
  }
  await orRefuse(file, async () => {
    const sink: LineSink = {
      line: (buffer, start, end, number) => count(number, check(buffer, start, end)),
      unreadable: (number, cause) => count(number, unreadableFault(cause)),
    }
    await scan(source, sink, run)
    if (isFirstTime)
      Object.assign(file, { ...tally, status: 'read', reason: null } satisfies Partial<FileReport>)
  })
}

async function scan(source: Source, sink: LineSink, { report, signal, onProgress }: Run): Promise<void> {
  const scanner = createLineScanner(sink)
  for await (const chunk of source.read()) {
    signal?.throwIfAborted()
    scanner.push(chunk)
    report.bytesRead += chunk.length
    onProgress?.(report)
  }
  scanner.end()
}

type Findings = {
  all: QualityFinding[]
  add(code: ReaderQualityCode, stay: Stay | null): void
  addKey(code: ReaderQualityCode, rsaKey: number): void
  checkOrigins(stays: Iterable<Stay>): void
}

function createFindings({ finess, year }: UnitPlan): Findings {
  const all: QualityFinding[] = []
  const counts = new Map<string, number>()

  function push(finding: QualityFinding): void {
    const count = (counts.get(finding.code) ?? 0) + 1
    counts.set(finding.code, count)
    if (count <= MAX_FINDINGS_PER_CODE) all.push(finding)
  }

  function add(code: ReaderQualityCode, stay: Stay | null): void {
    push({
      code,
      establishment: stay?.site ?? finess,
      finess: stay?.finess ?? null,
      rsaKey: stay?.rsaKey ?? null,
      year,
    })
  }

  function addKey(code: ReaderQualityCode, rsaKey: number): void {
    push({ code, establishment: finess, finess, rsaKey: String(rsaKey).padStart(10, '0'), year })
  }

  /** Once for each foreign FINESS and each other year: such lines come by thousands or not at all. */
  function checkOrigins(stays: Iterable<Stay>): void {
    const foreign = new Set<string>()
    const years = new Set<number>()
    for (const stay of stays) {
      if (stay.finess !== finess) foreign.add(stay.finess)
      if (stay.exitYear !== year) years.add(stay.exitYear)
    }
    for (const other of foreign)
      push({ code: 'MIXED_FINESS', establishment: other, finess: null, rsaKey: null, year })
    for (const other of years)
      push({ code: 'EXIT_YEAR_MISMATCH', establishment: finess, finess: null, rsaKey: null, year: other })
  }

  return { all, add, addKey, checkOrigins }
}
