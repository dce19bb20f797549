import type { Crumb } from '../../web/page.js'
import { SECTION } from './paths.js'

/** The frame of a page of this part of the directory: where it stands. */
export function framed(title: string, above: Crumb[] = []) {
  const breadcrumb: Crumb[] = [{ label: 'Annuaire', href: '/annuaire' }, SECTION, ...above, { label: title }]
  return { title, module: 'Annuaire', breadcrumb }
}
