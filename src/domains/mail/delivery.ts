import { createTransport, type SendMailOptions } from 'nodemailer'
import type { MailSettings } from '../../config.js'
import { headerWords } from './header-words.js'
import { htmlText, plainText, type ReadableMail } from './message.js'
import type { Sender } from './senders.js'

const LONGEST_NAME = 100

export type Recipient = { address: string; name: string }

type Delivery = {
  mail: ReadableMail
  to: Recipient
  sender: Sender
  messageId: string
  date: Date
}

/** The identifier of a mail on the wire: the same at each try, so that a copy too many is recognised as one. */
export function messageIdOf(mailId: string, settings: MailSettings): string {
  return `<${mailId}@${new URL(settings.publicUrl).hostname}>`
}

/** Gives one mail to the SMTP server, over a connection of its own. Throws what the server or the line answered. */
export async function deliver(
  delivery: Delivery,
  settings: MailSettings,
  signal: AbortSignal,
): Promise<void> {
  const transport = createTransport(connectionTo(settings))
  // Each silence has its own limit, but a server that trickles would outlast them all.
  const deadline = AbortSignal.timeout(settings.timeoutSeconds * 2 * 1000)
  try {
    await transport.sendMail({
      ...messageOf(delivery, settings),
      signal: AbortSignal.any([signal, deadline]),
    })
  } finally {
    transport.close()
  }
}

/** Whether the server can be reached and takes our name, our password and our encryption. */
export async function isWayOpen(settings: MailSettings): Promise<boolean> {
  const transport = createTransport(connectionTo(settings))
  try {
    return await transport.verify()
  } catch {
    return false // whatever it was, the next look will see
  } finally {
    transport.close()
  }
}

function messageOf({ mail, to, sender, messageId, date }: Delivery, settings: MailSettings): SendMailOptions {
  const { signature, networkName } = sender
  return {
    from: { name: headerWords(networkName, LONGEST_NAME), address: settings.from },
    to,
    ...(signature && {
      replyTo: { name: headerWords(signature.signer, LONGEST_NAME), address: signature.replyTo },
    }),
    envelope: { from: settings.from, to: [to.address] },
    subject: mail.subject,
    text: plainText(mail),
    html: htmlText(mail),
    messageId,
    date,
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function connectionTo({ smtpUrl, timeoutSeconds, publicUrl }: MailSettings) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  const isSecure = protocol === 'smtps:'
  const milliseconds = timeoutSeconds * 1000
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    // On the machine itself a mail catcher speaks in clear; anywhere else the line is encrypted or nothing leaves.
    requireTLS: !isLoopbackHost(hostname),
    tls: { minVersion: 'TLSv1.2' as const },
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    name: new URL(publicUrl).hostname,
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds,
    dnsTimeout: milliseconds,
  }
}

function isLoopbackHost(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
