import { formatInstant } from './dates.js'
import { DataTable } from './table.js'

/** One answer that differs between what is saved and what was typed, in words. */
export type Difference = { label: string; saved: string; typed: string }

type BothVersionsProps = { differences: Difference[]; savedBy: string; savedAt: Date; timeZone: string }

/** Somebody else saved meanwhile: what is saved beside what was typed, so that the second decides knowingly. */
export function BothVersions({ differences, savedBy, savedAt, timeZone }: BothVersionsProps) {
  return (
    <section aria-labelledby="deux-versions">
      <h2 id="deux-versions">Les deux versions</h2>
      <p>
        {savedBy} a enregistré le {formatInstant(savedAt, timeZone)}. Votre saisie est dans le formulaire
        ci-dessous. Si vous l’enregistrez, elle remplacera ce qui est enregistré.
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
