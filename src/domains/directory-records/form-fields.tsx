import type { ComponentChildren } from 'preact'
import { CheckboxGroup, type Option, RadioGroup, SelectField } from '../../web/choices.js'
import { Field, type FieldErrors, TextArea, type TextFieldProps } from '../../web/forms.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import type { FormValues } from './form-values.js'
import { FIELD_LABELS } from './words.js'

/** What a form of a record shows: values, what is to be corrected, and what somebody stored in the meantime. */
export type FormState = {
  values: FormValues
  errors?: FieldErrors | undefined
  /** Field → what is now stored, when it is not what was typed. */
  meanwhile?: Readonly<Record<string, string>> | undefined
}

type InForm = { form: FormState; name: string; label?: string; help?: ComponentChildren; required?: boolean }

/** One line of text of a record; its label is the one the record’s page gives it. */
export function TextRow({
  form,
  ...rest
}: InForm & Pick<TextFieldProps, 'type' | 'size' | 'unit' | 'autocomplete' | 'inputMode' | 'maxLength'>) {
  return <Field {...rest} {...common(form, rest)} value={one(form.values[rest.name])} />
}

/** Several lines of text. */
export function LinesRow({ form, rows, ...rest }: InForm & { rows?: number }) {
  return <TextArea {...rest} {...common(form, rest)} rows={rows ?? 4} value={one(form.values[rest.name])} />
}

/** A date, typed as people write it. */
export function DateRow(props: InForm) {
  return <TextRow help={`Par exemple 31/12/2026.`} {...props} size="medium" inputMode="numeric" />
}

/** One choice of a closed list. */
export function ChoiceRow({
  form,
  options,
  placeholder,
  ...rest
}: InForm & { options: Option[]; placeholder?: string }) {
  return (
    <SelectField
      {...rest}
      {...common(form, rest)}
      options={options}
      {...(placeholder !== undefined && { placeholder })}
      value={one(form.values[rest.name])}
    />
  )
}

/** Yes or no, in sight. */
export function YesNoRow({ form, ...rest }: InForm) {
  return (
    <RadioGroup
      {...rest}
      {...common(form, rest)}
      options={[
        { value: 'non', label: 'Non' },
        { value: 'oui', label: 'Oui' },
      ]}
      value={one(form.values[rest.name]) || 'non'}
    />
  )
}

/** Any number of choices of a closed list; a long one is folded while nothing of it is chosen. */
export function ChoicesRow({
  form,
  options,
  folded,
  ...rest
}: InForm & { options: Option[]; folded?: string }) {
  const chosen = [form.values[rest.name] ?? []].flat().filter((value) => value !== '')
  const group = (
    <>
      <input type="hidden" name={rest.name} value="" />
      <CheckboxGroup {...rest} {...common(form, rest)} options={options} values={chosen} />
    </>
  )
  if (folded === undefined) return group
  const isInDoubt = Boolean(form.errors?.[rest.name] ?? form.meanwhile?.[rest.name])
  return (
    <details class="choices-folded" open={chosen.length > 0 || isInDoubt}>
      <summary>{folded}</summary>
      {group}
    </details>
  )
}

/** A group of questions under one heading. */
export function Questions({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class="questions">
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

function common(form: FormState, { name, label, help }: Omit<InForm, 'form'>) {
  const stored = form.meanwhile?.[name]
  const note = stored !== undefined && (
    <span class="meanwhile">
      Enregistré entre-temps{NO_BREAK_SPACE}: «{NARROW_SPACE}
      {stored}
      {NARROW_SPACE}»
    </span>
  )
  return {
    label: label ?? FIELD_LABELS[name] ?? name,
    errors: form.errors,
    ...((help || note) && {
      help: (
        <>
          {help}
          {help && note && ' '}
          {note}
        </>
      ),
    }),
  }
}

function one(value: FormValues[string]): string {
  return typeof value === 'string' ? value : ''
}
