import { type ComponentChildren, h } from 'preact'
import { BothVersions, type Difference } from '../../web/both-versions.js'
import { readForm } from '../../web/read-form.js'
import { editedOf, ReasonList, type ReasonsForm, reasonsOf } from './reason-schemas.js'
import type { Reason } from './reasons.js'
import type { Phase } from './vocabulary.js'

type Line = Pick<Reason, 'label' | 'position' | 'isRetired'>

/** The reasons of a phase as a colleague has just saved them, beside what was typed. */
export function bothReasons(reasons: readonly Reason[], phase: Phase, typed: ReasonsForm): ComponentChildren {
  const sent = readForm(ReasonList, reasonsOf(typed)).reasons
  return h(BothVersions, {
    differences: differencesOf(ranked(editedOf(reasons, phase)), ranked(sent)),
    savedBy: null,
  })
}

/** Reason by reason, then the new ones. */
function differencesOf(saved: readonly Reason[], typed: ReasonList['reasons']): Difference[] {
  const codes = new Set(saved.map(({ code }) => code))
  return [
    ...saved.map((one) => ({
      label: one.label,
      saved: wordsOf(one),
      typed: wordsOf(typed.find(({ code }) => code === one.code)),
    })),
    ...typed
      .filter(({ code }) => code === null || !codes.has(code))
      .map((one) => ({ label: one.label, saved: wordsOf(undefined), typed: wordsOf(one) })),
  ].filter(({ saved, typed }) => saved !== typed)
}

/** Only the order counts: ranks are told from the first. */
function ranked<One extends Line>(lines: readonly One[]): One[] {
  return [...lines]
    .sort((one, other) => one.position - other.position)
    .map((one, index) => ({ ...one, position: index + 1 }))
}

function wordsOf(line: Line | undefined): string {
  if (line === undefined) return 'absent de la liste'
  return line.isRetired ? `${line.label} (retiré)` : `${line.label}, rang ${line.position}`
}
