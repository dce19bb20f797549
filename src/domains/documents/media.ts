/** The files that may be sent, by the end of their name; each begins as its kind does, whatever its name says. */
const MEDIA: Record<string, { type: string; begins: string }> = {
  pdf: { type: 'application/pdf', begins: '25504446' },
  png: { type: 'image/png', begins: '89504e470d0a1a0a' },
  jpg: { type: 'image/jpeg', begins: 'ffd8ff' },
  jpeg: { type: 'image/jpeg', begins: 'ffd8ff' },
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    begins: '504b0304',
  },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', begins: '504b0304' },
  odt: { type: 'application/vnd.oasis.opendocument.text', begins: '504b0304' },
  ods: { type: 'application/vnd.oasis.opendocument.spreadsheet', begins: '504b0304' },
}

/** For the « accept » of a form. */
export const ACCEPTED_FILES = Object.keys(MEDIA)
  .map((end) => `.${end}`)
  .join(',')

/** How many bytes tell what a file is. */
export const TELLING_BYTES = 8

/** What a file is, by its name and its first bytes; null when it is none of those taken. Pure. */
export function mediaTypeOf(name: string, head: Uint8Array): string | null {
  const media = MEDIA[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '']
  return media && Buffer.from(head).toString('hex').startsWith(media.begins) ? media.type : null
}
