import type { Stay } from '../../pmsi/stay.js'
import { isJoiningDiagnosis, isNeonatalUnit, isWellNewbornDiagnosis, MARKER_ACTS } from './codes.js'
import { deathAgeElsewhere } from './deaths.js'
import { leavesForMco, type MotherStay } from './delivery.js'

/** What other stays of the same person may need to know of a stay. */
export type Movement = {
  newborn: boolean
  site: string
  lastSite: string
  /** Exit by transfer to a short-stay hospital. */
  departs: boolean
  /** Entry by transfer from one. */
  arrives: boolean
  antenatal: boolean
  /** On arrival: the mother joins her newborn; the newborn is well and in no neonatal unit. */
  joining: boolean
  well: boolean
  /** Death at 27 days or less, in a stay that is not the birth stay. */
  deathAge: number | null
  /** Acts against haemorrhage, in a stay that is not the delivery. */
  markers: number
}

/** What to remember of a woman's stay, null when it is of no use to another. */
export function motherMovement(stay: Stay, mother: MotherStay): Movement | null {
  const obstetric = mother.kind !== 'other' || mother.antenatal || isObstetric(stay)
  const departs = obstetric && leavesForMco(stay)
  const arrives = obstetric && comesFromMco(stay)
  const markers = mother.kind === 'delivery' ? 0 : mother.acts & MARKER_ACTS
  if (!departs && !arrives && markers === 0) return null
  return {
    newborn: false,
    site: stay.site,
    lastSite: stay.lastSite,
    departs,
    arrives,
    antenatal: mother.antenatal,
    joining: isJoiningDiagnosis(stay.dp),
    well: false,
    deathAge: null,
    markers,
  }
}

/** What to remember of a birth stay: only a transfer, since its death is already known. */
export function birthMovement(stay: Stay): Movement | null {
  return leavesForMco(stay) ? newbornMovement(stay, false, null) : null
}

/** What to remember of another stay of a newborn: arrivals up to 27 days, departures and deaths. */
export function laterMovement(stay: Stay): Movement | null {
  const deathAge = deathAgeElsewhere(stay)
  const arrives = comesFromMco(stay) && stay.ageDays !== null && stay.ageDays <= 27
  if (deathAge === null && !arrives && !leavesForMco(stay)) return null
  return newbornMovement(stay, arrives, deathAge)
}

function newbornMovement(stay: Stay, arrives: boolean, deathAge: number | null): Movement {
  return {
    newborn: true,
    site: stay.site,
    lastSite: stay.lastSite,
    departs: leavesForMco(stay),
    arrives,
    antenatal: false,
    joining: false,
    well: arrives && isWellNewbornDiagnosis(stay.dp) && !stay.unitTypes.some(isNeonatalUnit),
    deathAge,
    markers: 0,
  }
}

// RSA and RSS code intensive care 2 and R; a blank does not say the stay came from elsewhere.
function comesFromMco(stay: Stay): boolean {
  if (stay.entryMode !== '7') return false
  return (
    stay.provenance === '' || stay.provenance === '1' || stay.provenance === '2' || stay.provenance === 'R'
  )
}

function isObstetric(stay: Stay): boolean {
  return (
    stay.ghm.startsWith('14') ||
    stay.dp.startsWith('O') ||
    stay.dp.startsWith('Z39') ||
    stay.dp.startsWith('Z763')
  )
}
