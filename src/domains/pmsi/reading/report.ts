import type { LineFault } from '../format/rsa-check.js'

export type InputFile = {
  /** What a person sees. */
  name: string
  /** Where the bytes are. */
  path: string
}

export type FileKind = 'rsa' | 'ano' | 'ium' | 'tra' | 'vid-hosp' | 'rss' | 'archive' | 'ignored'

export type FileReport = {
  name: string
  kind: FileKind
  versions: string[]
  lines: number
  accepted: number
  rejected: number
  /** Accepted RSA that are no stay to count: generated RSA, performing side of a service, failed grouping. */
  setAside: number
  status: 'read' | 'superseded' | 'duplicate' | 'refused' | 'ignored'
  reason: string | null
  finess: string | null
  year: number | null
  month: number | null
}

export type Rejection = {
  file: string
  line: number | null
  field: string | null
  reason: string
  rsaKey: string | null
}

export type ReadReport = {
  files: FileReport[]
  rejections: Rejection[]
  rejectionsNotListed: number
  bytesRead: number
  bytesTotal: number
}

/** Nobody corrects more by hand, and a file of another kind would give one for each of its lines. */
export const MAX_REJECTIONS = 10_000

/** Nothing in all the inputs could be read: there is no unit to compute on. */
export class UnusableInputError extends Error {
  override name = 'UnusableInputError'
}

export function emptyReport(): ReadReport {
  return { files: [], rejections: [], rejectionsNotListed: 0, bytesRead: 0, bytesTotal: 0 }
}

export function newFileReport(name: string, kind: FileKind): FileReport {
  return {
    name,
    kind,
    versions: [],
    lines: 0,
    accepted: 0,
    rejected: 0,
    setAside: 0,
    status: 'ignored',
    reason: null,
    finess: null,
    year: null,
    month: null,
  }
}

export function addRejection(
  report: ReadReport,
  file: string,
  line: number | null,
  fault: LineFault,
  rsaKey: string | null,
): void {
  if (report.rejections.length < MAX_REJECTIONS) report.rejections.push({ file, line, ...fault, rsaKey })
  else report.rejectionsNotListed += 1
}
