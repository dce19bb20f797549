import { Form, SubmitButton } from '../../web/forms.js'
import { NoticeBox } from '../../web/notice.js'
import { NO_BREAK_SPACE, typeset } from '../../web/typography.js'
import { offerLabel } from '../directory/card-labels.js'
import { IVG_METHODS, OFFER_KINDS } from '../directory/vocabulary.js'
import type { Choice } from './choices.js'
import { ChoiceRow, ChoicesRow, DateRow, type FormState, Questions, TextRow } from './form-fields.js'
import { IVG_LIMIT_WEEKS } from './offer-schemas.js'
import { LanguageQuestions } from './person-form.js'
import { AUDIENCE_OPTIONS } from './situation-form.js'
import { ACCESSIBILITY_OPTIONS } from './structure-form.js'

/** First question: what is offered? Each answer is a page that asks only what it needs. */
export function OfferChoice({ base }: { base: string }) {
  return (
    <>
      <p class="lead">Que propose-t-elle{NO_BREAK_SPACE}?</p>
      <ul class="offer-kinds">
        {Object.entries(OFFER_KINDS).map(([kind, label]) => (
          <li key={kind}>
            <a href={`${base}/offres/nouvelle?nature=${kind}`}>{label}</a>
          </li>
        ))}
      </ul>
    </>
  )
}

export type OfferFormProps = {
  action: string
  csrfToken: string | null
  form: FormState
  kind: string
  /** The structure is a practice: that IVG is offered there is for the team alone. */
  isPractice: boolean
  /** Her places; null for a structure, which is one. */
  places: Choice[] | null
  /** When the row being changed had last changed; null for a new one. */
  since: Date | null
  /** She has agreed that others than the team see that she offers IVG. */
  hasIvgConsent: boolean
}

/** What is offered, to whom, how, until when, and who sees it. */
export function OfferForm(props: OfferFormProps) {
  const { action, csrfToken, form, kind, places, since } = props
  const isIvg = kind === 'ivg'
  const isForTeam = isIvg && props.isPractice
  return (
    <>
      <p class="lead">{offerLabel(kind)}</p>
      {isIvg && places !== null && !props.hasIvgConsent && (
        <NoticeBox
          kind="information"
          title="Sans son accord pour « Offre d’IVG », seule l’équipe du réseau la voit."
          text="L’accord se note dans « Qui voit quoi » ; l’adresse de son cabinet n’est montrée à personne d’autre."
        />
      )}
      {isForTeam && (
        <NoticeBox
          kind="information"
          title="L’IVG écrite sur la fiche d’un cabinet n’est vue que de l’équipe du réseau."
          text="Elle dirait de qui y exerce qu’elle pratique l’IVG. Pour la montrer, ajoutez-la à la fiche de la personne, avec son accord. Dès qu’elle est notée ici, l’adresse du cabinet n’est plus montrée qu’à l’équipe. Un centre ou une maison de santé a un numéro FINESS : une fois écrit sur sa fiche, ce n’est plus un cabinet."
        />
      )}
      <Form action={action} csrfToken={csrfToken} errors={form.errors}>
        {since === null ? (
          <input type="hidden" name="kind" value={kind} />
        ) : (
          <input type="hidden" name="since" value={since.toISOString()} />
        )}
        <Questions title="Pour qui, et jusqu’où ?">
          <TextRow
            form={form}
            name="audienceWords"
            help="Par exemple : mineures, femmes enceintes sans couverture sociale."
          />
          {isIvg && <IvgQuestions form={form} />}
          {places !== null && (
            <ChoiceRow
              form={form}
              name="situationId"
              options={places.map(({ id, name }) => ({ value: id, label: name }))}
              placeholder="Partout où elle exerce"
            />
          )}
          <LanguageQuestions form={form} />
          <ChoicesRow
            form={form}
            name="accessibility"
            label="Prête à recevoir les personnes en situation de"
            options={ACCESSIBILITY_OPTIONS}
          />
        </Questions>
        <ContactQuestions form={form} />
        <PracticalQuestions form={form} />
        {isForTeam ? (
          <input type="hidden" name="visibleTo" value="team" />
        ) : (
          <Questions title="Qui voit cette offre ?">
            <ChoiceRow
              form={form}
              name="visibleTo"
              options={AUDIENCE_OPTIONS}
              placeholder="Choisir"
              required
            />
          </Questions>
        )}
        <SubmitButton>Enregistrer</SubmitButton>
      </Form>
    </>
  )
}

function IvgQuestions({ form }: { form: FormState }) {
  return (
    <>
      <ChoicesRow form={form} name="methods" options={METHOD_OPTIONS} />
      <TextRow
        form={form}
        name="latestTermWeeks"
        label="Terme au plus tard, en semaines d’aménorrhée"
        help={`En SA révolues : ${IVG_LIMIT_WEEKS} SA font ${IVG_LIMIT_WEEKS - 2} semaines de grossesse, la limite de la loi.`}
        size="short"
        unit="SA"
        inputMode="numeric"
      />
    </>
  )
}

function ContactQuestions({ form }: { form: FormState }) {
  return (
    <Questions title="Comment la demander ?">
      <p class="help">{typeset(CONTACT_HELP)}</p>
      <TextRow form={form} name="phone" type="tel" />
      <TextRow form={form} name="email" type="email" />
      <TextRow form={form} name="link" help="Par exemple https://rendez-vous.exemple.fr/cabinet." />
      <TextRow form={form} name="message" help="Pour les professionnels." type="email" />
    </Questions>
  )
}

function PracticalQuestions({ form }: { form: FormState }) {
  return (
    <Questions title="Quand, à quel prix ?">
      <TextRow form={form} name="hours" help="Par exemple : le mardi, de 14 h à 18 h." />
      <TextRow form={form} name="delayDays" size="short" unit="jours" inputMode="numeric" />
      <TextRow form={form} name="fees" help="Par exemple : secteur 1, tiers payant." />
      <TextRow form={form} name="note" />
      <DateRow form={form} name="startsOn" />
      <DateRow
        form={form}
        name="endsOn"
        help="Passé ce jour, l’offre n’est plus montrée. Par exemple 31/12/2026."
      />
    </Questions>
  )
}

const CONTACT_HELP =
  'Laissez vide ce qui est comme sur la fiche. Chaque moyen n’est montré qu’à qui voit le téléphone, l’adresse électronique ou le site de la fiche, selon « Qui voit quoi », même si l’offre l’est à plus de monde.'

const METHOD_OPTIONS = Object.entries(IVG_METHODS).map(([value, label]) => ({ value, label }))
