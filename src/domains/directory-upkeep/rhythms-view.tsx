import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import type { Rhythms } from './schemas.js'

type RhythmsPageProps = {
  rhythms: Rhythms
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: Record<string, unknown> | undefined
}

/** How often each kind of record is to be confirmed, and how gently. */
export function RhythmsPage({ rhythms, csrfToken, errors, typed }: RhythmsPageProps) {
  const shownValue = (name: keyof Rhythms) => {
    const value = typed?.[name]
    return typeof value === 'string' ? value : rhythms[name]
  }
  const months = (name: keyof Rhythms, label: string, help?: string) => (
    <Field
      name={name}
      label={label}
      {...(help && { help })}
      inputMode="numeric"
      size="short"
      unit="mois"
      value={shownValue(name)}
      errors={errors}
      required
    />
  )
  return (
    <>
      <p class="lead">
        Passé ce délai depuis sa dernière vérification, une fiche est à vérifier, et Trame le demande par
        courriel.
      </p>
      <Form action="/annuaire/a-verifier/rythmes" csrfToken={csrfToken} errors={errors}>
        {months('reviewMonthsPerson', 'Fiches des personnes')}
        {months('reviewMonthsStructure', 'Fiches des structures')}
        {months(
          'reviewMonthsIvg',
          'Fiches qui proposent l’IVG',
          'Une femme les appelle sans attendre : plus souvent que les autres.',
        )}
        <Field
          name="remindersADay"
          label="Demandes envoyées par jour, au plus"
          help="0 arrête les envois automatiques. Chacun n’est jamais sollicité deux fois en un mois, ni plus de trois fois de suite."
          inputMode="numeric"
          size="short"
          value={shownValue('remindersADay')}
          errors={errors}
          required
        />
        <SubmitButton>Enregistrer les rythmes</SubmitButton>
      </Form>
    </>
  )
}
