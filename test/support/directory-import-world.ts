import { randomUUID } from 'node:crypto'
import { inTransaction } from '../../src/context.js'
import { directoryImportRows, directoryImports } from '../../src/domains/directory-imports/tables.js'
import { type Db, systemCtx } from './builders.js'
import { NOW } from './now.js'

/** An import of the directory that has been compared: a person to make, a line refused. */
export function aDirectoryImport(db: Db, networkId: string): Promise<string> {
  return inTransaction(systemCtx(db, networkId), async ({ db }) => {
    const byVerdict = { new: 1, changed: 0, unchanged: 0, gone: 0 }
    const [row] = await db
      .insert(directoryImports)
      .values({
        networkId,
        kind: 'sheet',
        fileName: 'annuaire du réseau.csv',
        bytesTotal: 1000,
        bytesRead: 1000,
        proposal: { shape: 'sheet', entry: null, headerLine: 1, columns: [] },
        counts: {
          ...{ lines: 2, setAside: 0, refused: 1, refusedNotListed: 0, warnings: 0, kept: 0 },
          people: byVerdict,
          structures: { ...byVerdict, new: 0 },
        },
        notes: ['Colonnes séparées par : point-virgule.'],
        uploadedByName: 'Personne qui envoie',
        receivedAt: NOW,
        fileDate: '2026-03-02',
        askedAt: NOW,
        comparedAt: NOW,
      })
      .returning({ id: directoryImports.id })
    const importId = row!.id
    await db.insert(directoryImportRows).values([
      {
        networkId,
        importId,
        line: 2,
        verdict: 'new',
        subjectKind: 'person',
        subjectId: randomUUID(),
        label: 'PERSONNE Nouvelle, sage-femme',
        payload: {
          key: 'line:2',
          fields: { lastName: 'PERSONNE', firstName: 'Nouvelle', professionCode: '50' },
        },
        changes: {},
        reason: 'Tél. : 9 chiffres.',
      },
      {
        networkId,
        importId,
        line: 3,
        verdict: 'refused',
        label: 'PERSONNE Autre',
        columnName: 'Tél.',
        reason: 'Ce n’est pas un téléphone.',
      },
    ])
    return importId
  })
}
