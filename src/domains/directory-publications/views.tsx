import { ActButton } from '../../web/act-button.js'
import { RadioGroup, SelectField } from '../../web/choices.js'
import { formatInstant } from '../../web/dates.js'
import { type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { safeHref, withQuery } from '../../web/links.js'
import { formatBytes, formatCount, formatNumber } from '../../web/numbers.js'
import { SearchForm } from '../../web/search.js'
import { DataTable } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { StateTag, type TagTone } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { labelOn } from '../directory/national/nomenclature.js'
import { PROFESSIONS } from '../directory/national/professions.js'
import { CAHIER_CATEGORIES } from '../directory/national/structure-categories.js'
import { addressOf, filterFields } from '../directory/search-address.js'
import { AUDIENCE_LABELS, type Audience } from '../directory/visibility.js'
import { filterWords } from './filter-words.js'
import { DAYS_KEPT } from './rules.js'
import { type CardFilter, EDITIONS, KINDS, type KindWord, keptFilter, type Publication } from './schemas.js'
import type { Stage } from './stage.js'
import { AUDIENCE_EDITIONS, KIND_WORDS } from './words.js'

/** What was typed in the form, when it comes back. */
export type Typed = { format?: string | undefined; pour?: string | undefined }

export type PublicationsPageProps = Stage & {
  tabs: Tab[]
  filter: CardFilter
  typed: Typed
  errors?: FieldErrors
  csrfToken: string | null
}

const PATH = '/annuaire/livrets'

/** Booklets to take away, and for who may, the making of others. */
export function PublicationsPage(props: PublicationsPageProps) {
  const { tabs, audiences } = props
  return (
    <>
      {tabs.length > 0 && <Tabs label="Annuaire" tabs={tabs} />}
      {audiences.length > 0 && (
        <>
          <ChooseRecords {...props} />
          <ChooseDocument {...props} />
        </>
      )}
      <Documents {...props} />
      <Elsewhere {...props} />
    </>
  )
}

/** Filters of the form here; those chosen in the search stay as they are. */
const OWN_FIELDS = ['q', 'territoire', 'categorie', 'profession']

function ChooseRecords({ filter, territories, today }: PublicationsPageProps) {
  const others = fieldsOf(filter).filter(([name]) => !OWN_FIELDS.includes(name))
  return (
    <section aria-labelledby="choisir">
      <h2 id="choisir">Quelles fiches</h2>
      <SearchForm action={PATH} label="Chercher un nom, un lieu, un métier" value={filter.search ?? ''}>
        <SelectField
          name="territoire"
          label="Territoire"
          value={filter.territory}
          placeholder="Tous"
          options={territories.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <SelectField
          name="categorie"
          label="Catégorie"
          value={filter.category}
          placeholder="Toutes"
          options={Object.entries(CAHIER_CATEGORIES).map(([value, label]) => ({ value, label }))}
        />
        <SelectField
          name="profession"
          label="Profession"
          value={filter.profession}
          placeholder="Toutes"
          options={[...PROFESSIONS.codes.keys()].map((value) => ({
            value,
            label: labelOn(PROFESSIONS, value, today),
          }))}
        />
        <HiddenFields fields={others} />
      </SearchForm>
      <p>
        D’autres filtres (commune, offre, accessibilité, langue…) se choisissent dans{' '}
        <a href={addressOf(filter, {})}>la recherche</a>
        {`${NO_BREAK_SPACE}: le lien «${NO_BREAK_SPACE}Exporter ces fiches${NO_BREAK_SPACE}» ramène ici.`}
      </p>
    </section>
  )
}

function ChooseDocument({ audiences, choice, filter, typed, errors, csrfToken }: PublicationsPageProps) {
  return (
    <section aria-labelledby="produire">
      <h2 id="produire">Quel document</h2>
      <p>
        {choice ?? 'Tout l’annuaire'}
        {choice !== null && (
          <>
            {' '}
            (<a href={PATH}>tout l’annuaire</a>)
          </>
        )}
      </p>
      <Form action={PATH} csrfToken={csrfToken} errors={errors}>
        <HiddenFields fields={fieldsOf(filter)} />
        <RadioGroup
          name="format"
          label="Format"
          required
          errors={errors}
          value={typed.format ?? 'livret'}
          options={[
            {
              value: 'livret',
              label: 'Livret à imprimer (PDF)',
              help: 'Par territoire et par métier, avec un sommaire et un index des noms.',
            },
            { value: 'xlsx', label: 'Classeur Excel (XLSX)' },
            { value: 'csv', label: 'Tableau CSV', help: 'S’ouvre dans Excel et dans tout autre tableur.' },
            {
              value: 'vcf',
              label: 'Carnet d’adresses (vCard)',
              help: 'Pour un téléphone ou une messagerie.',
            },
          ]}
        />
        <RadioGroup
          name="pour"
          label="Pour qui"
          required
          errors={errors}
          value={typed.pour ?? 'public'}
          help="Le document ne dit que ce que ce public peut lire."
          options={audiences.map(({ audience, entries }) => ({
            value: EDITION_NAMES[audience],
            label: `${AUDIENCE_LABELS[audience]} (${formatCount(entries, 'fiche', 'fiches')})`,
          }))}
        />
        <SubmitButton kind="engage">Produire le document</SubmitButton>
      </Form>
    </section>
  )
}

function HiddenFields({ fields }: { fields: [string, string][] }) {
  return (
    <>
      {fields.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  )
}

/** A choice as the pages name it, what is open left out. */
function fieldsOf(filter: CardFilter): [string, string][] {
  return Object.entries(filterFields(filter)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
}

const EDITION_NAMES = Object.fromEntries(
  Object.entries(EDITIONS).map(([name, audience]) => [audience, name]),
) as Record<Audience, keyof typeof EDITIONS>

function Documents(props: PublicationsPageProps) {
  const { list, kind, audiences, network } = props
  const canPublish = audiences.length > 0
  return (
    <section aria-labelledby="documents">
      <h2 id="documents">{canPublish ? 'Documents produits' : 'Livrets'}</h2>
      {canPublish && <Kinds {...props} />}
      <DataTable
        caption="Documents produits à partir de l’annuaire"
        hideCaption
        rows={list.publications}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={[
          { key: 'title', label: 'Document', rowHeader: true, cell: (row) => <Title row={row} {...props} /> },
          { key: 'state', label: 'État', cell: (row) => <State row={row} {...props} /> },
          { key: 'entries', label: 'Fiches', numeric: true, cell: (row) => formatNumber(row.entries) },
          {
            key: 'madeAt',
            label: 'Demandé le',
            noWrap: true,
            cell: (row) => formatInstant(new Date(row.madeAt), network.timeZone),
          },
          ...(canPublish
            ? [
                { key: 'madeBy', label: 'Par', cell: (row: Publication) => row.madeBy },
                {
                  key: 'again',
                  label: 'Nouvelle édition',
                  cell: (row: Publication) => <Again row={row} {...props} />,
                },
              ]
            : []),
        ]}
        pages={{
          page: list.page,
          pageCount: list.pageCount,
          href: (page) => listHref(props, { documents: kind, page }),
          summary: formatCount(list.total, 'document', 'documents'),
        }}
        empty={{
          sentence: kind
            ? 'Aucun document de ce format n’a encore été produit.'
            : canPublish
              ? 'Aucun document n’a encore été produit. Le premier livret se fait ci-dessus.'
              : 'Aucun livret n’est disponible pour le moment. L’annuaire en ligne, lui, est à jour.',
          ...(!canPublish && { action: { href: '/annuaire', label: 'Chercher dans l’annuaire' } }),
        }}
        note={`Les fichiers sont gardés ${DAYS_KEPT}${NO_BREAK_SPACE}jours. Un document n’est plus donné dès qu’une fiche qu’il montre, un numéro ou une adresse ne sont plus pour ses lecteurs. Ce qui a seulement changé depuis, comme un numéro corrigé, y reste tel qu’il était à sa date.`}
      />
    </section>
  )
}

/** One kind at a time, the booklets before all: what is printed each day does not hide them. */
function Kinds(props: PublicationsPageProps) {
  const words = Object.keys(KINDS) as KindWord[]
  return (
    <ul class="filter-tags" aria-label="Format">
      {[undefined, ...words].map((word) => (
        <li key={word ?? 'tous'}>
          <a
            href={safeHref(listHref(props, { documents: word }))}
            aria-current={word === props.kind ? 'true' : undefined}
          >
            {word === undefined ? 'Tous, livrets d’abord' : KIND_WORDS[KINDS[word]]}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** Another part of the list, with the choice of records as it is. */
function listHref(
  { filter, network }: PublicationsPageProps,
  query: { documents: KindWord | undefined; page?: number },
): string {
  return `${withQuery(PATH, { ...filterFields(filter), reseau: network.slug, ...query })}#documents`
}

type RowProps = PublicationsPageProps & { row: Publication }

function Title({ row, network, ...stage }: RowProps) {
  const choice = choiceWords(row, { network, ...stage })
  const words = `${KIND_WORDS[row.kind]}, ${AUDIENCE_EDITIONS[row.audience]}`
  return (
    <>
      {row.state === 'ready' && row.bytes !== null ? (
        <a href={withQuery(`${PATH}/${row.id}/fichier`, { reseau: network.slug })}>{words}</a>
      ) : (
        words
      )}
      {row.bytes !== null && row.state === 'ready' && ` (${formatBytes(row.bytes)})`}
      <br />
      <span class="muted">{choice ?? 'Tout l’annuaire'}</span>
    </>
  )
}

const STATES: Record<Publication['state'], { tone: TagTone; word: string }> = {
  preparing: { tone: 'waiting', word: 'En préparation' },
  ready: { tone: 'done', word: 'Prêt' },
  failed: { tone: 'refused', word: 'Non produit' },
  withdrawn: { tone: 'attention', word: 'À refaire' },
  removed: { tone: 'neutral', word: 'Effacé' },
}

function State({ row, audiences }: RowProps) {
  // A table given at once leaves no file: there is nothing to be ready.
  if (row.state === 'ready' && row.bytes === null) return <StateTag tone="neutral" word="Remis" />
  if (row.state === 'withdrawn') return <Withdrawn canPublish={audiences.length > 0} />
  return <StateTag {...STATES[row.state]} />
}

/** Who may make it again is told to; the others, where to look meanwhile. */
function Withdrawn({ canPublish }: { canPublish: boolean }) {
  return (
    <>
      <StateTag {...STATES.withdrawn} {...(!canPublish && { word: 'Retiré' })} />
      <br />
      <span class="muted">
        {canPublish
          ? 'Quelque chose qu’il montre a été retiré'
          : 'Il n’est plus à jour. L’annuaire en ligne l’est.'}
      </span>
    </>
  )
}

/** What a document was made of, in words. */
function choiceWords(row: Publication, { territories, today, network }: Stage): string | null {
  return filterWords(keptFilter(row.filters), { territories, day: today, regionCode: network.regionCode })
}

function Again({ row, csrfToken, ...stage }: RowProps) {
  const format = AGAIN[row.kind]
  if (format === undefined) return null
  const choice = choiceWords(row, stage)
  return (
    <ActButton
      action={PATH}
      label="Refaire"
      about={`${KIND_WORDS[row.kind]}, ${AUDIENCE_EDITIONS[row.audience]}, ${choice ?? 'tout l’annuaire'}`}
      csrfToken={csrfToken}
      fields={{
        ...Object.fromEntries(fieldsOf(keptFilter(row.filters))),
        format,
        pour: EDITION_NAMES[row.audience],
      }}
    />
  )
}

const AGAIN: Partial<Record<Publication['kind'], string>> = {
  booklet: 'livret',
  xlsx: 'xlsx',
  csv: 'csv',
  vcf: 'vcf',
}

function Elsewhere({ canReadSheet, network }: PublicationsPageProps) {
  return (
    <section aria-labelledby="autres">
      <h2 id="autres">Autres documents</h2>
      <ul>
        {canReadSheet && (
          <li>
            <a href="/annuaire/fiche-urgences">Fiche des urgences</a>
            {`${NO_BREAK_SPACE}: lignes directes des maternités, à imprimer et à afficher.`}
          </li>
        )}
        <li>
          <a href={withQuery('/annuaire/donnees-ouvertes', { reseau: network.slug })}>Données ouvertes</a>
          {`${NO_BREAK_SPACE}: les fiches publiques, en CSV et en JSON, sous licence ouverte.`}
        </li>
      </ul>
    </section>
  )
}
