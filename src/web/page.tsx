import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { CsrfField } from './forms.js'
import { safeHref } from './links.js'
import { WovenLine } from './motif.js'
import { type Notice, NoticeBox } from './notice.js'
import { Script } from './script.js'
import { NO_BREAK_SPACE } from './typography.js'

export type NavItem = { href: string; label: string; current: boolean }
/** A step towards the page; the page itself, last, has no address. */
export type Crumb = { label: string; href?: string }

export type PageFrame = {
  /** The h1, and the first part of the document title. */
  title: string
  module?: string
  network: { name: string } | null
  /** How to reach the network’s team, on a page opened from one of its mails. */
  contact?: { phone: string; email: string } | null
  user: { name: string; role: string } | null
  nav: NavItem[]
  breadcrumb: Crumb[]
  csrfToken: string | null
  notice?: Notice | null
  /** For a page that follows a job: without JavaScript, it loads itself again. */
  refreshSeconds?: number
  /** Addresses of small deferred scripts, `/assets/….js`. */
  scripts?: string[]
  /** « Dernière mise à jour … par … », under the title. */
  updated?: { at: string; by: string | null }
  /** Version of the indicator definitions the figures of the page follow. */
  definitionsVersion?: string
  /** Content hash of the stylesheet, so that browsers may keep it for a year. */
  assetVersion?: string
}

/** Serialises a whole document. */
export function renderPage<Props>(page: VNode<Props>): string {
  return `<!doctype html>${renderToString(page)}`
}

/** The frame of every page: head, header, navigation, title, content, footer. */
export function Page(props: PageFrame & { children?: ComponentChildren }) {
  const { title, network, user, nav, breadcrumb, csrfToken, notice, updated, children } = props
  return (
    <html lang="fr">
      <Head {...props} />
      <body>
        <a class="skip" href="#contenu">
          Aller au contenu
        </a>
        <header class="site-header">
          <WovenLine />
          <div class="wrap site-header-row">
            <p class="brand">
              <a href="/" aria-label={network ? `${network.name}, accueil de Trame` : 'Trame, accueil'}>
                {network && <span class="brand-tool">Trame</span>}
                <span class="brand-network">{network?.name ?? 'Trame'}</span>
              </a>
            </p>
            {user && <SignedIn user={user} csrfToken={csrfToken} />}
            {nav.length > SHORT_NAV && (
              <a class="menu-link" href="#navigation">
                Menu
              </a>
            )}
          </div>
        </header>
        {nav.length > 0 && <Navigation items={nav} />}
        <main id="contenu" class="wrap" tabIndex={-1}>
          {breadcrumb.length > 0 && <Breadcrumb crumbs={breadcrumb} />}
          {notice && <NoticeBox {...notice} />}
          <div class="page-title">
            <h1>{title}</h1>
            {updated && (
              <p class="updated">
                Dernière mise à jour {updated.at}
                {updated.by !== null && ` par ${updated.by}`}
              </p>
            )}
          </div>
          {children}
        </main>
        <Footer {...props} />
      </body>
    </html>
  )
}

/** Up to this many entries, the navigation stays in sight on a phone. */
const SHORT_NAV = 4

function Head({ title, module, network, notice, refreshSeconds, scripts, assetVersion }: PageFrame) {
  // A reader who hears only the title must know that the form came back with errors.
  const shown = notice?.kind === 'error' ? `Erreur${NO_BREAK_SPACE}: ${title}` : title
  const parts = [shown, module, network?.name ?? 'Trame'].filter((part) => part && part.length > 0)
  return (
    <head>
      <meta charset="utf-8" />
      <title>{parts.join(' – ')}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <link rel="icon" href="/assets/trame.svg" type="image/svg+xml" />
      <link
        rel="stylesheet"
        href={assetVersion ? `/assets/trame.css?v=${assetVersion}` : '/assets/trame.css'}
      />
      {refreshSeconds !== undefined && (
        // With JavaScript the script follows the job; a page that reloads itself under the reader is worse.
        <noscript>
          <meta http-equiv="refresh" content={String(refreshSeconds)} />
        </noscript>
      )}
      {scripts?.map((src) => (
        <Script key={src} src={src} />
      ))}
    </head>
  )
}

function SignedIn({ user, csrfToken }: { user: { name: string; role: string }; csrfToken: string | null }) {
  return (
    <div class="signed-in">
      <p>
        <span class="signed-in-words">Vous êtes connectée ou connecté en tant que </span>
        <a href="/mon-compte">
          <strong>{user.name}</strong>
        </a>
        , rôle {user.role}
      </p>
      <form method="post" action="/deconnexion">
        <CsrfField token={csrfToken} />
        <button type="submit" class="link">
          Se déconnecter
        </button>
      </form>
    </div>
  )
}

/** On a phone a long list opens as the target of the « Menu » link: it needs no script. */
function Navigation({ items }: { items: NavItem[] }) {
  const isLong = items.length > SHORT_NAV
  return (
    <nav
      id="navigation"
      class={isLong ? 'site-nav site-nav-long' : 'site-nav'}
      aria-label="Navigation principale"
    >
      <div class="wrap">
        <ul>
          {items.map((item) => (
            <li key={item.href}>
              <a href={safeHref(item.href)} aria-current={item.current ? 'page' : undefined}>
                {item.label}
              </a>
            </li>
          ))}
        </ul>
        {isLong && (
          <a class="menu-close" href="#contenu">
            Fermer le menu
          </a>
        )}
      </div>
    </nav>
  )
}

function Breadcrumb({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav class="breadcrumb" aria-label="Fil d’Ariane">
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={crumb.label}>
            {crumb.href !== undefined && index < crumbs.length - 1 ? (
              <a href={safeHref(crumb.href)}>{crumb.label}</a>
            ) : (
              <span aria-current={index === crumbs.length - 1 ? 'page' : undefined}>{crumb.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Footer({ network, contact, definitionsVersion }: PageFrame) {
  return (
    <footer class="site-footer">
      <div class="wrap">
        {network && contact && <Contact name={network.name} {...contact} />}
        <ul>
          <li>
            <a href="/accessibilite">Accessibilité{NO_BREAK_SPACE}: partiellement conforme</a>
          </li>
          <li>
            <a href="/mentions-legales">Mentions légales</a>
          </li>
          <li>
            <a href="/donnees-personnelles">Données personnelles</a>
          </li>
        </ul>
        <p>
          {network ? `${network.name}, avec Trame, plateforme ouverte` : 'Trame, plateforme ouverte'} des
          réseaux de santé en périnatalité.
          {definitionsVersion &&
            ` Définitions des indicateurs${NO_BREAK_SPACE}: version ${definitionsVersion}.`}
        </p>
      </div>
    </footer>
  )
}

function Contact({ name, phone, email }: { name: string; phone: string; email: string }) {
  return (
    <p>
      Un doute, une question{NO_BREAK_SPACE}? {name}
      {NO_BREAK_SPACE}: {phone}, <a href={`mailto:${email}`}>{email}</a>.
    </p>
  )
}
