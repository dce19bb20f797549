import type { ComponentChildren } from 'preact'
import { SelectField } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { SituationForm } from './situation-schemas.js'

type SituationPageProps = {
  action: string
  csrfToken: string | null
  maternities: { id: string; name: string }[]
  typed: SituationForm
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** What the coordination decides of a house, and what follows from it. */
export function SituationPage({ action, csrfToken, maternities, typed, errors, above }: SituationPageProps) {
  return (
    <>
      {above}
      <p class="lead">
        Ce qui est déjà déclaré ne change pas{NO_BREAK_SPACE}: les transferts gardent leur destination, les
        rapports transmis gardent le nom qu’ils portaient.
      </p>
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="revision" value={typed.revision} />
        <Field name="name" label="Nom de la maison" value={typed.name} errors={errors} required />
        <SelectField
          name="partnerEstablishmentId"
          label="Maternité partenaire"
          help="Les prochains transferts y iront par défaut. Une nouvelle partenaire demande une nouvelle convention."
          placeholder="Pas encore choisie"
          options={maternities.map(({ id, name }) => ({ value: id, label: name }))}
          value={typed.partnerEstablishmentId}
          errors={errors}
        />
        <Field
          name="closedOn"
          label="Fermée le"
          type="date"
          help="Après ce jour, la maison n’inscrit plus personne et ne déclare plus de transfert. Son registre et ses rapports restent. Pour la rouvrir, effacez la date."
          value={typed.closedOn}
          errors={errors}
        />
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}
