import { Form, SubmitButton } from '../../web/forms.js'
import { type FormState, LinesRow } from './form-fields.js'

type CollegesProps = { action: string; csrfToken: string | null; form: FormState }

/** The colleges of the network, one a line. */
export function CollegesForm({ action, csrfToken, form }: CollegesProps) {
  return (
    <>
      <p class="lead">
        Les collèges de votre assemblée générale, tels que vos statuts les nomment. Une adhésion garde le
        sien, même s’il quitte cette liste.
      </p>
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        <LinesRow
          form={form}
          name="colleges"
          label="Collèges, un par ligne"
          rows={6}
          help="Par exemple : Établissements de santé, Professionnels libéraux, Usagers."
        />
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}
