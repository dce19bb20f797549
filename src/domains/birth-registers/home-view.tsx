import { formatInstant } from '../../web/dates.js'
import { Deadline } from '../../web/deadline.js'
import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { HouseTabs } from '../birth-houses/tabs.js'
import { addressOfQuestion, type WaitingQuestion } from '../birth-houses/waiting-questions.js'
import type { Reason } from './reasons.js'
import type { Transfer } from './transfer-schemas.js'
import { type Around, listWords, reasonWords, toComplete } from './transfer-views.js'
import { WaitingList } from './waiting-list.js'

type HomePageProps = {
  around: Around
  today: string
  transfers: Transfer[]
  reasons: Reason[]
  questions: readonly WaitingQuestion[]
}

/** Two acts in sight, then what is left to do, each line leading to where it is done. */
export function HomePage({ around, today, transfers, reasons, questions }: HomePageProps) {
  return (
    <>
      <WaitingList actor={around.actor} csrfToken={around.csrfToken} />
      <div class="large-acts">
        <a class="button" href="/maison/transferts/nouveau">
          Déclarer un transfert
        </a>
        <a class="button" href="/maison/naissance">
          Naissance
        </a>
      </div>
      <HouseTabs actor={around.actor} current="/maison" />
      <section aria-labelledby="a-completer">
        <h2 id="a-completer">À compléter</h2>
        {questions.length > 0 && (
          <ul>
            {questions.map((one) => (
              <li key={one.aboutId}>
                <a href={addressOfQuestion(one)}>
                  Répondre à l’agence sur{' '}
                  {one.year === null ? 'la demande d’autorisation' : `le rapport ${one.year}`}
                </a>{' '}
                {one.answerBy !== null && <Deadline due={one.answerBy} received={null} today={today} />}
              </li>
            ))}
          </ul>
        )}
        {transfers.length + questions.length === 0 && <p>Rien n’est à compléter.</p>}
        {transfers.length > 0 && (
          <>
            <p>{formatCount(transfers.length, 'déclaration', 'déclarations')}.</p>
            <ul>
              {transfers.map((one) => (
                <li key={one.id}>
                  <a href={`/maison/transferts/${one.id}`}>
                    {one.number}, {reasonWords(one, reasons)},{' '}
                    {formatInstant(new Date(one.decidedAt), around.timeZone)}
                  </a>
                  {NO_BREAK_SPACE}: {listWords(toComplete(one))}
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </>
  )
}
