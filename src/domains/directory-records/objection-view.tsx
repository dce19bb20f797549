import { Form, SubmitButton } from '../../web/forms.js'
import { type FormState, TextRow } from './form-fields.js'

type ObjectionProps = {
  base: string
  csrfToken: string | null
  form: FormState
  hasObjected: boolean
  /** She speaks for herself. */
  isOwn: boolean
}

/** Before an objection, or its end: what it does. */
export function ObjectionPage({ base, csrfToken, form, hasObjected, isOwn }: ObjectionProps) {
  const action = `${base}/opposition${hasObjected ? '/levee' : ''}`
  return (
    <>
      <p class="lead">{WORDS[hasObjected ? 'lift' : 'object'][isOwn ? 'own' : 'team']}</p>
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        {!isOwn && (
          <TextRow
            form={form}
            name="source"
            label={hasObjected ? 'Comment a-t-elle demandé à revenir' : 'Comment l’a-t-elle fait savoir'}
            help="Par exemple : courriel du 3 mars, appel."
            required
          />
        )}
        <SubmitButton kind="engage">
          {hasObjected
            ? 'Lever l’opposition'
            : isOwn
              ? 'Ne plus figurer dans l’annuaire'
              : 'Enregistrer l’opposition'}
        </SubmitButton>
      </Form>
    </>
  )
}

const WORDS = {
  object: {
    team: 'Aussitôt, plus personne ne verra cette fiche, sauf l’équipe du réseau : ni recherche, ni export, ni livret. Son cabinet non plus, si tous ceux qui y exercent se sont opposés ; s’il porte son nom et que d’autres y restent montrés, renommez-le. Ses accords de diffusion prennent fin. La fiche n’est pas effacée, et l’opposition peut être levée si la personne le demande.',
    own: 'Aussitôt, plus personne ne verra votre fiche, sauf l’équipe du réseau, ni votre cabinet si vous y exercez sans personne d’autre ; vos accords de diffusion prennent fin. Vous pourrez revenir quand vous voudrez.',
  },
  lift: {
    team: 'La fiche sera de nouveau montrée aux membres du réseau. Ce qui était public ne le redevient pas : l’opposition a mis fin aux accords, qui sont à redemander. Faites-le seulement si la personne le demande.',
    own: 'Votre fiche sera de nouveau montrée aux membres du réseau. Rien n’en sera public tant que vous ne l’aurez pas choisi de nouveau.',
  },
} as const
