import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.js'

/** What a state asks of the reader; the word itself always comes from the caller. */
export type TagTone = 'neutral' | 'draft' | 'waiting' | 'attention' | 'late' | 'refused' | 'done'

const ICONS: Record<TagTone, IconName> = {
  neutral: 'information',
  draft: 'draft',
  waiting: 'clock',
  attention: 'attention',
  late: 'clock',
  refused: 'error',
  done: 'done',
}

export type StateTagProps = {
  tone: TagTone
  /** « Brouillon », « Transmis », « En retard de 12 jours ». */
  word: string
  /** Since when or by whom: « le 12/03/2026 ». */
  detail?: ComponentChildren
}

/** A state: a word with its date, that an icon and a colour only repeat. */
export function StateTag({ tone, word, detail }: StateTagProps) {
  return (
    <span class={`tag tag-${tone}`}>
      <span class="tag-word">
        <Icon name={ICONS[tone]} /> {word}
      </span>
      {detail && <span class="tag-detail"> {detail}</span>}
    </span>
  )
}

/** The version of a document or of a definition. */
export function VersionTag({ version }: { version: string }) {
  return <span class="tag tag-version">{version}</span>
}
