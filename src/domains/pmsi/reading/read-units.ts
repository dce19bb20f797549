import { type NotRead, planUnits, type UnitPlan } from '../format/supersession.js'
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.js'
import { type Run, readUnit, type Unit } from './read-unit.js'
import { type FileReport, type InputFile, type ReadReport, UnusableInputError } from './report.js'
import { RefusedSourceError, type Source } from './sources.js'
import { type Survey, type Surveyed, surveyInputs } from './survey.js'

export type { ArchiveLimits } from './archive-limits.js'
export type { Unit } from './read-unit.js'
export type { FileKind, FileReport, InputFile, ReadReport, Rejection } from './report.js'
export { emptyReport, UnusableInputError } from './report.js'

export type ReadOptions = {
  signal?: AbortSignal
  /** Called after each chunk, some hundred kilobytes. */
  onProgress?: (report: ReadReport) => void
  limits?: Partial<ArchiveLimits>
}

/**
 * Reads PMSI files and archives into units, one FINESS e-PMSI and year at a time, ordered by FINESS then year.
 * `report` is completed on the way: every input has its line, every refused line its reason. What cannot be used
 * does not stop the rest. Throws `UnusableInputError` when no RSA could be read at all, and the reason of
 * `signal` soon after it fires.
 */
export async function* readUnits(
  inputs: InputFile[],
  report: ReadReport,
  options: ReadOptions = {},
): AsyncGenerator<Unit> {
  const { signal, onProgress } = options
  const survey = await surveyInputs(inputs, report, { ...ARCHIVE_LIMITS, ...options.limits }, signal)
  const { surveyed } = survey
  const { units, notRead } = planUnits(surveyed.map(({ candidate }) => candidate))
  await reportNotRead(notRead, surveyed, signal)
  report.bytesTotal = units.reduce((sum, unit) => sum + bytesOf(unit), 0)
  const run: Run = { surveyed, report, signal, onProgress }
  let count = 0
  for (const plan of units) {
    signal?.throwIfAborted()
    const unit = await readUnit(plan, run)
    reportArchives(survey)
    if (unit === null) continue
    count += 1
    yield unit
  }
  reportArchives(survey)
  if (count === 0) {
    throw new UnusableInputError(
      'Aucun fichier RSA n’a pu être lu parmi ceux qui ont été fournis : voyez le motif indiqué pour chacun.',
    )
  }
}

function bytesOf({ base, lamda, companions }: UnitPlan): number {
  return [base, lamda, ...companions].reduce((sum, candidate) => sum + (candidate?.size ?? 0), 0)
}

async function reportNotRead(
  notRead: NotRead[],
  surveyed: Surveyed[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const digests = new Map<Source, string | null>()
  for (const { candidate, status, reason, instead } of notRead) {
    const own = surveyed[candidate.index]
    const other = instead === null ? undefined : surveyed[instead.index]
    if (own === undefined) continue
    const isSame =
      other !== undefined &&
      own.source.size === other.source.size &&
      (await haveSameBytes(own, other, digests, signal))
    Object.assign(
      own.file,
      isSame
        ? {
            status: 'duplicate',
            reason: `Le contenu est celui de « ${other.file.name} » : il compte une fois.`,
          }
        : { status, reason },
    )
  }
}

async function haveSameBytes(
  a: Surveyed,
  b: Surveyed,
  digests: Map<Source, string | null>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const [first, second] = [
    await digestOf(a.source, digests, signal),
    await digestOf(b.source, digests, signal),
  ]
  return first !== null && first === second
}

/** Null for a source that cannot be read to its end. */
async function digestOf(
  source: Source,
  digests: Map<Source, string | null>,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const known = digests.get(source)
  if (known !== undefined) return known
  const { createHash } = await import('node:crypto')
  const hash = createHash('sha256')
  let digest: string | null = null
  try {
    for await (const chunk of source.read()) {
      signal?.throwIfAborted()
      hash.update(chunk)
    }
    digest = hash.digest('hex')
  } catch (error) {
    if (!(error instanceof RefusedSourceError)) throw error
  }
  digests.set(source, digest)
  return digest
}

/** An archive is what became of its entries. */
function reportArchives({ archives }: Survey): void {
  for (const { file, entries } of archives) {
    const status = archiveStatus(entries)
    const reason =
      status === 'read'
        ? null
        : 'Aucun fichier de cette archive n’a été lu : voyez le motif indiqué pour chacun.'
    Object.assign(file, { status, reason })
  }
}

function archiveStatus(entries: FileReport[]): FileReport['status'] {
  for (const status of ['read', 'refused', 'superseded', 'duplicate'] as const) {
    if (entries.some((entry) => entry.status === status)) return status
  }
  return 'ignored'
}
