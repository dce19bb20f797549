import { Field, type FieldErrors, FileField } from '../../web/forms.js'
import { ACCEPTED_FILES } from '../documents/media.js'
import { FILE_HELP, MOST_FILES } from '../documents/receiving.js'
import type { Settings } from './schemas.js'

/** A form as it is shown: empty, or come back with what was typed and what is wrong. */
export type FormState = {
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: Readonly<Record<string, unknown>> | undefined
}

/** What was typed, else what is usual. */
export function shown({ typed }: FormState, name: string, usual: string | null): string | null {
  const value = typed?.[name]
  return typeof value === 'string' ? value : usual
}

/** The day an identifier ends, as the rhythm of the network proposes it. */
export function EndField({
  form,
  usualEnd,
  settings,
}: {
  form: FormState
  usualEnd: string | null
  settings: Settings
}) {
  return (
    <Field
      name="validUntil"
      type="date"
      label="Valable jusqu’au"
      help={
        settings.renewalMonths === null
          ? 'Le réseau n’a pas réglé de durée : laissez vide s’il n’y a pas de fin.'
          : `Durée réglée par le réseau : ${settings.renewalMonths} mois.`
      }
      value={shown(form, 'validUntil', usualEnd)}
      errors={form.errors}
    />
  )
}

/** The documents an act rests on: none, one or several. */
export function DocumentsField({ errors }: { errors: FieldErrors | undefined }) {
  return (
    <FileField
      name="file"
      label="Pièces jointes"
      help={`Facultatif, au plus ${MOST_FILES} fichiers. ${FILE_HELP} Aucune image ni donnée d’une patiente.`}
      accept={ACCEPTED_FILES}
      errors={errors}
      multiple
    />
  )
}
