import type { z } from 'zod'
import type { ActionLink } from '../../../access/action-links.js'

/** A paragraph of a mail: words, some of which may be strong, and the addresses of pages. */
export type Paragraph = string | readonly (string | { strong: string } | { url: string })[]

/** What a mail says between its greeting and its signature: paragraphs and one action. */
export type MailText = {
  /** Without the name of the network, which every subject begins with. */
  subject: string
  paragraphs: Paragraph[]
  action: { label: string; url: string }
}

/** What a template gets beside its parameters, when the mail leaves. */
export type MailTools = {
  networkName: string
  /** « jeudi 31 décembre 2026 à 14 h 32 », where the network is. */
  instant: (iso: string) => string
  /** The address of a page of the platform. */
  page: (path: string) => string
  /** The address of a page with a signed link: `?jeton=…`. It is made here and kept nowhere. */
  link: (action: ActionLink, path: string) => string
}

/** A kind of mail: what it needs, whether it may leave at night, and its French text. */
export type MailTemplate = {
  name: string
  params: z.ZodType
  urgent: boolean
  render: (params: unknown, tools: MailTools) => MailText
}

type Definition<Params extends z.ZodType> = {
  name: string
  /** Identifiers, dates, counts and words for the reader: never a secret, a woman's name or a health datum. */
  params: Params
  /** Leaves at once, day and night, and whoever asked for it: it protects its reader. */
  urgent?: true
  render: (params: z.infer<Params>, tools: MailTools) => MailText
}

/** Declares a kind of mail; the parameters are checked again when the mail leaves. */
export function defineTemplate<Params extends z.ZodType>(definition: Definition<Params>): MailTemplate {
  const { name, params, urgent = false, render } = definition
  return { name, params, urgent, render: (given, tools) => render(params.parse(given), tools) }
}
