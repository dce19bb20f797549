import { ActButton } from '../../web/act-button.js'
import { formatInstant } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Proposal } from './proposals.js'
import { OUTCOME_WORDS, outcomeValue } from './received-views.js'

type ProposalsProps = { proposals: Proposal[]; timeZone: string; csrfToken: string | null }

/** What a maternity says of what came after, beside what is written: only what is blank is ever filled. */
export function Proposals({ proposals, timeZone, csrfToken }: ProposalsProps) {
  return (
    <>
      {proposals.map(({ transferId, number, by, at, proposed }) => {
        const fills = proposed.filter(({ written }) => written === null)
        const contradicts = proposed.filter(({ written }) => written !== null)
        return (
          <section key={transferId} aria-labelledby={`issue-${transferId}`}>
            <h2 id={`issue-${transferId}`}>Issue du transfert {number}, selon la maternité</h2>
            <p>
              {by}, le {formatInstant(at, timeZone)}.
            </p>
            {fills.length > 0 && (
              <ul>
                {fills.map(({ field, proposed }) => (
                  <li key={field}>
                    {OUTCOME_WORDS[field]?.label}
                    {NO_BREAK_SPACE}: {outcomeValue(field, proposed, timeZone)}
                  </li>
                ))}
              </ul>
            )}
            {fills.length > 0 && (
              <ActButton
                action={`/maison/transferts/${transferId}/issue`}
                label="Reprendre ces réponses dans le registre"
                csrfToken={csrfToken}
              />
            )}
            {contradicts.length > 0 && (
              <>
                <p>Ce que vous avez écrit diffère, et n’est pas changé{NO_BREAK_SPACE}:</p>
                <ul>
                  {contradicts.map(({ field, proposed, written }) => (
                    <li key={field}>
                      {OUTCOME_WORDS[field]?.label}
                      {NO_BREAK_SPACE}: {outcomeValue(field, written, timeZone)} dans le registre,{' '}
                      {outcomeValue(field, proposed, timeZone)} selon la maternité
                    </li>
                  ))}
                </ul>
              </>
            )}
          </section>
        )
      })}
    </>
  )
}
