/**
 * Positions of the files that come with the RSA, as data: 1-based, in bytes. Sources: ATIH « Formats des fichiers
 * de sortie MCO » 2017, 2022 and 2023 and « formats d’entrée » 2022 to 2026; tables published in
 * GuillaumePressiat/pmeasyr (ANO by year, TRA) and hkara2/pmsixml (VID-HOSP by version, UM files).
 */
export type Span = { start: number; length: number }

export type AnoLayout = {
  /** Bytes of the line: the `.ano` says its year by its length, not by a version Trame could trust. */
  lineLength: number
  years: string
  finess: Span
  /** Nine return codes of the header, all 0 when the chaining can be used. */
  returnCodes: Span
  pseudonym: Span
  rsaKey: Span
  entryDate: Span
  exitDate: Span
  /** « N° anonyme mère-enfant », blank in the copies of the establishments since 2021. */
  motherChild: Span | null
}

const RETURN_CODES = 9
const PSEUDONYM_LENGTH = 17
const KEY_LENGTH = 10
const DATE_LENGTH = 8
const MOTHER_CHILD_LENGTH = 32

/** Up to 2019 the line starts with the FINESS; from 2020 on, with a link index of 32 bytes. */
function anoLayout(
  lineLength: number,
  years: string,
  finessAt: 1 | 33,
  rsaKeyAt: number,
  motherChildAt: number | null,
): AnoLayout {
  return {
    lineLength,
    years,
    finess: { start: finessAt, length: 9 },
    returnCodes: { start: finessAt + 21, length: RETURN_CODES },
    pseudonym: { start: finessAt + 30, length: PSEUDONYM_LENGTH },
    rsaKey: { start: rsaKeyAt, length: KEY_LENGTH },
    entryDate: { start: rsaKeyAt + 10, length: DATE_LENGTH },
    exitDate: { start: rsaKeyAt + 18, length: DATE_LENGTH },
    motherChild: motherChildAt === null ? null : { start: motherChildAt, length: MOTHER_CHILD_LENGTH },
  }
}

export const ANO_LAYOUTS: ReadonlyMap<number, AnoLayout> = new Map(
  [
    anoLayout(269, '2015–2016', 1, 53, 177),
    anoLayout(794, '2017', 1, 70, 204),
    anoLayout(869, '2018', 1, 70, 216),
    anoLayout(914, '2019', 1, 70, 217),
    anoLayout(946, '2020–2021', 33, 102, 249),
    anoLayout(1103, '2022–2025', 33, 162, null),
  ].map((layout) => [layout.lineLength, layout]),
)

export type VidHospLayout = { version: string; fixedLength: number; serviceLength: number }

/** VID-HOSP by the version at 49–52; the positions below are the same in all of them. */
export const VID_HOSP_LAYOUTS: ReadonlyMap<string, VidHospLayout> = new Map(
  [
    { version: 'V011', fixedLength: 369, serviceLength: 47 },
    { version: 'V012', fixedLength: 432, serviceLength: 47 },
    { version: 'V013', fixedLength: 452, serviceLength: 47 },
    { version: 'V014', fixedLength: 468, serviceLength: 47 },
    { version: 'V015', fixedLength: 468, serviceLength: 50 },
    { version: 'V016', fixedLength: 470, serviceLength: 50 },
  ].map((layout) => [layout.version, layout]),
)
export const VID_HOSP = {
  adminNumber: { start: 29, length: 20 },
  version: { start: 49, length: 4 },
  finess: { start: 53, length: 9 },
  motherAdminNumber: { start: 140, length: 20 },
}

/** TRA until February 2023: fixed width. From March 2023 on: the same values separated by `;`, entry then exit date. */
export const TRA_LENGTH = 82
export const TRA = {
  rsaKey: { start: 1, length: 10 },
  adminNumber: { start: 41, length: 20 },
  entryDate: { start: 61, length: 8 },
  exitDate: { start: 75, length: 8 },
}
/** 0-based columns of the `;` form: key; RSS number; administrative number; entry; exit; GHM; technical id. */
export const TRA_COLUMNS = { rsaKey: 0, adminNumber: 2, entryDate: 3, exitDate: 4, least: 6 }

/** Files of medical units: `.ium.txt` sent by the establishment, `.ium` given back by the tariff tool (format 90). */
export const IUM_IN_LENGTH = 28
export const IUM_OUT_LENGTH = 45
