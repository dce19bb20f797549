import { RadioGroup } from '../../web/choices.js'
import type { FieldProps } from '../../web/forms.js'

/** What a blank answer is called, wherever it is shown. */
export const NOT_YET = 'pas encore renseigné'

type AnswerFieldProps = FieldProps & { value: string | undefined }

/** Yes, no, or not known yet: blank is an answer of its own, so that it is never read as « non ». */
export function AnswerField({ value, ...field }: AnswerFieldProps) {
  return (
    <RadioGroup
      {...field}
      options={[
        { value: 'oui', label: 'Oui' },
        { value: 'non', label: 'Non' },
        { value: '', label: 'Pas encore renseigné' },
      ]}
      value={value ?? ''}
      isLarge
    />
  )
}

type ChoiceFieldProps = AnswerFieldProps & { choices: Record<string, string> }

/** One of a closed list, or not known yet. */
export function ChoiceField({ value, choices, ...field }: ChoiceFieldProps) {
  const options = Object.entries(choices).map(([code, label]) => ({ value: code, label }))
  return (
    <RadioGroup
      {...field}
      options={[...options, { value: '', label: 'Pas encore renseigné' }]}
      value={value ?? ''}
      isLarge
    />
  )
}

/** « oui », « non » or « pas encore renseigné ». */
export function answerWords(answer: boolean | null): string {
  if (answer === null) return NOT_YET
  return answer ? 'oui' : 'non'
}
