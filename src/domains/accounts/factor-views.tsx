import { encode } from 'uqr'
import { Field, Form, SubmitButton } from '../../web/forms.js'
import { safeHref } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { Refusal } from './refusal.js'

export type CodePageProps = {
  csrfToken: string | null
  /** A recovery code is asked instead of the telephone's. */
  isRecovery: boolean
  refusal?: Refusal
  /** In a demonstration only. */
  demoCode: string | null
}

/** The second question of a sign-in. */
export function CodePage({ csrfToken, isRecovery, refusal, demoCode }: CodePageProps) {
  return (
    <>
      {refusal && <NoticeBox kind="error" title={refusal.title} text={refusal.advice} />}
      {demoCode !== null && !isRecovery && <DemoCode code={demoCode} />}
      <Form action="/connexion/code" csrfToken={csrfToken}>
        {isRecovery ? <RecoveryField /> : <CodeField demoCode={demoCode} />}
        <SubmitButton>Continuer</SubmitButton>
      </Form>
      {isRecovery ? (
        <p>
          <a href="/connexion/code">Utiliser plutôt le code du téléphone</a>
        </p>
      ) : (
        <p>
          Téléphone perdu ou oublié{NO_BREAK_SPACE}?{' '}
          <a href="/connexion/code?secours=oui">Utiliser un code de secours</a>
        </p>
      )}
      <p class="muted">
        Ni téléphone ni code de secours{NO_BREAK_SPACE}? L’administrateur de votre réseau peut réinitialiser
        votre second facteur.
      </p>
    </>
  )
}

function RecoveryField() {
  return (
    <>
      <input type="hidden" name="kind" value="secours" />
      <Field
        name="code"
        label="Code de secours"
        help="Un des dix codes que vous avez imprimés ou notés, par exemple 4F7KM-2XQ9B. Il ne servira qu’une fois."
        autocomplete="off"
        size="medium"
        maxLength={20}
        required
      />
    </>
  )
}

function CodeField({ demoCode }: { demoCode: string | null }) {
  return (
    <Field
      name="code"
      label="Code à six chiffres"
      help="Ouvrez l’application d’authentification de votre téléphone, à la ligne « Trame »."
      value={demoCode}
      autocomplete="one-time-code"
      inputMode="numeric"
      size="short"
      maxLength={7}
      required
    />
  )
}

function DemoCode({ code }: { code: string }) {
  return (
    <NoticeBox
      kind="information"
      title={`Démonstration${NO_BREAK_SPACE}: votre code est ${code}`}
      text="Ailleurs que dans une démonstration, seul votre téléphone le connaît. Il change toutes les trente secondes et ne sert qu’une fois."
    />
  )
}

export type NewFactorPageProps = {
  csrfToken: string | null
  secret: string
  uri: string
  isReplacing: boolean
  refusal?: Refusal
  demoCode: string | null
}

/** Three steps to tie a telephone to the account. */
export function NewFactorPage(props: NewFactorPageProps) {
  const { csrfToken, secret, uri, isReplacing, refusal, demoCode } = props
  return (
    <>
      {refusal && <NoticeBox kind="error" title={refusal.title} text={refusal.advice} />}
      {demoCode !== null && <DemoCode code={demoCode} />}
      <p class="lead">
        {isReplacing
          ? 'L’ancien téléphone et les anciens codes de secours cesseront de servir à la fin de cette page.'
          : 'Votre rôle donne accès à des données protégées : à chaque connexion, un code de votre téléphone s’ajoutera au mot de passe.'}
      </p>
      <h2>1. Ouvrez une application d’authentification</h2>
      <p>
        Sur votre téléphone{NO_BREAK_SPACE}: par exemple FreeOTP, Aegis, Google Authenticator ou Microsoft
        Authenticator. Elle est gratuite et n’a pas besoin de réseau.
      </p>
      <h2>2. Ajoutez-y Trame</h2>
      <p>Photographiez ce carré depuis l’application, ou saisissez-y la clé écrite dessous.</p>
      <QrCode text={uri} />
      <dl class="facts">
        <dt>Clé à saisir</dt>
        <dd>
          <code class="secret-key">{inFours(secret)}</code>
        </dd>
        <dt>Type de clé</dt>
        <dd>basée sur l’heure, 6 chiffres, 30 secondes</dd>
      </dl>
      <h2>3. Recopiez le code qu’elle affiche</h2>
      <Form action="/connexion/second-facteur" csrfToken={csrfToken}>
        <Field
          name="code"
          label="Code à six chiffres"
          value={demoCode}
          autocomplete="one-time-code"
          inputMode="numeric"
          size="short"
          maxLength={7}
          required
        />
        <SubmitButton>Confirmer</SubmitButton>
      </Form>
    </>
  )
}

const QUIET_ZONE = 4
const QR_PIXELS = 232

/** Black on white by day and by night: a telephone must read it. */
function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE })
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label="Code QR à photographier avec l’application d’authentification"
      width={QR_PIXELS}
      height={QR_PIXELS}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

function inFours(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ')
}

/** The recovery codes, shown once. */
export function RecoveryCodesPage({ codes, next }: { codes: readonly string[]; next: string }) {
  return (
    <>
      <p class="lead">
        Votre second facteur est en place. Gardez ces dix codes{NO_BREAK_SPACE}: ils remplacent le téléphone
        s’il est perdu, et cette page ne les montrera plus.
      </p>
      <ol class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p>
        Imprimez cette page (Ctrl + P) ou recopiez-les, puis rangez-les loin de votre ordinateur. Chacun ne
        sert qu’une fois. Les codes donnés avant ne servent plus.
      </p>
      <p class="actions">
        <a class="button" href={safeHref(next)}>
          J’ai gardé mes codes, continuer
        </a>
      </p>
    </>
  )
}

/** After a recovery code: how many are left, and what to do about it. */
export function RecoveryUsedPage({ left, next }: { left: number; next: string }) {
  return (
    <>
      <NoticeBox
        kind="attention"
        title={
          left === 0
            ? 'C’était votre dernier code de secours.'
            : `Il vous reste ${formatCount(left, 'code de secours', 'codes de secours')}.`
        }
        text="Si votre téléphone est perdu, configurez le nouveau dès maintenant."
      />
      <p class="actions">
        <a class="button" href={safeHref(next)}>
          Continuer
        </a>{' '}
        <a class="button button-secondary" href="/mon-compte/second-facteur">
          Changer de téléphone ou de codes
        </a>
      </p>
    </>
  )
}
