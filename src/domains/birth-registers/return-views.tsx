import type { Actor } from '../../access/actor.js'
import { ActButton } from '../../web/act-button.js'
import { formatInstant, formatMonth } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { HouseTabs } from '../birth-houses/tabs.js'
import type { MonthState } from './months.js'
import type { HouseMonth, LinkedReturn } from './returns.js'

const STATES = {
  declared: { tone: 'done', word: 'Déclaré' },
  nil: { tone: 'done', word: 'Sans transfert' },
  awaited: { tone: 'waiting', word: 'Attendu' },
  'going-on': { tone: 'neutral', word: 'En cours' },
} as const satisfies Record<MonthState, object>

/** The months of one’s house: those nobody has answered for first in words, then each. */
export function MonthsPage({
  actor,
  months,
  csrfToken,
}: {
  actor: Actor
  months: HouseMonth[]
  csrfToken: string | null
}) {
  const awaited = months.filter(({ state }) => state === 'awaited').length
  return (
    <>
      <HouseTabs actor={actor} current="/maison/mois" />
      <p class="lead">
        {awaited === 0
          ? 'Tous les mois passés sont déclarés.'
          : formatCount(
              awaited,
              'mois passé n’a ni transfert déclaré ni confirmation.',
              'mois passés n’ont ni transfert déclaré ni confirmation.',
            )}
      </p>
      <DataTable
        caption="Mois de la maison"
        hideCaption
        rows={months}
        rowKey={({ month }) => month}
        onPhone="cards"
        columns={[
          { key: 'month', label: 'Mois', rowHeader: true, cell: ({ month }) => formatMonth(month) },
          {
            key: 'transfers',
            label: 'Transferts',
            numeric: true,
            cell: ({ transfers }) => String(transfers),
          },
          { key: 'state', label: 'État', cell: ({ state }) => <StateTag {...STATES[state]} /> },
          {
            key: 'act',
            label: 'Agir',
            cell: ({ month, state }) =>
              state === 'awaited' ? (
                <ActButton
                  action={`/maison/mois/${month.slice(0, 7)}/neant`}
                  label="Aucun transfert"
                  about={`en ${formatMonth(month)}`}
                  csrfToken={csrfToken}
                />
              ) : (
                'rien à faire'
              ),
          },
        ]}
        empty={{ sentence: 'Ici viendront les mois de la maison, à partir de son ouverture.' }}
      />
    </>
  )
}

/** Which month each house has answered for; how many transfers is on the page that counts. */
export function NetworkMonthsPage({
  actor,
  returns,
}: {
  actor: Actor
  returns: { house: string; months: HouseMonth[] }[]
}) {
  const awaited = returns.reduce(
    (sum, { months }) => sum + months.filter(({ state }) => state === 'awaited').length,
    0,
  )
  return (
    <>
      <HouseTabs actor={actor} current="/maisons-de-naissance/mois" />
      <p class="lead">
        {awaited === 0
          ? 'Chaque maison a répondu pour chaque mois passé.'
          : `${formatCount(awaited, 'réponse est attendue', 'réponses sont attendues')}.`}
      </p>
      <p>
        Un mois est déclaré par ses transferts, ou confirmé sans transfert. Sans l’un ni l’autre, la maison
        reçoit un courriel dans les premiers jours du mois suivant, puis un seul rappel.
      </p>
      {returns.map(({ house, months }) => (
        <DataTable
          key={house}
          caption={house}
          rows={months.slice(0, 12)}
          rowKey={({ month }) => month}
          columns={[
            { key: 'month', label: 'Mois', rowHeader: true, cell: ({ month }) => formatMonth(month) },
            { key: 'state', label: 'État', cell: ({ state }) => <StateTag {...STATES[state]} /> },
          ]}
          empty={{ sentence: 'Cette maison n’est pas encore ouverte.' }}
        />
      ))}
    </>
  )
}

type NilPageProps = { linked: LinkedReturn; token: string; csrfToken: string | null }

/** What the link of the mail opens: one button, or why there is none. */
export function NilPage({ linked, token, csrfToken }: NilPageProps) {
  const { house, month, transfers, nilAt, timeZone } = linked
  const named = formatMonth(month)
  if (transfers > 0) {
    return (
      <p class="lead">
        {formatCount(transfers, 'transfert est déclaré', 'transferts sont déclarés')} en {named} pour {house}
        {NO_BREAK_SPACE}: il n’y a rien à confirmer.
      </p>
    )
  }
  if (nilAt !== null) {
    return (
      <p class="lead">
        C’est confirmé{NO_BREAK_SPACE}: aucun transfert de {house} en {named}, depuis le{' '}
        {formatInstant(nilAt, timeZone)}.
      </p>
    )
  }
  return (
    <>
      <p class="lead">
        Aucun transfert de {house} n’est déclaré en {named}.
      </p>
      <Form action="/sans-transfert" csrfToken={csrfToken}>
        <input type="hidden" name="token" value={token} />
        <SubmitButton kind="engage">Aucun transfert en {named}</SubmitButton>
      </Form>
      <p>
        S’il y en a eu un, <a href="/maison/transferts/nouveau">déclarez-le</a>.
      </p>
    </>
  )
}
