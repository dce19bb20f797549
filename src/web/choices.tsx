import type { ComponentChildren } from 'preact'
import {
  controlProps,
  describedBy,
  FieldBox,
  FieldNotes,
  type FieldProps,
  RequiredMark,
  useFieldId,
} from './forms.js'

export type Option = { value: string; label: string; help?: ComponentChildren }

export type SelectFieldProps = FieldProps & {
  options: Option[]
  value?: string | null | undefined
  /** The first line, chosen when nothing is: « Choisir un établissement ». Absent, the first option is chosen. */
  placeholder?: string
}

/** One choice among many. Below seven or so, a radio group is kinder. */
export function SelectField(props: SelectFieldProps) {
  const { name, label, help, errors, required, options, value, placeholder } = props
  return (
    <FieldBox name={name} label={label} help={help} errors={errors} required={required}>
      <select {...controlProps({ name, help, errors, required })}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldBox>
  )
}

export type RadioGroupProps = FieldProps & {
  options: Option[]
  value?: string | null | undefined
  /** Each choice is a large target: a telephone in one hand, at night. */
  isLarge?: boolean
}

/** One choice among few, all in sight. */
export function RadioGroup(props: RadioGroupProps) {
  const { name, label, help, errors, required, options, value, isLarge } = props
  const classes = ['field', errors?.[name] ? 'field-wrong' : '', isLarge ? 'field-large' : ''].filter(Boolean)
  return (
    <fieldset
      class={classes.join(' ')}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: only a radio group may be said invalid.
      role="radiogroup"
      aria-required={required ? 'true' : undefined}
      aria-invalid={errors?.[name] ? 'true' : undefined}
      aria-describedby={describedBy({ name, help, errors })}
    >
      <legend>
        {label}
        <RequiredMark required={required} />
      </legend>
      <FieldNotes name={name} help={help} errors={errors} />
      <Choices type="radio" name={name} options={options} chosen={[value ?? []].flat()} />
    </fieldset>
  )
}

export type CheckboxGroupProps = FieldProps & { options: Option[]; values?: readonly string[] | undefined }

/** Any number of choices; they are sent under the same name. */
export function CheckboxGroup({ name, label, help, errors, required, options, values }: CheckboxGroupProps) {
  return (
    <fieldset
      class={errors?.[name] ? 'field field-wrong' : 'field'}
      aria-describedby={describedBy({ name, help, errors })}
    >
      <legend>
        {label}
        <RequiredMark required={required} />
      </legend>
      <FieldNotes name={name} help={help} errors={errors} />
      <Choices type="checkbox" name={name} options={options} chosen={values ?? []} />
    </fieldset>
  )
}

export type CheckboxProps = FieldProps & { checked?: boolean | undefined; value?: string }

/** One thing to agree to or not. */
export function Checkbox({ name, label, help, errors, required, checked, value = 'oui' }: CheckboxProps) {
  return (
    <div class={errors?.[name] ? 'field field-wrong' : 'field'}>
      <div class="choice">
        <input
          {...controlProps({ name, help, errors, required })}
          type="checkbox"
          value={value}
          checked={checked}
        />
        <label for={useFieldId(name)}>
          {label}
          <RequiredMark required={required} />
        </label>
      </div>
      <FieldNotes name={name} help={help} errors={errors} />
    </div>
  )
}

type ChoicesProps = { type: 'radio' | 'checkbox'; name: string; options: Option[]; chosen: readonly string[] }

function Choices({ type, name, options, chosen }: ChoicesProps) {
  const first = useFieldId(name)
  return (
    <div class="choices">
      {options.map((option, index) => {
        // The first choice has the id of the field, which is where the error summary leads.
        const id = index === 0 ? first : `${first}-${index + 1}`
        return (
          <div key={option.value} class="choice">
            <input
              type={type}
              id={id}
              name={name}
              value={option.value}
              checked={chosen.includes(option.value)}
              aria-describedby={option.help ? `${id}-precision` : undefined}
            />
            <label for={id}>{option.label}</label>
            {option.help && (
              <p class="help" id={`${id}-precision`}>
                {option.help}
              </p>
            )}
          </div>
        )
      })}
    </div>
  )
}
