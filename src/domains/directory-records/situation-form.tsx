import { ActButton } from '../../web/act-button.js'
import { Checkbox } from '../../web/choices.js'
import { formatDate } from '../../web/dates.js'
import { Field, Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { EmptyState } from '../../web/table.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { categoryLabel } from '../directory/card-labels.js'
import { MODES } from '../directory/national/professions.js'
import { SECTORS } from '../directory/national/sectors.js'
import { AUDIENCE_LABELS, AUDIENCES } from '../directory/visibility.js'
import { ChoiceRow, DateRow, type FormState, Questions, TextRow } from './form-fields.js'
import type { PlaceFound } from './places.js'

type PlaceSearchProps = { base: string; search: string; places: readonly PlaceFound[]; canCreate: boolean }

/** First question: which place? A search by name, that needs no script. */
export function PlaceSearch({ base, search, places, canCreate }: PlaceSearchProps) {
  return (
    <>
      <p class="lead">Dans quelle structure exerce-t-elle{NO_BREAK_SPACE}?</p>
      <form class="search" method="get" action={`${base}/situations/nouvelle`}>
        <Field name="q" label="Nom ou commune de la structure" type="search" value={search} />
        <button type="submit">Chercher</button>
      </form>
      {search !== '' && <PlacesFound base={base} places={places} canCreate={canCreate} />}
    </>
  )
}

function PlacesFound({ base, places, canCreate }: Omit<PlaceSearchProps, 'search'>) {
  if (places.length === 0) {
    return canCreate ? (
      <EmptyState
        sentence="Aucune structure ne porte ce nom. Essayez sa commune, ou créez sa fiche."
        action={{ href: '/annuaire/fiches/structures/nouvelle', label: 'Nouvelle structure' }}
      />
    ) : (
      <EmptyState sentence="Aucune structure ne porte ce nom. Essayez sa commune, ou demandez à la coordination de l’ajouter." />
    )
  }
  return (
    <ul class="places-found">
      {places.map((place) => (
        <li key={place.id}>
          <a href={`${base}/situations/nouvelle?lieu=${place.id}`}>{place.name}</a>
          {', '}
          {[place.commune, categoryLabel(place.category)].filter(Boolean).join(', ')}
        </li>
      ))}
    </ul>
  )
}

type SituationFormProps = {
  action: string
  csrfToken: string | null
  form: FormState
  place: { id: string; name: string }
  /** When the row being changed had last changed; null for a new one. */
  since: Date | null
  /** Day since which the national file no longer gives it. */
  goneSince?: string | null
}

/** What is said of a person at a place. */
export function SituationForm({ action, csrfToken, form, place, since, goneSince }: SituationFormProps) {
  return (
    <>
      <p class="lead">{place.name}</p>
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        {since === null ? (
          <input type="hidden" name="structureId" value={place.id} />
        ) : (
          <input type="hidden" name="since" value={since.toISOString()} />
        )}
        {goneSince && <GonePlace goneSince={goneSince} form={form} />}
        <Questions title="Que fait-elle ici ?">
          <TextRow
            form={form}
            name="functionWords"
            help="Par exemple : échographiste référente, cadre du pôle."
          />
          <ChoiceRow
            form={form}
            name="modeCode"
            options={optionsOf(MODES.codes)}
            placeholder="Non renseigné"
          />
          <ChoiceRow
            form={form}
            name="sectorCode"
            options={optionsOf(SECTORS.codes)}
            placeholder="Non renseigné"
          />
          <DateRow form={form} name="startsOn" />
          <DateRow
            form={form}
            name="endsOn"
            help="Si elle part : passé ce jour, le lieu n’est plus montré. Par exemple 31/12/2026."
          />
        </Questions>
        <Questions title="Comment la joindre ici ?">
          <TextRow form={form} name="phone" label="Téléphone ici" type="tel" />
          <AudienceRow form={form} name="phoneVisibleTo" label="Qui voit ce téléphone" />
          <TextRow form={form} name="email" label="Adresse électronique ici" type="email" />
          <AudienceRow form={form} name="emailVisibleTo" label="Qui voit cette adresse" />
        </Questions>
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

/** A place the RPPS gives no more: it has ended, or somebody knows that it has not. */
function GonePlace({ goneSince, form }: { goneSince: string; form: FormState }) {
  const day = formatDate(goneSince)
  return (
    <>
      <NoticeBox
        kind="attention"
        title={`Ce lieu n’est plus dans le RPPS depuis le ${day}.`}
        text={`Si elle n’y exerce plus, donnez plus bas la date de fin, par exemple ${day}. Si elle y exerce toujours, cochez la case : le lieu ne sera plus signalé.`}
      />
      <Checkbox name="isStillThere" label="Elle y exerce toujours" errors={form.errors} />
    </>
  )
}

/** Who may see one thing; everybody only with the person’s own agreement. */
export function AudienceRow({ form, name, label }: { form: FormState; name: string; label: string }) {
  return (
    <ChoiceRow
      form={form}
      name={name}
      label={label}
      options={AUDIENCE_OPTIONS}
      placeholder="Choisir"
      help="« Tout le monde » ne vaut qu’avec son accord pour ce champ ; sans lui, les membres du réseau."
    />
  )
}

export const AUDIENCE_OPTIONS = AUDIENCES.map((value) => ({ value, label: AUDIENCE_LABELS[value] }))

/** What was added by mistake goes away; what has ended gets an end. */
export function Removal({
  action,
  about,
  consequence,
  csrfToken,
}: {
  action: string
  about: string
  /** What goes with it. */
  consequence?: string
  csrfToken: string | null
}) {
  return (
    <details class="removal">
      <summary>Ajouté par erreur{NO_BREAK_SPACE}?</summary>
      <p>Si c’est fini, donnez plutôt une date de fin : l’historique reste alors lisible.</p>
      {consequence && (
        <p>
          <strong>{typeset(consequence)}</strong>
        </p>
      )}
      <ActButton action={action} label="Retirer" about={about} csrfToken={csrfToken} />
    </details>
  )
}

function optionsOf(codes: ReadonlyMap<string, { code: string; labels: readonly { label: string }[] }>) {
  return [...codes.values()].map(({ code, labels }) => ({ value: code, label: labels[0]?.label ?? code }))
}
