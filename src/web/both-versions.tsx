import { formatInstant } from './dates.js'
import { DataTable } from './table.js'

/** One answer that differs between what is saved and what was typed, in words. */
export type Difference = { label: string; saved: string; typed: string }

/** Who saved and when; null for a record that keeps neither. */
type Saving = { savedBy: string; savedAt: Date; timeZone: string } | { savedBy: null }
type BothVersionsProps = Saving & { differences: Difference[] }

/** Somebody else saved meanwhile: what is saved beside what was typed, so that the second decides knowingly. */
export function BothVersions({ differences, ...saving }: BothVersionsProps) {
  return (
    <section aria-labelledby="deux-versions">
      <h2 id="deux-versions">Les deux versions</h2>
      <p>
        {savingWords(saving)} Votre saisie est dans le formulaire ci-dessous. Si vous l’enregistrez, elle
        remplacera ce qui est enregistré.
      </p>
      <DataTable
        caption="Ce qui diffère"
        hideCaption
        rows={differences}
        rowKey={(row) => row.label}
        onPhone="cards"
        columns={[
          { key: 'label', label: 'Réponse', rowHeader: true, cell: (row) => row.label },
          {
            key: 'saved',
            label: 'Enregistré',
            cell: (row) => <span class="several-lines">{row.saved}</span>,
          },
          {
            key: 'typed',
            label: 'Votre saisie',
            cell: (row) => <span class="several-lines">{row.typed}</span>,
          },
        ]}
        empty={{ sentence: 'Rien ne diffère de votre saisie.' }}
      />
    </section>
  )
}

function savingWords(saving: Saving): string {
  if (saving.savedBy === null) return 'Quelqu’un d’autre a enregistré pendant que vous écriviez.'
  return `${saving.savedBy} a enregistré le ${formatInstant(saving.savedAt, saving.timeZone)}.`
}

/** What differs between two sets of answers to the same questions: words, under the label of each question. */
export function differencesBetween(
  saved: Record<string, string>,
  typed: Record<string, string>,
): Difference[] {
  return Object.entries(saved)
    .map(([label, words]) => ({ label, saved: words, typed: typed[label] ?? '' }))
    .filter(({ saved, typed }) => saved !== typed)
}
