import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { safeHref } from './links.js'

/** The nonce of this answer: the browser runs the scripts that carry it and no other. */
export const ScriptNonce = createContext<string | undefined>(undefined)

/** A small deferred script of ours; no page holds a script between its tags. */
export function Script({ src }: { src: string }) {
  return <script src={safeHref(src)} nonce={useContext(ScriptNonce)} defer />
}
