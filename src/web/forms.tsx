import { randomUUID } from 'node:crypto'
import { type ComponentChildren, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { KEY_FIELD } from '../access/repetition.js'
import { safeHref } from './links.js'
import { formatCount } from './numbers.js'
import { Script } from './script.js'
import { NO_BREAK_SPACE, slug } from './typography.js'

/** What must be corrected, by name of field, each in a sentence saying how to go on. */
export type FieldErrors = Record<string, string>

/** What every field has. `value` is what was typed, so that nothing is lost when the form comes back. */
export type FieldProps = {
  name: string
  label: string
  help?: ComponentChildren
  errors?: FieldErrors | undefined
  required?: boolean
}

export type FormProps = {
  /** Its name on a page of several forms that have fields of the same name: an id is unique in a page. */
  scope?: string
  action: string
  csrfToken: string | null
  errors?: FieldErrors | undefined
  hasFiles?: boolean
  children: ComponentChildren
}

/** A form that posts. Validation is the server's: its messages are in French, in place, and announced. */
export function Form({ scope = '', action, csrfToken, errors, hasFiles, children }: FormProps) {
  return (
    <form
      class="form"
      method="post"
      action={safeHref(action)}
      enctype={hasFiles ? 'multipart/form-data' : undefined}
      noValidate
    >
      <CsrfField token={csrfToken} />
      <SendingKeyField csrfToken={csrfToken} />
      <FormScope.Provider value={scope}>
        <ErrorSummary errors={errors} />
        {children}
      </FormScope.Provider>
    </form>
  )
}

const FormScope = createContext('')

/** The token that proves the form came from us. It comes first, so that a multipart reader meets it before a file. */
export function CsrfField({ token }: { token: string | null }) {
  return token === null ? null : <input type="hidden" name="_csrf" value={token} />
}

/** The key of repetition of this form: pressed twice, it is done once. Without a session there is nobody to keep it for. */
export function SendingKeyField({ csrfToken }: { csrfToken: string | null }) {
  return csrfToken === null ? null : <input type="hidden" name={KEY_FIELD} value={randomUUID()} />
}

/** The list of what must be corrected, at the top, with a link to each field. */
export function ErrorSummary({ errors }: { errors?: FieldErrors | undefined }) {
  const scope = useContext(FormScope)
  const entries = Object.entries(errors ?? {})
  if (entries.length === 0) return null
  return (
    <div id="erreurs" class="error-summary" role="alert" tabIndex={-1} aria-labelledby="erreurs-titre">
      <h2 id="erreurs-titre">{formatCount(entries.length, 'réponse à corriger', 'réponses à corriger')}</h2>
      <p>Rien n’est perdu{NO_BREAK_SPACE}: ce que vous avez saisi est resté dans le formulaire.</p>
      <ul>
        {entries.map(([name, message]) => (
          <li key={name}>
            <a href={`#${fieldId(name, scope)}`}>{message}</a>
          </li>
        ))}
      </ul>
      <Script src="/assets/errors.js" />
    </div>
  )
}

export type SubmitButtonProps = {
  children: ComponentChildren
  /** `engage` for the act that commits somebody; it never is the first button of a form. */
  kind?: 'main' | 'secondary' | 'engage'
  /** Sent with the form, so that the server knows which button was pressed. */
  name?: string
  value?: string
}

/** A button that sends the form. */
export function SubmitButton({ children, kind = 'main', name, value }: SubmitButtonProps) {
  return (
    <button type="submit" class={`button-${kind}`} name={name} value={value}>
      {children}
    </button>
  )
}

export type TextFieldProps = FieldProps & {
  type?:
    | 'text'
    | 'email'
    | 'password'
    | 'tel'
    | 'url'
    | 'search'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime-local'
  value?: string | number | null | undefined
  /** HTML autocomplete token: `email`, `current-password`, `given-name`, … */
  autocomplete?: string
  inputMode?: 'numeric' | 'decimal' | 'tel' | 'email'
  min?: string | number
  max?: string | number
  step?: string | number
  maxLength?: number
  /** Expected length of the answer in characters: the box tells what is expected. */
  size?: 'short' | 'medium' | 'long'
  /** « g », « SA », « € », after the box. */
  unit?: string
}

/** One line of text, a number, a date or a password. */
export function Field(props: TextFieldProps) {
  const { name, label, help, errors, required, type = 'text', value, size, unit, ...rest } = props
  return (
    <FieldBox name={name} label={label} help={help} errors={errors} required={required}>
      <span class={`input-row input-${size ?? SIZES[type] ?? 'long'}`}>
        <input
          {...rest}
          {...controlProps({ name, help, errors, required })}
          // Preact's types pair each input type with its own attributes; those given here are common to all.
          type={type as 'text'}
          // A password never travels back to the page.
          value={type === 'password' ? undefined : (value ?? '')}
          spellcheck={type === 'text' ? undefined : false}
        />
        {unit && <span class="input-unit">{unit}</span>}
      </span>
    </FieldBox>
  )
}

const SIZES: Partial<Record<NonNullable<TextFieldProps['type']>, 'short' | 'medium'>> = {
  number: 'short',
  time: 'short',
  date: 'medium',
  tel: 'medium',
  'datetime-local': 'medium',
}

export type TextAreaProps = FieldProps & {
  value?: string | null | undefined
  rows?: number
  maxLength?: number
}

/** Several lines of text. */
export function TextArea({ name, label, help, errors, required, value, rows = 5, maxLength }: TextAreaProps) {
  return (
    <FieldBox name={name} label={label} help={help} errors={errors} required={required}>
      <textarea {...controlProps({ name, help, errors, required })} rows={rows} maxLength={maxLength}>
        {value ?? ''}
      </textarea>
    </FieldBox>
  )
}

export type FileFieldProps = FieldProps & { accept?: string; multiple?: boolean }

/** A file. Browsers never keep it when a form comes back, so the help should say which one is expected. */
export function FileField({ name, label, help, errors, required, accept, multiple }: FileFieldProps) {
  return (
    <FieldBox name={name} label={label} help={help} errors={errors} required={required}>
      <input
        {...controlProps({ name, help, errors, required })}
        type="file"
        accept={accept}
        multiple={multiple}
      />
    </FieldBox>
  )
}

/** Label above, control, help under it, error in the same place: the frame all fields share. */
export function FieldBox(props: LooseFieldProps & { label: string; children: ComponentChildren }) {
  const { name, label, help, errors, required, children } = props
  const id = useFieldId(name)
  return (
    <div class={errors?.[name] ? 'field field-wrong' : 'field'}>
      <label for={id}>
        {label}
        <RequiredMark required={required} />
      </label>
      <FieldNotes name={name} help={help} errors={errors} />
      {children}
    </div>
  )
}

/** « (obligatoire) » in words: an asterisk needs a legend. */
export function RequiredMark({ required }: { required?: boolean | undefined }) {
  return required ? <span class="required"> (obligatoire)</span> : null
}

/** The help and the error of a field, with the ids that tie them to it. */
export function FieldNotes({ name, help, errors }: LooseFieldProps) {
  const id = useFieldId(name)
  const error = errors?.[name]
  return (
    <>
      {help && (
        <p class="help" id={`${id}-aide`}>
          {help}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-erreur`}>
          <span class="visually-hidden">Erreur{NO_BREAK_SPACE}: </span>
          {error}
        </p>
      )}
    </>
  )
}

/** Field props as components hand them on, where an absent one is explicitly undefined. */
export type LooseFieldProps = {
  name: string
  help?: ComponentChildren
  errors?: FieldErrors | undefined
  required?: boolean | undefined
}

/** The id, name and ARIA ties of a control. */
export function controlProps({ name, help, errors, required }: LooseFieldProps) {
  return {
    id: useFieldId(name),
    name,
    required,
    'aria-invalid': errors?.[name] ? ('true' as const) : undefined,
    'aria-describedby': describedBy({ name, help, errors }),
  }
}

/** The ids of the notes of a field, or undefined when it has none. */
export function describedBy({ name, help, errors }: LooseFieldProps): string | undefined {
  const id = useFieldId(name)
  const ids = [errors?.[name] ? `${id}-erreur` : '', help ? `${id}-aide` : ''].filter(Boolean)
  return ids.length > 0 ? ids.join(' ') : undefined
}

/** The id of the control of a field of the form around it. */
export function useFieldId(name: string): string {
  return fieldId(name, useContext(FormScope))
}

/** The id of the control of a field, so that a summary or another page can point at it. */
export function fieldId(name: string, scope = ''): string {
  return `champ-${slug(`${scope} ${name}`)}`
}
