import { formatLongDate } from '../../web/dates.js'
import { safeHref, withQuery } from '../../web/links.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { type Column, DataTable } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { categoryLabel } from '../directory/card-labels.js'
import { SECTOR_LABELS } from './activity-sectors.js'
import type { Counters } from './counters.js'
import { DOCUMENTS_READING, professionWords, READING, statusWords } from './counters-csv.js'
import { type MemberCount, MODE_LABELS, type Spread } from './member-counts.js'
import type { StructureCount } from './structure-counts.js'
import { KIND_WORDS } from './words.js'

export const COUNTERS_PATH = '/annuaire/compteurs'

export type CountersPageProps = Counters & { tabs: Tab[] }

/** What the contract asks to count, each figure beside what makes it. */
export function CountersPage(props: CountersPageProps) {
  return (
    <>
      <Tabs label="Annuaire" tabs={props.tabs} />
      <Members {...props} />
      <Structures {...props} />
      <Documents {...props} />
      <p>
        <a href={safeHref(withQuery(`${COUNTERS_PATH}/compteurs.csv`, { annee: props.year }))}>
          Tout en CSV, pour Excel
        </a>
      </p>
      <p class="table-note">{typeset(READING)}</p>
    </>
  )
}

function Members({ members, territories, today }: CountersPageProps) {
  if (members === null) {
    return (
      <section aria-labelledby="adherents">
        <h2 id="adherents">Adhérents</h2>
        <p>
          Aucune adhésion n’est enregistrée dans l’annuaire{NO_BREAK_SPACE}: leur nombre n’est pas connu.
          Importez la liste des adhérents, ou indiquez l’adhésion sur chaque fiche.
        </p>
        <p>
          <a href="/annuaire/fiches">Voir les fiches</a>
        </p>
      </section>
    )
  }
  return (
    <section aria-labelledby="adherents">
      <h2 id="adherents">{formatCount(members.total, 'adhérent', 'adhérents')}</h2>
      <p>
        Adhésions en cours au {formatLongDate(today)}.{' '}
        <a href="/annuaire?adherent=oui&type=personne">Voir les fiches des adhérents</a>
      </p>
      <DataTable
        caption="Adhérents par profession, secteur d’activité et territoire"
        rows={members.counts}
        rowKey={({ professionCode, sector, mode }) => `${professionCode} ${sector} ${mode}`}
        columns={[
          {
            key: 'profession',
            label: 'Profession',
            rowHeader: true,
            cell: ({ professionCode }) => professionWords(professionCode, today),
          },
          { key: 'sector', label: 'Secteur d’activité', cell: ({ sector }) => SECTOR_LABELS[sector] },
          { key: 'mode', label: 'Exercice', cell: ({ mode }) => MODE_LABELS[mode] },
          ...spreadColumns<MemberCount>(territories),
        ]}
        empty={{ sentence: 'Des adhésions sont enregistrées, aucune n’est en cours aujourd’hui.' }}
      />
    </section>
  )
}

function Structures({ structures, territories, today }: CountersPageProps) {
  if (structures === null) {
    return (
      <section aria-labelledby="structures">
        <h2 id="structures">Structures adhérentes</h2>
        <p>
          Aucune adhésion de structure n’est enregistrée dans l’annuaire{NO_BREAK_SPACE}: leur nombre n’est
          pas connu. Indiquez l’adhésion sur la fiche de chaque structure.
        </p>
        <p>
          <a href="/annuaire?type=structure">Voir les structures</a>
        </p>
      </section>
    )
  }
  return (
    <section aria-labelledby="structures">
      <h2 id="structures">{formatCount(structures.total, 'structure adhérente', 'structures adhérentes')}</h2>
      <p>
        Adhésions en cours au {formatLongDate(today)}.{' '}
        <a href="/annuaire?adherent=oui&type=structure">Voir les fiches des structures adhérentes</a>
      </p>
      <DataTable
        caption="Structures adhérentes par catégorie, statut et territoire"
        rows={structures.counts}
        rowKey={({ category, legalStatus }) => `${category} ${legalStatus}`}
        columns={[
          {
            key: 'category',
            label: 'Catégorie',
            rowHeader: true,
            cell: ({ category }) => categoryLabel(category),
          },
          {
            key: 'legalStatus',
            label: 'Public ou privé',
            cell: ({ legalStatus }) => statusWords(legalStatus),
          },
          ...spreadColumns<StructureCount>(territories),
        ]}
        empty={{ sentence: 'Des adhésions sont enregistrées, aucune n’est en cours aujourd’hui.' }}
      />
    </section>
  )
}

function spreadColumns<Count extends Spread>(territories: Counters['territories']): Column<Count>[] {
  return [
    ...territories.map(({ id, name }) => ({
      key: id,
      label: name,
      numeric: true,
      cell: ({ byTerritory }: Count) => formatNumber(byTerritory.get(id) ?? 0),
    })),
    {
      key: 'elsewhere',
      label: 'Sans territoire',
      numeric: true,
      cell: ({ elsewhere }) => formatNumber(elsewhere),
    },
    { key: 'total', label: 'Ensemble', numeric: true, cell: ({ total }) => formatNumber(total) },
  ]
}

function Documents({ documents, year, years }: CountersPageProps) {
  return (
    <section aria-labelledby="documents">
      <h2 id="documents">{`Documents produits ou mis à jour en ${year}`}</h2>
      {years.length > 1 && (
        <ul class="filter-tags" aria-label="Année">
          {years.map((one) => (
            <li key={one}>
              <a
                href={safeHref(withQuery(COUNTERS_PATH, { annee: one }))}
                aria-current={one === year ? 'true' : undefined}
              >
                {one}
              </a>
            </li>
          ))}
        </ul>
      )}
      <DataTable
        caption={`Documents produits et mis à jour en ${year}`}
        hideCaption
        rows={documents}
        rowKey={({ kind }) => kind}
        columns={[
          { key: 'kind', label: 'Document', rowHeader: true, cell: ({ kind }) => KIND_WORDS[kind] },
          {
            key: 'documents',
            label: 'Produits ou mis à jour',
            numeric: true,
            cell: ({ documents }) => formatNumber(documents),
          },
          { key: 'made', label: 'dont nouveaux', numeric: true, cell: ({ made }) => formatNumber(made) },
          {
            key: 'renewed',
            label: 'Éditions mises à jour',
            numeric: true,
            cell: ({ renewed }) => formatNumber(renewed),
          },
        ]}
        empty={{ sentence: 'Aucun document.' }}
        note={typeset(DOCUMENTS_READING)}
      />
      <p>
        <a href="/annuaire/livrets">Voir les documents</a>
      </p>
    </section>
  )
}
