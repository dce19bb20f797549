import { renderToString } from 'preact-render-to-string'
import { signLink } from '../../access/action-links.js'
import { formatLongInstant } from '../../web/dates.js'
import { typeset } from '../../web/typography.js'
import { headerWords } from './header-words.js'
import type { Sender } from './senders.js'
import { templateOf } from './templates/all.js'
import type { MailText, MailTools, Paragraph } from './templates/define.js'

export type MailContent = { template: string; params: unknown; toName: string }

/** Where links lead: an address from the configuration, never from a request; in the demonstration, this site. */
export type LinkMaking = { publicUrl: string; linkKey: Buffer }

/** A mail as it is read: its subject, its words, and who signs it. */
export type ReadableMail = MailText & { greeting: string; signature: string[] }

const LONGEST_NAME = 100
const LONGEST_SUBJECT = 200

/** Makes the words of a mail when it leaves; its links are signed then and kept nowhere. */
export function readableMail(mail: MailContent, sender: Sender, links: LinkMaking): ReadableMail {
  const text = templateOf(mail.template).render(mail.params, toolsOf(sender, links))
  return {
    subject: subjectOf(text.subject, sender),
    greeting: mail.toName === '' ? 'Bonjour,' : `Bonjour ${mail.toName},`,
    paragraphs: text.paragraphs.map(typesetParagraph),
    action: text.action,
    signature: signatureOf(sender),
  }
}

/** What a mail is about, for a list: without the network, and without making its link. */
export function mailSubject({ template, params }: Pick<MailContent, 'template' | 'params'>): string {
  const none = () => ''
  return templateOf(template).render(params, { networkName: '', instant: none, page: none, link: none })
    .subject
}

/** « [Réseau X] Votre invitation », on one line whatever the name of the network holds. */
function subjectOf(subject: string, { networkName }: Sender): string {
  return headerWords(`[${headerWords(networkName, LONGEST_NAME)}] ${subject}`, LONGEST_SUBJECT)
}

function toolsOf({ networkName, timeZone }: Sender, { publicUrl, linkKey }: LinkMaking): MailTools {
  const page = (path: string) => publicUrl.replace(/\/$/, '') + path
  return {
    networkName,
    instant: (iso) => formatLongInstant(new Date(iso), timeZone),
    page,
    link: (action, path) => `${page(path)}?jeton=${signLink(linkKey, action)}`,
  }
}

function typesetParagraph(paragraph: Paragraph): Paragraph {
  if (typeof paragraph === 'string') return typeset(paragraph)
  return paragraph.map((part) => {
    if (typeof part === 'string') return typeset(part)
    return 'strong' in part ? { strong: typeset(part.strong) } : part
  })
}

function signatureOf({ networkName, signature }: Sender): string[] {
  if (!signature) return [networkName]
  return [signature.signer, signature.position, networkName, typeset(`Tél. : ${signature.phone}`)]
}

const WHY = 'Ce message est envoyé par Trame. Il ne contient aucune donnée de santé.'

/** The part of a mail for readers without HTML. */
export function plainText({ greeting, paragraphs, action, signature }: ReadableMail): string {
  const words = paragraphs.map(plainParagraph)
  return `${[greeting, ...words, typeset(`${action.label} :\n${action.url}`), signature.join('\n'), `-- \n${WHY}`].join('\n\n')}\n`
}

function plainParagraph(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return paragraph
  return paragraph
    .map((part) => (typeof part === 'string' ? part : 'strong' in part ? part.strong : part.url))
    .join('')
}

/** The HTML part: readable without images, one button, and the same link in full. */
export function htmlText(mail: ReadableMail): string {
  return `<!doctype html>${renderToString(<HtmlMail {...mail} />)}`
}

const STYLES = {
  body: 'margin:0;padding:24px;background:#ffffff;color:#1d2b2e;font:17px/1.5 system-ui,sans-serif',
  box: 'max-width:600px;margin:0 auto',
  button:
    'display:inline-block;padding:12px 20px;background:#0b5c64;color:#ffffff;border-radius:6px;text-decoration:none',
  link: 'color:#0b5c64;word-break:break-all',
  foot: 'margin-top:32px;padding-top:12px;border-top:1px solid #c9d3d4;font-size:14px;color:#4b5b5e',
}

function HtmlMail(mail: ReadableMail) {
  return (
    <html lang="fr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{mail.subject}</title>
      </head>
      <body style={STYLES.body}>
        <div style={STYLES.box}>
          <p>{mail.greeting}</p>
          <Paragraphs paragraphs={mail.paragraphs} />
          <p>
            <a href={mail.action.url} style={STYLES.button}>
              {mail.action.label}
            </a>
          </p>
          <p>
            {typeset('Si le bouton ne s’ouvre pas, copiez cette adresse :')}
            <br />
            <a href={mail.action.url} style={STYLES.link}>
              {mail.action.url}
            </a>
          </p>
          <p>
            {mail.signature.map((line, index) => (
              <span key={line}>
                {index > 0 && <br />}
                {line}
              </span>
            ))}
          </p>
          <p style={STYLES.foot}>{WHY}</p>
        </div>
      </body>
    </html>
  )
}

/** The paragraphs of a mail, in the mail itself as on the page of the demonstration. */
export function Paragraphs({ paragraphs }: { paragraphs: readonly Paragraph[] }) {
  return (
    <>
      {paragraphs.map((paragraph, index) => (
        <p key={index}>
          {typeof paragraph === 'string' ? paragraph : paragraph.map((part) => <Part part={part} />)}
        </p>
      ))}
    </>
  )
}

function Part({ part }: { part: Exclude<Paragraph, string>[number] }) {
  if (typeof part === 'string') return <>{part}</>
  return 'strong' in part ? <strong>{part.strong}</strong> : <a href={part.url}>{part.url}</a>
}
