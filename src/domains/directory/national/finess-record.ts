import type { LegalStatus } from './legal-status.js'
import type { GeographicPoint } from './projections.js'
import type { Rejection } from './verdict.js'

/** A legal entity or a geographic establishment: the same shape whatever the file it comes from. */
export type FinessStructure = {
  kind: 'legal-entity' | 'establishment'
  finessNumber: string
  /** FINESS of the legal entity an establishment belongs to. */
  legalFinessNumber: string | null
  name: string
  longName: string | null
  complement: string | null
  street: string | null
  /** Locality or post box. */
  locality: string | null
  postcode: string | null
  city: string | null
  /** Insee code, rebuilt where FINESS has its own department codes. */
  communeCode: string | null
  departmentCode: string | null
  phone: string | null
  fax: string | null
  email: string | null
  /** TRE_R66. The label is in the old file only; `finessCategory` knows those of use to a network. */
  categoryCode: string | null
  categoryLabel: string | null
  /** Null when nothing in the file tells. */
  legalStatus: LegalStatus | null
  siret: string | null
  openedOn: string | null
  authorisedOn: string | null
  /** Closed entities are in the file too: they explain why a structure is no longer found. */
  closedOn: string | null
  isOpen: boolean
  updatedOn: string | null
  warnings: string[]
}

/** Where an establishment is; comes after the structure it is about, sometimes at the end of the file. */
export type FinessPosition = {
  finessNumber: string
  point: GeographicPoint
  updatedOn: string | null
  warning: string | null
}

/** An authorisation or an activity carried out, in the nomenclature of its time. */
export type FinessActivity = {
  /** Geographic establishment; null for an authorisation no establishment is named for. */
  finessNumber: string | null
  legalFinessNumber: string | null
  /** « AMF » before the reform of authorisations, « AMM » after it, or another family. */
  regime: string
  activityCode: string
  modalityCode: string | null
  formCode: string | null
  startsOn: string | null
  /** The earliest of the ends the file gives. */
  endsOn: string | null
  isActive: boolean
  arhgosNumber: string | null
}

/** Two files of two ages, one way to receive them. */
export type FinessSink = {
  structure(structure: FinessStructure): void
  position(position: FinessPosition): void
  activity(activity: FinessActivity): void
  reject(rejection: Rejection): void
}

export type FinessSummary = {
  /** Lines (old file) or legal entities with their establishments (FINESS+), whatever became of them. */
  entries: number
  structures: number
  positions: number
  activities: number
  rejected: number
  /** Lines or objects of a kind that is not read. */
  setAside: number
  /** Day the file says it was made. */
  fileDate: string | null
  refusal: string | null
  notes: string[]
}

/** Nothing counted yet. */
export function emptyFinessSummary(): FinessSummary {
  return {
    entries: 0,
    structures: 0,
    positions: 0,
    activities: 0,
    rejected: 0,
    setAside: 0,
    fileDate: null,
    refusal: null,
    notes: [],
  }
}
