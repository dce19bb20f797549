import { formatDate } from '../../web/dates.js'
import { DataTable } from '../../web/table.js'
import { StateTag } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { CardDay } from '../directory/cards.js'
import type { OfferRow, PersonRecord } from '../directory/records.js'
import { AUDIENCE_LABELS } from '../directory/visibility.js'
import { offerAudience } from './offer-audience.js'
import { offerDetails, offerSources } from './offer-words.js'
import { recordPath } from './paths.js'
import type { PersonFile, StructureFile } from './reading.js'
import { type Desk, SaidElsewhere } from './record-view.js'
import {
  FIELD_LABELS,
  fileWords,
  type Names,
  provenanceWords,
  valueWords,
  type WordsContext,
} from './words.js'

type Situations = PersonRecord['situations']
type SituationsProps = {
  situations: Situations
  desk: Desk
  day: CardDay
  names: Names
  linksToRecords: boolean
}

/** Where a person works, since when, and how she is reached there. */
export function SituationsPart({ situations, desk, day, names, linksToRecords }: SituationsProps) {
  const context = { ...day, names }
  // Between us and a file the team chooses, who opens records; a person corrects her place.
  const choosing = { ...desk, mayAct: desk.mayAct && linksToRecords }
  const ordered = [...situations].sort((a, b) => endOf(b).localeCompare(endOf(a)))
  return (
    <>
      <DataTable
        caption="Lieux d’exercice"
        hideCaption
        rows={ordered}
        rowKey={({ situation }) => situation.id}
        onPhone="cards"
        columns={[
          {
            key: 'place',
            label: 'Lieu',
            rowHeader: true,
            cell: ({ place: { structure } }) => (
              <>
                {linksToRecords ? (
                  <a href={recordPath('structure', structure.id)}>{structure.name}</a>
                ) : (
                  structure.name
                )}
                {structure.communeName && (
                  <>
                    <br />
                    <span class="muted">{structure.communeName}</span>
                  </>
                )}
              </>
            ),
          },
          {
            key: 'function',
            label: 'Fonction et exercice',
            cell: (one) => (
              <>
                {[
                  one.situation.functionWords,
                  one.situation.modeCode && valueWords('modeCode', one.situation.modeCode, context),
                  one.situation.sectorCode && valueWords('sectorCode', one.situation.sectorCode, context),
                ]
                  .filter(Boolean)
                  .join(', ') || '–'}
                <SaidOfPlace of={one} desk={choosing} context={context} />
              </>
            ),
          },
          {
            key: 'contact',
            label: 'Contact à cet endroit',
            cell: ({ situation }) =>
              [situation.phone && valueWords('phone', situation.phone, context), situation.email]
                .filter(Boolean)
                .join(', ') || '–',
          },
          {
            key: 'dates',
            label: 'Dates',
            cell: ({ situation, place }) => (
              <>
                {datesWords(situation, day.today)}
                <Gone situation={situation} place={place.structure.name} desk={desk} />
              </>
            ),
          },
          {
            key: 'from',
            label: 'Provenance',
            cell: ({ situation }) => provenanceWords(situation.provenance, 'structureId') ?? 'inconnue',
          },
          ...(desk.mayAct
            ? [
                {
                  key: 'act',
                  label: 'Agir',
                  cell: ({ situation, place }: Situations[number]) => (
                    <a href={`${desk.base}/situations/${situation.id}`}>
                      Modifier<span class="visually-hidden"> le lieu {place.structure.name}</span>
                    </a>
                  ),
                },
              ]
            : []),
        ]}
        empty={{
          sentence: 'Ici viendront les lieux où elle exerce, avec leurs dates et comment l’y joindre.',
        }}
      />
      {desk.mayAct && (
        <p>
          <a class="button button-secondary" href={`${desk.base}/situations/nouvelle`}>
            Ajouter un lieu
          </a>
        </p>
      )}
    </>
  )
}

type SaidOfPlaceProps = { of: Situations[number]; desk: Desk; context: WordsContext }

/** What a file says of a place that somebody has corrected, and the choice between the two values. */
function SaidOfPlace({ of: { situation, place }, desk, context }: SaidOfPlaceProps) {
  const asked = Object.entries(situation.saidElsewhere).filter(([, said]) => said.keptOn === undefined)
  return (
    <>
      {asked.map(([field, said]) => {
        const label = FIELD_LABELS[field] ?? field
        const about = label.slice(0, 1).toLocaleLowerCase('fr') + label.slice(1)
        return (
          <SaidElsewhere
            key={field}
            field={field}
            label={label}
            elsewhere={{
              file: fileWords(said),
              value: `${valueWords(field, said.value, context)} (${about})`,
            }}
            desk={desk}
            place={{ situationId: situation.id, name: place.structure.name }}
          />
        )
      })}
    </>
  )
}

/** The RPPS gives a place no more; one that has an end needs no other word. */
function Gone(props: { situation: Situations[number]['situation']; place: string; desk: Desk }) {
  const { situation, place, desk } = props
  const { id, goneSince, endsOn } = situation
  if (goneSince === null || endsOn !== null) return null
  return (
    <>
      <br />
      <StateTag
        tone="attention"
        word="N’est plus dans le RPPS"
        detail={`depuis le ${formatDate(goneSince)}`}
      />
      {desk.mayAct && (
        <>
          <br />
          <a href={`${desk.base}/situations/${id}`}>
            Y mettre fin ou le garder<span class="visually-hidden"> ({place})</span>
          </a>
        </>
      )}
    </>
  )
}

type OffersProps = { file: PersonFile | StructureFile; desk: Desk }

/** What is offered, to whom, how and until when. */
export function OffersPart({ file, desk }: OffersProps) {
  const { offers, day, names } = file
  const context = { ...day, names }
  return (
    <>
      <DataTable
        caption="Offres de soins"
        hideCaption
        rows={offers}
        rowKey={(offer) => offer.id}
        onPhone="cards"
        columns={[
          {
            key: 'kind',
            label: 'Offre',
            rowHeader: true,
            cell: (offer) => (
              <>
                {valueWords('kind', offer.kind, context)}
                {offer.audienceWords && (
                  <>
                    <br />
                    <span class="muted">{offer.audienceWords}</span>
                  </>
                )}
              </>
            ),
          },
          {
            key: 'how',
            label: 'Comment',
            cell: (offer) => offerDetails(offer, names, day).map((one) => <div key={one}>{one}</div>),
          },
          { key: 'dates', label: 'Dates', cell: (offer) => datesWords(offer, day.today) },
          {
            key: 'visibleTo',
            label: 'Qui la voit',
            cell: (offer) => AUDIENCE_LABELS[offerAudience(file, offer)],
          },
          {
            key: 'from',
            label: 'Provenance',
            cell: (offer) => offerSources(offer).map((one) => <div key={one}>{one}</div>),
          },
          ...(desk.mayAct
            ? [
                {
                  key: 'act',
                  label: 'Agir',
                  cell: (offer: OfferRow) => (
                    <a href={`${desk.base}/offres/${offer.id}`}>
                      Modifier
                      <span class="visually-hidden"> l’offre {valueWords('kind', offer.kind, context)}</span>
                    </a>
                  ),
                },
              ]
            : []),
        ]}
        empty={{
          sentence: `Ici viendra ce qui est proposé${NO_BREAK_SPACE}: suivi, échographie, IVG, visites à domicile…`,
        }}
      />
      {desk.mayAct && (
        <p>
          <a class="button button-secondary" href={`${desk.base}/offres/nouvelle`}>
            Ajouter une offre
          </a>
        </p>
      )}
    </>
  )
}

/** « depuis le 01/02/2024 », « jusqu’au 31/12/2026 », « terminé le … ». */
export function datesWords(
  { startsOn, endsOn }: { startsOn: string | null; endsOn: string | null },
  today: string,
) {
  const start = startsOn === null ? '' : `depuis le ${formatDate(startsOn)}`
  if (endsOn === null) return start || 'sans date'
  if (endsOn < today) return <StateTag tone="neutral" word="Terminé" detail={`le ${formatDate(endsOn)}`} />
  return [start, `jusqu’au ${formatDate(endsOn)}`].filter(Boolean).join(' ')
}

function endOf({ situation }: Situations[number]): string {
  return `${situation.endsOn ?? '9999-12-31'}${situation.startsOn ?? ''}`
}
