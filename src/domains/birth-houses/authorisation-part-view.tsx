import type { ComponentChildren } from 'preact'
import { CheckboxGroup, SelectField } from '../../web/choices.js'
import { type FieldErrors, FileField, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { formatBytes, formatCount } from '../../web/numbers.js'
import { Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { ACCEPTED_FILES } from '../documents/media.js'
import { FILE_HELP } from '../documents/receiving.js'
import type { OwnFile } from './authorisation.js'
import {
  elementsOf,
  FILE_ELEMENTS,
  FILE_PART_CODES,
  FILE_PARTS,
  type FileElement,
  type FilePart,
} from './authorisation-elements.js'
import { Facts } from './authorisation-facts.js'
import { fieldsOf, type TypedElement, type TypedPart } from './authorisation-form.js'
import type { Known } from './authorisation-known.js'

type PartPageProps = {
  houseId: string
  part: FilePart
  own: OwnFile
  typed: TypedPart
  csrfToken: string | null
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** One part of the request: each element with what the house already says of it, its words, its documents. */
export function FilePartPage({ houseId, part, own, typed, csrfToken, errors, above }: PartPageProps) {
  const base = `/maisons-de-naissance/${houseId}/autorisation`
  const state = own.parts.find((one) => one.part === part)
  const missing = state?.missing.length ?? 0
  return (
    <>
      <Tabs
        label="Parties du dossier"
        tabs={FILE_PART_CODES.map((code) => ({
          href: `${base}/${FILE_PARTS[code].path}`,
          label: `${FILE_PARTS[code].rank} ${FILE_PARTS[code].title}`,
          current: code === part,
        }))}
      />
      <p class="lead">
        {missing === 0
          ? 'Cette partie est complète.'
          : `${formatCount(missing, 'élément manque', 'éléments manquent')} sur ${state?.elements}.`}{' '}
        Un texte, un document, ou les deux répondent à chaque élément.
      </p>
      {above}
      <Form action={`${base}/${FILE_PARTS[part].path}`} csrfToken={csrfToken} errors={errors} hasFiles>
        <input type="hidden" name="revision" value={typed.revision} />
        {elementsOf(part).map((code) => (
          <ElementFields
            key={code}
            houseId={houseId}
            code={code}
            own={own}
            typed={typed.elements[code] ?? { text: '', keep: [], join: '' }}
            isMissing={state?.missing.includes(code) ?? true}
            errors={errors}
          />
        ))}
        <SubmitButton>Enregistrer le brouillon</SubmitButton>
      </Form>
      <p>
        <a href={base}>Revenir à l’ensemble du dossier</a>
      </p>
    </>
  )
}

type ElementProps = {
  houseId: string
  code: FileElement
  own: OwnFile
  typed: TypedElement
  isMissing: boolean
  errors?: FieldErrors | undefined
}

function ElementFields({ houseId, code, own, typed, isMissing, errors }: ElementProps) {
  const { letter, label, help } = FILE_ELEMENTS[code]
  const names = fieldsOf(code)
  const joined = own.answers[code].documentIds
  const attached = own.documents.filter(({ id }) => joined.includes(id))
  const others = own.documents.filter(({ id }) => !joined.includes(id))
  return (
    <section aria-labelledby={`element-${code}`}>
      <h2 id={`element-${code}`}>
        {letter && `${letter}) `}
        {label}
      </h2>
      <p>
        {isMissing ? (
          <StateTag tone="attention" word="À compléter" />
        ) : (
          <StateTag tone="done" word="Renseigné" />
        )}
      </p>
      <KnownBox houseId={houseId} known={own.known[code]} />
      <TextArea
        name={names.text}
        label={own.known[code].suffices ? 'Précisions' : 'Texte'}
        help={typeset(help)}
        value={typed.text}
        errors={errors}
      />
      {attached.length > 0 && (
        <CheckboxGroup
          name={names.keep}
          label="Documents joints"
          help="Décochez celui qui ne doit plus être joint."
          options={attached.map(({ id, name, bytes }) => ({
            value: id,
            label: `${name} (${formatBytes(bytes)})`,
          }))}
          values={typed.keep}
          errors={errors}
        />
      )}
      {others.length > 0 && (
        <SelectField
          name={names.join}
          label="Joindre un document de la maison"
          placeholder="Aucun"
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
          value={typed.join}
          errors={errors}
        />
      )}
      <FileField
        name={names.file}
        label="Joindre un nouveau fichier"
        help={FILE_HELP}
        accept={ACCEPTED_FILES}
        errors={errors}
      />
    </section>
  )
}

/** What the house has already said: shown beside, sent with the request, changed where it is kept. */
function KnownBox({ houseId, known }: { houseId: string; known: Known }) {
  const { facts, suffices, source } = known
  if (source === null) return null
  const change = <a href={`/maisons-de-naissance/${houseId}${source.path}`}>{source.label}</a>
  if (facts.length === 0) {
    return (
      <p class="help">
        Rien n’est encore écrit sous {change}
        {NO_BREAK_SPACE}: ce qui le sera viendra ici.
      </p>
    )
  }
  return (
    <details open={facts.length <= 6}>
      <summary>
        {suffices ? 'Repris de la fiche de la maison' : 'Ce que dit déjà la fiche de la maison'}
      </summary>
      <Facts facts={facts} />
      <p class="help">Transmis avec le dossier. À corriger sous {change}.</p>
    </details>
  )
}
