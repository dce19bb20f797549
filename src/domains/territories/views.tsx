import { ActButton } from '../../web/act-button.js'
import { formatDate } from '../../web/dates.js'
import { Form, SubmitButton } from '../../web/forms.js'
import { safeHref, withQuery } from '../../web/links.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import { type FormState, TextRow } from '../directory-records/form-fields.js'
import { AntennaTable } from './antenna-views.js'
import { newAntennaPath, OPEN_ANTENNAS, SECTION, territoryPath } from './paths.js'
import { isOpenOn } from './rules.js'
import type { Antenna, Territory } from './schemas.js'

type TerritoriesPageProps = {
  tabs: Tab[]
  territories: Territory[]
  today: string
  canSettle: boolean
  csrfToken: string | null
  form: FormState
}

/** The territories of the network with what lies in each, and where one is added. */
export function TerritoriesPage(props: TerritoriesPageProps) {
  const { tabs, territories, today, canSettle, csrfToken, form } = props
  return (
    <>
      <Tabs label="Parties de l’annuaire" tabs={tabs} />
      <p class="lead">{leadOf(territories, today)}</p>
      <p>
        Un territoire range les fiches, donne ses chiffres et porte ses antennes. Le nom et le contact des
        antennes ouvertes sont <a href={OPEN_ANTENNAS}>montrés à tout le monde</a>.
      </p>
      <TerritoryTable {...props} />
      {canSettle && (
        <section aria-labelledby="ajouter">
          <h2 id="ajouter">Ajouter un territoire</h2>
          <Form action={SECTION.href} csrfToken={csrfToken} errors={form.errors}>
            <TextRow
              form={form}
              name="name"
              label="Nom du territoire"
              help="Tel que les équipes le disent : un bassin, un département, un groupement hospitalier. Il n’a pas besoin d’une maternité."
              required
            />
            <SubmitButton>Ajouter</SubmitButton>
          </Form>
        </section>
      )}
    </>
  )
}

function leadOf(territories: readonly Territory[], today: string): string {
  const open = territories.filter(({ closedOn }) => closedOn === null)
  if (open.length === 0) return 'Le réseau n’a aucun territoire ouvert.'
  const without = open.filter((one) => openAntennas(one, today).length === 0).length
  const words = formatCount(open.length, 'territoire ouvert', 'territoires ouverts')
  return without === 0 ? `${words}.` : `${words}, dont ${formatNumber(without)} sans antenne.`
}

function openAntennas({ antennas }: Territory, today: string): Antenna[] {
  return antennas.filter((one) => isOpenOn(one, today))
}

function TerritoryTable({ territories, today, canSettle }: TerritoriesPageProps) {
  return (
    <DataTable
      caption="Territoires du réseau"
      rows={territories}
      rowKey={({ id }) => id}
      onPhone="cards"
      columns={[
        {
          key: 'name',
          label: 'Territoire',
          rowHeader: true,
          cell: ({ id, name }) => <a href={safeHref(territoryPath(id))}>{name}</a>,
        },
        { key: 'state', label: 'État', cell: (one) => <StateOf territory={one} /> },
        { key: 'people', label: 'Personnes', numeric: true, cell: (one) => recordsLink(one, 'personnes') },
        {
          key: 'structures',
          label: 'Structures',
          numeric: true,
          cell: (one) => recordsLink(one, 'structures'),
        },
        {
          key: 'maternities',
          label: 'Maternités',
          numeric: true,
          cell: ({ maternities }) => formatNumber(maternities),
        },
        {
          key: 'antennas',
          label: 'Antennes',
          cell: (one) =>
            openAntennas(one, today)
              .map(({ name }) => name)
              .join(', ') || 'aucune',
        },
      ]}
      empty={{
        sentence: canSettle
          ? 'Le réseau n’a encore aucun territoire : ajoutez le premier ci-dessous, puis rangez-y les fiches.'
          : 'Le réseau n’a encore aucun territoire : la coordination du réseau peut en ajouter ici.',
      }}
    />
  )
}

function StateOf({ territory: { closedOn } }: { territory: Territory }) {
  return closedOn === null ? (
    <StateTag tone="done" word="Ouvert" />
  ) : (
    <StateTag tone="neutral" word="Fermé" detail={`le ${formatDate(closedOn)}`} />
  )
}

const KINDS = { personnes: 'people', structures: 'structures' } as const

function recordsLink(territory: Territory, kind: keyof typeof KINDS) {
  const count = formatNumber(territory[KINDS[kind]])
  return <a href={withQuery('/annuaire/fiches', { territoire: territory.id, genre: kind })}>{count}</a>
}

type TerritoryPageProps = {
  territory: Territory
  coordinators: readonly string[]
  today: string
  canSettle: boolean
  keepsAntennas: boolean
  csrfToken: string | null
  form: FormState
}

/** One territory: what lies in it, who coordinates it and where, its name and its end. */
export function TerritoryPage(props: TerritoryPageProps) {
  const { territory, coordinators, canSettle, csrfToken, form } = props
  return (
    <>
      <p class="lead">{contentWords(territory)}.</p>
      <dl class="facts">
        <dt>État</dt>
        <dd>
          <StateOf territory={territory} />
        </dd>
        <dt>Fiches</dt>
        <dd>
          <a href={withQuery('/annuaire/fiches', { territoire: territory.id })}>
            Voir les fiches du territoire
          </a>
        </dd>
        <dt>Coordination d’antenne</dt>
        <dd>{coordinators.join(', ') || 'aucun compte n’a ce droit ici'}</dd>
      </dl>
      <Antennas {...props} />
      {canSettle && (
        <section aria-labelledby="nom-du-territoire">
          <h2 id="nom-du-territoire">Changer le nom</h2>
          <Form action={`${territoryPath(territory.id)}/nom`} csrfToken={csrfToken} errors={form.errors}>
            <TextRow
              form={form}
              name="name"
              label="Nom du territoire"
              help="Il change partout, y compris dans les chiffres des années passées. Le journal garde l’ancien."
              required
            />
            <SubmitButton>Renommer</SubmitButton>
          </Form>
        </section>
      )}
      {canSettle && <Ending {...props} />}
    </>
  )
}

function Antennas({ territory, today, keepsAntennas }: TerritoryPageProps) {
  const mayAdd = keepsAntennas && territory.closedOn === null
  return (
    <section aria-labelledby="antennes">
      <h2 id="antennes">Antennes</h2>
      <AntennaTable
        antennas={territory.antennas}
        today={today}
        mayChange={keepsAntennas}
        empty={{
          sentence: mayAdd
            ? 'Ce territoire n’a pas encore d’antenne : dites où elle est et comment la joindre.'
            : 'Ce territoire n’a pas d’antenne.',
          ...(mayAdd && { action: { href: newAntennaPath(territory.id), label: 'Ajouter une antenne' } }),
        }}
      />
      {mayAdd && territory.antennas.length > 0 && (
        <p>
          <a class="button button-secondary" href={safeHref(newAntennaPath(territory.id))}>
            Ajouter une antenne
          </a>
        </p>
      )}
    </section>
  )
}

function Ending({ territory, csrfToken }: TerritoryPageProps) {
  const path = territoryPath(territory.id)
  return (
    <section aria-labelledby="fin">
      <h2 id="fin">{territory.closedOn === null ? 'Fermer' : 'Rouvrir'}</h2>
      {territory.closedOn === null ? (
        <p>
          Un territoire qui n’existe plus se ferme : on ne peut plus le choisir, rien de ce qu’il contient
          n’est perdu. <a href={safeHref(`${path}/fermeture`)}>Fermer ce territoire…</a>
        </p>
      ) : (
        <>
          <p>Rouvert, on peut de nouveau le choisir ; ses fiches et ses chiffres n’ont pas changé.</p>
          <ActButton
            action={`${path}/reouverture`}
            label="Rouvrir ce territoire"
            about={territory.name}
            csrfToken={csrfToken}
          />
        </>
      )}
    </section>
  )
}

type ClosingPageProps = Pick<TerritoryPageProps, 'territory' | 'coordinators' | 'today' | 'csrfToken'>

/** Before a territory is closed: what it does and does not do. */
export function ClosingPage({ territory, coordinators, today, csrfToken }: ClosingPageProps) {
  const { id } = territory
  const open = openAntennas(territory, today).length
  return (
    <>
      <p class="lead">{contentWords(territory)}.</p>
      <ul>
        <li>
          Dès aujourd’hui, plus personne ne peut choisir ce territoire pour une fiche, un droit ou un import.
        </li>
        <li>
          Les fiches qui y sont y restent jusqu’à ce que vous les rangiez ailleurs :{' '}
          <a href={withQuery('/annuaire/fiches', { territoire: id })}>les voir, puis les cocher</a>.
        </li>
        <li>Ses chiffres des années passées ne changent pas.</li>
        {open > 0 && (
          <li>
            {formatCount(open, 'antenne reste ouverte', 'antennes restent ouvertes')} : donnez une date de
            fermeture à ce qui ferme aussi.
          </li>
        )}
        {coordinators.length > 0 && (
          <li>Le droit de coordination d’antenne n’est pas retiré à {coordinators.join(', ')}.</li>
        )}
        <li>Vous pourrez le rouvrir.</li>
      </ul>
      <ActButton
        action={`${territoryPath(id)}/fermeture`}
        label="Fermer ce territoire"
        about={territory.name}
        csrfToken={csrfToken}
        kind="engage"
      />
    </>
  )
}

/** « 12 personnes, 4 structures et 1 maternité ». */
function contentWords({ people, structures, maternities }: Territory): string {
  return (
    `${formatCount(people, 'personne', 'personnes')}, ${formatCount(structures, 'structure', 'structures')} ` +
    `et ${formatCount(maternities, 'maternité', 'maternités')} dans ce territoire`
  )
}
