import { AppError } from '../../errors/app-error.js'
import type { FinessSummary } from '../directory/national/finess-record.js'
import type { ByteReader, LineSummary } from '../directory/national/pipe-reader.js'
import { createActivityReader, createSkillReader } from '../directory/national/rpps.js'
import type { Rejection } from '../directory/national/verdict.js'
import { type FinessScope, finessLines } from './finess-lines.js'
import { type InputFile, openContent } from './import-file.js'
import type { KnownNumbers } from './known-numbers.js'
import { isPerinatal, lineOfActivity, lineOfSkill } from './rpps-lines.js'
import type { ImportOptions, ImportProposal } from './schemas.js'
import { type StagedLine, stagedCopyLine } from './staged-line.js'

/** A refusal, and whom the line is about when that could be read. */
export type Refused = Rejection & { label: string | null }

/** What is known of a file once it has been read to its end. */
export type FileReport = {
  lines: number
  setAside: number
  /** Structures described, whether wanted or not. */
  structures: number
  fileDate: string | null
  notes: string[]
  /** Why nothing of it may be used. */
  refusal: string | null
  /** Cells or lines refused, in the order of the file. */
  refused: Refused[]
  refusedNotListed: number
  refusedLines: number
  /** Lines that were staged. */
  kept: number
  bytesRead: number
}

/** Refusals listed one by one; beyond, they are counted: the file is not what it should be. */
const MOST_REFUSALS = 10_000
/** A region has some hundred thousand lines; beyond, the whole country was asked for. */
const MOST_KEPT = 500_000

export function emptyFileReport(): FileReport {
  return {
    lines: 0,
    setAside: 0,
    structures: 0,
    fileDate: null,
    notes: [],
    refusal: null,
    refused: [],
    refusedNotListed: 0,
    refusedLines: 0,
    kept: 0,
    bytesRead: 0,
  }
}

/**
 * The lines of a national file as blocks for COPY. `report` is complete once the last one has been taken; a file with
 * a refusal must leave no trace, whatever came out of it.
 */
export async function* nationalLines(
  file: InputFile,
  { shape, entry }: ImportProposal,
  options: ImportOptions,
  known: KnownNumbers,
  report: FileReport,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const content = await openContent(file, entry)
  const out = new Outlet(report)
  const reader = readerOf(shape, options, known, out, report)
  for await (const chunk of content.chunks) {
    signal.throwIfAborted()
    reader.push(chunk)
    report.bytesRead = content.read() / Math.max(content.total, 1)
    if (reader.refusal !== null) break
    if (out.isWaiting()) yield out.take()
  }
  reader.finish()
  if (report.refusal !== null) throw new AppError('directory-import.unusable', { words: report.refusal })
  yield out.take()
}

type Reader = { push(chunk: Buffer): void; readonly refusal: string | null; finish(): void }

function readerOf(
  shape: ImportProposal['shape'],
  options: ImportOptions,
  known: KnownNumbers,
  out: Outlet,
  report: FileReport,
): Reader {
  const reject = (rejection: Rejection) => refuseLine(report, null, [rejection])
  if (shape === 'rpps-activities') {
    const accept = (activity: Parameters<typeof lineOfActivity>[0]) => {
      if (options.perinatalOnly === true && !isPerinatal(activity)) report.setAside += 1
      else out.add(lineOfActivity(activity))
    }
    const filter = {
      departments: new Set(options.departments),
      professions: new Set(options.professions),
      unplaced: false,
    }
    return ofLines(createActivityReader({ accept, reject }, filter), report)
  }
  if (shape === 'rpps-skills') {
    const sink = { accept: (skill: Parameters<typeof lineOfSkill>[0]) => out.add(lineOfSkill(skill)), reject }
    return ofLines(createSkillReader(sink, new Set([...known.rpps].map((number) => `8${number}`))), report)
  }
  const scope: FinessScope = {
    departments: new Set(options.departments),
    categories: new Set(options.categories),
    known: known.finess,
  }
  const { reader, lines } = finessLines(shape === 'finess-etalab' ? 'etalab' : 'plus', scope, reject)
  return {
    push: (chunk) => reader.push(chunk),
    get refusal() {
      return reader.refusal
    },
    finish: () => {
      tell(report, reader.end())
      for (const line of lines()) out.add(line)
    },
  }
}

function ofLines(reader: ByteReader<LineSummary>, report: FileReport): Reader {
  return {
    push: (chunk) => reader.push(chunk),
    get refusal() {
      return reader.refusal
    },
    finish: () => {
      const { lines, setAside, refusal, notes } = reader.end()
      report.lines = lines
      report.setAside += setAside
      report.refusal = refusal
      report.notes.push(...notes)
    },
  }
}

function tell(report: FileReport, summary: FinessSummary): void {
  report.lines = summary.entries
  report.setAside += summary.setAside
  report.structures = summary.structures
  report.refusal = summary.refusal
  report.fileDate = summary.fileDate
  report.notes.push(...summary.notes)
}

/** Notes that nothing of a line is written, and why. */
export function refuseLine(report: FileReport, label: string | null, rejections: readonly Rejection[]): void {
  report.refusedLines += 1
  for (const rejection of rejections) {
    if (report.refused.length < MOST_REFUSALS) report.refused.push({ ...rejection, label })
    else report.refusedNotListed += 1
  }
}

const BLOCK_CHARACTERS = 256 * 1024

/** Gathers lines until there are enough for one write. */
class Outlet {
  private block = ''

  constructor(private readonly report: FileReport) {}

  add(line: StagedLine): void {
    this.report.kept += 1
    if (this.report.kept > MOST_KEPT) throw new AppError('directory-import.too-much', { lines: MOST_KEPT })
    this.block += stagedCopyLine(line)
  }

  isWaiting(): boolean {
    return this.block.length >= BLOCK_CHARACTERS
  }

  take(): string {
    const { block } = this
    this.block = ''
    return block
  }
}
