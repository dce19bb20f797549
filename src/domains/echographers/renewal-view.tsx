import { formatLongDate } from '../../web/dates.js'
import { Form, SubmitButton, TextArea } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { type FormState, shown } from './form-state.js'
import { PATH } from './paths.js'

type RenewalPageProps = FormState & {
  token: string
  page: {
    identifier: string
    validUntil: string | null
    networkName: string
    state: 'open' | 'asked' | 'settled'
  }
}

/** Where an echographer asks for the renewal from her mail. */
export function RenewalPageView(props: RenewalPageProps) {
  const { token, page, csrfToken, errors } = props
  if (page.state === 'asked') {
    return (
      <NoticeBox
        kind="success"
        title="Votre demande de renouvellement est enregistrée."
        text={`${page.networkName} vous répondra. Rien d’autre n’est à faire.`}
      />
    )
  }
  if (page.state === 'settled') {
    return (
      <NoticeBox
        kind="information"
        title="Cet identifiant a changé depuis ce courriel."
        text={`Il a été renouvelé, suspendu ou cessé. Répondez au courriel pour joindre ${page.networkName}.`}
      />
    )
  }
  return (
    <>
      <p class="lead">
        Votre identifiant {page.identifier}, donné par {page.networkName}, est valable jusqu’au{' '}
        {formatLongDate(page.validUntil)}.
      </p>
      <Form action={`${PATH}/renouvellement`} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="token" value={token} />
        <TextArea
          name="evidence"
          label="Sur quoi repose votre demande"
          help="Évaluation des pratiques, clichés soumis, suivi des médianes : titres et dates. N’écrivez rien sur une patiente."
          value={shown(props, 'evidence', null)}
          errors={errors}
          maxLength={1000}
          required
        />
        <SubmitButton>Demander le renouvellement</SubmitButton>
      </Form>
    </>
  )
}
