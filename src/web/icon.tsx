/** The shapes that repeat a word; never alone, so always hidden from screen readers. */
export type IconName =
  | 'information'
  | 'attention'
  | 'error'
  | 'done'
  | 'clock'
  | 'draft'
  | 'up'
  | 'down'
  | 'flat'

const PATHS: Record<IconName, string> = {
  information: 'M8 7.2v4M8 4.6v.2M14.2 8A6.2 6.2 0 1 1 1.8 8a6.2 6.2 0 0 1 12.4 0Z',
  attention: 'M8 6.4v3.2M8 11.8v.2M8 1.8 14.8 14H1.2Z',
  error: 'M5 1.8h6L14.2 5v6L11 14.2H5L1.8 11V5ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  done: 'M2.4 8.6 6.2 12.4 13.6 4',
  clock: 'M8 4.4V8l2.6 1.8M14.2 8A6.2 6.2 0 1 1 1.8 8a6.2 6.2 0 0 1 12.4 0Z',
  draft: 'M10.8 2.4l2.8 2.8-7.8 7.8-3.6.8.8-3.6Z',
  up: 'M3 11.4 8 5.4l5 6',
  down: 'M3 5.4l5 6 5-6',
  flat: 'M2.4 8h11.2',
}

/** A line drawing of the size of the text beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
