import type { Db } from '../../src/db/connect.js'
import { createNetwork } from '../../src/domains/networks/setup.js'
import { syntheticDeliveries } from '../../src/domains/pmsi/synthesis/deliveries.js'
import { archiveName, lineEnd, sideOf } from '../../src/domains/pmsi/synthesis/file-names.js'
import { fictiveHospitals } from '../../src/domains/pmsi/synthesis/hospitals.js'
import { zipChunks } from '../../src/domains/pmsi/synthesis/zip.js'
import { NOW } from './now.js'

export type Extract = { name: string; content: Buffer }

const HOSPITALS = fictiveHospitals(4)

/** Deliveries of four fictive hospitals as their archives: small, coherent, the same for the same options. */
export function extracts(
  options: { stays?: number; years?: number[]; seed?: number; faults?: number; chained?: boolean } = {},
): Extract[] {
  const { stays = 1500, years = [2024, 2025], seed = 7, faults = 0.01, chained = true } = options
  return [...syntheticDeliveries({ stays, years, seed, faults, chained, hospitals: HOSPITALS })].flatMap(
    ({ finess, year, files }) =>
      (['out', 'in'] as const).map((side) => ({
        name: archiveName(finess, year, side),
        content: Buffer.concat([
          ...zipChunks(
            files
              .filter(({ kind }) => sideOf(kind) === side)
              .map(({ name, kind, lines }) => ({
                name,
                chunks: [Buffer.from([...lines].map((line) => line + lineEnd(kind)).join(''), 'latin1')],
              })),
          ),
        ]),
      })),
  )
}

/** A network that knows those hospitals, with their types. */
export function networkOfExtracts(db: Db, name = 'Réseau des essais'): Promise<string> {
  const maternities = HOSPITALS.flatMap(({ finess, sites }) =>
    sites.map(({ finessGeo, name, type }) => ({
      finessGeo,
      finessPmsi: finess,
      name,
      type,
      territory: null,
      validFrom: null,
      validTo: null,
    })),
  )
  const region = { regionCode: '99', regionName: 'Région fictive', timeZone: 'Europe/Paris' }
  return createNetwork(db, { name, ...region, maternities }, NOW)
}

/** A multipart body with these files, as a browser or curl sends it. */
export function multipart(
  files: Extract[],
  fields: Record<string, string> = {},
): { headers: Record<string, string>; payload: Buffer } {
  const boundary = 'limite-des-essais'
  const parts: Buffer[] = []
  for (const [name, value] of Object.entries(fields)) {
    parts.push(
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    )
  }
  for (const { name, content } of files) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
    parts.push(Buffer.from(head), content, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat(parts),
  }
}
