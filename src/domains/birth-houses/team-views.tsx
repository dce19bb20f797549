import type { ComponentChildren } from 'preact'
import { RadioGroup } from '../../web/choices.js'
import { formatDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { DataTable, EmptyState } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { communesOf } from '../directory/card-labels.js'
import type { DirectoryCard } from '../directory/cards.js'
import {
  MIDWIFE_ROLES,
  type Midwife,
  type MidwifeForm,
  type Staff,
  type StaffForm,
  type Team,
} from './team-schemas.js'

type TeamSectionProps = { houseId: string; team: Team; today: string; canWrite: boolean }

/** Who works in the house: midwives in global follow-up and in support, then the others. */
export function TeamSection({ houseId, team, today, canWrite }: TeamSectionProps) {
  const base = `/maisons-de-naissance/${houseId}`
  const here = (one: { endsOn: string | null }) => one.endsOn === null || one.endsOn >= today
  const gone = [...team.midwives.filter((one) => !here(one))]
  return (
    <section aria-labelledby="equipe">
      <h2 id="equipe">Équipe</h2>
      <p>{teamWords(team, today)}</p>
      <MidwifeTable
        base={base}
        caption="Sages-femmes"
        rows={team.midwives.filter(here)}
        canWrite={canWrite}
      />
      {canWrite && (
        <p>
          <a class="button" href={`${base}/sages-femmes/nouvelle`}>
            Ajouter une sage-femme
          </a>
        </p>
      )}
      {gone.length > 0 && (
        <details>
          <summary>{formatCount(gone.length, 'sage-femme partie', 'sages-femmes parties')}</summary>
          <MidwifeTable base={base} caption="Sages-femmes parties" rows={gone} canWrite={canWrite} />
        </details>
      )}
      <StaffTable base={base} rows={team.staff.filter(here)} canWrite={canWrite} />
      {canWrite && (
        <p>
          <a href={`${base}/personnels/nouveau`}>Ajouter un autre personnel</a>
        </p>
      )}
    </section>
  )
}

/** « 3 sages-femmes en suivi global (2,5 ETP), 1 en appui. » */
export function teamWords({ midwives }: Pick<Team, 'midwives'>, today: string): string {
  const now = midwives.filter(
    ({ startsOn, endsOn }) => startsOn <= today && (endsOn === null || endsOn >= today),
  )
  if (now.length === 0) return 'Aucune sage-femme n’est encore inscrite dans cette maison.'
  const global = now.filter(({ role }) => role === 'global')
  const unknown = global.filter(({ fte }) => fte === null).length
  const sum = global.reduce((total, { fte }) => total + (fte ?? 0), 0)
  const time =
    unknown > 0
      ? `temps de travail à compléter pour ${unknown}`
      : `${formatNumber(sum, 2)}${NO_BREAK_SPACE}ETP`
  const support = now.length - global.length
  const said = `${formatCount(global.length, 'sage-femme', 'sages-femmes')} en suivi global`
  return `${said}${global.length > 0 ? ` (${time})` : ''}, ${formatNumber(support)} en appui.`
}

type MidwifeTableProps = { base: string; caption: string; rows: Midwife[]; canWrite: boolean }

function MidwifeTable({ base, caption, rows, canWrite }: MidwifeTableProps) {
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={({ id }) => id}
      onPhone="cards"
      columns={[
        {
          key: 'name',
          label: 'Sage-femme',
          rowHeader: true,
          cell: (row) => <a href={`/annuaire/personnes/${row.personId}`}>{row.name}</a>,
        },
        { key: 'role', label: 'Rôle', cell: ({ role }) => MIDWIFE_ROLES[role] },
        { key: 'fte', label: 'ETP', numeric: true, cell: ({ fte }) => fteWords(fte) },
        { key: 'starts', label: 'Depuis le', noWrap: true, cell: ({ startsOn }) => formatDate(startsOn) },
        { key: 'ends', label: 'Jusqu’au', noWrap: true, cell: ({ endsOn }) => endWords(endsOn) },
        ...(canWrite
          ? [
              {
                key: 'act',
                label: 'Agir',
                cell: ({ id, name }: Midwife) => (
                  <a href={`${base}/sages-femmes/${id}`}>
                    Modifier<span class="visually-hidden"> {name}</span>
                  </a>
                ),
              },
            ]
          : []),
      ]}
      empty={{
        sentence:
          'Ici viendront les sages-femmes de la maison : le registre propose parmi elles la référente de chaque femme.',
      }}
    />
  )
}

function StaffTable({ base, rows, canWrite }: { base: string; rows: Staff[]; canWrite: boolean }) {
  if (rows.length === 0) return <p>Aucun autre personnel n’est renseigné.</p>
  return (
    <DataTable
      caption="Autres personnels"
      rows={rows}
      rowKey={({ id }) => id}
      onPhone="cards"
      columns={[
        { key: 'occupation', label: 'Métier', rowHeader: true, cell: ({ occupation }) => occupation },
        {
          key: 'headcount',
          label: 'Effectif',
          numeric: true,
          cell: ({ headcount }) => formatNumber(headcount),
        },
        { key: 'fte', label: 'ETP', numeric: true, cell: ({ fte }) => fteWords(fte) },
        { key: 'missions', label: 'Missions', cell: ({ missions }) => missions ?? 'non renseignées' },
        { key: 'starts', label: 'Depuis le', noWrap: true, cell: ({ startsOn }) => formatDate(startsOn) },
        ...(canWrite
          ? [
              {
                key: 'act',
                label: 'Agir',
                cell: ({ id, occupation }: Staff) => (
                  <a href={`${base}/personnels/${id}`}>
                    Modifier<span class="visually-hidden"> {occupation}</span>
                  </a>
                ),
              },
            ]
          : []),
      ]}
      empty={{ sentence: 'Aucun autre personnel n’est renseigné.' }}
    />
  )
}

/** « 0,8 », or that nobody said. */
export function fteWords(fte: number | null): string {
  return fte === null ? 'non renseigné' : formatNumber(fte, 2)
}

/** The day it ended, or that it goes on. */
export function endWords(endsOn: string | null): string {
  return endsOn === null ? 'en cours' : formatDate(endsOn)
}

type MidwifeSearchProps = { houseId: string; search: string; found: DirectoryCard[] | null }

/** Which midwife of the directory joins the house. */
export function MidwifeSearchPage({ houseId, search, found }: MidwifeSearchProps) {
  const action = `/maisons-de-naissance/${houseId}/sages-femmes/nouvelle`
  return (
    <>
      <p class="lead">Cherchez la sage-femme dans l’annuaire du réseau, puis choisissez-la.</p>
      <SearchForm action={action} label="Nom de la sage-femme" value={search} />
      {found !== null && found.length === 0 && (
        <EmptyState sentence="Aucune sage-femme de l’annuaire ne porte ce nom. Vérifiez l’orthographe, ou demandez à la coordination du réseau de créer sa fiche." />
      )}
      {found !== null && found.length > 0 && (
        <ul class="places-found">
          {found.map((card) => (
            <li key={card.id}>
              <a href={withQuery(action, { personne: card.id })}>{card.name}</a>
              {communesOf(card) && `, ${communesOf(card)}`}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

type MidwifePageProps = {
  action: string
  person: { id: string; name: string }
  csrfToken: string | null
  typed: MidwifeForm
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** What a midwife is to the house, how much of her time, since when. */
export function MidwifePage({ action, person, csrfToken, typed, errors, above }: MidwifePageProps) {
  return (
    <>
      <p class="lead">{person.name}</p>
      {above}
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        <input type="hidden" name="personId" value={person.id} />
        {typed.seen && <input type="hidden" name="seen" value={typed.seen} />}
        <RadioGroup
          name="role"
          label="Rôle dans la maison"
          help="En suivi global, elle suit des femmes de la maison ; en appui, elle est la seconde sage-femme lors des naissances."
          options={Object.entries(MIDWIFE_ROLES).map(([value, label]) => ({ value, label }))}
          value={typed.role}
          errors={errors}
          required
        />
        <Field
          name="fte"
          label="Équivalent temps plein"
          help="Entre 0 et 1, par exemple 0,8. Le rapport annuel fait la somme."
          value={typed.fte}
          inputMode="decimal"
          size="short"
          errors={errors}
        />
        <Dates typed={typed} errors={errors} />
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

type StaffPageProps = {
  action: string
  csrfToken: string | null
  typed: StaffForm
  errors?: FieldErrors | undefined
  above?: ComponentChildren
}

/** A line of the other staff: a trade, not a name. */
export function StaffPage({ action, csrfToken, typed, errors, above }: StaffPageProps) {
  return (
    <>
      <p class="lead">Un métier par ligne, sans nom de personne.</p>
      {above}
      <Form action={action} csrfToken={csrfToken} errors={errors}>
        {typed.seen && <input type="hidden" name="seen" value={typed.seen} />}
        <Field
          name="occupation"
          label="Métier"
          help="Par exemple : secrétaire, agent d’entretien, comptable."
          value={typed.occupation}
          errors={errors}
          required
        />
        <Field
          name="headcount"
          label="Effectif"
          value={typed.headcount}
          inputMode="numeric"
          size="short"
          errors={errors}
          required
        />
        <Field
          name="fte"
          label="Équivalent temps plein"
          help="Pour l’ensemble de ces personnes, par exemple 1,5."
          value={typed.fte}
          inputMode="decimal"
          size="short"
          errors={errors}
        />
        <TextArea name="missions" label="Missions" rows={3} value={typed.missions} errors={errors} />
        <Dates typed={typed} errors={errors} />
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

type DatesProps = {
  typed: { startsOn?: string | undefined; endsOn?: string | undefined }
  errors?: FieldErrors | undefined
}

function Dates({ typed, errors }: DatesProps) {
  return (
    <>
      <Field name="startsOn" label="Depuis le" type="date" value={typed.startsOn} errors={errors} required />
      <Field
        name="endsOn"
        label="Jusqu’au"
        type="date"
        help="Laissez vide tant qu’aucun départ n’est prévu."
        value={typed.endsOn}
        errors={errors}
      />
    </>
  )
}
