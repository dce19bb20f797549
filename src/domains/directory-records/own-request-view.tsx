import { ActButton } from '../../web/act-button.js'
import { civilDate, formatInstant, formatLongDate } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { typeset } from '../../web/typography.js'
import { ChoiceRow, type FormState, LinesRow, Questions, TextRow } from './form-fields.js'
import { OWN_RECORD } from './paths.js'
import { professionOptions } from './person-form.js'
import type { OwnRequest } from './record-requests.js'
import { RequestFacts } from './request-view.js'

type NoRecordProps = {
  /** Her last request, when the answer was no. */
  refused: OwnRequest | null
  timeZone: string
  csrfToken: string | null
  form: FormState
}

/** No record is linked to this account: she asks for hers. */
export function NoOwnRecord({ refused, timeZone, csrfToken, form }: NoRecordProps) {
  return (
    <>
      {refused ? (
        <Refused asked={refused} timeZone={timeZone} />
      ) : (
        <NoticeBox
          kind="information"
          title="Aucune fiche de l’annuaire n’est encore reliée à votre compte."
          text={typeset(
            'Demandez la vôtre à l’équipe du réseau : vous pourrez ensuite la tenir à jour ici, et choisir qui voit quoi.',
          )}
        />
      )}
      <Form action={`${OWN_RECORD}/demande`} csrfToken={csrfToken} errors={form.errors}>
        <Questions title="Demander ma fiche">
          <TextRow form={form} name="lastName" label="Nom d’exercice" required />
          <TextRow form={form} name="firstName" label="Prénom d’exercice" />
          <ChoiceRow
            form={form}
            name="professionCode"
            options={professionOptions(form)}
            placeholder="Aucune de cette liste"
          />
          <TextRow
            form={form}
            name="rppsNumber"
            help={typeset('Si vous en avez un : 11 chiffres. Il aide à retrouver votre fiche.')}
            size="medium"
            inputMode="numeric"
          />
          <LinesRow
            form={form}
            name="message"
            label="Message pour l’équipe"
            help="Facultatif. Par exemple où vous exercez. N’y écrivez rien sur une patiente."
          />
        </Questions>
        <SubmitButton>Envoyer ma demande</SubmitButton>
      </Form>
    </>
  )
}

function Refused({ asked, timeZone }: { asked: OwnRequest; timeZone: string }) {
  const on = formatLongDate(asked.answeredAt && civilDate(asked.answeredAt, timeZone))
  return (
    <NoticeBox
      kind="attention"
      title={`Le ${on}, l’équipe du réseau a refusé votre demande de fiche.`}
      text={
        <>
          <p>{typeset(`Sa raison : « ${asked.refusal} »`)}</p>
          <p>Vous pouvez demander de nouveau.</p>
        </>
      }
    />
  )
}

type WaitingProps = { asked: OwnRequest; timeZone: string; csrfToken: string | null }

/** What she asked, while nobody has answered. */
export function WaitingOwnRequest({ asked, timeZone, csrfToken }: WaitingProps) {
  return (
    <>
      <p class="lead">
        Votre demande de fiche attend la réponse de l’équipe du réseau depuis le{' '}
        {formatInstant(asked.askedAt, timeZone)}.
      </p>
      <p>La réponse vous viendra par courriel. Votre fiche se lira ensuite ici.</p>
      <RequestFacts request={asked} />
      <div class="actions">
        <ActButton
          action={`${OWN_RECORD}/demande/retrait`}
          label="Retirer ma demande"
          csrfToken={csrfToken}
        />
      </div>
    </>
  )
}
