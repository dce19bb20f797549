import { formatInstant } from '../../web/dates.js'
import type { Notice } from '../../web/notice.js'
import type { Crumb } from '../../web/page.js'
import type { PageView } from '../../web/reply-page.js'
import type { CardDay } from '../directory/cards.js'
import { RECORDS, recordPath } from './paths.js'
import { DONE, type Done } from './schemas.js'

export type RecordCrumb = { kind: 'person' | 'structure'; id: string; name: string }

type Frame = Pick<PageView, 'title' | 'module' | 'breadcrumb'>

/** The frame of a page of the records: where it stands. */
export function framed(title: string, record?: RecordCrumb): Frame {
  const above: Crumb[] = [
    { label: 'Annuaire', href: '/annuaire' },
    { label: 'Fiches', href: RECORDS },
    ...(record ? [{ label: record.name, href: recordPath(record.kind, record.id) }] : []),
  ]
  return { title, module: 'Annuaire', breadcrumb: [...above, { label: title }] }
}

/** What was just done, above the page it leads to. */
export function doneNotice(done: Done | undefined): Notice | null {
  return done === undefined ? null : { kind: 'success', title: DONE[done] }
}

/** « Dernière mise à jour le … par … ». */
export function updatedWords(
  { updatedAt, updatedBy }: { updatedAt: Date; updatedBy: string },
  { timeZone }: CardDay,
): NonNullable<PageView['updated']> {
  return { at: `le ${formatInstant(updatedAt, timeZone)}`, by: updatedBy }
}
