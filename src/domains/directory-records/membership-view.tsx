import { formatDate } from '../../web/dates.js'
import { StateTag, type StateTagProps } from '../../web/tags.js'
import type { MembershipRow } from '../directory/records.js'
import { MEMBERSHIP_STATES, type MembershipState } from '../directory/vocabulary.js'
import type { Desk } from './record-view.js'

/** Whether she belongs to the network, since when, and in which college. */
export function MembershipPart({ membership, desk }: { membership: MembershipRow | null; desk: Desk }) {
  return (
    <>
      {membership === null ? (
        <p>Aucune demande d’adhésion.</p>
      ) : (
        <dl class="facts">
          <dt>Adhésion</dt>
          <dd>
            <StateTag {...membershipTag(membership)} />
          </dd>
          {membership.appliedOn && (
            <>
              <dt>Demande reçue</dt>
              <dd>le {formatDate(membership.appliedOn)}</dd>
            </>
          )}
          <dt>Charte</dt>
          <dd>
            {membership.charterSignedOn
              ? `signée le ${formatDate(membership.charterSignedOn)}`
              : 'pas encore signée'}
          </dd>
          <dt>Collège</dt>
          <dd>{membership.college ?? 'non choisi'}</dd>
          {membership.note && (
            <>
              <dt>Note</dt>
              <dd>{membership.note}</dd>
            </>
          )}
        </dl>
      )}
      {desk.mayAct && (
        <p>
          <a class="button button-secondary" href={`${desk.base}/adhesion`}>
            {membership === null ? 'Noter une demande d’adhésion' : 'Mettre l’adhésion à jour'}
          </a>
        </p>
      )}
    </>
  )
}

const TONES: Record<MembershipState, StateTagProps['tone']> = {
  applied: 'waiting',
  active: 'done',
  suspended: 'attention',
  ended: 'neutral',
  refused: 'refused',
}

export function membershipTag({ state, stateSince }: MembershipRow): StateTagProps {
  const word = MEMBERSHIP_STATES[state]
  return {
    tone: TONES[state],
    word: word.slice(0, 1).toLocaleUpperCase('fr') + word.slice(1),
    detail: `depuis le ${formatDate(stateSince)}`,
  }
}
