import { formatInstant } from '../../web/dates.js'
import { formatBytes } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { FILE_ELEMENTS, FILE_PART_CODES, FILE_PARTS, PURPOSES } from './authorisation-elements.js'
import { Facts } from './authorisation-facts.js'
import type { FileContent } from './authorisation-schemas.js'
import type { SentVersion } from './authorisation-versions.js'

/** A request as it was sent: to read, to print, with its documents and what proves them. */
export function FileVersionPage({ houseId, sent }: { houseId: string; sent: SentVersion }) {
  const { content, version, receipt, contentHash, submittedAt, submittedBy, reason, timeZone } = sent
  return (
    <>
      <p class="lead">
        {PURPOSES[content.purpose]}, version {version}, transmise le{' '}
        {formatInstant(new Date(submittedAt), timeZone)} par {submittedBy}, accusé {receipt}.
      </p>
      {reason && (
        <p>
          Ce qui change{NO_BREAK_SPACE}: {reason}
        </p>
      )}
      <p>
        <a href={`/maisons-de-naissance/${houseId}/autorisation/versions/${sent.id}/dossier.pdf`}>
          Dossier en PDF
        </a>
      </p>
      <dl class="facts">
        <dt>Maison de naissance</dt>
        <dd>
          {content.house.name}, FINESS {content.house.finessNumber}
        </dd>
        <dt>Réseau</dt>
        <dd>{content.house.network}</dd>
      </dl>
      {FILE_PART_CODES.map((part) => (
        <section key={part} aria-labelledby={`partie-${part}`}>
          <h2 id={`partie-${part}`}>
            {FILE_PARTS[part].rank} {FILE_PARTS[part].title}
          </h2>
          {content.elements
            .filter(({ code }) => FILE_ELEMENTS[code].part === part)
            .map((element) => (
              <SentElement key={element.code} houseId={houseId} versionId={sent.id} element={element} />
            ))}
        </section>
      ))}
      <section aria-labelledby="empreinte">
        <h2 id="empreinte">Empreinte</h2>
        <p class="help">
          SHA-256 de cette version, qui contient celle de chaque document. Elle ne change jamais.
        </p>
        <p>
          <code>
            {contentHash.match(/.{1,8}/g)?.map((group) => (
              <span key={group}>
                {group}
                <wbr />
              </span>
            ))}
          </code>
        </p>
      </section>
    </>
  )
}

type ElementProps = { houseId: string; versionId: string; element: FileContent['elements'][number] }

function SentElement({ houseId, versionId, element }: ElementProps) {
  const { code, label, text, facts, documents } = element
  const { letter } = FILE_ELEMENTS[code]
  const base = `/maisons-de-naissance/${houseId}/autorisation/versions/${versionId}/documents`
  return (
    <>
      <h3>
        {letter && `${letter}) `}
        {label}
      </h3>
      {text && <p class="several-lines">{text}</p>}
      {facts.length > 0 && <Facts facts={facts} />}
      {documents.length > 0 && (
        <ul>
          {documents.map(({ id, name, bytes }) => (
            <li key={id}>
              <a href={`${base}/${id}`}>{name}</a> ({formatBytes(bytes)})
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
