import { communeMeant } from '../communes/commune-meant.js'
import { shortens } from '../communes/commune-spellings.js'
import { communeOfAddress, foldCommune, gazetteer, withoutCedex } from '../communes/gazetteer.js'
import { regionOfDepartment } from '../communes/regions.js'
import { shown } from '../national/plain-text.js'
import { read, readWithDoubt, type Verdict } from '../national/verdict.js'

type Typed = { postcode: string | null; commune: string | null }

/**
 * The commune of a line as the gazetteer writes it: « Belley Cedex » and « BELLEY » are one place. One that nothing tells
 * is kept as typed and said, since no search around a town will find the record.
 */
export function readCommune({ postcode, commune }: Typed, regionCode: string): Verdict<Partial<Typed>> {
  if (postcode === null) return commune === null ? read({}) : readAlone(commune, regionCode)
  const found = communeOfAddress(postcode, commune)
  if (found === null) return readWithDoubt({}, notInPostcode(postcode, commune))
  const value = { commune: found.name }
  if (commune === null || isSpelling(commune, found.name)) return read(value)
  return readWithDoubt(
    value,
    `${shown(commune)} est lu ${shown(found.name)}, seule commune du code postal ${postcode}.`,
  )
}

function isSpelling(typed: string, name: string): boolean {
  const [one, other] = [foldCommune(withoutCedex(typed)), foldCommune(name)]
  return one === other || shortens(one, other)
}

/** Without a postcode, the name is to be that of one commune of the region. */
function readAlone(commune: string, regionCode: string): Verdict<Partial<Typed>> {
  const meant = communeMeant(withoutCedex(commune), regionCode)
  if (meant.kind === 'one' && regionOfDepartment(meant.commune.departmentCode) === regionCode)
    return read({ commune: meant.commune.name })
  const problem = {
    one: `${shown(commune)} n’est pas dans la région du réseau`,
    several: `Plusieurs communes s’appellent ${shown(commune)}`,
    none: `Aucune commune ne s’appelle ${shown(commune)}`,
  }[meant.kind]
  return readWithDoubt({}, `${problem} : écrivez son nom entier et son code postal. ${UNFOUND}`)
}

const UNFOUND = 'Sans cela, une recherche autour d’une ville ne trouvera pas la fiche.'
/** Communes of a postcode that a sentence names. */
const MOST_NAMED = 4

function notInPostcode(postcode: string, commune: string | null): string {
  const all = gazetteer().byPostcode.get(postcode) ?? []
  const largest = [...all].sort((one, other) => other.population - one.population)
  const named = largest.slice(0, MOST_NAMED).map(({ name }) => name)
  const words = `${named.join(', ')}${all.length > MOST_NAMED ? '…' : ''}`
  if (commune === null) {
    return all.length === 0
      ? `Le code postal ${postcode} ne dit pas la commune : écrivez-la. ${UNFOUND}`
      : `Le code postal ${postcode} est celui de ${all.length} communes (${words}) : écrivez laquelle. ${UNFOUND}`
  }
  return all.length === 0
    ? `Aucune commune ${shown(commune)} n’est connue au code postal ${postcode} : écrivez son nom entier, ou corrigez le code postal. ${UNFOUND}`
    : `${shown(commune)} n’est pas une commune du code postal ${postcode} (${words}) : corrigez l’un ou l’autre. ${UNFOUND}`
}
