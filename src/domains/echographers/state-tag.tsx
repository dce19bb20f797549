import { formatDate } from '../../web/dates.js'
import { StateTag, type TagTone } from '../../web/tags.js'
import type { Echographer } from './listing.js'
import { type IdentifierState, STATE_LABELS } from './rules.js'

const TONES: Record<IdentifierState, TagTone> = {
  planned: 'waiting',
  active: 'done',
  suspended: 'attention',
  expired: 'late',
  ceased: 'neutral',
}

/** Where an identifier stands, in a word and its date; then what is to come, and what is asked. */
export function State({ echographer }: { echographer: Echographer }) {
  const { state, isEnding, renewalAskedOn } = echographer
  return (
    <>
      {isEnding ? (
        <StateTag
          tone="attention"
          word="Prend bientôt fin"
          detail={`le ${formatDate(echographer.validUntil)}`}
        />
      ) : (
        <StateTag tone={TONES[state]} word={STATE_LABELS[state]} detail={stateDetail(echographer)} />
      )}
      {renewalAskedOn !== null && (
        <>
          {' '}
          <StateTag
            tone="attention"
            word="Renouvellement demandé"
            detail={`le ${formatDate(renewalAskedOn)}`}
          />
        </>
      )}
    </>
  )
}

/** « jusqu’au 31/12/2028, suspension prévue le 01/04/2026 ». */
function stateDetail(echographer: Echographer): string {
  const { suspension, cessation } = echographer.planned
  return [
    standingWords(echographer),
    suspension && `suspension prévue le ${formatDate(suspension)}`,
    cessation && `fin prévue le ${formatDate(cessation)}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function standingWords({ state, planned, attributedOn, validUntil, suspendedOn, ceasedOn }: Echographer) {
  switch (state) {
    case 'planned':
      return `attribution prévue le ${formatDate(attributedOn)}`
    case 'active':
      // An end that is decided is nearer than the term: it alone matters.
      if (planned.cessation) return null
      return validUntil === null ? 'sans date de fin' : `jusqu’au ${formatDate(validUntil)}`
    case 'suspended':
      return `depuis le ${formatDate(suspendedOn)}`
    case 'expired':
      return `depuis le ${formatDate(validUntil)}`
    case 'ceased':
      return ceasedOn === attributedOn ? 'jamais en cours' : `le ${formatDate(ceasedOn)}`
  }
}
