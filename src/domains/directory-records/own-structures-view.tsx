import { DataTable } from '../../web/table.js'
import type { CardDay } from '../directory/cards.js'
import type { OwnStructure } from './own-structures.js'
import { recordPath } from './paths.js'
import { Part, verifiedWords } from './record-view.js'

/** The structures somebody answers for: each leads to its record, and to who sees what of it. */
export function OwnStructures({ structures, day }: { structures: readonly OwnStructure[]; day: CardDay }) {
  return (
    <Part id="structures" title="Les structures dont vous répondez">
      <DataTable
        caption="Les structures dont vous répondez"
        hideCaption
        rows={structures}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Structure',
            rowHeader: true,
            cell: ({ id, name }) => <a href={recordPath('structure', id)}>{name}</a>,
          },
          { key: 'commune', label: 'Commune', cell: ({ communeName }) => communeName ?? 'non renseignée' },
          { key: 'verified', label: 'Vérification', cell: (structure) => verifiedWords(structure, day) },
          {
            key: 'act',
            label: 'Agir',
            cell: ({ id, name }) => (
              <a href={`${recordPath('structure', id)}/visibilite`}>
                Choisir qui la voit<span class="visually-hidden"> ({name})</span>
              </a>
            ),
          },
        ]}
        empty={{
          sentence:
            'Votre établissement n’est relié à aucune structure de l’annuaire. Demandez à l’équipe du réseau de l’y relier.',
        }}
      />
    </Part>
  )
}
