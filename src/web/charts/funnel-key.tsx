import type { ComponentChildren } from 'preact'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../typography.js'
import { Mark } from './mark.js'

/** How to read a funnel, since few readers have met one, and who is not drawn. */
export function FunnelKey({ absent, hasLimits }: { absent: string[]; hasLimits: boolean }) {
  return (
    <>
      <ul class="chart-key">
        <KeyItem mark={<Mark shape={0} x={8} y={8} className="funnel-inside" size={46} />}>
          {hasLimits ? 'écart que le hasard explique' : 'un établissement'}
        </KeyItem>
        {hasLimits && (
          <>
            <KeyItem mark={<Mark shape={2} x={8} y={9} className="funnel-outside" size={70} />}>
              hors des limites à 95{NARROW_SPACE}% (tirets){NO_BREAK_SPACE}: à regarder
            </KeyItem>
            <KeyItem mark={<Mark shape={3} x={8} y={8} className="funnel-far" size={70} />}>
              hors des limites à 99,8{NARROW_SPACE}% (trait plein){NO_BREAK_SPACE}: à comprendre
            </KeyItem>
          </>
        )}
      </ul>
      {absent.length > 0 && (
        <p class="table-note">
          Sans dénominateur, donc non représentés{NO_BREAK_SPACE}: {absent.join(', ')}.
        </p>
      )}
    </>
  )
}

function KeyItem({ mark, children }: { mark: ComponentChildren; children: ComponentChildren }) {
  return (
    <li>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        {mark}
      </svg>
      <span>{children}</span>
    </li>
  )
}
