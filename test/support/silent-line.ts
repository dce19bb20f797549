import { once } from 'node:events'
import net from 'node:net'
import type { Test } from 'tap'

/** A line to a server that may fall silent: nothing passes any more, and nobody is told. */
export type SilentLine = { url: string; fallSilent: () => void; speak: () => void }

/** Opens a line to the server of this address on a port of its own, closed with the test. */
export async function silentLine(t: Test, url: string): Promise<SilentLine> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<net.Socket>()
  const orphans = new Set<net.Socket>()
  let isSilent = false
  const line = net.createServer((near) => {
    const far = net.connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined)
      from.once('close', () => {
        sockets.delete(from)
        // Told to the other end once the line speaks again.
        if (isSilent) orphans.add(to)
        else to.destroy()
      })
      from.on('data', (bytes) => to.write(bytes))
      if (isSilent) from.pause()
    }
  })
  line.listen(0, '127.0.0.1')
  await once(line, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    line.close()
  })
  const through = new URL(url)
  through.port = String((line.address() as net.AddressInfo).port)
  return {
    url: through.href,
    fallSilent: () => {
      isSilent = true
      for (const socket of sockets) socket.pause()
    },
    speak: () => {
      isSilent = false
      for (const socket of orphans) socket.destroy()
      for (const socket of sockets) socket.resume()
    },
  }
}
