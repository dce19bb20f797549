/** A document to print: what it says, in order. How it looks is the painters’ matter. */
export type PrintedDocument = {
  /** Who publishes it. */
  network: string
  title: string
  subtitle: string | null
  /** « 28 novembre 2026 »: written under the title and at the foot of every page. */
  date: string
  /** « version 2 », « édition des membres »; null when there is only one. */
  version: string | null
  /** Day written in the properties of the file. */
  madeAt: Date
  /** A list of the headings of the first two levels, with their pages. */
  hasContents: boolean
  blocks: readonly Block[]
}

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string; onNewPage?: boolean }
  | { kind: 'paragraph'; text: string; style?: TextStyle; href?: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'table'; caption: string; columns: readonly TableColumn[]; rows: readonly (readonly Cell[])[] }
  | { kind: 'entries'; entries: readonly Entry[] }
  | { kind: 'index'; title: string }

export type TextStyle = 'plain' | 'strong' | 'small' | 'smallStrong' | 'large'

/** A line of its own; wrapped when it is too long. With an address, it can be followed. */
export type Line = { text: string; style: TextStyle; href?: string }

/** One entry of a directory, set in columns; under each of its `indexedAs`, the index gives its page. */
export type Entry = { lines: readonly Line[]; indexedAs: readonly string[] }

/** `share` of the width; the first column names its row. */
export type TableColumn = { label: string; share: number; numeric?: boolean }

export type Cell = string | readonly Line[]
