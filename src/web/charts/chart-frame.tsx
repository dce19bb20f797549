import type { ComponentChildren } from 'preact'
import { NO_BREAK_SPACE } from '../typography.js'

export type ChartText = {
  /** Unique in the page: ties the drawing to its title and description. */
  id: string
  title: string
  /** What the chart shows, in a sentence, for who does not see it: not its shape, its meaning. */
  description: string
  /** The same data as a table, under « Voir les données ». */
  data: ComponentChildren
  /** The sentence that answers first, above the drawing. */
  lead?: ComponentChildren
}

export type ChartFrameProps = ChartText & {
  width: number
  height: number
  size: 'small' | 'large'
  /** Reading key, under the drawing. */
  footer?: ComponentChildren
  children: ComponentChildren
}

/** What every chart has around its drawing: caption, accessible name, description, table twin. */
export function ChartFrame(props: ChartFrameProps) {
  const { id, title, description, data, lead, width, height, size, footer, children } = props
  return (
    <figure class={`chart chart-${size}`}>
      <figcaption>{title}</figcaption>
      {lead && <p class="chart-lead">{lead}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone this box scrolls, so it must be reachable by keyboard. */}
      <section class="chart-box" aria-label={`Graphique${NO_BREAK_SPACE}: ${title}`} tabIndex={0}>
        <svg
          class="chart-svg"
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-desc`}>{description}</desc>
          {children}
        </svg>
      </section>
      {footer}
      <details>
        <summary>Voir les données</summary>
        {data}
      </details>
    </figure>
  )
}
