import { type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { ConfirmBox, sortFaults } from './confirm-box.js'

type ChildConfirmProps = { action: string; csrfToken: string | null; faults?: FieldErrors | undefined }

/** Another child of the same birth: rare enough to be confirmed. */
export function ChildConfirmPage({ action, csrfToken, faults }: ChildConfirmProps) {
  const { questions, errors } = sortFaults(faults)
  return (
    <>
      <p class="lead">
        Une maison de naissance ne suit que des grossesses uniques. N’ajoutez un enfant que si une grossesse
        multiple n’avait pas été reconnue.
      </p>
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <ConfirmBox questions={questions} ticked={[]} />
        <SubmitButton kind="engage">Ajouter un enfant à cette naissance</SubmitButton>
      </Form>
    </>
  )
}
