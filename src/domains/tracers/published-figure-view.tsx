import { SelectField } from '../../web/choices.js'
import { Field, type FieldErrors, Form, SubmitButton } from '../../web/forms.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { TracerIndicator } from './engine/indicator.js'
import { placeInSentence, words } from './figure-words.js'
import { indicatorHref, presentationOf } from './headlines.js'
import type { IndicatorView, PublishedFigureForm } from './schemas.js'

/** What a refused form held: any field may be absent, and nothing is a number yet. */
export type TypedFigure = { [Name in keyof PublishedFigureForm]?: string | number | undefined }

type PublishedFigureSectionProps = {
  indicator: TracerIndicator
  view: IndicatorView
  csrfToken: string | null
  errors?: FieldErrors
  typed?: TypedFigure
}

/** Types the figure ATIH publishes, to stand beside ours for the place of the page. */
export function PublishedFigureSection(props: PublishedFigureSectionProps) {
  const { indicator, view, csrfToken, errors, typed } = props
  const { frame } = view
  const years = [...frame.years].reverse().map(String)
  return (
    <section aria-labelledby="chiffre-publie">
      <h2 id="chiffre-publie">Chiffre publié par l’ATIH</h2>
      <details open={errors !== undefined}>
        <summary>Saisir ou corriger un chiffre</summary>
        <p>
          Il s’affichera à côté du nôtre, pour {placeInSentence(frame)}. Un chiffre déjà saisi pour la même
          classe et la même année est remplacé et reste dans l’historique.
        </p>
        <Form
          action={`${indicatorHref(indicator.code)}/chiffre-publie`}
          csrfToken={csrfToken}
          errors={errors}
        >
          <input type="hidden" name="establishment" value={frame.establishment?.finessGeo ?? ''} />
          <SelectField
            name="class"
            label="Classe"
            options={indicator.classes.map(({ code, label }) => ({ value: code, label: words(label) }))}
            value={text(typed?.class) ?? presentationOf(indicator.code).headlines[0]}
            errors={errors}
            required
          />
          <SelectField
            name="year"
            label="Année des séjours"
            options={years.map((year) => ({ value: year, label: year }))}
            value={text(typed?.year) ?? text(frame.year)}
            errors={errors}
            required
          />
          <Field
            name="value"
            label="Valeur"
            help={`Telle que l’ATIH la publie, par exemple${NO_BREAK_SPACE}: 7,1.`}
            unit={indicator.unit === '%' ? '%' : 'pour 1\u202f000'}
            inputMode="decimal"
            size="short"
            value={text(typed?.value)}
            errors={errors}
            required
          />
          <Field
            name="source"
            label="Publié dans"
            help="Le nom de la publication et sa date, pour que chacun puisse la retrouver."
            maxLength={200}
            value={text(typed?.source)}
            errors={errors}
            required
          />
          <SubmitButton>Enregistrer ce chiffre</SubmitButton>
        </Form>
      </details>
    </section>
  )
}

/** The form is far down the page: the notice on top leads to it. */
export function RefusedText() {
  return (
    <p>
      <a href="#erreurs">Le formulaire</a> a gardé ce que vous avez saisi.
    </p>
  )
}

function text(value: string | number | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}
