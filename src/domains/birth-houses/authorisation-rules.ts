import {
  type ElementAnswers,
  FILE_ELEMENT_CODES,
  FILE_ELEMENTS,
  FILE_PART_CODES,
  type FileElement,
  type FilePart,
} from './authorisation-elements.js'

/** What each part still lacks; a part without anything missing is complete. */
export type PartState = { part: FilePart; elements: number; missing: FileElement[] }

/** An element is answered by words, by a document, or by what the house has already said. Pure. */
export function partStates(
  answers: ElementAnswers,
  known: Record<FileElement, { suffices: boolean }>,
): PartState[] {
  const isAnswered = (code: FileElement) =>
    answers[code].text !== null || answers[code].documentIds.length > 0 || known[code].suffices
  return FILE_PART_CODES.map((part) => {
    const codes = FILE_ELEMENT_CODES.filter((code) => FILE_ELEMENTS[code].part === part)
    return { part, elements: codes.length, missing: codes.filter((code) => !isAnswered(code)) }
  })
}

export function isComplete(parts: readonly PartState[]): boolean {
  return parts.every(({ missing }) => missing.length === 0)
}

export type Decision = 'granted' | 'refused'

/** Where a request stands: being prepared, with the agency, waiting for the house, decided. */
export type FileStage = 'preparing' | 'submitted' | 'complement-asked' | Decision

type Passed = {
  decision: Decision | null
  /** When the latest version was sent; null before the first. */
  submittedAt: Date | null
  /** When the agency last asked, and the house last answered. */
  askedAt: Date | null
  answeredAt: Date | null
}

/** A question waits until the house answers it, or sends another version. Pure. */
export function fileStage({ decision, submittedAt, askedAt, answeredAt }: Passed): FileStage {
  if (decision !== null) return decision
  if (submittedAt === null) return 'preparing'
  const isAnswered =
    askedAt === null || submittedAt > askedAt || (answeredAt !== null && answeredAt >= askedAt)
  return isAnswered ? 'submitted' : 'complement-asked'
}

/** « CALM-DA-1-3F9A2C »: what the house keeps, and the agency may ask for. */
export function fileReceipt(shortName: string, version: number, contentHash: string): string {
  return `${shortName}-DA-${version}-${contentHash.slice(0, 6).toUpperCase()}`
}
