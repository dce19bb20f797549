import type { ComponentChildren } from 'preact'
import { SelectField } from '../../web/choices.js'
import { safeHref, withQuery } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { EmptyState } from '../../web/table.js'
import { NARROW_SPACE, NO_BREAK_SPACE } from '../../web/typography.js'
import { computedText, coverageText, linkageText, SECRECY_NOTE, sourceText } from './figure-words.js'
import type { FigureFrame } from './schemas.js'

/** The parameters of a page about figures, to make a link to another with the same choice. */
export function choiceQuery({ year, establishment }: FigureFrame) {
  return { annee: year, etablissement: establishment?.finessGeo }
}

/** The same choice in the words of the API. */
export function apiHref(path: string, query: Record<string, string | number | null | undefined>): string {
  return withQuery(`/api/tracers${path}`, query)
}

export function SyntheticNotice({ frame }: { frame: FigureFrame }) {
  if (!frame.synthetic) return null
  return <NoticeBox kind="information" title={`Données synthétiques${NO_BREAK_SPACE}: aucun patient réel.`} />
}

/** Chooses the place and the year, as a GET whose result has an address one can send. */
export function PlaceForm({ action, frame }: { action: string; frame: FigureFrame }) {
  return (
    <search>
      <form class="search" method="get" action={safeHref(action)}>
        <SelectField
          name="etablissement"
          label="Lieu"
          placeholder={`Toute la région ${frame.region}`}
          options={frame.establishments.map(({ finessGeo, name }) => ({ value: finessGeo, label: name }))}
          value={frame.establishment?.finessGeo}
        />
        <YearField frame={frame} />
        <button type="submit">Afficher</button>
      </form>
    </search>
  )
}

/** The years computed, latest first, and the one asked for even if it has no figure. */
export function YearField({ frame }: { frame: FigureFrame }) {
  const known = new Set([...frame.years, ...(frame.year === null ? [] : [frame.year])])
  const years = [...known].sort((a, b) => b - a).map(String)
  return (
    <SelectField
      name="annee"
      label="Année"
      options={years.map((year) => ({ value: year, label: year }))}
      value={frame.year === null ? null : String(frame.year)}
    />
  )
}

type SourceNoteProps = {
  frame: FigureFrame
  exportHref: string
  apiHref: string
  children?: ComponentChildren
}

/** Where the figures of a page come from, and how to take them away. */
export function SourceNote({ frame, exportHref, apiHref, children }: SourceNoteProps) {
  return (
    <section aria-labelledby="source">
      <h2 id="source">Source et export</h2>
      <p class="table-note">
        Source{NO_BREAK_SPACE}: {sourceText(frame)}. Couverture{NO_BREAK_SPACE}: {coverageText(frame)}. Calcul
        du {computedText(frame)}. Définitions{NO_BREAK_SPACE}: version {frame.definitions}.
      </p>
      <p class="table-note">
        Intervalle de Wilson à 95{NARROW_SPACE}%. {SECRECY_NOTE}
      </p>
      <p class="table-note">
        Chaînage{NO_BREAK_SPACE}: {linkageText(frame)}
      </p>
      {children}
      <p class="actions">
        <a href={safeHref(exportHref)}>Exporter (CSV Excel)</a>
        <a href={safeHref(apiHref)}>Les mêmes chiffres par l’API (JSON)</a>
      </p>
    </section>
  )
}

/** Nothing was computed yet: the first step belongs to who may send an extract. */
export function NothingComputed({ canImport }: { canImport: boolean }) {
  if (!canImport) {
    return (
      <EmptyState sentence="Aucun indicateur n’est encore calculé : ils le sont à l’arrivée du premier extrait PMSI. Demandez à la coordination du réseau où en est l’envoi." />
    )
  }
  return (
    <EmptyState
      sentence="Aucun indicateur n’est encore calculé. Envoyez un premier extrait PMSI : les treize indicateurs apparaîtront ici."
      action={{ href: '/imports', label: 'Envoyer un extrait' }}
    />
  )
}
