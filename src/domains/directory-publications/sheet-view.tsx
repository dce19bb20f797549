import { ActButton } from '../../web/act-button.js'
import { SelectField } from '../../web/choices.js'
import { formatLongDate } from '../../web/dates.js'
import { DataTable } from '../../web/table.js'
import { type Tab, Tabs } from '../../web/tabs.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { PhoneLink } from '../directory/card-views.js'
import {
  NATIONAL_NUMBERS,
  NO_NUMBER,
  othersWords,
  type SheetLine,
  type SheetSection,
} from './emergency-sheet.js'
import type { SheetOfTerritory } from './sheet-reading.js'
import type { TerritoryName } from './territories.js'

export const SHEET_PATH = '/annuaire/fiche-urgences'

export type SheetPageProps = SheetOfTerritory & { tabs: Tab[]; csrfToken: string | null }

/** Direct lines of a territory, large, to print and pin up. */
export function SheetPage({ sheet, territory, territories, tabs, csrfToken }: SheetPageProps) {
  return (
    <>
      <Tabs label="Annuaire" tabs={tabs} />
      {territories.length > 1 && <ChooseTerritory current={territory.id} territories={territories} />}
      <p>
        <strong>{sheet.territory}</strong>, le {formatLongDate(sheet.date)}. Réservé aux services d’urgence et
        aux maternités{NO_BREAK_SPACE}: ne pas diffuser.
      </p>
      <div class="actions">
        <ActButton
          action={SHEET_PATH}
          label="Télécharger la fiche (PDF)"
          csrfToken={csrfToken}
          fields={{ territoire: territory.id }}
          kind="engage"
        />
        {/* A heading that a browser repeats on the next page cannot say that it is a continuation. */}
        <p class="help">
          Pour l’afficher, imprimez ce PDF plutôt que cette page{NO_BREAK_SPACE}: lui seul dit où une liste
          continue d’une feuille à l’autre.
        </p>
      </div>
      <div class="sheet">
        {sheet.sections.map((section) => (
          <Section key={section.title} {...section} />
        ))}
      </div>
      <section aria-labelledby="nationaux">
        <h2 id="nationaux">Numéros nationaux</h2>
        <ul class="national-numbers">
          {NATIONAL_NUMBERS.map(({ name, number }) => (
            <li key={name}>
              {name}
              {`${NO_BREAK_SPACE}: `}
              <a class="phone" href={`tel:${number.replaceAll(' ', '')}`}>
                {number.replaceAll(' ', NO_BREAK_SPACE)}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** What is said when the network has no territory yet. */
export function NoTerritory({ tabs }: { tabs: Tab[] }) {
  return (
    <>
      <Tabs label="Annuaire" tabs={tabs} />
      <p>La fiche se fait par territoire, et ce réseau n’en a pas encore. La coordination peut les créer.</p>
    </>
  )
}

function ChooseTerritory({ current, territories }: { current: string; territories: TerritoryName[] }) {
  return (
    <search>
      <form class="search" method="get" action={SHEET_PATH}>
        <SelectField
          name="territoire"
          label="Territoire"
          value={current}
          options={territories.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <button type="submit">Voir la fiche</button>
      </form>
    </search>
  )
}

function Section({ title, lines, others, empty }: SheetSection) {
  if (lines.length === 0) {
    return (
      <section>
        <h2>{title}</h2>
        <p>{empty}</p>
      </section>
    )
  }
  return (
    <section>
      <h2 class="said-by-table">{title}</h2>
      <DataTable
        caption={title}
        hideCaption
        repeatsCaption
        rows={lines}
        onPhone="cards"
        columns={[
          {
            key: 'name',
            label: 'Qui',
            rowHeader: true,
            cell: ({ name, detail }: SheetLine) => (
              <>
                {name}
                {detail !== '' && (
                  <>
                    <br />
                    <span class="muted">{detail}</span>
                  </>
                )}
              </>
            ),
          },
          { key: 'first', label: 'Numéro', cell: (line) => <SheetNumber one={line.numbers[0]} /> },
          { key: 'second', label: 'Autre numéro', cell: (line) => <SheetNumber one={line.numbers[1]} /> },
        ]}
        empty={{ sentence: empty }}
        {...(others.length > 0 && { note: othersWords(others) })}
      />
    </section>
  )
}

function SheetNumber({ one }: { one: SheetLine['numbers'][number] | undefined }) {
  if (!one) return <span class="muted">{NO_NUMBER}</span>
  return (
    <span class="sheet-number">
      <PhoneLink number={one.number} />
      <span class="muted">{one.label}</span>
    </span>
  )
}
