import { ActButton } from '../../web/act-button.js'
import { ConsentsPart } from './consents-view.js'
import { ownFacts } from './facts.js'
import { MembershipPart } from './membership-view.js'
import { OffersPart, SituationsPart } from './parts-view.js'
import { ObjectionState } from './person-view.js'
import type { PersonFile } from './reading.js'
import { type Desk, FactsTable, Part, verifiedWords } from './record-view.js'

/** One’s own record: what it says, who sees it, and what may be done about it. */
export function OwnRecordPage({ file, desk }: { file: PersonFile; desk: Desk }) {
  const { person, situations, day, names } = file
  return (
    <>
      <p class="lead">Voici ce que l’annuaire dit de vous, et à qui. {verifiedWords(person, day)}</p>
      <div class="actions">
        <ActButton action={`${desk.base}/confirmation`} label="Tout est exact" csrfToken={desk.csrfToken} />
        <a class="button button-secondary" href={`${desk.base}/modification`}>
          Modifier mes coordonnées
        </a>
      </div>
      <Part id="identite" title="Identité et coordonnées">
        <FactsTable facts={ownFacts(file)} desk={{ ...desk, mayAct: false }} />
      </Part>
      <Part id="lieux" title="Lieux d’exercice">
        <SituationsPart situations={situations} desk={desk} day={day} names={names} linksToRecords={false} />
      </Part>
      <Part id="offres" title="Offres de soins">
        <OffersPart file={file} desk={desk} />
      </Part>
      <Part id="accords" title="Qui voit quoi">
        <ObjectionState file={file} desk={desk} isOwn />
        <ConsentsPart file={file} desk={desk} isOwn />
      </Part>
      <Part id="adhesion" title="Adhésion au réseau">
        <MembershipPart membership={file.membership} desk={{ ...desk, mayAct: false }} />
      </Part>
    </>
  )
}
