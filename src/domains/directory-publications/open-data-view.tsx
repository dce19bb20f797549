import { formatLongDate } from '../../web/dates.js'
import { safeHref, withQuery } from '../../web/links.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import { LICENCE } from './open-data.js'

export const OPEN_DATA_PATH = '/annuaire/donnees-ouvertes'

export type OpenDataPageProps = {
  tabs: Tab[]
  network: PublicNetwork
  /** Civil date. */
  today: string
  records: number
  columns: { label: string; description: string }[]
}

/** What may be taken, under which licence, and what each column holds. */
export function OpenDataPage({ tabs, network, today, records, columns }: OpenDataPageProps) {
  const file = (name: string) =>
    safeHref(withQuery(`${OPEN_DATA_PATH}/annuaire.${name}`, { reseau: network.slug }))
  return (
    <>
      {tabs.length > 0 && <Tabs label="Annuaire" tabs={tabs} />}
      <p>
        <strong>{formatCount(records, 'fiche', 'fiches')}</strong> au {formatLongDate(today)}
        {`${NO_BREAK_SPACE}: les structures ouvertes à tous, et les personnes qui ont donné leur accord. Une opposition retire la fiche aussitôt.`}
      </p>
      {records === 0 && <p>Aucune fiche n’est encore publique{NO_BREAK_SPACE}: les fichiers sont vides.</p>}
      <ul>
        <li>
          <a href={file('csv')}>Tableau CSV</a>, pour Excel et les autres tableurs
        </li>
        <li>
          <a href={file('json')}>Fichier JSON</a>, pour les programmes
        </li>
      </ul>
      <p>
        Licence{`${NO_BREAK_SPACE}: `}
        <a href={safeHref(LICENCE.url)} rel="noreferrer">
          {LICENCE.name}
        </a>
        . Citez «{NO_BREAK_SPACE}
        {network.name}
        {NO_BREAK_SPACE}» et la date, ainsi que les sources de chaque fiche. Ces données parlent de personnes
        {`${NO_BREAK_SPACE}: elles ne servent ni à démarcher, ni à rapprocher d’autres fichiers sans leur accord.`}
      </p>
      <DataTable
        caption="Ce que contient chaque colonne"
        rows={columns}
        rowKey={({ label }) => label}
        onPhone="cards"
        columns={[
          { key: 'label', label: 'Colonne', rowHeader: true, cell: ({ label }) => label },
          { key: 'description', label: 'Contenu', cell: ({ description }) => typeset(description) },
        ]}
        empty={{ sentence: 'Aucune colonne.' }}
      />
    </>
  )
}
