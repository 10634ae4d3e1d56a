import { flag, type Lines, setting } from '../../kit/config-text.ts'
import { errorPagePath } from '../places.ts'
import type { Compression } from '../vars/content.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { section } from './section.ts'

export function compressionLines(compression: Compression | undefined): Lines {
  if (compression === undefined) return []
  const { algo, types, offload } = compression
  return [
    `compression algo ${algo.join(' ')}`,
    `compression type ${types.join(' ')}`,
    ...flag('compression offload', offload),
  ]
}

/** Answers from the cache, and keeps responses in it. */
export function cacheLines(name: string | undefined): Lines {
  return name === undefined ? [] : [`http-request cache-use ${name}`, `http-response cache-store ${name}`]
}

export function memoryLines({ name, size, max_object: largest, max_age: age }: HaproxyVars['caches'][number]): Lines {
  return section(`cache ${name}`, [`total-max-size ${size}`], setting('max-object-size', largest), [`max-age ${age}`])
}

export function errorLines({ name, pages }: HaproxyVars['error_pages'][number]): Lines {
  return section(
    `http-errors ${name}`,
    Object.keys(pages).map((status) => `errorfile ${status} ${errorPagePath(name, status)}`),
  )
}
