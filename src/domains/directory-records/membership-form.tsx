import { Form, SubmitButton } from '../../web/forms.js'
import type { MembershipRow } from '../directory/records.js'
import { MEMBERSHIP_STATES } from '../directory/vocabulary.js'
import { ChoiceRow, DateRow, type FormState, LinesRow } from './form-fields.js'
import { nextStates } from './membership-rules.js'

type MembershipFormProps = {
  action: string
  csrfToken: string | null
  form: FormState
  current: MembershipRow | null
  colleges: readonly string[]
}

/** Where the membership of a person or a structure stands. */
export function MembershipForm({ action, csrfToken, form, current, colleges }: MembershipFormProps) {
  const college = typeof form.values.college === 'string' ? form.values.college : ''
  const offered = college === '' || colleges.includes(college) ? colleges : [...colleges, college]
  return (
    <Form action={action} csrfToken={csrfToken} errors={form.errors}>
      <input type="hidden" name="since" value={current?.updatedAt.toISOString() ?? ''} />
      <ChoiceRow
        form={form}
        name="state"
        options={nextStates(current?.state ?? null).map((state) => ({
          value: state,
          label: MEMBERSHIP_STATES[state],
        }))}
        placeholder="Choisir"
        required
      />
      <MembershipDates form={form} />
      <ChoiceRow
        form={form}
        name="college"
        options={offered.map((one) => ({ value: one, label: one }))}
        placeholder={offered.length === 0 ? 'Aucun collège n’est encore réglé' : 'Non choisi'}
        help="La liste se règle à la page « Collèges », ouverte depuis les fiches."
      />
      <LinesRow form={form} name="note" label="Note" rows={2} help="Lue par l’équipe du réseau seule." />
      <SubmitButton>Enregistrer</SubmitButton>
    </Form>
  )
}

/** When a membership was asked for, and since when it stands as it does. */
export function MembershipDates({ form }: { form: FormState }) {
  return (
    <>
      <DateRow form={form} name="stateSince" required />
      <DateRow form={form} name="appliedOn" />
      <DateRow
        form={form}
        name="charterSignedOn"
        help="L’adhésion commence avec la charte signée. Par exemple 31/12/2026."
      />
    </>
  )
}
