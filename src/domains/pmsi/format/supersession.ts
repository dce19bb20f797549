/** Which files are read: PMSI transmissions are cumulative, so that adding them up would count stays twice. */

export type Candidate = {
  /** Where it stands in the list of the caller. */
  index: number
  kind: 'rsa' | 'ano' | 'tra' | 'vid-hosp'
  name: string
  /** Archive or folder the file comes from. */
  container: string
  size: number
  finess: string | null
  /** Year of the unit: of the data for a LAMDA, of the transmission otherwise. */
  year: number | null
  /** 0 is a trial transmission; null when the name does not say. */
  month: number | null
  /** `yyyymmddHHMMSS`. */
  stamp: string | null
  lamda: boolean
}

export type UnitPlan = {
  finess: string
  year: number
  base: Candidate | null
  /** Late corrections of the year: their stays replace those with the same RSA key. */
  lamda: Candidate | null
  /** `.ano` and TRA of the transmissions read, then the VID-HOSP. */
  companions: Candidate[]
}

export type NotRead = {
  candidate: Candidate
  status: 'superseded' | 'ignored'
  reason: string
  /** The file read instead; the same content there makes this one a duplicate. */
  instead: Candidate | null
}

/** Units ordered by FINESS then year, and what is left aside with the reason a person reads. */
export function planUnits(candidates: Candidate[]): { units: UnitPlan[]; notRead: NotRead[] } {
  const notRead: NotRead[] = []
  const units = new Map<string, UnitPlan>()
  for (const group of groupsOf(candidates.filter(({ kind }) => kind === 'rsa'))) {
    const [best, ...others] = group.sort(latestFirst)
    if (best === undefined || best.finess === null || best.year === null) {
      notRead.push(...group.map((candidate) => ignored(candidate, NO_IDENTITY)))
      continue
    }
    const { finess, year } = best
    const plan = units.get(`${finess} ${year}`) ?? { finess, year, base: null, lamda: null, companions: [] }
    units.set(`${finess} ${year}`, best.lamda ? { ...plan, lamda: best } : { ...plan, base: best })
    notRead.push(...others.map((candidate) => superseded(candidate, best)))
  }
  const ordered = [...units.values()].sort((a, b) => a.finess.localeCompare(b.finess) || a.year - b.year)
  notRead.push(...attachCompanions(ordered, candidates))
  return { units: ordered, notRead }
}

const NO_IDENTITY =
  'Ni le contenu ni le nom du fichier ne donnent un n° FINESS et une année : il ne peut pas être rattaché.'
const NO_RSA = 'Aucun fichier RSA de la même transmission n’a été fourni : ce fichier n’est pas utilisé.'

function groupsOf(candidates: Candidate[]): Candidate[][] {
  const groups = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const key = `${candidate.finess} ${candidate.year} ${candidate.lamda}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [candidate])
    else group.push(candidate)
  }
  return [...groups.values()]
}

/**
 * Latest month, then latest stamp. A month that the name does not give comes after those it gives, a trial last
 * of all. Without months, the larger file is the more complete, transmissions being cumulative.
 */
function latestFirst(a: Candidate, b: Candidate): number {
  return (
    rank(b.month) - rank(a.month) ||
    (b.stamp ?? '').localeCompare(a.stamp ?? '') ||
    b.size - a.size ||
    a.name.localeCompare(b.name)
  )
}

function rank(month: number | null): number {
  if (month === 0) return -1
  return month ?? 0
}

function ignored(candidate: Candidate, reason: string): NotRead {
  return { candidate, status: 'ignored', reason, instead: null }
}

function superseded(candidate: Candidate, instead: Candidate): NotRead {
  if (candidate.month === 0 && instead.month !== 0) {
    return {
      ...ignored(
        candidate,
        `C’est une transmission d’essai (mois 0) : « ${instead.name} » est lu à sa place.`,
      ),
      instead,
    }
  }
  const reason = `Les transmissions sont cumulatives : pour cette année, seul « ${instead.name} », plus récent ou plus complet, est lu.`
  return { candidate, status: 'superseded', reason, instead }
}

function attachCompanions(units: UnitPlan[], candidates: Candidate[]): NotRead[] {
  const notRead: NotRead[] = []
  const left = new Set(candidates.filter(({ kind }) => kind !== 'rsa'))
  for (const unit of units) {
    for (const { rsa, fits } of needsOf(unit, candidates)) {
      const [best, ...others] = candidates
        .filter(fits)
        .sort((a, b) => nearest(a, b, rsa) || latestFirst(a, b))
      if (best === undefined) continue
      unit.companions.push(best)
      left.delete(best)
      for (const other of others) if (left.delete(other)) notRead.push(superseded(other, best))
    }
  }
  return [...notRead, ...[...left].map((candidate) => ignored(candidate, NO_RSA))]
}

type Need = { rsa: Candidate | null; fits: (candidate: Candidate) => boolean }

/** RSA keys are numbered anew in each transmission: an `.ano` or a TRA only fits the RSA it was made with. */
function needsOf({ finess, year, base, lamda }: UnitPlan, candidates: Candidate[]): Need[] {
  const needs: Need[] = []
  for (const rsa of [base, lamda]) {
    if (rsa === null) continue
    for (const kind of ['ano', 'tra']) {
      needs.push({ rsa, fits: (one) => one.kind === kind && accompanies(one, rsa, candidates) })
    }
  }
  const isOfUnit = (one: Candidate): boolean =>
    one.finess === finess && (one.year === null || one.year === year)
  needs.push({ rsa: base, fits: (one) => one.kind === 'vid-hosp' && isOfUnit(one) })
  return needs
}

/** The archive or folder of the RSA first. */
function nearest(a: Candidate, b: Candidate, rsa: Candidate | null): number {
  return Number(b.container === rsa?.container) - Number(a.container === rsa?.container)
}

function accompanies(candidate: Candidate, rsa: Candidate, candidates: Candidate[]): boolean {
  const finess = candidate.finess ?? finessOfNeighbour(candidate, candidates)
  if (finess !== rsa.finess || candidate.lamda !== rsa.lamda) return false
  if (candidate.year !== null && candidate.year !== rsa.year) return false
  return candidate.month === null || rsa.month === null || candidate.month === rsa.month
}

/** A TRA carries no FINESS: without a name that gives it, it is that of the only RSA of its archive or folder. */
function finessOfNeighbour({ container }: Candidate, candidates: Candidate[]): string | null {
  const neighbours = new Set(
    candidates.filter((one) => one.kind === 'rsa' && one.container === container).map(({ finess }) => finess),
  )
  const [only] = neighbours
  return neighbours.size === 1 && only !== undefined ? only : null
}
