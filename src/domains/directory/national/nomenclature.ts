import { formatDate } from '../../../web/dates.js'

/** One code of a national nomenclature, with the labels it has had. */
export type NomenclatureCode = {
  code: string
  /** Present label first. Dates are civil, both included; null is open. */
  labels: readonly DatedLabel[]
  /** Out of use since this day: still read in old files, no longer proposed. */
  withdrawnOn: string | null
}

export type DatedLabel = { label: string; validFrom: string | null; validTo: string | null }

export type Nomenclature<Code extends NomenclatureCode = NomenclatureCode> = {
  title: string
  /** Table and version it was taken from, to be shown beside the codes. */
  source: string
  codes: ReadonlyMap<string, Code>
}

/** The label of a code on a day, else the code itself: a code nobody knows is shown, never hidden. */
export function labelOn({ codes }: Nomenclature, code: string, day: string): string {
  const labels = codes.get(code)?.labels ?? []
  const current = labels.find(
    ({ validFrom, validTo }) =>
      (validFrom === null || validFrom <= day) && (validTo === null || validTo >= day),
  )
  return current?.label ?? labels[0]?.label ?? code
}

/** The same for the team, who is told that a code is out of use: no table we read names the one that follows it. */
export function codeWords(nomenclature: Nomenclature, code: string, day: string): string {
  const label = labelOn(nomenclature, code, day)
  const withdrawnOn = nomenclature.codes.get(code)?.withdrawnOn ?? null
  if (withdrawnOn === null || withdrawnOn > day) return label
  return `${label} (code retiré le ${formatDate(withdrawnOn)}, sans successeur)`
}

/** A code that has had one label only. */
export function plainCode(code: string, label: string, withdrawnOn: string | null = null): NomenclatureCode {
  return { code, labels: [{ label, validFrom: null, validTo: null }], withdrawnOn }
}

/** Codes by code, in the order given. */
export function byCode<Code extends NomenclatureCode>(codes: readonly Code[]): ReadonlyMap<string, Code> {
  return new Map(codes.map((one) => [one.code, one]))
}
