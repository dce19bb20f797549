import { ActButton } from '../../web/act-button.js'
import { formatDate } from '../../web/dates.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { DataTable } from '../../web/table.js'
import type { Criterion, CriterionForm } from './criteria.js'

type CriteriaPageProps = {
  criteria: Criterion[]
  csrfToken: string | null
  typed: CriterionForm
  errors?: FieldErrors | undefined
}

/** The decree’s criteria, which nobody ends, and the house’s own, dated. */
export function CriteriaPage({ criteria, csrfToken, typed, errors }: CriteriaPageProps) {
  return (
    <>
      <p class="lead">
        Ces critères sont demandés à chaque inscription. Ceux du décret valent pour toutes les maisons ; la
        maison y ajoute les siens, qui sont aussi à l’article 3 de sa charte.
      </p>
      <DataTable
        caption="Critères demandés aujourd’hui"
        hideCaption
        rows={criteria}
        rowKey={(row) => row.label}
        onPhone="cards"
        columns={[
          { key: 'label', label: 'Critère', rowHeader: true, cell: (row) => row.label },
          { key: 'source', label: 'Origine', cell: (row) => row.source },
          {
            key: 'from',
            label: 'Depuis',
            noWrap: true,
            cell: (row) => (row.validFrom === null ? 'toujours' : formatDate(row.validFrom)),
          },
          {
            key: 'end',
            label: 'Agir',
            cell: (row) =>
              row.id === null ? (
                'fixé par le décret'
              ) : (
                <ActButton
                  action={`/maison/criteres/${row.id}/fin`}
                  label="Ne plus demander"
                  about={row.label}
                  csrfToken={csrfToken}
                />
              ),
          },
        ]}
        empty={{ sentence: 'Aucun critère.' }}
      />
      <section aria-labelledby="ajouter">
        <h2 id="ajouter">Ajouter un critère</h2>
        <Form action="/maison/criteres" csrfToken={csrfToken} errors={errors}>
          <Field
            name="label"
            label="Critère"
            help="Tel qu’on y répond par oui : « Domicile à moins de 45 minutes »."
            value={typed.label}
            errors={errors}
            required
          />
          <Field
            name="source"
            label="Origine"
            help="La charte, l’agence, une décision de la maison…"
            value={typed.source}
            errors={errors}
            required
          />
          <Field
            name="validFrom"
            label="Depuis le"
            type="date"
            value={typed.validFrom}
            errors={errors}
            required
          />
          <SubmitButton>Ajouter le critère</SubmitButton>
        </Form>
      </section>
    </>
  )
}
