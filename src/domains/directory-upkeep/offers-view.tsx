import { TileMap } from '../../web/charts/tile-map.js'
import { safeHref } from '../../web/links.js'
import { formatCount, formatNumber, rateOf } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { addressOf } from '../directory/search-address.js'
import type { Coverage } from './coverage.js'
import { type OfferCount, WANTED, type Wanted } from './covered-offers.js'
import type { TerritoryFreshness } from './due-records.js'
import { nameOf } from './territory-words.js'

type OfferCoverageProps = Pick<Coverage, 'territories' | 'offers'>

/** What each territory has to offer, and above all what it has not: that is what a coordinator looks for. */
export function OfferCoverage({ territories, offers }: OfferCoverageProps) {
  const real = territories.filter(({ id }) => id !== null)
  if (real.length === 0) return null
  const foundIn = ({ id }: TerritoryFreshness) =>
    offers.filter(({ territoryId, cards }) => territoryId === id && (cards ?? 0) > 0)
  return (
    <>
      <TileMap
        id="offres"
        title="Offres et accès connus, par territoire"
        description={real
          .map(
            (one) =>
              `${nameOf(one)} : ${formatNumber(foundIn(one).length)} sur ${formatNumber(WANTED.length)}`,
          )
          .join(' ; ')}
        lead={missingWords(real, offers)}
        tiles={real.map((one) => ({
          label: nameOf(one),
          percent: rateOf(foundIn(one).length, WANTED.length),
          detail: `${formatNumber(foundIn(one).length)} sur ${formatCount(WANTED.length, 'attendu', 'attendus')}`,
        }))}
        data={<OfferTable territories={real} offers={offers} />}
      />
      <p>Le détail est sous « Voir les données » : chaque nombre ouvre la recherche qui le donne.</p>
    </>
  )
}

/** More is a list: the table has it. */
const MOST_NAMED = 6

/** What no territory has, in a sentence. */
function missingWords(territories: readonly TerritoryFreshness[], offers: readonly OfferCount[]): string {
  const nowhere = WANTED.filter(
    (wanted) =>
      !offers.some((one) => one.wanted === wanted && one.territoryId !== null && (one.cards ?? 0) > 0),
  )
  if (nowhere.length === 0) return 'Chaque offre est connue dans un territoire au moins.'
  if (nowhere.length > MOST_NAMED) {
    return `${formatNumber(nowhere.length)} offres et accès sur ${formatNumber(WANTED.length)} ne sont connus dans aucun territoire.`
  }
  const where = territories.length === 1 ? 'Inconnu dans ce territoire' : 'Inconnu dans tous les territoires'
  return `${where} : ${nowhere.map(({ label }) => label).join(' ; ')}.`
}

function OfferTable({ territories, offers }: OfferCoverageProps) {
  const countOf = (wanted: Wanted, territoryId: string | null) =>
    offers.find((one) => one.wanted === wanted && one.territoryId === territoryId)?.cards ?? null
  return (
    <DataTable
      caption="Fiches qui proposent chaque offre, par territoire"
      rows={WANTED}
      rowKey={({ facet, value }) => `${facet}-${value}`}
      columns={[
        { key: 'offer', label: 'Offre ou accès', rowHeader: true, cell: ({ label }) => label },
        ...territories.map((territory) => ({
          key: territory.id ?? 'aucun',
          label: nameOf(territory),
          numeric: true,
          cell: (wanted: Wanted) => cell(wanted, territory.id, countOf(wanted, territory.id)),
        })),
      ]}
      empty={{ sentence: 'Aucune offre n’est encore attendue.' }}
      note="Ce que l’équipe trouve dans l’annuaire : une personne qui exerce dans deux territoires compte dans chacun pour ce qu’elle propose partout, et dans un seul pour ce qu’elle propose en un lieu. « non renseigné » : aucune fiche du territoire ne dit rien à ce sujet."
    />
  )
}

function cell(wanted: Wanted, territoryId: string | null, cards: number | null) {
  if (cards === null) return 'non renseigné'
  if (cards === 0) return <strong>aucune</strong>
  const search = { ...wanted.search, territory: territoryId ?? undefined }
  return <a href={safeHref(addressOf(search, {}))}>{formatNumber(cards)}</a>
}
