import { describeError, type ErrorCode } from '../../errors/catalogue.js'
import { ActButton } from '../../web/act-button.js'
import { formatInstant } from '../../web/dates.js'
import { roleLabel } from '../../web/navigation.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import type { Foreseen } from './closing.js'
import type { GivenRole } from './people-rules.js'
import type { Person, RightHistory } from './people-schemas.js'
import { type Around, addressIn, PersonState } from './people-views.js'
import { methodsWords, rightWords, sinceWords } from './people-words.js'

type PersonPageProps = {
  around: Around
  person: Person
  /** The roles this reader may give and take away. */
  grantable: readonly GivenRole[]
  /** What this reader could do to the account; null for who only reads. */
  foreseen: Foreseen | null
}

/** One person: what she may do here, since when and by whom, and what can be changed. */
export function PersonPage(props: PersonPageProps) {
  const { around, person, grantable } = props
  const current = person.rights.filter((right) => right.revokedAt === null)
  const past = person.rights.filter((right) => right.revokedAt !== null)
  return (
    <>
      <Identity around={around} person={person} current={current.length} />
      <section aria-labelledby="droits">
        <h2 id="droits">Droits en cours</h2>
        <RightsTable around={around} person={person} rights={current} grantable={grantable} />
        {around.canManage && person.deactivatedAt === null && (
          <OtherRoles around={around} person={person} grantable={grantable} />
        )}
      </section>
      <section aria-labelledby="historique">
        <h2 id="historique">Droits retirés</h2>
        <PastRights around={around} person={person} rights={past} grantable={grantable} />
      </section>
      {props.foreseen && <AccountActs around={around} person={person} foreseen={props.foreseen} />}
    </>
  )
}

function Identity({ around, person, current }: { around: Around; person: Person; current: number }) {
  const held = current === 0 ? 'Aucun droit' : formatCount(current, 'droit', 'droits')
  const since = sinceWords(person.lastSignInAt, around.now, around.network.timeZone)
  const last = person.lastSignInAt
    ? `Dernière connexion${NO_BREAK_SPACE}: ${since}`
    : 'Ne s’est jamais connectée ou connecté'
  return (
    <>
      <p class="lead">
        {person.deactivatedAt
          ? `Compte désactivé le ${formatInstant(person.deactivatedAt, around.network.timeZone)}.`
          : `${held} en cours dans ${around.network.name}. ${last}.`}
      </p>
      <dl class="facts">
        <dt>Adresse électronique</dt>
        <dd>{person.email}</dd>
        <dt>Moyen de connexion</dt>
        <dd>
          {methodsWords(person.methods)}
          {person.hasSecondFactor && ', avec un second facteur'}
        </dd>
        <dt>État</dt>
        <dd>
          <PersonState person={person} />
        </dd>
      </dl>
    </>
  )
}

type RightsProps = { around: Around; person: Person; rights: RightHistory[]; grantable: readonly GivenRole[] }

function RightsTable({ around, person, rights, grantable }: RightsProps) {
  const { timeZone } = around.network
  return (
    <DataTable
      caption="Droits en cours"
      hideCaption
      rows={rights}
      rowKey={(row) => row.id}
      onPhone="cards"
      columns={[
        { key: 'right', label: 'Droit', rowHeader: true, cell: (row) => rightWords(row) },
        { key: 'grantedAt', label: 'Depuis le', cell: (row) => formatInstant(row.grantedAt, timeZone) },
        { key: 'grantedBy', label: 'Donné par', cell: (row) => row.grantedBy ?? 'la plateforme' },
        ...(around.canManage
          ? [
              {
                key: 'act',
                label: 'Agir',
                cell: (row: RightHistory) =>
                  isMine(grantable, row) ? (
                    <ActButton
                      action={addressIn(around, `/comptes/${person.id}/droits/${row.id}/retrait`)}
                      label="Retirer"
                      about={`le droit ${rightWords(row)}`}
                      csrfToken={around.csrfToken}
                    />
                  ) : (
                    'administration du réseau'
                  ),
              },
            ]
          : []),
      ]}
      empty={{ sentence: 'Aucun droit en cours : cette personne ne peut rien ouvrir dans ce réseau.' }}
    />
  )
}

function OtherRoles({ around, person, grantable }: Omit<RightsProps, 'rights'>) {
  return (
    <details>
      <summary>Donner un autre droit</summary>
      <ul>
        {grantable.map((role) => (
          <li key={role}>
            <a href={addressIn(around, `/comptes/${person.id}/droits/nouveau`, { role })}>
              {roleLabel(role)}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}

function PastRights({ around, person, rights, grantable }: RightsProps) {
  const { timeZone } = around.network
  const canRestore = around.canManage && person.deactivatedAt === null
  return (
    <DataTable
      caption="Droits retirés"
      hideCaption
      rows={rights}
      rowKey={(row) => row.id}
      onPhone="cards"
      columns={[
        { key: 'right', label: 'Droit', rowHeader: true, cell: (row) => rightWords(row) },
        {
          key: 'grantedAt',
          label: 'Donné',
          cell: (row) =>
            `le ${formatInstant(row.grantedAt, timeZone)} par ${row.grantedBy ?? 'la plateforme'}`,
        },
        {
          key: 'revokedAt',
          label: 'Retiré',
          cell: (row) =>
            `le ${formatInstant(row.revokedAt, timeZone)} par ${row.revokedBy ?? 'la plateforme'}`,
        },
        ...(canRestore
          ? [
              {
                key: 'act',
                label: 'Agir',
                cell: (row: RightHistory) =>
                  isMine(grantable, row) && !isHeldAgain(person, row) ? (
                    <ActButton
                      action={addressIn(around, `/comptes/${person.id}/droits/${row.id}/retablissement`)}
                      label="Rétablir"
                      about={`le droit ${rightWords(row)}`}
                      csrfToken={around.csrfToken}
                    />
                  ) : (
                    '–'
                  ),
              },
            ]
          : []),
      ]}
      empty={{ sentence: 'Aucun droit ne lui a été retiré. Un droit retiré reste ici et peut être rétabli.' }}
    />
  )
}

function isMine(grantable: readonly GivenRole[], right: RightHistory): boolean {
  return grantable.some((role) => role === right.role)
}

function isHeldAgain(person: Person, past: RightHistory): boolean {
  return person.rights.some(
    (right) => right.revokedAt === null && right.role === past.role && right.scope === past.scope,
  )
}

type AccountActsProps = { around: Around; person: Person; foreseen: Foreseen }

function AccountActs({ around, person, foreseen }: AccountActsProps) {
  const isClosed = person.deactivatedAt !== null
  return (
    <section aria-labelledby="compte">
      <h2 id="compte">Compte</h2>
      {isClosed ? (
        <Reopening around={around} person={person} refusal={foreseen.account} />
      ) : (
        <ClosingAct around={around} person={person} closing={foreseen.closing} />
      )}
      {person.hasSecondFactor && foreseen.factor === null && !isClosed && (
        <>
          <p>
            Téléphone perdu{NARROW_SPACE}? Assurez-vous d’abord de son identité, puis annulez son second
            facteur{NO_BREAK_SPACE}: la personne en choisira un autre à sa prochaine connexion. Ses sessions
            se fermeront et ses jetons pour les programmes seront révoqués.
          </p>
          <ActButton
            action={addressIn(around, `/comptes/${person.id}/second-facteur`)}
            label="Annuler son second facteur"
            csrfToken={around.csrfToken}
          />
        </>
      )}
    </section>
  )
}

function Reopening({
  around,
  person,
  refusal,
}: {
  around: Around
  person: Person
  refusal: ErrorCode | null
}) {
  if (refusal !== null) return <Refused code={refusal} />
  return (
    <>
      <p>En le réactivant, la personne retrouve les droits qu’elle avait.</p>
      <ActButton
        action={addressIn(around, `/comptes/${person.id}/reactivation`)}
        label="Réactiver le compte"
        csrfToken={around.csrfToken}
      />
    </>
  )
}

type ClosingActProps = { around: Around; person: Person; closing: Foreseen['closing'] }

function ClosingAct({ around, person, closing }: ClosingActProps) {
  if ('refusal' in closing) return <Refused code={closing.refusal} />
  const whole = closing.closing === 'account'
  return (
    <>
      <p>
        {whole
          ? 'Désactiver le compte ferme aussitôt ses sessions. Vous pourrez le réactiver ici.'
          : `Cette personne travaille aussi hors de ce réseau${NO_BREAK_SPACE}: son compte restera ouvert, et seuls ses droits dans ce réseau seront retirés. Vous pourrez les rétablir ici.`}
      </p>
      <ActButton
        action={addressIn(around, `/comptes/${person.id}/desactivation`)}
        label={whole ? 'Désactiver le compte' : 'Retirer ses droits dans ce réseau'}
        csrfToken={around.csrfToken}
      />
    </>
  )
}

function Refused({ code }: { code: ErrorCode }) {
  const { title, advice } = describeError(code)
  return <NoticeBox kind="information" title={title} text={advice} />
}
