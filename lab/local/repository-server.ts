/**
 * A program that serves the packages over HTTP in a lab's namespace.
 * Arguments: the lab's mark, then `address=…` for each bridge and `NAME=FOLDER` for each image's packages.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { basename, join } from 'node:path'

const PORT = 80
const words = process.argv.slice(3).map((word): [string, string] => {
  const split = word.indexOf('=')
  return [word.slice(0, split), word.slice(split + 1)]
})
const addresses = words.flatMap(([name, value]) => (name === 'address' ? [value] : []))
const folders = new Map(words.filter(([name]) => name !== 'address'))

for (const address of addresses)
  createServer((request, response) => void respond(request, response)).listen(PORT, address)

/** Paths are `/IMAGE/./FILE`. Only the base name is used, so that no file outside can be read. */
async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodedPath(request.url ?? '/')
  const folder = folders.get(path?.split('/')[1] ?? '')
  const file = folder === undefined || path === undefined ? undefined : join(folder, basename(path))
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined)
  if (file === undefined || found === undefined || !found.isFile()) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-length': found.size, 'last-modified': found.mtime.toUTCString() })
  if (request.method === 'HEAD') return void response.end()
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response)
}

function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(url)
  } catch {
    return undefined
  }
}
