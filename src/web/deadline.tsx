import { daysBetween, formatDate, formatDeadline } from './dates.js'
import { formatCount } from './numbers.js'
import { StateTag, type StateTagProps } from './tags.js'

export type DeadlineProps = {
  /** Civil dates; `received` is null as long as nothing has come. */
  due: string
  received: string | null
  /** `civilDate(ctx.now, network.timeZone)`. */
  today: string
}

/** What a deadline says today: expected, late by n days, received, received late. */
export function deadlineTag({ due, received, today }: DeadlineProps): StateTagProps {
  if (received !== null) {
    const late = daysBetween(due, received)
    const detail = `le ${formatDate(received)}`
    if (late <= 0) return { tone: 'done', word: 'Reçu', detail }
    return {
      tone: 'done',
      word: 'Reçu',
      detail: `${detail}, ${formatCount(late, 'jour', 'jours')} après l’échéance`,
    }
  }
  const days = daysBetween(today, due)
  const detail = `attendu le ${formatDate(due)}`
  const words = formatDeadline(due, today)
  const word = words.charAt(0).toUpperCase() + words.slice(1)
  if (days < 0) return { tone: 'late', word, detail }
  return { tone: days <= 30 ? 'attention' : 'waiting', word, detail }
}

/** A deadline in a line: the state in words, then its date. */
export function Deadline(props: DeadlineProps) {
  return <StateTag {...deadlineTag(props)} />
}
