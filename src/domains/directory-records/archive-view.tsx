import { ActButton } from '../../web/act-button.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { type FormState, TextRow } from './form-fields.js'
import type { RecordTitle } from './reading.js'

type ArchivePageProps = { base: string; title: RecordTitle; csrfToken: string | null; form: FormState }

/** Before a record leaves the directory, or comes back: what it does and does not do. */
export function ArchivePage({ base, title, csrfToken, form }: ArchivePageProps) {
  if (title.archivedAt) {
    return (
      <>
        <p>
          En la remettant, chacun de ses lecteurs la retrouve comme avant, avec les mêmes choix et les mêmes
          accords.
        </p>
        <ActButton action={`${base}/retablissement`} label="Remettre dans l’annuaire" csrfToken={csrfToken} />
      </>
    )
  }
  return (
    <>
      <p>
        Personne ne la trouvera plus, ni dans l’annuaire, ni dans les exports. Elle reste citée par ce qui la
        nomme déjà, et vous pourrez la remettre.
      </p>
      <Form action={`${base}/retrait`} csrfToken={csrfToken} errors={form.errors}>
        <TextRow
          form={form}
          name="reason"
          label="Pourquoi"
          help="Par exemple : départ à la retraite."
          required
        />
        <SubmitButton kind="engage">Retirer de l’annuaire</SubmitButton>
      </Form>
    </>
  )
}
