import { ActButton } from '../../web/act-button.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { AskState } from './due-views.js'
import { RecordSheet } from './record-sheet.js'
import type { RecordToVerify } from './record-to-verify.js'
import { ASK_REFUSALS } from './review-rules.js'
import { editPath, verifyPath } from './subject-paths.js'

type VerifyPageProps = {
  shown: RecordToVerify
  canReadMails: boolean
  csrfToken: string | null
}

/** One record, to be read over the telephone: it is right, it is to be corrected, or a mail asks. */
export function VerifyPage(props: VerifyPageProps) {
  const { shown, csrfToken } = props
  const { record, card, today, timeZone } = shown
  return (
    <>
      <p class="lead">
        {record.verifiedAt === null
          ? 'Cette fiche n’a jamais été vérifiée.'
          : `Vérifiée pour la dernière fois le ${formatDate(civilDate(record.verifiedAt, timeZone))}${
              record.verifiedBy === null ? '' : ` par ${record.verifiedBy}`
            }.`}
      </p>
      {record.goneSince !== null && (
        <NoticeBox
          kind="attention"
          title={`Le fichier national ne la cite plus depuis le ${formatDate(record.goneSince)}.`}
          text="Demandez si elle exerce encore avant de confirmer."
        />
      )}
      <RecordSheet card={card} today={today} />
      <Form action={`${verifyPath(record)}/verification`} csrfToken={csrfToken}>
        <p>Appelez, relisez la fiche avec la personne, puis confirmez ou corrigez.</p>
        <SubmitButton>Tout est exact</SubmitButton>
        <p>
          <a href={editPath(record)}>Corriger la fiche</a>
        </p>
      </Form>
      <ByMail {...props} />
    </>
  )
}

function ByMail({ shown: { record, refusal, timeZone }, canReadMails, csrfToken }: VerifyPageProps) {
  return (
    <section aria-labelledby="courriel">
      <h2 id="courriel">Par courriel</h2>
      {record.email === null ? (
        <p>Cette fiche n’a pas d’adresse électronique.</p>
      ) : (
        <p class="break-anywhere">
          {record.email} <AskState record={record} timeZone={timeZone} />
        </p>
      )}
      {record.email !== null && !record.isDead && (
        <p>
          Trame ne voit que les refus du serveur d’envoi. Si un avis de non-remise est arrivé dans la boîte du
          réseau, dites-le ici{NO_BREAK_SPACE}: plus rien ne partira vers cette adresse tant qu’elle n’est pas
          corrigée.
        </p>
      )}
      {record.bouncedMailId !== null && canReadMails && (
        <p>
          <a href="/courriels?etat=echec">Voir pourquoi le courriel est revenu</a>
        </p>
      )}
      {refusal !== null && <p>Aucune demande ne peut partir : fiche {ASK_REFUSALS[refusal]}.</p>}
      <div class="acts">
        {refusal === null && (
          <ActButton
            action={`${verifyPath(record)}/demande`}
            label="Demander par courriel"
            csrfToken={csrfToken}
          />
        )}
        {record.email !== null && (
          <ActButton
            action={`${verifyPath(record)}/${record.isDead ? 'adresse-retablie' : 'adresse-muette'}`}
            label={record.isDead ? 'Cette adresse répond de nouveau' : 'Son courriel est revenu'}
            csrfToken={csrfToken}
          />
        )}
      </div>
    </section>
  )
}
