import type { FastifyRequest } from 'fastify'
import { type ComponentChildren, Fragment, h } from 'preact'
import type { Notice } from '../../web/notice.js'
import type { Crumb } from '../../web/page.js'
import type { PageView } from '../../web/reply-page.js'
import { Tabs } from '../../web/tabs.js'
import { directoryTabs } from '../directory/sections.js'

const MODULE = 'Annuaire'

type Framed = {
  /** The part of the directory it is in: its address and its name. */
  section: { href: string; label: string }
  /** Absent for the first page of the part. */
  title?: string
  trail?: Crumb[]
  notice?: Notice | null | undefined
  body: ComponentChildren
}

/** A page of a part of the directory: its tabs, its trail. */
export function framed(
  request: FastifyRequest,
  { section, title, trail = [], notice, body }: Framed,
): PageView {
  const tabs = directoryTabs(request.ctx.actor, section.href)
  return {
    title: title ?? section.label,
    module: MODULE,
    breadcrumb: [
      { label: MODULE, href: '/annuaire' },
      section,
      ...trail,
      ...(title === undefined ? [] : [{ label: title }]),
    ],
    notice: notice ?? null,
    body: h(Fragment, null, tabs.length > 0 && h(Tabs, { label: 'Parties de l’annuaire', tabs }), body),
  }
}
