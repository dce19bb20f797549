import { TileMap } from '../../web/charts/tile-map.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { withQuery } from '../../web/links.js'
import { formatCount, formatMeasure, formatNumber, rateOf } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { professionLabel } from '../directory/card-labels.js'
import type { Coverage, ProfessionCount } from './coverage.js'
import type { TerritoryFreshness } from './due-records.js'
import { OfferCoverage } from './offers-view.js'
import { nameOf } from './territory-words.js'

type CoveragePageProps = { coverage: Coverage; today: string; timeZone: string }

const PATH = '/annuaire/a-verifier'

/** How fresh the directory is in each territory, and whom it knows there. */
export function CoveragePage({ coverage, today, timeZone }: CoveragePageProps) {
  const { territories } = coverage
  const records = territories.reduce((sum, one) => sum + one.records, 0)
  const fresh = territories.reduce((sum, one) => sum + freshOf(one), 0)
  return (
    <>
      <p class="lead">{leadOf(fresh, records)}</p>
      {territories.length > 0 && (
        <TileMap
          id="fraicheur"
          title="Fiches vérifiées dans leur délai, par territoire"
          description={territories.map((one) => `${nameOf(one)} : ${shareWords(one)}`).join(' ; ')}
          tiles={territories.map((one) => ({
            label: nameOf(one),
            percent: rateOf(freshOf(one), one.records),
            detail: `${formatNumber(freshOf(one))} sur ${formatCount(one.records, 'fiche', 'fiches')}`,
          }))}
          data={<TerritoryTable territories={territories} timeZone={timeZone} />}
        />
      )}
      <OfferCoverage {...coverage} />
      <ProfessionTable coverage={coverage} today={today} />
    </>
  )
}

function leadOf(fresh: number, records: number): string {
  if (records === 0) return 'L’annuaire n’a encore aucune fiche à tenir à jour.'
  const share = formatMeasure(rateOf(fresh, records), 'percent')
  return `${share} des fiches sont vérifiées dans leur délai (${formatNumber(fresh)} sur ${formatNumber(records)}).`
}

function TerritoryTable({ territories, timeZone }: { territories: TerritoryFreshness[]; timeZone: string }) {
  return (
    <DataTable
      caption="Fraîcheur des fiches, par territoire"
      rows={territories}
      rowKey={({ id }) => id ?? 'aucun'}
      onPhone="cards"
      columns={[
        {
          key: 'name',
          label: 'Territoire',
          rowHeader: true,
          cell: (one) => <a href={withQuery(PATH, { territoire: one.id ?? 'aucun' })}>{nameOf(one)}</a>,
        },
        { key: 'records', label: 'Fiches', numeric: true, cell: ({ records }) => formatNumber(records) },
        { key: 'share', label: 'Vérifiées dans leur délai', numeric: true, cell: shareWords },
        { key: 'due', label: 'À vérifier', numeric: true, cell: ({ due }) => formatNumber(due) },
        { key: 'never', label: 'Jamais vérifiées', numeric: true, cell: ({ never }) => formatNumber(never) },
        {
          key: 'oldest',
          label: 'Plus ancienne vérification',
          noWrap: true,
          cell: ({ oldest }) => (oldest === null ? 'aucune' : formatDate(civilDate(oldest, timeZone))),
        },
      ]}
      empty={{ sentence: 'Le réseau n’a encore ni territoire ni fiche.' }}
    />
  )
}

/** Professions down, territories across: where nobody of a profession is known, the cell says so. */
function ProfessionTable({
  coverage: { territories, professions },
  today,
}: {
  coverage: Coverage
  today: string
}) {
  const rows = [...totals(professions)].sort(([, one], [, other]) => other - one)
  const peopleIn = (professionCode: string | null, territoryId: string | null) =>
    professions.find((one) => one.professionCode === professionCode && one.territoryId === territoryId)
  return (
    <DataTable
      caption="Personnes connues, par profession et par territoire (dont vérifiées dans leur délai)"
      rows={rows}
      rowKey={([code]) => code ?? 'aucune'}
      columns={[
        {
          key: 'profession',
          label: 'Profession',
          rowHeader: true,
          cell: ([code]) => (code === null ? 'Sans profession codée' : professionLabel(code, today)),
        },
        ...territories.map((territory) => ({
          key: territory.id ?? 'aucun',
          label: nameOf(territory),
          numeric: true,
          cell: ([code]: [string | null, number]) => cellWords(peopleIn(code, territory.id)),
        })),
        { key: 'total', label: 'Ensemble', numeric: true, cell: ([, total]) => formatNumber(total) },
      ]}
      empty={{ sentence: 'Aucune personne n’est encore dans l’annuaire.' }}
    />
  )
}

function totals(professions: readonly ProfessionCount[]): Map<string | null, number> {
  const sums = new Map<string | null, number>()
  for (const { professionCode, people } of professions) {
    sums.set(professionCode, (sums.get(professionCode) ?? 0) + people)
  }
  return sums
}

function cellWords(count: ProfessionCount | undefined): string {
  return count === undefined ? 'personne' : `${formatNumber(count.people)} (${formatNumber(count.fresh)})`
}

function freshOf({ records, due }: TerritoryFreshness): number {
  return records - due
}

function shareWords(one: TerritoryFreshness): string {
  if (one.records === 0) return 'aucune fiche'
  return formatMeasure(rateOf(freshOf(one), one.records), 'percent')
}
