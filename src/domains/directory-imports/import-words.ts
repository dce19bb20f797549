import { type ProgressReport, type ProgressState, progressReport } from '../../web/progress.js'
import type { TagTone } from '../../web/tags.js'
import { isMoving } from './rules.js'
import type { ImportSummary } from './schemas.js'

export const STATES: Record<ImportSummary['state'], { tone: TagTone; word: string }> = {
  looking: { tone: 'waiting', word: 'Reconnaissance du fichier' },
  choosing: { tone: 'attention', word: 'À préciser' },
  comparing: { tone: 'waiting', word: 'Comparaison en cours' },
  compared: { tone: 'attention', word: 'À relire, rien n’est encore écrit' },
  applying: { tone: 'waiting', word: 'Écriture en cours' },
  applied: { tone: 'done', word: 'Appliqué' },
  undoing: { tone: 'waiting', word: 'Annulation en cours' },
  undone: { tone: 'neutral', word: 'Annulé après application' },
  cancelled: { tone: 'neutral', word: 'Abandonné' },
  failed: { tone: 'refused', word: 'Refusé' },
}

const KINDS = { rpps: 'RPPS', finess: 'FINESS', sheet: 'Tableau' } as const

export function kindWords(kind: ImportSummary['kind']): string {
  return kind === null ? 'pas encore reconnu' : KINDS[kind]
}

/** What the progress bar of an import shows, on the page and through the API. */
export function importProgress(summary: ImportSummary): ProgressReport {
  return progressReport(progressOf(summary))
}

/** Records are written all together; they are counted once each is put in its place in the directory. */
const MEANWHILE = {
  applying: 'Écriture des fiches, des lieux et de leur historique…',
  undoing: 'Les fiches, les lieux et leur historique reviennent à ce qu’ils étaient…',
}

const KILOBYTES_UP_TO = 10_000_000

/** Bytes while a file is read, records while they are written. */
export function progressOf(summary: ImportSummary): ProgressState {
  const finished = !isMoving(summary.state)
  if (summary.state === 'applying' || summary.state === 'undoing') {
    return {
      done: summary.stepsDone,
      total: summary.stepsTotal,
      unit: { one: 'fiche faite', many: 'fiches faites' },
      meanwhile: MEANWHILE[summary.state],
      finished,
    }
  }
  const [size, name] = summary.bytesTotal < KILOBYTES_UP_TO ? [1000, 'ko'] : [1_000_000, 'Mo']
  return {
    done: summary.bytesRead / size,
    total: Math.max(summary.bytesTotal, 1) / size,
    unit: { one: `${name} lu`, many: `${name} lus` },
    finished,
  }
}

export const PROGRESS_LABELS: Partial<Record<ImportSummary['state'], string>> = {
  looking: 'Reconnaissance du fichier',
  comparing: 'Lecture et comparaison avec l’annuaire',
  applying: 'Écriture dans l’annuaire',
  undoing: 'Remise en l’état d’avant',
}
