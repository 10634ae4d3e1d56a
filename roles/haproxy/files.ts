import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { ERROR_PAGES, errorPagePath, listPath, MAPS, mapPath } from './places.ts'
import type { HaproxyVars } from './vars/vars.ts'

type Files = Pick<HaproxyVars, 'maps' | 'lists' | 'error_pages'>

/** The files that haproxy.cfg names, which come before it. */
export function namedFiles({ maps, lists, error_pages: pages }: Files, readableAfter: string): readonly Resource[] {
  const inMaps = [
    ...maps.map(({ name, entries }) => ({ path: mapPath(name), content: linesOf(Object.entries(entries)) })),
    ...lists.map(({ name, values }) => ({ path: listPath(name), content: linesOf(values.map((one) => [one])) })),
  ]
  const answers = pages.flatMap(({ name, type, pages: texts }) =>
    Object.entries(texts).map(([status, text]) => ({
      path: errorPagePath(name, status),
      content: answer(Number(status), type, text),
    })),
  )
  const folders = [...(inMaps.length > 0 ? [MAPS] : []), ...(answers.length > 0 ? [ERROR_PAGES] : [])]
  return [
    ...folders.map((path) => directory({ path }, { readableAfter })),
    ...[...inMaps, ...answers].map((one) => file(one, { readableAfter })),
  ]
}

/** The resources for which HAProxy reloads. */
export function namedIds({ maps, lists, error_pages: pages }: Files): readonly string[] {
  return [
    ...maps.map(({ name }) => mapPath(name)),
    ...lists.map(({ name }) => listPath(name)),
    ...pages.flatMap(({ name, pages: texts }) => Object.keys(texts).map((status) => errorPagePath(name, status))),
  ]
}

function linesOf(entries: readonly (readonly string[])[]): string {
  return entries.map((words) => `${words.join(' ')}\n`).join('')
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  410: 'Gone',
  413: 'Payload Too Large',
  425: 'Too Early',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** HAProxy sends the file as it is, head and body. */
function answer(status: number, type: string, text: string): string {
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Cache-Control: no-cache',
    `Content-Type: ${type}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${text}`
}
