import { createKeySet } from '../format/key-set.js'
import { createLineScanner, type LineSink } from '../format/line-scanner.js'
import { createLinker, type Linkage, type Linker } from '../format/linking.js'
import { createOwners, type OwnerTable } from '../format/owners.js'
import { createRsaReader, type RsaSink, unreadableFault } from '../format/rsa.js'
import type { LineFault } from '../format/rsa-check.js'
import type { UnitPlan } from '../format/supersession.js'
import type { QualityFinding, Stay } from '../stay.js'
import { createFindings, type Findings } from './findings.js'
import { addRejection, type FileReport, type ReadReport } from './report.js'
import type { Source } from './sources.js'
import { createStayTable, type StayTable } from './stay-table.js'
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

/**
 * Reads the RSA of a unit, then the files that link its stays. Null when no RSA line could be read: the reports
 * say why. Memory holds the stays of this unit only.
 */
export async function readUnit(plan: UnitPlan, run: Run): Promise<Unit | null> {
  const stays = createStayTable()
  const owners = createOwners(plan.finess)
  const findings = createFindings(plan, owners)
  let accepted = 0
  for (const candidate of [plan.base, plan.lamda]) {
    const chosen = candidate === null ? undefined : run.surveyed[candidate.index]
    if (chosen !== undefined) accepted += await readRsa(chosen, stays, owners, findings, run)
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
  const unitStays = stays.list()
  findings.checkOrigins(unitStays)
  const linker = createLinker(unitStays, plan.finess, plan.year)
  for (const { index } of plan.companions) {
    const chosen = run.surveyed[index]
    if (chosen !== undefined) await readCompanion(chosen, linker, run)
  }
  const { linkage, mismatches, withoutMother } = linker.finish()
  if (mismatches > 0) findings.add('COMPANION_MISMATCH', null)
  for (const child of withoutMother) findings.add('MOTHER_NOT_FOUND', child)
  return { finess: plan.finess, year: plan.year, stays: unitStays, findings: findings.all, linkage }
}

/** Returns the number of lines accepted. A file refused on the way leaves `stays` as it was. */
async function readRsa(
  chosen: Surveyed,
  stays: StayTable,
  owners: OwnerTable,
  findings: Findings,
  run: Run,
): Promise<number> {
  const { source, file } = chosen
  const sink = new UnitSink(stays, findings, run.report, file.name)
  const reader = createRsaReader(sink, owners)
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
    sink.settle()
  })
  return file.status === 'read' ? file.accepted : 0
}

/** The stays of one RSA file, over those of the file it corrects. */
class UnitSink implements RsaSink {
  private readonly own = createStayTable()
  private readonly gone = new Set<number>()
  private readonly ids = createKeySet()

  constructor(
    private readonly stays: StayTable,
    private readonly findings: Findings,
    private readonly report: ReadReport,
    private readonly fileName: string,
  ) {}

  stay(stay: Stay, id: number): void {
    if (this.ids.add(id)) {
      this.own.add(id, stay)
      return
    }
    this.findings.addId('DUPLICATE_KEY', id)
    this.own.put(id, stay)
    this.gone.delete(id)
  }

  other(id: number, _line: number, ungrouped: boolean): void {
    if (ungrouped) this.findings.addId('UNGROUPED_STAY', id)
    if (!this.ids.add(id)) {
      this.findings.addId('DUPLICATE_KEY', id)
      this.own.delete(id)
    }
    if (this.stays.has(id)) this.gone.add(id)
  }

  reject(line: number, fault: LineFault, rsaKey: string | null): void {
    addRejection(this.report, this.fileName, line, fault, rsaKey)
  }

  /** The stays of the file take the place of those with the same key. */
  settle(): void {
    for (const id of this.gone) this.stays.delete(id)
    this.stays.putAll(this.own)
  }
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
