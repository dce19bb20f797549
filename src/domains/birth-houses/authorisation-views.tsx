import { RadioGroup } from '../../web/choices.js'
import { daysBetween, formatDate, formatDeadline, formatInstant } from '../../web/dates.js'
import { type FieldErrors, Form, fieldId, SubmitButton, TextArea } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable, EmptyState } from '../../web/table.js'
import { StateTag, type StateTagProps } from '../../web/tags.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { FILE_ELEMENTS, FILE_PARTS, PURPOSE_CODES, PURPOSES } from './authorisation-elements.js'
import { fieldsOf } from './authorisation-form.js'
import { DecisionForm, ExchangesSection, errorsOf } from './authorisation-review-views.js'
import { isComplete, type PartState } from './authorisation-rules.js'
import type { FileStatus } from './authorisation-schemas.js'
import type { Exchange } from './exchange-schemas.js'

export type FilePageProps = {
  houseId: string
  /** Its request is then kept as it is. */
  isClosed: boolean
  /** Latest first. */
  files: FileStatus[]
  /** Of the draft; null for who does not write it. */
  revision: number | null
  /** Null for who does not read them. */
  exchanges: Exchange[] | null
  role: 'house' | 'agency' | 'follower'
  timeZone: string
  today: string
  csrfToken: string | null
  typed: Record<string, string | undefined>
  errors?: FieldErrors | undefined
}

/** The request of a house: where it stands, what it lacks, what was sent, what was answered, what was decided. */
export function FilePage(props: FilePageProps) {
  const { files, role, houseId, exchanges, today, isClosed } = props
  const mayWrite = role === 'house' && !isClosed
  const [current, ...before] = files
  if (!current) {
    if (mayWrite) return <OpeningForm {...props} />
    return (
      <EmptyState sentence="La maison n’a pas encore ouvert de dossier d’autorisation. Ce qu’elle transmettra viendra ici." />
    )
  }
  return (
    <>
      <p class="lead">{fileWords(current, today)}</p>
      <p>
        <StateTag {...fileTag(current, today)} />
      </p>
      {current.decision && <DecisionFacts decision={current.decision} />}
      {current.parts && <PartsSection {...props} parts={current.parts} />}
      {mayWrite && current.parts && <SubmissionSection {...props} current={current} />}
      <VersionsSection
        houseId={houseId}
        file={current}
        timeZone={props.timeZone}
        canRead={role !== 'follower'}
      />
      {exchanges !== null && current.versions.length > 0 && (
        <ExchangesSection {...props} exchanges={exchanges} />
      )}
      {role === 'agency' && current.versions[0] && (
        <DecisionForm {...props} version={current.versions[0].version} decision={current.decision} />
      )}
      {mayWrite && current.decision && <OpeningForm {...props} />}
      {before.map((file) => (
        <section key={file.openedAt}>
          <h2>
            {PURPOSES[file.purpose]}, dossier ouvert le{' '}
            {formatInstant(new Date(file.openedAt), props.timeZone)}
          </h2>
          <p>{fileWords(file, today)}</p>
          <VersionsSection
            houseId={houseId}
            file={file}
            timeZone={props.timeZone}
            canRead={role !== 'follower'}
          />
        </section>
      ))}
    </>
  )
}

/** Where a request stands, in a sentence. */
export function fileWords(file: FileStatus, today: string): string {
  return typeset(plainWords(file, today))
}

function plainWords(
  { purpose, stage, versions, parts, decision, answerBy }: FileStatus,
  today: string,
): string {
  const [latest] = versions
  const what = PURPOSES[purpose]
  switch (stage) {
    case 'preparing': {
      const missing = (parts ?? []).reduce((sum, one) => sum + one.missing.length, 0)
      if (parts === null) return `${what} : le dossier est en préparation.`
      if (missing === 0) return `${what} : le dossier est complet, il peut être transmis à l’agence.`
      return `${what} : ${formatCount(missing, 'élément manque', 'éléments manquent')} avant de transmettre le dossier.`
    }
    case 'submitted':
      return `${what} : la version ${latest?.version} est chez l’agence.`
    case 'complement-asked':
      return answerBy === null
        ? `${what} : l’agence demande un complément.`
        : `${what} : l’agence demande un complément, ${formatDeadline(answerBy, today)}.`
    case 'granted':
      return `${what} : autorisation accordée le ${formatDate(decision?.decidedOn ?? null)}${untilWords(decision)}.`
    case 'refused':
      return `${what} : autorisation refusée le ${formatDate(decision?.decidedOn ?? null)}.`
  }
}

function untilWords(decision: FileStatus['decision']): string {
  return decision?.validTo ? `, jusqu’au ${formatDate(decision.validTo)}` : ''
}

/** The state as a tag, for a line of a list. */
export function fileTag({ stage, answerBy, decision, versions }: FileStatus, today: string): StateTagProps {
  switch (stage) {
    case 'preparing':
      return { tone: 'draft', word: 'En préparation' }
    case 'submitted':
      return { tone: 'waiting', word: 'Transmis', detail: `version ${versions[0]?.version ?? 1}` }
    case 'complement-asked': {
      const isLate = answerBy !== null && daysBetween(today, answerBy) < 0
      return {
        tone: isLate ? 'late' : 'attention',
        word: 'Complément demandé',
        ...(answerBy !== null && { detail: `pour le ${formatDate(answerBy)}` }),
      }
    }
    case 'granted':
      return { tone: 'done', word: 'Accordée', detail: `le ${formatDate(decision?.decidedOn ?? null)}` }
    case 'refused':
      return { tone: 'refused', word: 'Refusée', detail: `le ${formatDate(decision?.decidedOn ?? null)}` }
  }
}

function DecisionFacts({ decision }: { decision: NonNullable<FileStatus['decision']> }) {
  return (
    <section aria-labelledby="decision">
      <h2 id="decision">Décision de l’agence</h2>
      <dl class="facts">
        <dt>Décision</dt>
        <dd>
          {decision.decision === 'granted' ? 'Autorisation accordée' : 'Autorisation refusée'}, sur la version{' '}
          {decision.version}
        </dd>
        <dt>Date</dt>
        <dd>{formatDate(decision.decidedOn)}</dd>
        <dt>Référence</dt>
        <dd>{decision.reference ?? 'non renseignée'}</dd>
        {decision.decision === 'granted' && (
          <>
            <dt>Validité</dt>
            <dd>
              {decision.validTo === null
                ? `à partir du ${formatDate(decision.validFrom)}, sans date de fin`
                : `du ${formatDate(decision.validFrom)} au ${formatDate(decision.validTo)}`}
            </dd>
          </>
        )}
        <dt>Enregistrée par</dt>
        <dd>{decision.decidedBy ?? 'non renseigné'}</dd>
      </dl>
    </section>
  )
}

function PartsSection({ houseId, parts, role }: FilePageProps & { parts: PartState[] }) {
  const base = `/maisons-de-naissance/${houseId}/autorisation`
  const isOwn = role === 'house'
  return (
    <section aria-labelledby="parties">
      <h2 id="parties">{isOwn ? 'Brouillon du dossier' : 'Avancement du dossier'}</h2>
      <DataTable
        caption="Les cinq parties du dossier"
        hideCaption
        rows={parts}
        rowKey={({ part }) => part}
        onPhone="cards"
        columns={[
          {
            key: 'part',
            label: 'Partie',
            rowHeader: true,
            cell: ({ part }) => {
              const { rank, title, path } = FILE_PARTS[part]
              const words = `${rank} ${title}`
              return isOwn ? <a href={`${base}/${path}`}>{words}</a> : words
            },
          },
          {
            key: 'state',
            label: 'État',
            cell: ({ missing, elements }) =>
              missing.length === 0 ? (
                <StateTag tone="done" word="Complète" />
              ) : (
                <StateTag
                  tone="draft"
                  word="À compléter"
                  detail={`${elements - missing.length} sur ${elements}`}
                />
              ),
          },
          {
            key: 'missing',
            label: 'Ce qui manque',
            cell: ({ part, missing }) =>
              missing.length === 0 ? (
                'rien'
              ) : (
                <ul>
                  {missing.map((code) => (
                    <li key={code}>
                      {isOwn ? (
                        <a href={`${base}/${FILE_PARTS[part].path}#${fieldId(fieldsOf(code).text)}`}>
                          {FILE_ELEMENTS[code].label}
                        </a>
                      ) : (
                        FILE_ELEMENTS[code].label
                      )}
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
        empty={{ sentence: 'Le dossier a cinq parties.' }}
      />
    </section>
  )
}

function SubmissionSection({
  houseId,
  current,
  revision,
  csrfToken,
  typed,
  errors,
}: FilePageProps & { current: FileStatus }) {
  if (current.parts === null || revision === null) return null
  const isFirst = current.versions.length === 0
  if (!isComplete(current.parts)) {
    return (
      <p>
        Le dossier se transmet une fois complet{NO_BREAK_SPACE}: chaque élément qui manque, ci-dessus, mène à
        son champ.
      </p>
    )
  }
  return (
    <section aria-labelledby="transmettre">
      <h2 id="transmettre">Transmettre à l’ARS</h2>
      <p>
        Textes, documents et fiche de la maison sont alors figés tels qu’ils sont, sous un numéro d’accusé
        {isFirst ? '' : '. La version précédente reste lisible'}. L’agence en est prévenue par courriel.
      </p>
      <Form
        action={`/maisons-de-naissance/${houseId}/autorisation/transmission`}
        csrfToken={csrfToken}
        errors={errorsOf(errors, ['reason'])}
      >
        <input type="hidden" name="revision" value={revision} />
        {!isFirst && (
          <TextArea
            name="reason"
            label="Ce qui change depuis la version précédente"
            rows={3}
            value={typed.reason}
            errors={errors}
            required
          />
        )}
        <SubmitButton kind="engage">
          {isFirst ? 'Transmettre à l’ARS' : `Transmettre la version ${current.versions.length + 1} à l’ARS`}
        </SubmitButton>
      </Form>
    </section>
  )
}

type VersionsProps = { houseId: string; file: FileStatus; timeZone: string; canRead: boolean }

function VersionsSection({ houseId, file, timeZone, canRead }: VersionsProps) {
  if (file.versions.length === 0) return null
  const base = `/maisons-de-naissance/${houseId}/autorisation/versions`
  return (
    <DataTable
      caption="Versions transmises à l’agence"
      rows={file.versions}
      rowKey={({ id }) => id}
      onPhone="cards"
      columns={[
        {
          key: 'version',
          label: 'Version',
          rowHeader: true,
          cell: ({ id, version }) =>
            canRead ? <a href={`${base}/${id}`}>Version {version}</a> : `Version ${version}`,
        },
        {
          key: 'sent',
          label: 'Transmise le',
          cell: ({ submittedAt, submittedBy }) =>
            `${formatInstant(new Date(submittedAt), timeZone)}, par ${submittedBy}`,
        },
        { key: 'receipt', label: 'Accusé', noWrap: true, cell: ({ receipt }) => receipt },
        { key: 'reason', label: 'Ce qui change', cell: ({ reason }) => reason ?? 'première version' },
      ]}
      empty={{ sentence: 'Rien n’est encore transmis.' }}
    />
  )
}

function OpeningForm({ houseId, files, csrfToken, typed, errors }: FilePageProps) {
  const isFirst = files.length === 0
  return (
    <section aria-labelledby="ouvrir">
      <h2 id="ouvrir">{isFirst ? 'Ouvrir le dossier' : 'Ouvrir un nouveau dossier'}</h2>
      <p>
        Le dossier a cinq parties. Ce que la fiche de la maison dit déjà y est repris{NO_BREAK_SPACE}:
        identité, locaux, équipe, convention. Il reste un brouillon, seul de son espèce, jusqu’à ce que la
        maison le transmette.
      </p>
      <Form
        action={`/maisons-de-naissance/${houseId}/autorisation`}
        csrfToken={csrfToken}
        errors={errorsOf(errors, ['purpose'])}
      >
        <RadioGroup
          name="purpose"
          label="Objet de la demande"
          options={PURPOSE_CODES.map((code) => ({ value: code, label: PURPOSES[code] }))}
          value={typed.purpose ?? (isFirst ? 'creation' : 'renewal')}
          errors={errors}
          required
        />
        <SubmitButton>Ouvrir le dossier</SubmitButton>
      </Form>
    </section>
  )
}
