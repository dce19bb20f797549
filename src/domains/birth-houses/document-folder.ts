import path from 'node:path'

/** Where the documents of the houses are, apart from what waits to be imported. */
export function documentsFolder(dataDir: string): string {
  return path.join(dataDir, 'birth-house-documents')
}
