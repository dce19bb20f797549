import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { isPractice } from '../directory/visibility.js'
import { ActivitiesPart } from './activities-view.js'
import { StructureVisibilityPart } from './consents-view.js'
import { structureFacts } from './facts.js'
import { MembershipPart } from './membership-view.js'
import { OffersPart } from './parts-view.js'
import { recordPath } from './paths.js'
import type { StructureFile } from './reading.js'
import { Absorbed, type Desk, FactsTable, HistoryList, Part, Standing, verifiedWords } from './record-view.js'
import { valueWords } from './words.js'

export type StructurePageProps = {
  tabs: Tab[]
  file: StructureFile
  desk: Desk
  /** Reads with the team; who answers for the structure sees her part of it. */
  isTeam: boolean
}

/** The whole record of a structure, for the team; for its referent, what she may say of it. */
export function StructureRecordPage({ tabs, file, desk, isTeam }: StructurePageProps) {
  const { structure, day, names } = file
  const mine: Desk = { ...desk, mayAct: file.mayWrite }
  return (
    <>
      <Tabs label="Annuaire" tabs={tabs} />
      <Standing
        kind="structure"
        row={structure}
        day={day}
        absorbedBy={file.absorbedBy}
        duplicates={file.duplicates}
      />
      <p class="lead">
        {valueWords('category', structure.category, { ...day, names })}
        {structure.communeName && `, ${structure.communeName}`}. {verifiedWords(structure, day)}
      </p>
      {file.mayWrite && (
        <div class="actions">
          <a class="button" href={`${desk.base}/${desk.mayAct ? 'modification' : 'presentation'}`}>
            Modifier
          </a>
          {structure.archivedAt === null && (
            <a href={`/annuaire/structures/${structure.id}`}>Voir la fiche comme ses lecteurs</a>
          )}
        </div>
      )}
      <Part id="identite" title="Identité et coordonnées">
        <HiddenParts file={file} />
        <FactsTable facts={structureFacts(file)} desk={desk} />
        <Absorbed kind="structure" absorbed={file.absorbed} />
      </Part>
      {structure.finessNumber !== null && (
        <Part id="activites" title="Activités autorisées">
          <ActivitiesPart activities={file.activities} day={day} />
        </Part>
      )}
      <Part id="offres" title="Offres de soins">
        <OffersPart file={file} desk={mine} />
      </Part>
      <Part id="visibilite" title="Qui voit quoi">
        <StructureVisibilityPart file={file} desk={mine} />
      </Part>
      {isTeam && <TeamParts file={file} desk={desk} />}
    </>
  )
}

/** What the team alone reads and does. */
function TeamParts({ file, desk }: { file: StructureFile; desk: Desk }) {
  const { structure, team } = file
  return (
    <>
      <Part id="personnes" title="Qui y exerce">
        {team.length === 0 ? (
          <p>Personne de l’annuaire n’y exerce. Un lieu s’ajoute depuis la fiche de la personne.</p>
        ) : (
          <>
            <p>{formatCount(team.length, 'personne', 'personnes')} :</p>
            <ul>
              {team.map(({ id, name }) => (
                <li key={id}>
                  <a href={recordPath('person', id)}>{name}</a>
                </li>
              ))}
            </ul>
          </>
        )}
      </Part>
      <Part id="adhesion" title="Adhésion au réseau">
        <MembershipPart membership={file.membership} desk={desk} />
      </Part>
      <Part id="historique" title="Historique">
        <HistoryList
          kind="structure"
          history={file.history}
          names={file.names}
          day={file.day}
          moreHref={`${desk.base}/historique`}
        />
      </Part>
      {desk.mayAct && (
        <Part
          id="retrait"
          title={structure.archivedAt ? 'Remettre dans l’annuaire' : 'Retirer de l’annuaire'}
        >
          <p>
            <a href={`${desk.base}/retrait`}>
              {structure.archivedAt
                ? 'Remettre cette fiche dans l’annuaire'
                : 'Retirer cette fiche de l’annuaire'}
            </a>
          </p>
        </Part>
      )}
    </>
  )
}

/** Why the structure, or its street, is for the team alone, whatever was chosen. */
function HiddenParts({ file }: { file: StructureFile }) {
  const { structure, hostsIvgPractitioner, isObjectedTo } = file
  if (isObjectedTo) {
    return (
      <NoticeBox
        kind="information"
        title="Ce cabinet n’est montré qu’à l’équipe du réseau."
        text="Tous ceux qui y exercent se sont opposés à figurer dans l’annuaire. Il sera de nouveau montré quand l’un d’eux lèvera son opposition, ou quand quelqu’un d’autre y exercera."
      />
    )
  }
  if (!structure.isPrivateAddress && !(isPractice(structure) && hostsIvgPractitioner)) return null
  return (
    <NoticeBox
      kind="information"
      title="L’adresse n’est montrée qu’à l’équipe du réseau."
      text={
        structure.isPrivateAddress
          ? 'Quelqu’un y habite. La commune, elle, reste montrée.'
          : 'L’IVG est pratiquée dans ce cabinet. La commune, elle, reste montrée.'
      }
    />
  )
}
