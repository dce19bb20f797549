import type { Actor } from '../../access/actor.js'
import { formatMonth } from '../../web/dates.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import { SECRECY_THRESHOLD } from '../../web/states.js'
import { DataTable } from '../../web/table.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { HouseTabs } from '../birth-houses/tabs.js'
import type { TransferCounts } from './count-schemas.js'
import type { Reason } from './reasons.js'
import { PHASE_CODES, PHASES, type Phase } from './vocabulary.js'

type CountsPageProps = { actor: Actor; counts: TransferCounts; reasons: Reason[]; today: string }

/** The transfers of a year, counted: how many, how urgent, how fast, then where they come from. */
export function CountsPage({ actor, counts, reasons, today }: CountsPageProps) {
  const others = counts.years.filter((year) => year !== counts.year)
  return (
    <>
      <HouseTabs actor={actor} current="/maisons-de-naissance/transferts" />
      <p class="lead">{leadOf(counts)}</p>
      {others.length > 0 && (
        <p>
          Autres années{NO_BREAK_SPACE}:{' '}
          {others.map((year) => (
            <a key={year} href={`/maisons-de-naissance/transferts?annee=${year}`}>
              {year}{' '}
            </a>
          ))}
        </p>
      )}
      {actor.role === 'ars' && (
        <p>
          Un effectif de 1 à {SECRECY_THRESHOLD - 1} n’est pas montré, et le tableau qui en contient un non
          plus
          {NO_BREAK_SPACE}: on le retrouverait par différence.
          {counts.withheld.length > 0 &&
            ` ${formatCount(counts.withheld.length, 'tableau n’est', 'tableaux ne sont')} pas montré${counts.withheld.length > 1 ? 's' : ''}.`}
        </p>
      )}
      <PhaseTable counts={counts} />
      <MonthTable counts={counts} today={today} />
      <ReasonTable counts={counts} reasons={reasons} />
      <HouseTable counts={counts} />
      <Difficulties counts={counts} />
    </>
  )
}

function leadOf({ year, total, urgent, houses, arrivals, medianMinutes }: TransferCounts): string {
  if (total === null) return `En ${year}, le nombre de transferts est trop petit pour être montré.`
  if (total === 0) return `Aucun transfert n’est déclaré en ${year}.`
  const declared = formatCount(total, 'transfert déclaré', 'transferts déclarés')
  const by = formatCount(houses, 'maison', 'maisons')
  const urgently = urgent === null ? '' : `, dont ${formatCount(urgent, 'urgent', 'urgents')}`
  const delay =
    medianMinutes === null
      ? ''
      : ` De la décision à l’arrivée, le délai médian est de ${formatNumber(Math.round(medianMinutes))}${NO_BREAK_SPACE}min${arrivals === null ? '' : ` (connu pour ${arrivals})`}.`
  return `${declared} en ${year} par ${by}${urgently}.${delay}`
}

function PhaseTable({ counts }: { counts: TransferCounts }) {
  if (counts.phases.length === 0) return null
  const rows = PHASE_CODES.map((phase) => ({
    phase,
    count: counts.phases.find((one) => one.phase === phase)?.count ?? 0,
  }))
  return (
    <DataTable
      caption="Par phase"
      rows={rows}
      rowKey={(row) => row.phase}
      columns={[
        { key: 'phase', label: 'Phase', rowHeader: true, cell: (row) => PHASES[row.phase] },
        { key: 'count', label: 'Transferts', numeric: true, cell: (row) => formatNumber(row.count) },
      ]}
      empty={NOTHING}
    />
  )
}

/** The months of the year so far: a month to come is not a month without transfer. */
function MonthTable({ counts, today }: { counts: TransferCounts; today: string }) {
  if (counts.months.length === 0) return null
  const months = Array.from({ length: 12 }, (_, index) => index + 1).filter(
    (month) => `${counts.year}-${String(month).padStart(2, '0')}` <= today.slice(0, 7),
  )
  const of = (month: number, phase?: Phase) =>
    counts.months
      .filter((one) => one.month === month && (phase === undefined || one.phase === phase))
      .reduce((sum, one) => sum + one.count, 0)
  return (
    <DataTable
      caption="Par mois de la décision"
      rows={months}
      rowKey={(month) => String(month)}
      columns={[
        {
          key: 'month',
          label: 'Mois',
          rowHeader: true,
          cell: (month) => formatMonth(`${counts.year}-${String(month).padStart(2, '0')}`),
        },
        ...PHASE_CODES.map((phase) => ({
          key: phase,
          label: SHORT_PHASES[phase],
          numeric: true,
          cell: (month: number) => formatNumber(of(month, phase)),
        })),
        { key: 'all', label: 'Ensemble', numeric: true, cell: (month) => formatNumber(of(month)) },
      ]}
      empty={NOTHING}
    />
  )
}

const SHORT_PHASES: Record<Phase, string> = {
  'pre-partum': 'Avant le travail',
  'per-partum': 'Pendant le travail',
  'post-partum': 'Après la naissance',
  newborn: 'Nouveau-né',
}

function ReasonTable({ counts, reasons }: { counts: TransferCounts; reasons: Reason[] }) {
  if (counts.reasons.length === 0) return null
  const label = (phase: Phase, code: string) =>
    reasons.find((one) => one.phase === phase && one.code === code)?.label ?? code
  return (
    <DataTable
      caption="Par motif"
      rows={counts.reasons}
      rowKey={(row) => `${row.phase}:${row.reasonCode}`}
      columns={[
        { key: 'reason', label: 'Motif', rowHeader: true, cell: (row) => label(row.phase, row.reasonCode) },
        { key: 'phase', label: 'Phase', cell: (row) => SHORT_PHASES[row.phase] },
        { key: 'count', label: 'Transferts', numeric: true, cell: (row) => formatNumber(row.count) },
      ]}
      empty={NOTHING}
    />
  )
}

function HouseTable({ counts }: { counts: TransferCounts }) {
  if (counts.byHouse.length === 0) return null
  const hasBirths = counts.byHouse.some(({ outsideBirths }) => outsideBirths !== null)
  return (
    <DataTable
      caption="Par maison"
      rows={counts.byHouse}
      rowKey={(row) => row.house}
      onPhone="cards"
      columns={[
        { key: 'house', label: 'Maison de naissance', rowHeader: true, cell: (row) => row.house },
        { key: 'count', label: 'Transferts', numeric: true, cell: (row) => formatNumber(row.count) },
        ...(hasBirths
          ? [
              {
                key: 'outside',
                label: 'Naissances inopinées hors de la maison',
                numeric: true,
                cell: (row: HouseCount) =>
                  row.outsideBirths === null ? 'non montré' : formatNumber(row.outsideBirths),
              },
            ]
          : []),
      ]}
      empty={NOTHING}
    />
  )
}

type HouseCount = TransferCounts['byHouse'][number]

function Difficulties({ counts }: { counts: TransferCounts }) {
  if (counts.difficulties.length === 0) return null
  return (
    <section aria-labelledby="difficultes">
      <h2 id="difficultes">Difficultés signalées</h2>
      <p>Dans les mots de qui les a signalées, sans la date ni la maison.</p>
      <ul>
        {counts.difficulties.map((words, index) => (
          <li key={index}>{words}</li>
        ))}
      </ul>
    </section>
  )
}

const NOTHING = { sentence: 'Rien à compter.' }
