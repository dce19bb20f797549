import { withQuery } from '../../web/links.js'
import { EmptyState } from '../../web/table.js'
import type { PublicNetwork } from '../networks/public-networks.js'

/** Which directory to open, when there are several and the reader belongs to none. */
export function NetworkChoice({ networks }: { networks: readonly PublicNetwork[] }) {
  if (networks.length === 0) {
    return <EmptyState sentence="Aucun réseau n’a encore son annuaire ici." />
  }
  return (
    <>
      <p class="lead">Chaque réseau de périnatalité tient l’annuaire de sa région. Choisissez la vôtre.</p>
      <ul>
        {networks.map(({ slug, name, regionName }) => (
          <li key={slug}>
            <a href={withQuery('/annuaire', { reseau: slug })}>{`${regionName}, ${name}`}</a>
          </li>
        ))}
      </ul>
    </>
  )
}
