import { safeHref } from './links.js'
import { formatCount, formatNumber } from './numbers.js'
import { Script } from './script.js'
import { NARROW_SPACE } from './typography.js'

export type ProgressState = {
  done: number
  /** null while the amount of work is unknown. */
  total: number | null
  /** What is counted, agreed with its number: « ligne lue », « lignes lues ». */
  unit: { one: string; many: string }
  /** What is being done while nothing can be counted yet. */
  meanwhile?: string
  finished: boolean
}

/** What the JSON address of a job answers, read by `assets/progress.js`. */
export type ProgressReport = { percent: number | null; words: string; finished: boolean }

/** The progress of a job in words, the same on the page and for the script that refreshes it. */
export function progressReport({ done, total, unit, meanwhile, finished }: ProgressState): ProgressReport {
  const counted = formatCount(done, unit.one, unit.many)
  if (total === null || total <= 0) return { percent: null, words: meanwhile ?? counted, finished }
  const percent = Math.min(100, Math.floor((done / total) * 100))
  return {
    percent,
    words: `${counted} sur ${formatNumber(total)}, environ ${percent}${NARROW_SPACE}%`,
    finished,
  }
}

export type ProgressBarProps = {
  id: string
  label: string
  state: ProgressState
  /** Where the script asks for a `ProgressReport`. Without it, or without JavaScript, the page refreshes. */
  url?: string
}

/** A determinate bar under its label, with the same thing in words. */
export function ProgressBar({ id, label, state, url }: ProgressBarProps) {
  const report = progressReport(state)
  const value = report.percent === null ? {} : { value: report.percent }
  return (
    <div class="progress" data-progress-url={url && !state.finished ? safeHref(url) : undefined}>
      <label for={id}>{label}</label>
      <progress id={id} max={100} aria-describedby={`${id}-words`} {...value} />
      <p id={`${id}-words`} class="progress-words" data-progress-words="">
        {report.words}
      </p>
      {url && !state.finished && <Script src="/assets/progress.js" />}
    </div>
  )
}
