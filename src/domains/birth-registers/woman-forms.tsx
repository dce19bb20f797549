import type { ComponentChildren } from 'preact'
import { SelectField } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { AnswerField, ChoiceField } from './answer-field.js'
import { ConfirmBox, sortFaults } from './confirm-box.js'
import { tickedIn } from './findings.js'
import {
  BIRTH_PLACES,
  CHILD_OUTCOMES,
  END_REASONS,
  INTERVENTION_PLACES,
  INTERVENTIONS,
  MODES,
} from './vocabulary.js'
import type { DeliveryForm, EndForm, NewbornForm, WomanForm } from './woman-typed.js'
import type { MidwifeChoice } from './women.js'

type FormOf<Typed> = {
  action: string
  csrfToken: string | null
  typed: Typed
  faults?: FieldErrors | undefined
  /** Above the form: what somebody else has saved meanwhile. */
  above?: ComponentChildren
}

type WomanFormProps = FormOf<WomanForm> & {
  criteria: { label: string; source: string }[]
  midwives: MidwifeChoice[]
}

/** An inclusion: the term, when she came, and whether she fulfils what the house asks. */
export function WomanFields({ action, csrfToken, typed, faults, above, criteria, midwives }: WomanFormProps) {
  const { questions, errors } = sortFaults(faults)
  return (
    <>
      {above}
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        {typed.revision && <input type="hidden" name="revision" value={typed.revision} />}
        <ConfirmBox questions={questions} ticked={tickedIn(typed)} />
        <Field
          name="dueOn"
          label="Date du terme (41 SA + 0 j)"
          type="date"
          help="Celle du dossier, d’après la première échographie."
          value={typed.dueOn}
          errors={errors}
          required
        />
        <Field
          name="includedOn"
          label="Inscrite le"
          type="date"
          value={typed.includedOn}
          errors={errors}
          required
        />
        <Field
          name="firstConsultationOn"
          label="Première consultation dans la maison"
          type="date"
          help="Laissez vide tant qu’elle n’a pas eu lieu."
          value={typed.firstConsultationOn}
          errors={errors}
        />
        <fieldset class="field">
          <legend>Critères à l’inscription</legend>
          <div class="criteria">
            {criteria.map(({ label, source }, slot) => (
              <div key={label}>
                <input type="hidden" name={`criterion${slot}`} value={label} />
                <AnswerField
                  name={`met${slot}`}
                  label={label}
                  help={source}
                  value={answerTo(typed, label)}
                  errors={errors}
                />
              </div>
            ))}
          </div>
        </fieldset>
        {midwives.length > 0 && (
          <SelectField
            name="referentMidwifeId"
            label="Sage-femme référente"
            placeholder="Pas encore choisie"
            options={midwives.map(({ id, name }) => ({ value: id, label: name }))}
            value={typed.referentMidwifeId}
            errors={errors}
          />
        )}
        <TextArea
          name="note"
          label="Note (facultatif)"
          help="Sans nom, date de naissance ni téléphone : le registre ne nomme personne."
          value={typed.note}
          errors={errors}
          rows={2}
          maxLength={500}
        />
        <SubmitButton kind="engage">{typed.revision ? 'Enregistrer' : 'Inscrire au registre'}</SubmitButton>
      </Form>
    </>
  )
}

/** What was answered to a criterion, wherever it stood in the form it came from. */
function answerTo(typed: WomanForm, label: string): string | undefined {
  const [name] =
    Object.entries(typed).find(([name, value]) => name.startsWith('criterion') && value === label) ?? []
  return name === undefined ? undefined : typed[name.replace('criterion', 'met')]
}

/** Labour, birth, and what annex 2 asks of the mother. */
export function DeliveryFields({ action, csrfToken, typed, faults, above }: FormOf<DeliveryForm>) {
  const { questions, errors } = sortFaults(faults)
  return (
    <>
      {above}
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="revision" value={typed.revision ?? '0'} />
        <ConfirmBox questions={questions} ticked={tickedIn(typed)} />
        <h2>Travail et naissance</h2>
        <Field name="bornAt" label="Naissance" type="datetime-local" value={typed.bornAt} errors={errors} />
        <ChoiceField
          name="birthPlace"
          label="Lieu de la naissance"
          choices={BIRTH_PLACES}
          value={typed.birthPlace}
          errors={errors}
        />
        <ChoiceField
          name="mode"
          label="Mode d’accouchement"
          choices={MODES}
          value={typed.mode}
          errors={errors}
        />
        <AnswerField
          name="labourInHouse"
          label={`Prise en charge dans la maison pendant le travail${NO_BREAK_SPACE}?`}
          help="Oui aussi quand elle y a été accueillie en travail puis transférée."
          value={typed.labourInHouse}
          errors={errors}
        />
        <Field
          name="labourAdmittedAt"
          label="Accueillie en travail à (facultatif)"
          type="datetime-local"
          value={typed.labourAdmittedAt}
          errors={errors}
        />
        <h2>Suites de la mère</h2>
        <Field
          name="bloodLossMl"
          label="Pertes de sang"
          unit="mL"
          inputMode="numeric"
          help="Le rapport compte les hémorragies à partir de 500 mL et de 1 000 mL."
          size="short"
          value={typed.bloodLossMl}
          errors={errors}
        />
        <AnswerField
          name="sphincterInjury"
          label={`Lésion obstétricale du sphincter anal (LOSA)${NO_BREAK_SPACE}?`}
          value={typed.sphincterInjury}
          errors={errors}
        />
        <AnswerField
          name="intensiveCare"
          label={`Admise en réanimation ou soins intensifs${NO_BREAK_SPACE}?`}
          value={typed.intensiveCare}
          errors={errors}
        />
        <AnswerField
          name="died"
          label={`Décès de la mère${NO_BREAK_SPACE}?`}
          value={typed.died}
          errors={errors}
        />
        <Field
          name="leftHouseAt"
          label="Sortie de la maison (facultatif)"
          type="datetime-local"
          value={typed.leftHouseAt}
          errors={errors}
        />
        <ReadmissionFields of="de la mère" typed={typed} errors={errors} />
        <SubmitButton kind="engage">Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

/** A child: its state at birth, who came, what became of it. */
export function NewbornFields({ action, csrfToken, typed, faults, above }: FormOf<NewbornForm>) {
  const { questions, errors } = sortFaults(faults)
  return (
    <>
      {above}
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="revision" value={typed.revision ?? '1'} />
        <ConfirmBox questions={questions} ticked={tickedIn(typed)} />
        <Field
          name="apgar5"
          label="Apgar à 5 minutes"
          inputMode="numeric"
          size="short"
          value={typed.apgar5}
          errors={errors}
        />
        <Field
          name="weightG"
          label="Poids (facultatif)"
          unit="g"
          inputMode="numeric"
          size="short"
          value={typed.weightG}
          errors={errors}
        />
        <AnswerField
          name="resuscitation"
          label={`Réanimation à la naissance${NO_BREAK_SPACE}?`}
          value={typed.resuscitation}
          errors={errors}
        />
        <ChoiceField
          name="intervention"
          label={`Qui est intervenu${NO_BREAK_SPACE}?`}
          choices={INTERVENTIONS}
          value={typed.intervention}
          errors={errors}
        />
        <Field
          name="interventionCause"
          label="Cause de l’intervention"
          help="Quelques mots, sans nommer personne."
          value={typed.interventionCause}
          errors={errors}
          maxLength={200}
        />
        <ChoiceField
          name="interventionPlace"
          label="Lieu de l’intervention"
          choices={INTERVENTION_PLACES}
          value={typed.interventionPlace}
          errors={errors}
        />
        <ChoiceField
          name="outcome"
          label="État de l’enfant"
          choices={CHILD_OUTCOMES}
          value={typed.outcome}
          errors={errors}
        />
        <AnswerField
          name="diedInHouse"
          label={`En cas de décès, dans la maison de naissance${NO_BREAK_SPACE}?`}
          value={typed.diedInHouse}
          errors={errors}
        />
        <ReadmissionFields of="de l’enfant" typed={typed} errors={errors} />
        <AnswerField
          name="bloodScreening"
          label={`Dépistage sanguin fait${NO_BREAK_SPACE}?`}
          value={typed.bloodScreening}
          errors={errors}
        />
        <AnswerField
          name="hearingScreening"
          label={`Dépistage de la surdité fait${NO_BREAK_SPACE}?`}
          value={typed.hearingScreening}
          errors={errors}
        />
        <SubmitButton kind="engage">Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

type ReadmissionProps = {
  of: string
  typed: Pick<DeliveryForm, 'readmitted' | 'readmissionCause' | 'readmissionPlace'>
  errors: FieldErrors | undefined
}

function ReadmissionFields({ of, typed, errors }: ReadmissionProps) {
  return (
    <>
      <AnswerField
        name="readmitted"
        label={`Hospitalisation ${of} dans les 30 jours après la sortie${NO_BREAK_SPACE}?`}
        help="Hors transfert depuis la maison."
        value={typed.readmitted}
        errors={errors}
      />
      <Field
        name="readmissionCause"
        label="Cause de l’hospitalisation"
        value={typed.readmissionCause}
        errors={errors}
        maxLength={200}
      />
      <Field
        name="readmissionPlace"
        label="Lieu de l’hospitalisation"
        value={typed.readmissionPlace}
        errors={errors}
        maxLength={200}
      />
    </>
  )
}

/** The end of a follow-up, or its opening again. */
export function EndFields({ action, csrfToken, typed, faults }: FormOf<EndForm>) {
  return (
    <Form action={action} csrfToken={csrfToken} errors={faults}>
      <input type="hidden" name="revision" value={typed.revision ?? '1'} />
      <Field
        name="endedOn"
        label="Fin du suivi"
        type="date"
        help="Laissez vide, et sans raison, pour rouvrir le suivi."
        value={typed.endedOn}
        errors={faults}
      />
      <SelectField
        name="reason"
        label="Raison"
        placeholder="Aucune : le suivi continue"
        options={Object.entries(END_REASONS).map(([value, label]) => ({ value, label }))}
        value={typed.reason}
        errors={faults}
      />
      <SubmitButton kind="engage">Enregistrer</SubmitButton>
    </Form>
  )
}
