import { ActButton } from '../../../web/act-button.js'
import { formatInstant } from '../../../web/dates.js'
import { Form, SubmitButton } from '../../../web/forms.js'
import { withQuery } from '../../../web/links.js'
import { NoticeBox } from '../../../web/notice.js'
import { formatCount } from '../../../web/numbers.js'
import { DataTable } from '../../../web/table.js'
import { Tabs } from '../../../web/tabs.js'
import { StateTag } from '../../../web/tags.js'
import { NO_BREAK_SPACE, typeset } from '../../../web/typography.js'
import { KIND_PATHS, type SubjectKind } from '../schemas.js'
import { editPath } from '../subject-paths.js'
import type { Parts } from './compared-parts.js'
import type { ComparedGroup, ComparedValue, Comparison } from './comparing.js'
import { SIDES, type Side } from './fields.js'
import type { Duplicate, DuplicateList, DuplicateState } from './listing.js'
import { reasonWords } from './reasons.js'
import { choiceField } from './schemas.js'

const PATH = '/annuaire/doublons'

const STATE_WORDS: Record<DuplicateState, 'distincts' | 'reunis' | undefined> = {
  suspected: undefined,
  distinct: 'distincts',
  merged: 'reunis',
}

type DuplicatesPageProps = { list: DuplicateList; kind: SubjectKind; state: DuplicateState; timeZone: string }

/** Pairs of records that may be one: the strongest suspicion first, with its reasons. */
export function DuplicatesPage({ list, kind, state, timeZone }: DuplicatesPageProps) {
  const { counts } = list
  const etat = STATE_WORDS[state]
  const hrefOf = (nature: SubjectKind) => withQuery(PATH, { nature: KIND_PATHS[nature], etat })
  return (
    <>
      <p class="lead">{leadOf(counts)}</p>
      <Tabs
        label="Doublons"
        tabs={[
          { href: hrefOf('person'), label: 'Personnes', current: kind === 'person', count: counts.person },
          {
            href: hrefOf('structure'),
            label: 'Structures',
            current: kind === 'structure',
            count: counts.structure,
          },
        ]}
      />
      <p>
        {state === 'suspected' ? (
          <>
            <a href={withQuery(PATH, { nature: KIND_PATHS[kind], etat: 'reunis' })}>Fiches réunies</a>
            {' · '}
            <a href={withQuery(PATH, { nature: KIND_PATHS[kind], etat: 'distincts' })}>Fiches distinctes</a>
          </>
        ) : (
          <a href={withQuery(PATH, { nature: KIND_PATHS[kind] })}>Revenir aux doublons à trancher</a>
        )}
      </p>
      <DataTable
        caption={CAPTIONS[state]}
        rows={list.duplicates}
        rowKey={({ id }) => id}
        onPhone="cards"
        columns={[
          {
            key: 'pair',
            label: 'Fiches',
            rowHeader: true,
            cell: ({ id, firstName, secondName }) => (
              <a href={`${PATH}/${id}`}>
                {firstName} et {secondName}
              </a>
            ),
          },
          { key: 'reasons', label: 'Elles ont en commun', cell: ({ reasons }) => reasonWords(reasons) },
          {
            key: 'score',
            label: 'Ressemblance',
            numeric: true,
            cell: ({ score }) => `${score}${NO_BREAK_SPACE}/${NO_BREAK_SPACE}100`,
          },
          ...(state === 'suspected'
            ? []
            : [
                {
                  key: 'decided',
                  label: 'Décidé',
                  cell: ({ decidedAt, decidedBy }: Duplicate) =>
                    `le ${formatInstant(decidedAt, timeZone)}${decidedBy === null ? '' : ` par ${decidedBy}`}`,
                },
              ]),
        ]}
        pages={{
          page: list.page,
          pageCount: list.pageCount,
          href: (page) => withQuery(PATH, { nature: KIND_PATHS[kind], etat, page }),
          summary: formatCount(list.total, 'paire', 'paires'),
        }}
        empty={{ sentence: EMPTY[state] }}
      />
    </>
  )
}

const CAPTIONS: Record<DuplicateState, string> = {
  suspected: 'Doublons à trancher, les plus ressemblants d’abord',
  distinct: 'Fiches déclarées distinctes',
  merged: 'Fiches réunies',
}

const EMPTY: Record<DuplicateState, string> = {
  suspected:
    'Ici se liront les fiches qui se ressemblent trop. Elles sont cherchées chaque nuit. Il n’y a rien à trancher.',
  distinct: 'Aucune paire n’a encore été déclarée distincte.',
  merged: 'Aucune fiche n’a encore été réunie à une autre.',
}

function leadOf({ person, structure }: Record<SubjectKind, number>): string {
  const total = person + structure
  if (total === 0) return 'Aucun doublon à trancher.'
  return `${formatCount(total, 'doublon à trancher', 'doublons à trancher')}.`
}

type ComparisonPageProps = { comparison: Comparison; csrfToken: string | null }

/** Two records side by side; what differs is chosen value by value, or they are said to be two. */
export function ComparisonPage({ comparison, csrfToken }: ComparisonPageProps) {
  const { pair, groups } = comparison
  return (
    <>
      <p class="lead">
        {typeset(`${formatCount(pair.score, 'point', 'points')} sur 100 : ${reasonWords(pair.reasons)}.`)}
      </p>
      {pair.decidedAt === null ? (
        <>
          <MergeForm comparison={comparison} csrfToken={csrfToken} />
          <section aria-labelledby="distinctes">
            <h2 id="distinctes">Ce sont deux fiches</h2>
            <p>
              La paire ne sera plus proposée, à moins que quelqu’un ne la reprenne depuis la liste des fiches
              distinctes.
            </p>
            <ActButton
              action={`${PATH}/${pair.id}/distinction`}
              label="Ce n’est pas un doublon"
              csrfToken={csrfToken}
            />
          </section>
        </>
      ) : (
        <>
          <Decided comparison={comparison} csrfToken={csrfToken} />
          <SideBySide groups={groups} pair={pair} />
          <PartsSideBySide comparison={comparison} />
        </>
      )}
    </>
  )
}

function MergeForm({ comparison, csrfToken }: ComparisonPageProps) {
  const { pair, groups, preferred, parts } = comparison
  const differing = groups.filter(({ state }) => state !== 'same')
  const same = groups.filter(({ state }) => state === 'same')
  return (
    <section aria-labelledby="reunir">
      <h2 id="reunir">C’est la même fiche</h2>
      {(parts.first.hasObjected || parts.second.hasObjected) && (
        <NoticeBox
          kind="attention"
          title="L’une des deux ne veut pas apparaître."
          text="La fiche réunie ne sera montrée à personne d’autre que l’équipe."
        />
      )}
      <Form action={`${PATH}/${pair.id}/reunion`} csrfToken={csrfToken}>
        <fieldset class="field">
          <legend>Quelle fiche garde son adresse&#8239;?</legend>
          <p class="help">
            Les lieux, les offres, l’adhésion et les identifiants de l’autre la rejoignent. Une offre ou un
            lieu que les deux disent de même n’y est qu’une fois, complété de ce que l’autre ajoute. Dans les
            fiches de l’équipe, l’adresse de l’autre y mènera.
          </p>
          <div class="choices">
            {SIDES.map((side) => (
              <div key={side} class="choice">
                <input
                  type="radio"
                  id={`garde-${side}`}
                  name="kept"
                  value={side}
                  checked={side === preferred}
                />
                <label for={`garde-${side}`}>
                  {nameOf(pair, side)} ({partsWords(parts[side])})
                </label>
              </div>
            ))}
          </div>
        </fieldset>
        {differing.length > 0 && (
          <DataTable
            caption="Ce qui diffère : choisissez la valeur à garder"
            rows={differing}
            rowKey={({ key }) => key}
            onPhone="cards"
            columns={[
              { key: 'label', label: 'Champ', rowHeader: true, cell: ({ label }) => label },
              ...SIDES.map((side) => ({
                key: side,
                label: side === 'first' ? 'Première fiche' : 'Seconde fiche',
                cell: (group: ComparedGroup) => <Choice group={group} side={side} />,
              })),
            ]}
            empty={{ sentence: '' }}
          />
        )}
        <PartsSideBySide comparison={comparison} />
        {same.length > 0 && (
          <p>
            {typeset(
              `Identique dans les deux fiches : ${same.map(({ label }) => label.toLocaleLowerCase('fr')).join(', ')}.`,
            )}
          </p>
        )}
        <p>
          La fiche réunie n’est visible que de qui voyait les deux&#8239;; un accord donné sur une seule est
          retiré. Tout se défait depuis la liste des fiches réunies.
        </p>
        <SubmitButton kind="engage">Réunir les deux fiches</SubmitButton>
      </Form>
    </section>
  )
}

function Choice({ group, side }: { group: ComparedGroup; side: Side }) {
  const { key, label, preferred } = group
  const id = `${choiceField(key)}-${side}`
  return (
    <span class="choice">
      <input type="radio" id={id} name={choiceField(key)} value={side} checked={side === preferred} />
      <label for={id}>
        <span class="visually-hidden">
          {label}, {side === 'first' ? 'première fiche' : 'seconde fiche'}
          {NO_BREAK_SPACE}:{' '}
        </span>
        <Value value={group[side]} />
      </label>
    </span>
  )
}

function Value({ value: { words, source } }: { value: ComparedValue }) {
  return (
    <>
      <span class="break-anywhere">{words}</span>
      {source !== null && <span class="cell-note"> {source}</span>}
    </>
  )
}

/** The same comparison once decided: to be read. */
function SideBySide({ groups, pair }: { groups: ComparedGroup[]; pair: Duplicate }) {
  return (
    <DataTable
      caption="Ce que disent les deux fiches aujourd’hui"
      rows={groups}
      rowKey={({ key }) => key}
      onPhone="cards"
      columns={[
        { key: 'label', label: 'Champ', rowHeader: true, cell: ({ label }) => label },
        ...SIDES.map((side) => ({
          key: side,
          label: nameOf(pair, side),
          cell: (group: ComparedGroup) => <Value value={group[side]} />,
        })),
      ]}
      empty={{ sentence: 'Les deux fiches sont vides.' }}
    />
  )
}

/** What hangs on each record, to be compared: it all follows a merge, no choice is to be made. */
function PartsSideBySide({ comparison: { parts } }: { comparison: Comparison }) {
  const rows = [
    { label: 'Lieux', linesOf: ({ places }: Parts) => places },
    { label: 'Offres', linesOf: ({ offers }: Parts) => offers },
    { label: 'Adhésion', linesOf: ({ membership }: Parts) => (membership === null ? [] : [membership]) },
  ].filter(({ linesOf }) => SIDES.some((side) => linesOf(parts[side]).length > 0))
  if (rows.length === 0) return null
  return (
    <DataTable
      caption="Lieux, offres et adhésion de chacune"
      rows={rows}
      rowKey={({ label }) => label}
      onPhone="cards"
      columns={[
        { key: 'label', label: 'Partie', rowHeader: true, cell: ({ label }) => label },
        ...SIDES.map((side) => ({
          key: side,
          label: side === 'first' ? 'Première fiche' : 'Seconde fiche',
          cell: ({ linesOf }: (typeof rows)[number]) => <Lines lines={linesOf(parts[side])} />,
        })),
      ]}
      empty={{ sentence: '' }}
    />
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return <span class="cell-absent">rien</span>
  return (
    <ul>
      {lines.map((line, index) => (
        <li key={`${index} ${line}`} class="break-anywhere">
          {line}
        </li>
      ))}
    </ul>
  )
}

function Decided({ comparison: { pair, day }, csrfToken }: ComparisonPageProps) {
  const detail = `le ${formatInstant(pair.decidedAt, day.timeZone)}${pair.decidedBy === null ? '' : ` par ${pair.decidedBy}`}`
  if (pair.decision === 'merged') {
    return (
      <>
        <p>
          <StateTag tone="done" word="Fiches réunies" detail={detail} />
        </p>
        {pair.keptId !== null && (
          <p>
            <a href={editPath({ kind: pair.kind, id: pair.keptId })}>Ouvrir la fiche gardée</a>
          </p>
        )}
        <ActButton
          action={`${PATH}/${pair.id}/annulation`}
          label="Défaire la réunion"
          csrfToken={csrfToken}
        />
      </>
    )
  }
  return (
    <>
      <p>
        <StateTag tone="neutral" word="Fiches distinctes" detail={detail} />
      </p>
      <ActButton
        action={`${PATH}/${pair.id}/reprise`}
        label="Remettre la paire à trancher"
        csrfToken={csrfToken}
      />
    </>
  )
}

function nameOf({ firstName, secondName }: Duplicate, side: Side): string {
  return side === 'first' ? firstName : secondName
}

function partsWords({ places, offers, membership }: Parts): string {
  const parts = [
    places.length > 0 ? formatCount(places.length, 'lieu', 'lieux') : null,
    offers.length > 0 ? formatCount(offers.length, 'offre', 'offres') : null,
    membership !== null ? 'adhésion' : null,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(', ') : 'ni lieu, ni offre, ni adhésion'
}
