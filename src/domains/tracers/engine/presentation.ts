import { ACT } from './codes.js'

export const PRESENTATIONS = ['cephalic', 'breech', 'transverse-oblique', 'other', 'unspecified'] as const
export type Presentation = (typeof PRESENTATIONS)[number]

const HINT = {
  dystociaBreech: 1,
  dystociaTransverse: 2,
  dystociaOther: 4,
  careBreech: 8,
  careTransverse: 16,
  careOther: 32,
  birthBreech: 64,
  birthCephalic: 128,
} as const

/** Adds what one O code says of the presentation: O64 (dystocia), O32 (care), O80 and O83 (delivery). */
export function notePresentation(hints: number, code: string): number {
  const detail = code.charAt(3)
  if (code.startsWith('O64')) {
    if (detail === '1') return hints | HINT.dystociaBreech
    return hints | (detail === '4' ? HINT.dystociaTransverse : HINT.dystociaOther)
  }
  if (code.startsWith('O32')) {
    if (detail === '1') return hints | HINT.careBreech
    return hints | (detail === '2' ? HINT.careTransverse : HINT.careOther)
  }
  if (code.startsWith('O80')) {
    if (detail === '1') return hints | HINT.birthBreech
    return detail === '0' ? hints | HINT.birthCephalic : hints
  }
  return code.startsWith('O83') && (detail === '0' || detail === '1') ? hints | HINT.birthBreech : hints
}

/**
 * The presentation at birth: the label of a vaginal act, then O64, O32, O80 or O83. A breech turned by version
 * and delivered head first (O32.1 with JQGD012) is thus cephalic; a caesarean with no code is unspecified.
 */
export function presentationOf(acts: number, hints: number): Presentation {
  if (acts & (ACT.breech | ACT.instrumentalBreech)) return 'breech'
  if (acts & (ACT.cephalic | ACT.instrumentalCephalic)) return 'cephalic'
  if (hints & HINT.dystociaBreech) return 'breech'
  if (hints & HINT.dystociaTransverse) return 'transverse-oblique'
  if (hints & HINT.dystociaOther) return 'other'
  if (hints & HINT.careBreech) return 'breech'
  if (hints & HINT.careTransverse) return 'transverse-oblique'
  if (hints & HINT.careOther) return 'other'
  if (hints & HINT.birthBreech) return 'breech'
  return hints & HINT.birthCephalic ? 'cephalic' : 'unspecified'
}
