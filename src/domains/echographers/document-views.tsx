import { ActButton } from '../../web/act-button.js'
import { formatInstant } from '../../web/dates.js'
import { formatBytes } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { EchographerDocument } from './document-schemas.js'
import { PATH } from './paths.js'

type CameWithProps = {
  echographer: { id: string }
  documents: EchographerDocument[]
  timeZone: string
}

/** The documents of one act, in its line of the history: those taken away keep their name. */
export function CameWith({ echographer, documents, timeZone }: CameWithProps) {
  if (documents.length === 0) return null
  return (
    <ul>
      {documents.map((document) => (
        <li key={document.id} class="break-anywhere">
          {document.removedAt === null ? (
            <Present document={document} base={`${PATH}/${echographer.id}/pieces/${document.id}`} />
          ) : (
            `${document.name}, retirée le ${formatInstant(new Date(document.removedAt), timeZone)} par ${document.removedBy}`
          )}
        </li>
      ))}
    </ul>
  )
}

function Present({ document: { name, bytes }, base }: { document: EchographerDocument; base: string }) {
  return (
    <>
      <a href={`${base}/fichier`}>{name}</a> ({formatBytes(bytes)}),{' '}
      <a href={base}>
        retirer<span class="visually-hidden"> {name}</span>
      </a>
    </>
  )
}

type RemovalProps = {
  identifierId: string
  document: EchographerDocument
  timeZone: string
  csrfToken: string | null
}

/** Asked before a document goes: its content does not come back. */
export function RemovalPage({ identifierId, document, timeZone, csrfToken }: RemovalProps) {
  const base = `${PATH}/${identifierId}/pieces/${document.id}`
  const { id: _, name, bytes, uploadedAt, uploadedBy } = document
  return (
    <>
      <p class="lead">
        <a class="break-anywhere" href={`${base}/fichier`}>
          {name}
        </a>
        , {formatBytes(bytes)}, jointe le {formatInstant(new Date(uploadedAt), timeZone)} par {uploadedBy}.
      </p>
      <p>
        Son contenu est supprimé pour de bon{NO_BREAK_SPACE}; l’historique garde son nom et dit qui l’a
        retirée.
      </p>
      <ActButton action={`${base}/retrait`} label="Retirer cette pièce" csrfToken={csrfToken} />
    </>
  )
}
