import type { ComponentChildren } from 'preact'
import { SelectField } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { PURPOSES } from './authorisation-elements.js'
import type { FileStatus } from './authorisation-schemas.js'
import type { SituationForm } from './situation-schemas.js'

type SituationPageProps = {
  action: string
  csrfToken: string | null
  maternities: { id: string; name: string }[]
  /** The request for authorisation nothing has been decided of. */
  request: FileStatus | null
  typed: SituationForm
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** What the coordination decides of a house, and what follows from it. */
export function SituationPage(props: SituationPageProps) {
  const { action, csrfToken, maternities, typed, errors, above } = props
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
        <AfterClosing {...props} />
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

/** What becomes of what a house was doing when it closes. */
function AfterClosing({ request }: Pick<SituationPageProps, 'request'>) {
  return (
    <section aria-labelledby="apres-fermeture">
      <h2 id="apres-fermeture">Si elle ferme, ce qui est en cours</h2>
      <ul>
        <li>{requestWords(request)}</li>
        <li>
          Rapports annuels{NO_BREAK_SPACE}: celui de chaque année où la maison a été ouverte reste attendu, au
          plus tard le 30 avril qui suit. Les brouillons des années d’après sont mis de côté.
        </li>
        <li>
          Rappels{NO_BREAK_SPACE}: la maison n’en reçoit plus pour sa convention ni pour son autorisation.
        </li>
      </ul>
    </section>
  )
}

function requestWords(request: FileStatus | null): string {
  if (request === null) return typeset('Dossier d’autorisation : aucun n’est en cours.')
  const what = `Dossier d’autorisation (${PURPOSES[request.purpose].toLocaleLowerCase('fr')})`
  const [latest] = request.versions
  return typeset(
    latest
      ? `${what} : la version ${latest.version} reste chez l’agence, qui peut encore demander et décider. La maison répond encore, sans envoyer d’autre version.`
      : `${what} : le brouillon est gardé. Il ne se complète ni ne se transmet plus, et reprend si la maison rouvre.`,
  )
}
