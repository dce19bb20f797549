import { formatDate } from '../../web/dates.js'
import { StateTag, type TagTone } from '../../web/tags.js'
import type { Echographer } from './listing.js'
import { type IdentifierState, STATE_LABELS } from './rules.js'

const TONES: Record<IdentifierState, TagTone> = {
  active: 'done',
  suspended: 'attention',
  expired: 'late',
  ceased: 'neutral',
}

/** Where an identifier stands, in a word and its date. */
export function State({ echographer }: { echographer: Echographer }) {
  const { state, isEnding } = echographer
  if (isEnding) {
    return (
      <StateTag
        tone="attention"
        word="Prend bientôt fin"
        detail={`le ${formatDate(echographer.validUntil)}`}
      />
    )
  }
  return <StateTag tone={TONES[state]} word={STATE_LABELS[state]} detail={stateDetail(echographer)} />
}

function stateDetail({ state, validUntil, suspendedOn, ceasedOn }: Echographer): string {
  switch (state) {
    case 'active':
      return validUntil === null ? 'sans date de fin' : `jusqu’au ${formatDate(validUntil)}`
    case 'suspended':
      return `depuis le ${formatDate(suspendedOn)}`
    case 'expired':
      return `depuis le ${formatDate(validUntil)}`
    case 'ceased':
      return `le ${formatDate(ceasedOn)}`
  }
}
