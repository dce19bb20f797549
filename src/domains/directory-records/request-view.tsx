import type { ComponentChildren } from 'preact'
import { ActButton } from '../../web/act-button.js'
import { formatInstant } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { type Column, DataTable, EmptyState } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { Facts } from '../directory/card-views.js'
import { personName } from '../directory/cards.js'
import { PROFESSIONS } from '../directory/national/professions.js'
import { type FormState, TextRow } from './form-fields.js'
import type { LookAlike } from './look-alikes.js'
import { RECORDS, REQUESTS } from './paths.js'
import { lookAlikeColumns } from './person-form.js'
import { Part } from './record-view.js'
import type { WaitingList, WaitingRequest } from './request-answers.js'
import type { RecordRequest } from './request-schemas.js'
import { FIELD_LABELS } from './words.js'

type RequestsProps = { tabs: Tab[]; list: WaitingList; timeZone: string; csrfToken: string | null }

/** Who asks for her record, the oldest first, and which may be hers. */
export function RequestsPage({ tabs, list, timeZone, csrfToken }: RequestsProps) {
  const { count, requests } = list
  return (
    <>
      <Tabs label="Annuaire" tabs={tabs} />
      <p class="lead">{leadOf(count, requests.length)}</p>
      {requests.length === 0 && (
        <EmptyState
          sentence="Ici viendront les personnes qui ont un compte, n’ont pas de fiche, et demandent la leur depuis « Ma fiche »."
          action={{ href: RECORDS, label: 'Voir les fiches' }}
        />
      )}
      {requests.map((request, index) => (
        <RequestPart
          key={request.id}
          request={request}
          rank={index + 1}
          timeZone={timeZone}
          csrfToken={csrfToken}
        />
      ))}
    </>
  )
}

function leadOf(count: number, shown: number): string {
  if (count === 0) return 'Aucune demande de fiche n’attend.'
  const waiting = formatCount(count, 'demande de fiche attend', 'demandes de fiche attendent')
  return shown < count ? `${waiting}. Voici les ${shown} plus anciennes.` : `${waiting} une réponse.`
}

type PartProps = {
  request: WaitingList['requests'][number]
  rank: number
  timeZone: string
  csrfToken: string | null
}

function RequestPart({ request, rank, timeZone, csrfToken }: PartProps) {
  const { id, lookAlikes } = request
  const name = personName(request)
  return (
    <Part id={`demande-${rank}`} title={name}>
      <AskedFacts request={request} timeZone={timeZone} />
      <DataTable
        caption={`Fiches qui ressemblent à la demande ${rank}`}
        hideCaption
        rows={lookAlikes}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={[
          ...lookAlikeColumns('person'),
          chooseColumn(`${REQUESTS}/${id}/acceptation`, name, csrfToken),
        ]}
        empty={{ sentence: 'Aucune fiche de l’annuaire ne lui ressemble.' }}
      />
      <div class="actions">
        <a class="button button-secondary" href={withQuery(`${RECORDS}/personnes/nouvelle`, { demande: id })}>
          Créer sa fiche
          <About name={name} />
        </a>
        <a href={`${REQUESTS}/${id}/refus`}>
          Refuser
          <About name={name} />
        </a>
      </div>
    </Part>
  )
}

/** Whom a link is about, for who hears it alone. */
function About({ name }: { name: string }) {
  return <span class="visually-hidden"> ({name})</span>
}

function chooseColumn(action: string, asker: string, csrfToken: string | null): Column<LookAlike> {
  return {
    key: 'act',
    label: 'Agir',
    cell: ({ id, name, isKept, archivedAt }) => {
      if (isKept) return 'déjà reliée à un autre compte'
      if (archivedAt) return 'à remettre d’abord dans l’annuaire'
      return (
        <ActButton
          action={action}
          label="C’est cette fiche"
          about={`: ${name}, pour ${asker}`}
          fields={{ personId: id }}
          csrfToken={csrfToken}
        />
      )
    },
  }
}

/** A request as the team reads it: who, since when, what she says. */
function AskedFacts({ request, timeZone }: { request: WaitingRequest; timeZone: string }) {
  const { accountName, accountEmail, askedAt } = request
  return (
    <RequestFacts
      request={request}
      first={[
        ['Demandée le', formatInstant(askedAt, timeZone)],
        ['Compte', `${accountName}, ${accountEmail}`],
      ]}
    />
  )
}

type FactsProps = { request: RecordRequest; first?: [string, ComponentChildren][] }

/** What somebody says of herself to ask for her record. */
export function RequestFacts({ request, first = [] }: FactsProps) {
  const { professionCode, rppsNumber, message } = request
  return (
    <Facts
      lines={[
        ...first,
        ['Nom', personName(request)],
        [
          FIELD_LABELS.professionCode ?? '',
          professionCode && (PROFESSIONS.codes.get(professionCode)?.labels[0]?.label ?? professionCode),
        ],
        [FIELD_LABELS.rppsNumber ?? '', rppsNumber],
        ['Message', message && <span class="several-lines">{message}</span>],
      ]}
    />
  )
}

type RefusalProps = {
  request: WaitingRequest
  timeZone: string
  csrfToken: string | null
  form: FormState
}

/** Before a request is refused: what was asked, and why not. */
export function RefusalPage({ request, timeZone, csrfToken, form }: RefusalProps) {
  return (
    <>
      <AskedFacts request={request} timeZone={timeZone} />
      <Form action={`${REQUESTS}/${request.id}/refus`} csrfToken={csrfToken} errors={form.errors}>
        <TextRow
          form={form}
          name="reason"
          label="Pourquoi"
          help="La personne le lira dans « Ma fiche », et pourra demander de nouveau. N’y écrivez rien sur quelqu’un d’autre."
          maxLength={300}
          required
        />
        <SubmitButton kind="engage">Refuser la demande</SubmitButton>
      </Form>
    </>
  )
}
