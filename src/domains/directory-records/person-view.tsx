import { ActButton } from '../../web/act-button.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { formatCount } from '../../web/numbers.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { StateTag } from '../../web/tags.js'
import { ConsentsPart } from './consents-view.js'
import { personFacts } from './facts.js'
import type { HistoryEntry } from './history.js'
import { MembershipPart } from './membership-view.js'
import { OffersPart, SituationsPart } from './parts-view.js'
import type { PersonFile } from './reading.js'
import { Absorbed, type Desk, FactsTable, HistoryList, Part, Standing, verifiedWords } from './record-view.js'
import { isRemovedPlace } from './removed-places.js'
import { valueWords } from './words.js'

export type PersonPageProps = { tabs: Tab[]; file: PersonFile; desk: Desk; canLink: boolean }

/** The whole record of a person, for the team. */
export function PersonRecordPage({ tabs, file, desk, canLink }: PersonPageProps) {
  const { person, situations, day, names } = file
  return (
    <>
      <Tabs label="Annuaire" tabs={tabs} />
      <Standing
        kind="person"
        row={person}
        day={day}
        absorbedBy={file.absorbedBy}
        duplicates={file.duplicates}
      />
      <p class="lead">
        {whoWords(file)} {verifiedWords(person, day)}
      </p>
      {desk.mayAct && (
        <div class="actions">
          <a class="button" href={`${desk.base}/modification`}>
            Modifier
          </a>
          {person.archivedAt === null && (
            <a href={`/annuaire/personnes/${person.id}`}>Voir la fiche comme ses lecteurs</a>
          )}
        </div>
      )}
      <Part id="identite" title="Identité et coordonnées">
        <FactsTable facts={personFacts(file)} desk={desk} />
        <Absorbed kind="person" absorbed={file.absorbed} />
      </Part>
      <Part id="lieux" title="Lieux d’exercice">
        <SituationsPart situations={situations} desk={desk} day={day} names={names} linksToRecords />
      </Part>
      <Part id="offres" title="Offres de soins">
        <OffersPart file={file} desk={desk} />
      </Part>
      <Part id="accords" title="Qui voit quoi">
        <ObjectionState file={file} desk={desk} />
        <ConsentsPart file={file} desk={desk} />
      </Part>
      <Part id="adhesion" title="Adhésion au réseau">
        <MembershipPart membership={file.membership} desk={desk} />
      </Part>
      <Part id="compte" title="Compte">
        <AccountState file={file} desk={desk} canLink={canLink} />
      </Part>
      <Part id="historique" title="Historique">
        <HistoryList
          kind="person"
          history={file.history}
          names={names}
          day={day}
          moreHref={`${desk.base}/historique`}
          actOn={(entry) => <PutBack entry={entry} situations={situations} desk={desk} />}
        />
      </Part>
      {desk.mayAct && (
        <Part id="retrait" title={person.archivedAt ? 'Remettre dans l’annuaire' : 'Retirer de l’annuaire'}>
          <p>
            <a href={`${desk.base}/retrait`}>
              {person.archivedAt
                ? 'Remettre cette fiche dans l’annuaire'
                : 'Retirer cette fiche de l’annuaire'}
            </a>
          </p>
        </Part>
      )}
    </>
  )
}

/** A place that was taken away comes back with what was offered there. */
function PutBack(props: { entry: HistoryEntry; situations: PersonFile['situations']; desk: Desk }) {
  const { entry, situations, desk } = props
  const isThere = situations.some(({ situation }) => situation.id === entry.rowId)
  if (!desk.mayAct || isThere || !isRemovedPlace(entry)) return null
  const action = `${desk.base}/situations/${entry.rowId}/remise`
  return <ActButton action={action} label="Remettre" about="le lieu" csrfToken={desk.csrfToken} />
}

function whoWords({ person, situations, day, names }: PersonFile): string {
  const profession =
    (person.professionCode && valueWords('professionCode', person.professionCode, { ...day, names })) ||
    person.professionWords ||
    'Profession non renseignée'
  return `${profession}, ${formatCount(situations.length, 'lieu', 'lieux')}.`
}

/** « Opposition enregistrée le … »: nobody but the team sees anything any more. */
export function ObjectionState({
  file,
  desk,
  isOwn = false,
}: {
  file: PersonFile
  desk: Desk
  isOwn?: boolean
}) {
  const { person, day } = file
  if (person.objectedAt === null) {
    return desk.mayAct ? (
      <p>
        <a href={`${desk.base}/opposition`}>
          {isOwn ? 'Ne plus figurer dans l’annuaire' : 'Enregistrer son opposition à figurer dans l’annuaire'}
        </a>
      </p>
    ) : null
  }
  return (
    <p>
      <StateTag
        tone="refused"
        word="Opposition"
        detail={`enregistrée le ${formatDate(civilDate(person.objectedAt, day.timeZone))}${
          person.objectionSource ? ` (${person.objectionSource})` : ''
        } : la fiche n’est montrée qu’à l’équipe.`}
      />{' '}
      {desk.mayAct && (
        <a href={`${desk.base}/opposition`}>{isOwn ? 'Y figurer de nouveau' : 'Lever l’opposition'}</a>
      )}
    </p>
  )
}

function AccountState({ file, desk, canLink }: { file: PersonFile; desk: Desk; canLink: boolean }) {
  return (
    <p>
      {file.account
        ? `Reliée au compte de ${file.account.name}, qui la tient à jour.`
        : 'Aucun compte : cette personne ne peut pas encore tenir sa fiche elle-même.'}{' '}
      {desk.mayAct && canLink && (
        <a href={`${desk.base}/compte`}>{file.account ? 'Changer ou délier' : 'Relier à un compte'}</a>
      )}
      {desk.mayAct && canLink && file.account && file.person.goneSince && (
        <>
          {' '}
          <StateTag
            tone="attention"
            word="À vérifier"
            detail="ce compte garde ses droits alors que le répertoire national ne nomme plus cette personne."
          />
        </>
      )}
    </p>
  )
}
