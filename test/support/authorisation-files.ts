import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../src/context.js'
import type { Db } from '../../src/db/connect.js'
import { FILE_ELEMENT_CODES, FILE_ELEMENTS } from '../../src/domains/birth-houses/authorisation-elements.js'
import type { FileContent } from '../../src/domains/birth-houses/authorisation-schemas.js'
import {
  birthHouseExchanges,
  birthHouseFiles,
  birthHouseFileVersions,
} from '../../src/domains/birth-houses/tables.js'
import { type EstablishmentRow, systemCtx } from './builders.js'
import { PDF_CONTENT, STORED } from './documents.js'
import { NOW } from './now.js'

type House = Pick<EstablishmentRow, 'id' | 'networkId' | 'name' | 'finessGeo'>

/** A request this house sent to the agency with this document, which asked something since. */
export async function aSentFile(
  db: Db,
  house: House,
  documentId: string,
): Promise<{ fileId: string; fileVersionId: string }> {
  const of = { networkId: house.networkId, establishmentId: house.id }
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [file] = await db
      .insert(birthHouseFiles)
      .values({
        ...of,
        purpose: 'creation',
        elements: { identity: { text: null, documentIds: [documentId] } },
        openedAt: NOW,
        updatedAt: NOW,
        updatedBy: 'Sage-femme qui prépare',
      })
      .returning({ id: birthHouseFiles.id })
    const [version] = await db
      .insert(birthHouseFileVersions)
      .values({
        ...of,
        fileId: file!.id,
        version: 1,
        content: contentOf(house, file!.id, documentId),
        contentHash: randomBytes(32).toString('hex'),
        receipt: `DA-${randomBytes(6).toString('hex')}`,
        documentIds: [documentId],
        submittedAt: NOW,
        submittedBy: 'Sage-femme qui transmet',
      })
      .returning({ id: birthHouseFileVersions.id })
    await db.insert(birthHouseExchanges).values({
      ...of,
      about: 'file',
      aboutId: file!.id,
      kind: 'question',
      body: 'Précisez le volume de l’activité.',
      writtenAt: NOW,
      writtenBy: 'Agente de l’agence',
      writtenAs: 'ars',
    })
    return { fileId: file!.id, fileVersionId: version!.id }
  })
}

/** An authorisation the agency granted to this house, until a day. */
export async function aGrantedFile(
  db: Db,
  house: Pick<House, 'id' | 'networkId'>,
  fields: Partial<typeof birthHouseFiles.$inferInsert> & { validTo: string | null },
): Promise<string> {
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [file] = await db
      .insert(birthHouseFiles)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        purpose: 'creation',
        elements: {},
        openedAt: new Date('2020-01-01T10:00:00Z'),
        updatedAt: new Date('2020-01-01T10:00:00Z'),
        updatedBy: 'Sage-femme qui prépare',
        decision: 'granted',
        decidedVersion: 1,
        decidedOn: '2020-06-01',
        validFrom: '2020-06-01',
        ...fields,
      })
      .returning({ id: birthHouseFiles.id })
    return file!.id
  })
}

/** A question of the agency, asked in January. */
export async function aQuestion(
  db: Db,
  house: Pick<House, 'id' | 'networkId'>,
  fields: { about: 'file' | 'report'; aboutId: string; answerBy: string; writtenAt?: Date },
): Promise<void> {
  await inTransaction(systemCtx(db, house.networkId), ({ db }) =>
    db.insert(birthHouseExchanges).values({
      networkId: house.networkId,
      establishmentId: house.id,
      kind: 'question',
      body: 'Précisez.',
      writtenAt: new Date('2026-01-15T10:00:00Z'),
      writtenBy: 'Agente de l’agence',
      writtenAs: 'ars',
      ...fields,
    }),
  )
}

function contentOf({ name, finessGeo }: House, fileId: string, documentId: string): FileContent {
  return {
    house: { name, finessNumber: finessGeo, network: 'Réseau' },
    fileId,
    purpose: 'creation',
    version: 1,
    submittedAt: NOW.toISOString(),
    elements: FILE_ELEMENT_CODES.map((code) => ({
      code,
      label: FILE_ELEMENTS[code].label,
      text: 'Ce que dit la maison',
      facts: [],
      documents:
        code === 'identity'
          ? [
              {
                id: documentId,
                name: 'statuts.pdf',
                mediaType: 'application/pdf',
                bytes: PDF_CONTENT.length,
                sha256: '0'.repeat(64),
                stored: STORED,
              },
            ]
          : [],
    })),
  }
}
