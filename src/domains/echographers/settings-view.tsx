import { Field, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { type FormState, shown } from './form-state.js'
import { PATH } from './paths.js'
import type { Settings } from './schemas.js'

/** How the network writes, renews and reminds. */
export function SettingsPage(props: FormState & { settings: Settings }) {
  const { settings, csrfToken, errors } = props
  return (
    <>
      <p class="lead">
        Comment le réseau écrit ses identifiants, combien de temps ils valent, quand il prévient.
      </p>
      <NoticeBox
        kind="information"
        title="Aucun texte national qui fixe le format ni la durée de validité n’a été trouvé."
        text="La fédération des réseaux harmonise les pratiques : suivez son document, et citez-le ci-dessous avec sa date."
      />
      <Form action={`${PATH}/reglages`} csrfToken={csrfToken} errors={errors}>
        <Field
          name="pattern"
          label="Format"
          help="9 pour un chiffre, A pour une lettre, * pour l’un ou l’autre ; le reste est écrit tel quel, après \ s’il s’agit d’un 9, d’un 0, d’un A ou d’une étoile. Exemple : 99-A-0000. Vide, tout est accepté."
          value={shown(props, 'pattern', settings.pattern)}
          errors={errors}
          maxLength={80}
        />
        <Field
          name="patternWords"
          label="Ce que le format veut dire"
          help="Par exemple : département, lettre du diplôme, rang."
          value={shown(props, 'patternWords', settings.patternWords)}
          errors={errors}
          maxLength={200}
        />
        <Field
          name="renewalMonths"
          label="Durée de validité"
          help="Vide, aucune fin n’est proposée."
          inputMode="numeric"
          size="short"
          unit="mois"
          value={shown(
            props,
            'renewalMonths',
            settings.renewalMonths === null ? null : String(settings.renewalMonths),
          )}
          errors={errors}
        />
        <Field
          name="reminderDays"
          label="Prévenir avant la fin"
          inputMode="numeric"
          size="short"
          unit="jours"
          value={shown(props, 'reminderDays', String(settings.reminderDays))}
          errors={errors}
          required
        />
        <Field
          name="source"
          label="D’où viennent ces règles"
          help="Document de la fédération ou décision du réseau, avec sa date."
          value={shown(props, 'source', settings.source)}
          errors={errors}
          maxLength={300}
        />
        <SubmitButton>Enregistrer les règles</SubmitButton>
      </Form>
    </>
  )
}
