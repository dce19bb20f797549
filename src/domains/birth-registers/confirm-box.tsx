import { Checkbox } from '../../web/choices.js'
import type { FieldErrors } from '../../web/forms.js'
import { QUESTION_CODES, type QuestionCode } from './findings.js'

/** Which of what a form came back with are questions, and which are errors of fields. */
export function sortFaults(faults: FieldErrors | undefined): {
  questions: FieldErrors
  errors: FieldErrors | undefined
} {
  const entries = Object.entries(faults ?? {})
  const isQuestion = ([name]: [string, string]) => QUESTION_CODES.some((code) => code === name)
  const errors = entries.filter((entry) => !isQuestion(entry))
  return {
    questions: Object.fromEntries(entries.filter(isQuestion)),
    errors: errors.length > 0 ? Object.fromEntries(errors) : undefined,
  }
}

/** What is surprising, each with a box to tick: ticked once, it is not asked again. */
export function ConfirmBox({
  questions,
  ticked,
}: {
  questions: FieldErrors
  ticked: readonly QuestionCode[]
}) {
  const asked = Object.entries(questions)
  if (asked.length === 0 && ticked.length === 0) return null
  return (
    <>
      {ticked
        .filter((code) => !(code in questions))
        .map((code) => (
          <input key={code} type="hidden" name={code} value="oui" />
        ))}
      {asked.length > 0 && (
        <fieldset class="confirm-box">
          <legend>À confirmer</legend>
          {asked.map(([code, words]) => (
            <div key={code}>
              <p>{words}</p>
              <Checkbox name={code} label={CONFIRMATIONS[code as QuestionCode] ?? 'C’est exact'} />
            </div>
          ))}
        </fieldset>
      )}
    </>
  )
}

const CONFIRMATIONS: Partial<Record<QuestionCode, string>> = {
  identity: 'Ce texte ne nomme personne et ne permet de reconnaître personne',
  'long-ago': 'La date est exacte',
  'to-come': 'L’heure est exacte',
  'declared-already': 'C’est un autre transfert',
  criteria: 'Elle est inscrite malgré ce critère',
  'several-children': 'Il y a bien plusieurs enfants',
}
