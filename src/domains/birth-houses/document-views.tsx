import { ActButton } from '../../web/act-button.js'
import { SelectField } from '../../web/choices.js'
import { formatInstant } from '../../web/dates.js'
import { type FieldErrors, FileField, Form, SubmitButton } from '../../web/forms.js'
import { formatBytes, formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { ACCEPTED_FILES } from '../documents/media.js'
import { FILE_HELP } from '../documents/receiving.js'
import { CHOSEN_KINDS, DOCUMENT_KINDS, type HouseDocument } from './document-schemas.js'

type DocumentsProps = {
  houseId: string
  documents: HouseDocument[]
  timeZone: string
  canWrite: boolean
  csrfToken: string | null
  typed?: { kind?: string | undefined } | undefined
  errors?: FieldErrors | undefined
}

/** The documents of a house: what is there, what was taken away, one to add. */
export function DocumentsPage(props: DocumentsProps) {
  const { houseId, documents, timeZone, canWrite } = props
  const base = `/maisons-de-naissance/${houseId}/documents`
  const there = documents.filter(({ removedAt }) => removedAt === null)
  const gone = documents.filter(({ removedAt }) => removedAt !== null)
  return (
    <>
      <p class="lead">{documentWords(there)}</p>
      <DataTable
        caption="Documents de la maison"
        hideCaption
        rows={there}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Document',
            rowHeader: true,
            cell: ({ id, name }) => <a href={`${base}/${id}/fichier`}>{name}</a>,
          },
          { key: 'kind', label: 'Nature', cell: ({ kind }) => DOCUMENT_KINDS[kind] },
          { key: 'bytes', label: 'Taille', noWrap: true, cell: ({ bytes }) => formatBytes(bytes) },
          { key: 'sent', label: 'Déposé', cell: (one) => sentWords(one, timeZone) },
          ...(canWrite
            ? [
                {
                  key: 'change',
                  label: 'Changer',
                  cell: ({ id, name }: HouseDocument) => (
                    <a href={`${base}/${id}`}>
                      Remplacer ou retirer<span class="visually-hidden"> {name}</span>
                    </a>
                  ),
                },
              ]
            : []),
        ]}
        empty={{
          sentence:
            'Ici viendront les statuts, la convention signée, la charte et les autres documents de la maison.',
        }}
      />
      {canWrite && <NewDocumentForm {...props} base={base} />}
      {gone.length > 0 && <GoneDocuments documents={gone} timeZone={timeZone} />}
    </>
  )
}

/** « 3 documents déposés. » */
export function documentWords(there: readonly unknown[]): string {
  return there.length === 0
    ? 'Aucun document n’est encore déposé.'
    : `${formatCount(there.length, 'document déposé', 'documents déposés')}.`
}

function sentWords({ uploadedAt, uploadedBy }: HouseDocument, timeZone: string): string {
  return `le ${formatInstant(new Date(uploadedAt), timeZone)}, par ${uploadedBy}`
}

function NewDocumentForm({ base, csrfToken, typed, errors }: DocumentsProps & { base: string }) {
  return (
    <section aria-labelledby="deposer">
      <h2 id="deposer">Déposer un document</h2>
      <Form action={base} csrfToken={csrfToken} errors={errors} hasFiles>
        <SelectField
          name="kind"
          label="Nature"
          placeholder="Choisir"
          options={CHOSEN_KINDS.map((kind) => ({ value: kind, label: DOCUMENT_KINDS[kind] }))}
          value={typed?.kind}
          errors={errors}
          required
        />
        <FileField
          name="file"
          label="Fichier"
          help={FILE_HELP}
          accept={ACCEPTED_FILES}
          errors={errors}
          required
        />
        <p class="help">
          Ni nom de femme, ni donnée de santé{NO_BREAK_SPACE}: ces documents sont ceux de la maison.
        </p>
        <SubmitButton>Déposer</SubmitButton>
      </Form>
    </section>
  )
}

function GoneDocuments({ documents, timeZone }: { documents: HouseDocument[]; timeZone: string }) {
  return (
    <details>
      <summary>{formatCount(documents.length, 'document retiré', 'documents retirés')}</summary>
      <DataTable
        caption="Documents retirés ou remplacés"
        hideCaption
        rows={documents}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          { key: 'name', label: 'Document', rowHeader: true, cell: ({ name }) => name },
          { key: 'kind', label: 'Nature', cell: ({ kind }) => DOCUMENT_KINDS[kind] },
          { key: 'sent', label: 'Déposé', cell: (one) => sentWords(one, timeZone) },
          {
            key: 'gone',
            label: 'Retiré',
            cell: ({ removedAt, removedBy, replacedById }) =>
              `${replacedById === null ? 'retiré' : 'remplacé'} le ${formatInstant(removedAt === null ? null : new Date(removedAt), timeZone)}, par ${removedBy}`,
          },
        ]}
        empty={{ sentence: 'Aucun document n’a été retiré.' }}
      />
    </details>
  )
}

type DocumentPageProps = {
  houseId: string
  document: HouseDocument
  timeZone: string
  csrfToken: string | null
  errors?: FieldErrors | undefined
}

/** One document: what it is, another content for it, or its end. */
export function DocumentPage({ houseId, document, timeZone, csrfToken, errors }: DocumentPageProps) {
  const base = `/maisons-de-naissance/${houseId}/documents/${document.id}`
  return (
    <>
      <p class="lead">
        {DOCUMENT_KINDS[document.kind]}, {formatBytes(document.bytes)}, déposé {sentWords(document, timeZone)}
        .
      </p>
      <p>
        <a href={`${base}/fichier`}>Télécharger {document.name}</a>
      </p>
      <section aria-labelledby="remplacer">
        <h2 id="remplacer">Remplacer</h2>
        <p>Le nouveau fichier prend sa place partout, aussi dans le dossier d’autorisation en préparation.</p>
        <Form action={base} csrfToken={csrfToken} errors={errors} hasFiles>
          <FileField
            name="file"
            label="Nouveau fichier"
            help={FILE_HELP}
            accept={ACCEPTED_FILES}
            errors={errors}
            required
          />
          <SubmitButton>Remplacer</SubmitButton>
        </Form>
      </section>
      <section aria-labelledby="retirer">
        <h2 id="retirer">Retirer</h2>
        <p>
          Le document quitte la liste et le dossier en préparation{NO_BREAK_SPACE}; la liste garde la trace de
          son retrait. Ce qui a déjà été transmis à l’agence ne change pas.
        </p>
        <ActButton action={`${base}/retrait`} label="Retirer ce document" csrfToken={csrfToken} />
      </section>
    </>
  )
}
