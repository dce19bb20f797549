import type { ComponentChildren } from 'preact'
import type { Actor } from '../../access/actor.js'
import { formatInstant } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { HouseTabs } from '../birth-houses/tabs.js'
import { ConfirmBox, sortFaults } from './confirm-box.js'
import { CorrectionTrace, type FieldWords } from './correction-trace.js'
import { tickedIn } from './findings.js'
import type { Reason } from './reasons.js'
import type { Correction } from './register.js'
import { termWords } from './terms.js'
import { freeCorrectionUntil } from './transfer-rules.js'
import type { Transfer } from './transfer-schemas.js'
import { PHASES, TRANSPORTS } from './vocabulary.js'
import { WaitingList } from './waiting-list.js'

export type Around = { actor: Actor; timeZone: string; now: Date; csrfToken: string | null }

/** « Stagnation : col à 6 cm » or the words of the other reason. */
export function reasonWords(
  transfer: Pick<Transfer, 'phase' | 'reasonCode' | 'reasonWords'>,
  reasons: Reason[],
): string {
  const known = reasons.find(({ phase, code }) => phase === transfer.phase && code === transfer.reasonCode)
  const label = known?.label ?? transfer.reasonCode
  return transfer.reasonWords ? `${label}${NO_BREAK_SPACE}: ${transfer.reasonWords}` : label
}

/** « La mère, avec son enfant ». */
export function whoWords({ who, accompanied }: Pick<Transfer, 'who' | 'accompanied'>): string {
  if (who === 'mother') return accompanied ? 'La mère, avec son enfant' : 'La mère'
  return accompanied ? 'Le nouveau-né, avec sa mère' : 'Le nouveau-né'
}

type TransfersPageProps = {
  around: Around
  year: number
  years: number[]
  transfers: Transfer[]
  reasons: Reason[]
}

/** The declarations of a year: how many, then each. */
export function TransfersPage({ around, year, years, transfers, reasons }: TransfersPageProps) {
  const counted = transfers.filter(({ cancelledAt }) => cancelledAt === null)
  const { timeZone } = around
  return (
    <>
      <HouseTabs actor={around.actor} current="/maison/transferts" />
      <WaitingList actor={around.actor} csrfToken={around.csrfToken} />
      <p class="lead">
        {formatCount(counted.length, 'transfert déclaré', 'transferts déclarés')} en {year}.
      </p>
      <p>
        <a class="button" href="/maison/transferts/nouveau">
          Déclarer un transfert
        </a>
      </p>
      {years.length > 1 && (
        <p>
          Autres années{NO_BREAK_SPACE}:{' '}
          {years
            .filter((one) => one !== year)
            .map((one) => (
              <a key={one} href={`/maison/transferts?annee=${one}`}>
                {one}{' '}
              </a>
            ))}
        </p>
      )}
      <DataTable
        caption={`Transferts déclarés en ${year}`}
        hideCaption
        rows={transfers}
        rowKey={(row) => row.id}
        onPhone="cards"
        columns={[
          {
            key: 'number',
            label: 'Numéro',
            rowHeader: true,
            noWrap: true,
            cell: (row) => <a href={`/maison/transferts/${row.id}`}>{row.number}</a>,
          },
          {
            key: 'decidedAt',
            label: 'Décision',
            noWrap: true,
            cell: (row) => formatInstant(new Date(row.decidedAt), timeZone),
          },
          { key: 'woman', label: 'Femme', noWrap: true, cell: (row) => row.woman?.number ?? 'non listée' },
          { key: 'phase', label: 'Phase', cell: (row) => PHASES[row.phase] },
          { key: 'reason', label: 'Motif', cell: (row) => reasonWords(row, reasons) },
          { key: 'state', label: 'État', cell: (row) => <TransferState transfer={row} /> },
        ]}
        empty={{
          sentence: `Aucun transfert n’est déclaré en ${year}. Ici viendront les déclarations de la maison.`,
        }}
      />
    </>
  )
}

function TransferState({ transfer }: { transfer: Transfer }) {
  if (transfer.cancelledAt !== null) return <StateTag tone="refused" word="Annulée" />
  return toComplete(transfer).length > 0 ? (
    <StateTag tone="waiting" word="À compléter" />
  ) : (
    <StateTag tone="done" word="Complète" />
  )
}

/** What a declaration does not say yet, in words. */
export function toComplete(transfer: Transfer): string[] {
  return [
    transfer.departedAt === null ? 'l’heure de départ' : '',
    transfer.arrivedAt === null ? 'l’heure d’arrivée' : '',
    transfer.reasonCode === 'other' && transfer.reasonWords === null ? 'le motif' : '',
  ].filter(Boolean)
}

type TransferPageProps = {
  around: Around
  transfer: Transfer
  reasons: Reason[]
  corrections: Correction[]
  children?: ComponentChildren
}

/** One declaration: its number first, what it says, what is left to say, what was corrected. */
export function TransferPage({ around, transfer, reasons, corrections, children }: TransferPageProps) {
  const left = toComplete(transfer)
  const isCancelled = transfer.cancelledAt !== null
  return (
    <>
      <WaitingList actor={around.actor} csrfToken={around.csrfToken} declared={transfer.formKey} />
      <p class="lead">
        {isCancelled
          ? `Déclaration annulée${NO_BREAK_SPACE}: ${transfer.cancelledReason ?? ''}`
          : left.length > 0
            ? `Il reste à indiquer ${listWords(left)}.`
            : 'Cette déclaration est complète.'}
      </p>
      {!isCancelled && (
        <div class="actions">
          <a class="button" href={`/maison/transferts/${transfer.id}/correction`}>
            {left.length > 0 ? 'Compléter ou corriger' : 'Corriger'}
          </a>
          <a href={`/maison/transferts/${transfer.id}/annulation`}>Annuler la déclaration</a>
          <a href="/maison">Revenir à l’accueil</a>
        </div>
      )}
      <TransferFacts transfer={transfer} reasons={reasons} timeZone={around.timeZone} />
      {!isCancelled && <FreeTime transfer={transfer} around={around} />}
      {children}
      <CorrectionTrace corrections={corrections} words={TRANSFER_WORDS} timeZone={around.timeZone} />
    </>
  )
}

function TransferFacts({
  transfer,
  reasons,
  timeZone,
}: {
  transfer: Transfer
  reasons: Reason[]
  timeZone: string
}) {
  const at = (iso: string | null) => (iso === null ? 'à compléter' : formatInstant(new Date(iso), timeZone))
  return (
    <dl class="facts">
      <dt>Femme</dt>
      <dd>
        {transfer.woman ? (
          <a href={`/maison/registre/${transfer.woman.id}`}>
            n°{NO_BREAK_SPACE}
            {transfer.woman.number}
          </a>
        ) : (
          'non listée'
        )}
      </dd>
      <dt>Qui est transféré</dt>
      <dd>{whoWords(transfer)}</dd>
      <dt>Phase</dt>
      <dd>{PHASES[transfer.phase]}</dd>
      <dt>Motif</dt>
      <dd>{reasonWords(transfer, reasons)}</dd>
      {transfer.termDays !== null && (
        <>
          <dt>Terme à la décision</dt>
          <dd>{termWords(transfer.termDays)}</dd>
        </>
      )}
      <dt>Urgence</dt>
      <dd>{transfer.urgent ? 'urgent' : 'pas urgent'}</dd>
      <dt>Transport</dt>
      <dd>{TRANSPORTS[transfer.transport]}</dd>
      <dt>Établissement</dt>
      <dd>{transfer.destination.name}</dd>
      <dt>Décision</dt>
      <dd>{at(transfer.decidedAt)}</dd>
      <dt>Départ</dt>
      <dd>{at(transfer.departedAt)}</dd>
      <dt>Arrivée</dt>
      <dd>{at(transfer.arrivedAt)}</dd>
      <dt>Reçue par Trame</dt>
      <dd>
        {at(transfer.receivedAt)}, déclarée par {transfer.declaredBy}
      </dd>
      {transfer.difficulty && (
        <>
          <dt>Difficulté</dt>
          <dd>{transfer.difficulty}</dd>
        </>
      )}
    </dl>
  )
}

function FreeTime({ transfer, around }: { transfer: Transfer; around: Around }) {
  const until = freeCorrectionUntil(new Date(transfer.receivedAt))
  return (
    <p class="muted">
      {around.now <= until
        ? `Vous pouvez la corriger librement jusqu’au ${formatInstant(until, around.timeZone)}.`
        : 'Plus de deux jours ont passé : une correction demande d’en dire la raison.'}{' '}
      Chaque correction laisse une trace.
    </p>
  )
}

type CancelPageProps = {
  transfer: Transfer
  csrfToken: string | null
  faults?: FieldErrors | undefined
  typed: { reason?: string | undefined } & Record<string, string | undefined>
}

/** Cancelling asks why, for the declaration stays in the list. */
export function CancelPage({ transfer, csrfToken, faults, typed }: CancelPageProps) {
  const { questions, errors } = sortFaults(faults)
  return (
    <>
      <p class="lead">
        Annulez une déclaration qui n’aurait pas dû être faite. Elle reste dans la liste, avec sa raison, et
        n’est plus comptée.
      </p>
      <Form action={`/maison/transferts/${transfer.id}/annulation`} csrfToken={csrfToken} errors={errors}>
        <ConfirmBox questions={questions} ticked={tickedIn(typed)} />
        <TextArea
          name="reason"
          label="Pourquoi l’annuler ?"
          help="Par exemple : déclarée deux fois, transfert finalement évité. Ne nommez personne."
          value={typed.reason}
          errors={errors}
          rows={2}
          maxLength={200}
          required
        />
        <SubmitButton kind="engage">Annuler la déclaration {transfer.number}</SubmitButton>
      </Form>
    </>
  )
}

/** Above the button of a correction, once the free time has passed. */
export function CorrectionReason({
  value,
  errors,
}: {
  value: string | undefined
  errors: FieldErrors | undefined
}) {
  return (
    <Field
      name="correctionReason"
      label="Pourquoi corriger si tard ?"
      help="Plus de deux jours ont passé depuis la déclaration. Ne nommez personne."
      value={value}
      errors={errors}
      maxLength={300}
      required
    />
  )
}

/** « l’heure de départ et l’heure d’arrivée ». */
export function listWords(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} et ${last}`
}

/** How the trace names each field of a declaration, and says its values. */
export const TRANSFER_WORDS: FieldWords = {
  womanId: { label: 'femme', hidden: true },
  newbornId: { label: 'enfant', hidden: true },
  who: { label: 'qui', values: { mother: 'la mère', newborn: 'le nouveau-né' } },
  accompanied: { label: 'accompagnement' },
  phase: { label: 'phase', values: PHASES },
  reasonCode: { label: 'motif' },
  reasonWords: { label: 'précision' },
  termDays: { label: 'terme', say: (value) => termWords(Number(value)) },
  urgent: { label: 'urgence' },
  transport: { label: 'transport', values: TRANSPORTS },
  destinationEstablishmentId: { label: 'établissement', hidden: true },
  destinationWords: { label: 'autre établissement' },
  decidedAt: { label: 'décision', instant: true },
  departedAt: { label: 'départ', instant: true },
  arrivedAt: { label: 'arrivée', instant: true },
  difficulty: { label: 'difficulté' },
  cancelledAt: { label: 'annulation', instant: true },
}
