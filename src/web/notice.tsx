import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.js'

export type NoticeKind = 'information' | 'attention' | 'error' | 'success'

export type Notice = {
  kind: NoticeKind
  /** What happened, in one line. */
  title: string
  /** What to do now, or what is kept. */
  text?: ComponentChildren
}

const ICONS: Record<NoticeKind, IconName> = {
  information: 'information',
  attention: 'attention',
  error: 'error',
  success: 'done',
}

const WORDS: Record<NoticeKind, string> = {
  information: 'Information',
  attention: 'Attention',
  error: 'Erreur',
  success: 'C’est fait',
}

/** A message of the platform to the reader. Its kind is said in words before the colour repeats it. */
export function NoticeBox({ kind, title, text }: Notice) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon name={ICONS[kind]} />
      <div>
        <p class="notice-title">
          <span class="notice-kind">{WORDS[kind]}</span> {title}
        </p>
        {text && <div class="notice-text">{text}</div>}
      </div>
    </div>
  )
}
