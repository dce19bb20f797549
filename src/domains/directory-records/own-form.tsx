import { Form, SubmitButton } from '../../web/forms.js'
import { type FormState, Questions, TextRow } from './form-fields.js'
import { ContactQuestions } from './person-form.js'

type OwnFormProps = { action: string; csrfToken: string | null; form: FormState; revision: number }

/** What a person writes of herself; her number, her profession and her skills are those of the national register. */
export function OwnForm({ action, csrfToken, form, revision }: OwnFormProps) {
  return (
    <Form action={action} csrfToken={csrfToken} errors={form.errors}>
      <input type="hidden" name="revision" value={revision} />
      <Questions title="Votre nom">
        <TextRow form={form} name="title" size="short" help="Dr, Pr, Mme, M. Facultatif." />
        <TextRow form={form} name="lastName" label="Nom d’exercice" required />
        <TextRow form={form} name="firstName" label="Prénom d’exercice" />
      </Questions>
      <ContactQuestions form={form} title="Comment vous joindre ?" />
      <SubmitButton>Enregistrer</SubmitButton>
    </Form>
  )
}
