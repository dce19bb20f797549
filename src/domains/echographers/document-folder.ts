import path from 'node:path'

/** Where the documents of echographers’ identifiers are. */
export function documentsFolder(dataDir: string): string {
  return path.join(dataDir, 'echographer-documents')
}
