import { safeHref } from './links.js'
import { formatNumber } from './numbers.js'

export type Tab = { href: string; label: string; current: boolean; count?: number }

/** Tabs as links: each has its own address, and works without JavaScript. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={safeHref(tab.href)} aria-current={tab.current ? 'page' : undefined}>
              {tab.label}
              {tab.count !== undefined && <span class="tab-count"> {formatNumber(tab.count)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
