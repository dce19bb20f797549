import { formatDate } from '../../web/dates.js'
import { DataTable } from '../../web/table.js'
import { StateTag, type StateTagProps } from '../../web/tags.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { CardDay } from '../directory/cards.js'
import { deduceMaternityType, modalityWords } from '../directory/national/maternity-type.js'
import type { ActivityRow } from '../directory/records.js'

type ActivitiesProps = { activities: readonly ActivityRow[]; day: CardDay }

/** What FINESS authorises, line by line, below the type of maternity it makes: a deduction, said as such. */
export function ActivitiesPart({ activities, day: { today } }: ActivitiesProps) {
  if (activities.length === 0) return <p>Aucune activité autorisée n’a été lue dans FINESS.</p>
  return (
    <>
      <p>{deducedSentence(activities, today)}</p>
      <DataTable
        caption="Activités autorisées, celles en vigueur d’abord"
        rows={inOrder(activities, today)}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          { key: 'activity', label: 'Activité', rowHeader: true, cell: activityCell },
          { key: 'modality', label: 'Modalité et forme', cell: modalityCell },
          { key: 'regime', label: 'Régime', cell: ({ regime }) => REGIMES[regime] ?? regime },
          { key: 'dates', label: 'Dates', cell: datesWords },
          { key: 'state', label: 'État', cell: (one) => <StateTag {...stateOf(one, today)} /> },
          { key: 'source', label: 'Source', cell: ({ readOn }) => `FINESS, lu le ${formatDate(readOn)}` },
        ]}
        empty={{ sentence: '' }}
      />
    </>
  )
}

function deducedSentence(activities: readonly ActivityRow[], today: string): string {
  const readOn = activities.reduce((latest, one) => (one.readOn > latest ? one.readOn : latest), '')
  const known = activities.map((one) => ({
    ...one,
    finessNumber: null,
    legalFinessNumber: null,
    arhgosNumber: null,
  }))
  return deduceMaternityType(known, today, readOn).sentence
}

function inOrder(activities: readonly ActivityRow[], today: string): ActivityRow[] {
  const keyOf = (one: ActivityRow) =>
    [RANKS.indexOf(stateOf(one, today).word), one.activityCode, one.modalityCode, one.regime].join(' ')
  return [...activities].sort((a, b) => keyOf(a).localeCompare(keyOf(b)))
}

function activityCell({ activityCode }: ActivityRow) {
  const words = ACTIVITIES[activityCode]
  return <Coded words={words ?? null} code={activityCode} />
}

function modalityCell(activity: ActivityRow) {
  const { modalityCode, formCode } = activity
  if (modalityCode === null && formCode === null) return '–'
  return (
    <>
      {modalityCode !== null && <Coded words={modalityWords(activity)} code={modalityCode} />}
      {formCode !== null && (
        <span class="cell-note">
          {' '}
          forme{NO_BREAK_SPACE}
          {formCode}
        </span>
      )}
    </>
  )
}

/** A code is shown beside its words: it is what one looks for in FINESS. Alone, it is one we have no words for. */
function Coded({ words, code }: { words: string | null; code: string }) {
  if (words === null) return `code${NO_BREAK_SPACE}${code}`
  return (
    <>
      {words} <span class="cell-note">({code})</span>
    </>
  )
}

function datesWords({ startsOn, endsOn }: ActivityRow): string {
  const start = startsOn === null ? null : `depuis le ${formatDate(startsOn)}`
  const end = endsOn === null ? null : `jusqu’au ${formatDate(endsOn)}`
  return [start, end].filter((part) => part !== null).join(', ') || 'sans date'
}

const RANKS = ['En vigueur', 'À venir', 'Terminée', 'Inactive']

function stateOf({ isActive, startsOn, endsOn }: ActivityRow, today: string): StateTagProps {
  if (!isActive) return { tone: 'neutral', word: 'Inactive' }
  if (endsOn !== null && endsOn < today) return { tone: 'neutral', word: 'Terminée' }
  if (startsOn !== null && startsOn > today) return { tone: 'waiting', word: 'À venir' }
  return { tone: 'done', word: 'En vigueur' }
}

/** Both nomenclatures of authorisations coexist. */
const REGIMES: Readonly<Record<string, string>> = {
  AMF: 'avant la réforme (AMF)',
  AMM: 'depuis la réforme (AMM)',
}

const OBSTETRICS = 'Gynécologie, obstétrique, néonatologie, réanimation néonatale'

/** The activities that matter to perinatality (TRE_R274, TRE_r381); the others are named by their code. */
const ACTIVITIES: Readonly<Record<string, string>> = {
  '03': OBSTETRICS,
  QA003: OBSTETRICS,
  '14': 'Urgences',
  '17': 'Assistance médicale à la procréation, diagnostic prénatal',
  A2: 'Lactarium',
  S8: 'Maison de naissance',
}
