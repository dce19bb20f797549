import type { Actor } from '../../access/actor.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { PURPOSES } from './authorisation-elements.js'
import type { FollowedFile } from './authorisation-schemas.js'
import { fileTag, fileWords } from './authorisation-views.js'
import { HouseTabs } from './tabs.js'

type ListProps = { actor: Actor; files: FollowedFile[]; today: string }

/** The requests of the houses within reach: which are with the agency, which wait for their house. */
export function FollowedFilesPage({ actor, files, today }: ListProps) {
  const rows = [...files].sort((one, other) => orderOf(one) - orderOf(other))
  const count = (stage: string) => files.filter(({ status }) => status?.stage === stage).length
  const [sent, asked] = [count('submitted'), count('complement-asked')]
  return (
    <>
      <HouseTabs actor={actor} current="/maisons-de-naissance/autorisations" />
      <p class="lead">
        {formatCount(sent, 'dossier chez l’agence', 'dossiers chez l’agence')},{' '}
        {formatCount(asked, 'complément attendu d’une maison', 'compléments attendus des maisons')}.
      </p>
      <DataTable
        caption="Dossiers d’autorisation des maisons de naissance"
        hideCaption
        rows={rows}
        rowKey={({ houseId }) => houseId}
        onPhone="cards"
        columns={[
          {
            key: 'house',
            label: 'Maison de naissance',
            rowHeader: true,
            cell: ({ houseId, house }) => (
              <a href={`/maisons-de-naissance/${houseId}/autorisation`}>{house}</a>
            ),
          },
          {
            key: 'purpose',
            label: 'Objet',
            cell: ({ status }) => (status === null ? 'aucun dossier' : PURPOSES[status.purpose]),
          },
          {
            key: 'state',
            label: 'État',
            cell: ({ status }) => (status === null ? 'sans objet' : <StateTag {...fileTag(status, today)} />),
          },
          {
            key: 'words',
            label: 'En clair',
            cell: ({ status }) => (status === null ? 'Rien n’est ouvert.' : fileWords(status, today)),
          },
        ]}
        empty={{ sentence: 'Ici viendront les dossiers d’autorisation des maisons de naissance.' }}
      />
    </>
  )
}

const ORDER = ['submitted', 'complement-asked', 'preparing', 'granted', 'refused']

/** What waits for the agency first. */
function orderOf({ status }: FollowedFile): number {
  return status === null ? ORDER.length : ORDER.indexOf(status.stage)
}
