import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Test } from 'tap'
import type { MailSettings } from '../../src/config.js'

/** A mail as the server received it: the envelope it was told, and the message byte for byte. */
export type Caught = { from: string; to: string[]; raw: string }

export type SmtpSink = {
  caught: Caught[]
  port: number
  settings: MailSettings
  stop: () => Promise<void>
}

type SinkOptions = SMTPServerOptions & {
  port?: number
  host?: string
  /** Called at the first bytes of a message; true leaves it there. */
  onMessage?: () => boolean
  /** Called when a message is kept and not yet acknowledged; true leaves it there. */
  onAccepted?: () => boolean
}

/** What a server answers to a recipient or at the end of a message. */
export function smtpError(responseCode: number): Error {
  return Object.assign(new Error('essai'), { responseCode })
}

/** A real SMTP server on a free port of the loopback, which keeps what it accepts. */
export async function smtpSink(t: Test, options: SinkOptions = {}): Promise<SmtpSink> {
  const { port = 0, host = '127.0.0.1', onMessage, onAccepted, ...behaviour } = options
  const caught: Caught[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (chunks.length === 1 && onMessage?.()) stream.pause()
      })
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        caught.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((to) => to.address), raw })
        if (!onAccepted?.()) done()
      })
    },
    ...behaviour,
  })
  // A client that dies in the middle is what some of the tests are about.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the sink does not listen')
  let isOpen = true
  const stop = async () => {
    if (!isOpen) return
    isOpen = false
    await new Promise<void>((resolve) => server.close(resolve))
  }
  t.teardown(stop)
  return { caught, port: address.port, settings: mailSettings(address.port), stop }
}

/** The settings that lead to this port. */
export function mailSettings(port: number, timeoutSeconds = 5): MailSettings {
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'trame@exemple.test',
    publicUrl: 'https://trame.exemple.test',
    timeoutSeconds,
  }
}
