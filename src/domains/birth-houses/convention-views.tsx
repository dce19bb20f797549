import type { ComponentChildren } from 'preact'
import { SelectField } from '../../web/choices.js'
import { daysBetween, formatDate, formatDeadline } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { EmptyState } from '../../web/table.js'
import { StateTag, type StateTagProps } from '../../web/tags.js'
import {
  CONVENTION_ITEM_CODES,
  CONVENTION_ITEMS,
  type Convention,
  type ConventionForm,
  itemsSaid,
  RENEWAL_DAYS,
} from './convention-schemas.js'

/** Where a convention stands today. */
export function conventionState(
  { startsOn, endsOn }: Pick<Convention, 'startsOn' | 'endsOn'>,
  today: string,
): StateTagProps {
  if (startsOn > today)
    return { tone: 'waiting', word: 'À venir', detail: `à partir du ${formatDate(startsOn)}` }
  if (endsOn === null) return { tone: 'done', word: 'En vigueur', detail: 'sans date de fin' }
  if (endsOn < today) return { tone: 'late', word: 'Échue', detail: `depuis le ${formatDate(endsOn)}` }
  const detail = `jusqu’au ${formatDate(endsOn)}`
  if (daysBetween(today, endsOn) > RENEWAL_DAYS) return { tone: 'done', word: 'En vigueur', detail }
  return { tone: 'attention', word: 'À renouveler', detail: `${formatDeadline(endsOn, today)}, ${detail}` }
}

type ConventionsProps = { houseId: string; conventions: Convention[]; today: string; canWrite: boolean }

/** The conventions of a house: where each stands, who signed it, what it says of the six items. */
export function ConventionsPage({ houseId, conventions, today, canWrite }: ConventionsProps) {
  const base = `/maisons-de-naissance/${houseId}/conventions`
  const add = { href: `${base}/nouvelle`, label: 'Enregistrer la convention' }
  if (conventions.length === 0) {
    return (
      <EmptyState
        sentence="Ici viendra la convention avec la maternité partenaire : ses dates, ses signataires et ce qu’elle prévoit."
        {...(canWrite && { action: add })}
      />
    )
  }
  return (
    <>
      <p class="lead">{conventionWords(conventions, today)}</p>
      {conventions.map((one) => (
        <ConventionFacts key={one.id} base={base} convention={one} today={today} canWrite={canWrite} />
      ))}
      {canWrite && (
        <p>
          <a class="button" href={add.href}>
            Enregistrer une autre convention
          </a>
        </p>
      )}
    </>
  )
}

/** Which convention holds today, in a sentence. */
export function conventionWords(conventions: readonly Convention[], today: string): string {
  const [current] = conventions.filter(
    ({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today),
  )
  if (!current) return 'Aucune convention n’est en vigueur aujourd’hui.'
  const until = current.endsOn === null ? 'sans date de fin' : `jusqu’au ${formatDate(current.endsOn)}`
  return `Convention avec ${current.partner.name}, ${until}.`
}

type FactsProps = { base: string; convention: Convention; today: string; canWrite: boolean }

function ConventionFacts({ base, convention, today, canWrite }: FactsProps) {
  const { id, partner, signatories, signedOn, startsOn } = convention
  const said = itemsSaid(convention)
  return (
    <section aria-labelledby={`convention-${id}`}>
      <h2 id={`convention-${id}`}>
        {partner.name}, depuis le {formatDate(startsOn)}
      </h2>
      <p>
        <StateTag {...conventionState(convention, today)} />
      </p>
      <dl class="facts">
        <dt>Signée le</dt>
        <dd>{formatDate(signedOn)}</dd>
        <dt>Signataires</dt>
        <dd>{signatories.length === 0 ? 'non renseignés' : signatories.join(', ')}</dd>
        <dt>Éléments renseignés</dt>
        <dd>
          {said} sur {CONVENTION_ITEM_CODES.length}
        </dd>
      </dl>
      <details>
        <summary>Ce qu’elle prévoit</summary>
        <dl class="facts">
          {CONVENTION_ITEM_CODES.map((code) => (
            <div key={code}>
              <dt>{CONVENTION_ITEMS[code]}</dt>
              <dd class="several-lines">{convention.items[code] ?? 'non renseigné'}</dd>
            </div>
          ))}
        </dl>
      </details>
      {canWrite && (
        <p>
          <a href={`${base}/${id}`}>
            Modifier<span class="visually-hidden"> la convention avec {partner.name}</span>
          </a>
        </p>
      )}
    </section>
  )
}

type ConventionPageProps = {
  action: string
  csrfToken: string | null
  maternities: { id: string; name: string }[]
  typed: ConventionForm
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** A convention to write. Only the partner and the first day are compulsory. */
export function ConventionPage({
  action,
  csrfToken,
  maternities,
  typed,
  errors,
  above,
}: ConventionPageProps) {
  return (
    <>
      {above}
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        {typed.seen && <input type="hidden" name="seen" value={typed.seen} />}
        <SelectField
          name="partnerEstablishmentId"
          label="Maternité partenaire"
          placeholder="Choisir une maternité"
          options={maternities.map(({ id, name }) => ({ value: id, label: name }))}
          value={typed.partnerEstablishmentId}
          errors={errors}
          required
        />
        <Field name="signedOn" label="Signée le" type="date" value={typed.signedOn} errors={errors} />
        <Field
          name="startsOn"
          label="En vigueur depuis le"
          type="date"
          value={typed.startsOn}
          errors={errors}
          required
        />
        <Field
          name="endsOn"
          label="Jusqu’au"
          type="date"
          help="Laissez vide si elle n’a pas de terme. Elle est dite « à renouveler » trois mois avant."
          value={typed.endsOn}
          errors={errors}
        />
        <TextArea
          name="signatories"
          label="Signataires"
          help="Un par ligne : nom et fonction."
          rows={3}
          value={typed.signatories}
          errors={errors}
        />
        {CONVENTION_ITEM_CODES.map((code) => (
          <TextArea
            key={code}
            name={code}
            label={CONVENTION_ITEMS[code]}
            value={typed[code]}
            errors={itemErrors(errors, code)}
          />
        ))}
        <SubmitButton>Enregistrer la convention</SubmitButton>
      </Form>
    </>
  )
}

/** The schema says where a text is too long: `items.transfer`; the form names it `transfer`. */
function itemErrors(errors: FieldErrors | undefined, code: string): FieldErrors | undefined {
  const words = errors?.[`items.${code}`]
  return words === undefined ? errors : { [code]: words }
}
