import { formatDate } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { safeHref, withQuery } from '../../web/links.js'
import { DataTable, type EmptyStateProps } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { displayPhone } from '../directory/national/phone.js'
import { DateRow, type FormState, LinesRow, TextRow } from '../directory-records/form-fields.js'
import type { OpenAntenna } from './antennas.js'
import { antennaPath } from './paths.js'
import { isOpenOn } from './rules.js'
import type { Antenna } from './schemas.js'

type AntennaTableProps = {
  antennas: readonly Antenna[]
  today: string
  mayChange: boolean
  empty: EmptyStateProps
}

/** The antennas of a territory, those of other days among them. */
export function AntennaTable({ antennas, today, mayChange, empty }: AntennaTableProps) {
  return (
    <DataTable
      caption="Antennes du territoire"
      hideCaption
      rows={antennas}
      rowKey={({ id }) => id}
      onPhone="cards"
      columns={[
        {
          key: 'name',
          label: 'Antenne',
          rowHeader: true,
          cell: ({ id, name }) => (mayChange ? <a href={safeHref(antennaPath(id))}>{name}</a> : name),
        },
        { key: 'state', label: 'État', cell: (one) => <StateOf antenna={one} today={today} /> },
        { key: 'address', label: 'Adresse', cell: ({ address }) => addressOf(address) },
        { key: 'phone', label: 'Téléphone', noWrap: true, cell: ({ phone }) => phoneOf(phone) },
        { key: 'email', label: 'Courriel', cell: ({ email }) => emailOf(email) },
      ]}
      empty={empty}
    />
  )
}

function StateOf({ antenna, today }: { antenna: Antenna; today: string }) {
  const { openedOn, closedOn } = antenna
  if (isOpenOn(antenna, today)) {
    const detail = openedOn === null ? null : `depuis le ${formatDate(openedOn)}`
    return <StateTag tone="done" word="Ouverte" detail={detail} />
  }
  return closedOn !== null && closedOn < today ? (
    <StateTag tone="neutral" word="Fermée" detail={`dernier jour le ${formatDate(closedOn)}`} />
  ) : (
    <StateTag tone="waiting" word="À venir" detail={`le ${formatDate(openedOn)}`} />
  )
}

const UNKNOWN = 'non renseigné'

function addressOf(address: string | null) {
  const lines = address?.split('\n') ?? ['non renseignée']
  return lines.map((line, rank) => (
    <span key={line}>
      {rank > 0 && <br />}
      {line}
    </span>
  ))
}

function phoneOf(phone: string | null) {
  return phone === null ? UNKNOWN : <a href={safeHref(`tel:${phone}`)}>{displayPhone(phone)}</a>
}

function emailOf(email: string | null) {
  return email === null ? UNKNOWN : <a href={safeHref(`mailto:${email}`)}>{email}</a>
}

type AntennaFormProps = {
  action: string
  territory: string
  /** What was read of the antenna; null of a new one. */
  seen: string | null
  csrfToken: string | null
  form: FormState
}

/** Where an antenna is, how it is reached, from when to when. */
export function AntennaForm({ action, territory, seen, csrfToken, form }: AntennaFormProps) {
  return (
    <>
      <p class="lead">
        Territoire : {territory}. Ce qui est écrit ici est montré à tout le monde tant que l’antenne est
        ouverte.
      </p>
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        {seen !== null && <input type="hidden" name="seen" value={seen} />}
        <TextRow form={form} name="name" label="Nom de l’antenne" required />
        <LinesRow form={form} name="address" label="Adresse" rows={3} />
        <TextRow
          form={form}
          name="phone"
          label="Téléphone"
          type="tel"
          size="medium"
          help="Celui du bureau, pas celui d’une personne."
        />
        <TextRow form={form} name="email" label="Courriel" type="email" />
        <DateRow form={form} name="openedOn" label="Ouverte depuis le" />
        <DateRow
          form={form}
          name="closedOn"
          label="Dernier jour d’ouverture"
          help="Laissez vide tant qu’elle est ouverte. Pour la rouvrir, effacez cette date."
        />
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

type OpenAntennasPageProps = { antennas: readonly OpenAntenna[]; reseau: string | undefined }

/** The antennas that are open, for anybody: whom to call near home. */
export function OpenAntennasPage({ antennas, reseau }: OpenAntennasPageProps) {
  return (
    <>
      <p class="lead">Les équipes du réseau au plus près de vous, et comment les joindre.</p>
      <DataTable
        caption="Antennes ouvertes, par territoire"
        hideCaption
        rows={antennas}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          { key: 'name', label: 'Antenne', rowHeader: true, cell: ({ name }) => name },
          {
            key: 'territory',
            label: 'Territoire',
            cell: ({ territory, territoryId }) => (
              <a href={withQuery('/annuaire', { territoire: territoryId, reseau })}>{territory}</a>
            ),
          },
          { key: 'address', label: 'Adresse', cell: ({ address }) => addressOf(address) },
          { key: 'phone', label: 'Téléphone', noWrap: true, cell: ({ phone }) => phoneOf(phone) },
          { key: 'email', label: 'Courriel', cell: ({ email }) => emailOf(email) },
        ]}
        empty={{
          sentence:
            'Le réseau n’a pas d’antenne ouverte. Cherchez un professionnel ou un lieu dans l’annuaire.',
          action: { href: withQuery('/annuaire', { reseau }), label: 'Ouvrir l’annuaire' },
        }}
      />
    </>
  )
}
