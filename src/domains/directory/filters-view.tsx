import { type Option, SelectField } from '../../web/choices.js'
import { ErrorSummary, Field, type FieldErrors } from '../../web/forms.js'
import { safeHref } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatNumber } from '../../web/numbers.js'
import { NARROW_SPACE, typeset } from '../../web/typography.js'
import {
  accessibilityLabel,
  categoryLabel,
  languageLabel,
  legalStatusLabel,
  methodLabel,
  offerLabel,
  professionLabel,
} from './card-labels.js'
import { LEGAL_STATUSES } from './national/legal-status.js'
import { PROFESSIONS, SKILL_GROUPS } from './national/professions.js'
import { CAHIER_CATEGORIES } from './national/structure-categories.js'
import { type Facet, facetLexeme } from './search/lexemes.js'
import type { Place } from './search-address.js'
import { USUAL_KM } from './search-schemas.js'
import { ACCESSIBILITY_KINDS, IVG_METHODS, LANGUAGE_LABELS, OFFER_KINDS } from './vocabulary.js'

/** What the form shows: the address as it was typed, whether it could be read or not. */
export type Typed = Readonly<Record<string, string | number | undefined>>

export type FiltersProps = {
  typed: Typed
  place: Place
  territories: readonly { id: string; name: string }[]
  /** Day the labels are read on. */
  day: string
  /** Results for each value; null when they are too many to be counted, empty when there is no result. */
  counts: ReadonlyMap<string, number> | null
  errors?: FieldErrors | undefined
  /** Choices of the address that nobody knows: the search is made without them. */
  setAside: readonly string[]
  /** Members are known to members only. */
  showsMembers: boolean
}

/** The fields behind « Filtres », by name in the address, in the order of the form. */
export const FILTER_LABELS = {
  acces: 'Accessible aux femmes en situation de handicap',
  profession: 'Profession',
  competence: 'Spécialité',
  offre: 'Offre de soins',
  methode: 'Méthode d’IVG',
  terme: 'IVG possible à ce terme',
  langue: 'Langue parlée',
  categorie: 'Catégorie',
  statut: 'Établissement public ou privé',
  territoire: 'Territoire',
  type: 'Personnes ou structures',
  adherent: 'Adhésion',
} as const
type FilterName = keyof typeof FILTER_LABELS

/** One box, one place, and the filters behind a fold: a GET, so that what is found has an address. */
export function SearchFilters(props: FiltersProps) {
  const { typed, place, errors, setAside } = props
  const names = Object.keys(FILTER_LABELS)
  const chosen = names.filter((name) => typed[name] !== undefined && typed[name] !== '').length
  const isToCorrect = names.some((name) => errors?.[name] !== undefined || setAside.includes(name))
  return (
    <search>
      <form class="directory-search" method="get" action={safeHref('/annuaire#resultats')}>
        <ErrorSummary errors={errors} />
        {place.reseau !== undefined && <input type="hidden" name="reseau" value={place.reseau} />}
        <div class="directory-search-row">
          <Field
            name="q"
            label="Nom, métier, structure, commune ou numéro"
            type="search"
            value={typed.q}
            errors={errors}
            maxLength={200}
          />
          <Field
            name="commune"
            label="Autour de (commune ou code postal)"
            value={typed.commune}
            errors={errors}
            autocomplete="address-level2"
            maxLength={100}
          />
          <Field
            name="km"
            label="À moins de"
            type="number"
            value={typed.km ?? USUAL_KM}
            errors={errors}
            unit="km"
            min={1}
            max={100}
          />
        </div>
        <SetAside names={setAside} />
        {/* Folded once chosen: the answer is in sight, and names them. */}
        <details class="directory-filters" open={isToCorrect}>
          <summary>{chosen === 0 ? 'Filtres' : `Filtres (${chosen})`}</summary>
          <Choices {...props} />
        </details>
        <button type="submit">Rechercher</button>
      </form>
    </search>
  )
}

/** Filters whose value in the address is none of theirs: said by their label, since nobody knows the value. */
function SetAside({ names }: { names: readonly string[] }) {
  const labels = Object.entries(FILTER_LABELS).flatMap(([name, label]) =>
    names.includes(name) ? [label] : [],
  )
  if (labels.length === 0) return null
  const words = new Intl.ListFormat('fr').format(labels.map((label) => `« ${label} »`))
  return (
    <NoticeBox
      kind="attention"
      title={typeset(
        labels.length === 1
          ? `Le filtre ${words} n’a pas été appliqué.`
          : `Les filtres ${words} n’ont pas été appliqués.`,
      )}
      text="L’adresse de cette page demande ce qui n’existe pas, ou n’existe plus. Choisissez à nouveau ci-dessous."
    />
  )
}

function Choices({ typed, territories, day, counts, errors, showsMembers }: FiltersProps) {
  const choice = (name: FilterName, facet: Facet, all: readonly Option[]) => (
    <SelectField
      name={name}
      label={FILTER_LABELS[name]}
      placeholder="Indifférent"
      value={text(typed[name])}
      errors={errors}
      options={proposed(all, facet, text(typed[name]), counts)}
    />
  )
  return (
    <div class="directory-filters-grid">
      {choice('acces', 'accessibility', optionsOf(ACCESSIBILITY_KINDS, accessibilityLabel))}
      {choice('profession', 'profession', professions(day))}
      {choice(
        'competence',
        'skill',
        SKILL_GROUPS.map(({ name, label }) => ({ value: name, label })),
      )}
      {choice('offre', 'offer', optionsOf(OFFER_KINDS, offerLabel))}
      {choice('methode', 'method', optionsOf(IVG_METHODS, methodLabel))}
      <Field
        name="terme"
        label={FILTER_LABELS.terme}
        help={`En semaines d’aménorrhée${NARROW_SPACE}: semaines de grossesse + 2.`}
        type="number"
        value={typed.terme}
        errors={errors}
        unit="SA"
        min={4}
        max={42}
      />
      {choice('langue', 'language', optionsOf(LANGUAGE_LABELS, languageLabel))}
      {choice('categorie', 'category', optionsOf(CAHIER_CATEGORIES, categoryLabel))}
      {choice('statut', 'status', optionsOf(LEGAL_STATUSES, statusChoice))}
      {territories.length > 0 &&
        choice(
          'territoire',
          'territory',
          territories.map(({ id, name }) => ({ value: id, label: name })),
        )}
      {choice('type', 'kind', [
        { value: 'personne', label: 'Personnes' },
        { value: 'structure', label: 'Structures' },
      ])}
      {showsMembers && choice('adherent', 'member', [{ value: 'oui', label: 'Adhérents du réseau' }])}
    </div>
  )
}

/** What is found with some choices is more than those of that very status: it is said. */
function statusChoice(status: string): string {
  if (status === 'private') return 'Privé (tous)'
  return status === 'non-profit' ? 'Privé à but non lucratif, ESPIC compris' : legalStatusLabel(status)
}

/** Values some result has, with how many; all of them when none was counted, or when one is already chosen. */
function proposed(
  options: readonly Option[],
  facet: Facet,
  chosen: string | undefined,
  counts: ReadonlyMap<string, number> | null,
): Option[] {
  if (counts === null || counts.size === 0 || chosen) return [...options]
  return options.flatMap((option) => {
    const count = counts.get(facetLexeme(facet, VALUES[option.value] ?? option.value)) ?? 0
    return count === 0 ? [] : [{ ...option, label: `${option.label} (${formatNumber(count)})` }]
  })
}

/** French values of the address → values of the index. */
const VALUES: Record<string, string> = { personne: 'person', oui: 'yes' }

function optionsOf(list: Readonly<Record<string, string>>, label: (code: string) => string): Option[] {
  return Object.keys(list).map((code) => ({ value: code, label: label(code) }))
}

function professions(day: string): Option[] {
  return [...PROFESSIONS.codes.values()]
    .filter(({ withdrawnOn }) => withdrawnOn === null || withdrawnOn > day)
    .map(({ code }) => ({ value: code, label: professionLabel(code, day) }))
}

function text(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}
