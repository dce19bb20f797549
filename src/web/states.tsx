import { formatMeasure, type MeasureUnit, NOT_COMPUTABLE } from './numbers.js'
import { NO_BREAK_SPACE } from './typography.js'

/** What a cell can say. A blank is never a zero, and a zero is somebody's declaration. */
export type CellState =
  | { kind: 'value'; value: number | null; unit?: MeasureUnit }
  | { kind: 'declared-zero' }
  | { kind: 'not-reported' }
  | { kind: 'not-applicable' }
  | { kind: 'suppressed' }
  | { kind: 'masked' }
  | { kind: 'not-computable' }

/** Counts below this are not published (statistical secrecy). */
export const SECRECY_THRESHOLD = 11

const SECRECY = `Secret statistique${NO_BREAK_SPACE}: un effectif inférieur à ${SECRECY_THRESHOLD} n’est pas publié, pour qu’aucune personne ne puisse être reconnue.`

const PROTECTION = `Secret statistique${NO_BREAK_SPACE}: ce chiffre est masqué parce qu’il permettrait d’en retrouver un autre, inférieur à ${SECRECY_THRESHOLD}.`

/** The words of a cell, for a screen, an export or a document alike. */
export function cellText(state: CellState): string {
  switch (state.kind) {
    case 'value':
      return formatMeasure(state.value, state.unit ?? 'count')
    case 'declared-zero':
      return `0${NO_BREAK_SPACE}(déclaré)`
    case 'not-reported':
      return 'non transmis'
    case 'not-applicable':
      return 'sans objet'
    case 'masked':
      return 'masqué'
    case 'suppressed':
      return `<${NO_BREAK_SPACE}${SECRECY_THRESHOLD}`
    case 'not-computable':
      return NOT_COMPUTABLE
  }
}

/** A cell in one of its states; what is not a figure is set apart by its style as well as by its words. */
export function CellValue({ state }: { state: CellState }) {
  const text = cellText(state)
  if (state.kind === 'suppressed' || state.kind === 'masked') {
    return (
      <span class="cell cell-suppressed" title={state.kind === 'masked' ? PROTECTION : SECRECY}>
        {text}
        <span class="visually-hidden"> (secret statistique)</span>
      </span>
    )
  }
  const isFigure = (state.kind === 'value' && text !== NOT_COMPUTABLE) || state.kind === 'declared-zero'
  return <span class={isFigure ? 'cell' : 'cell cell-absent'}>{text}</span>
}
