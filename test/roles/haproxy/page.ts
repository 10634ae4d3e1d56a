import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const page = readFileSync(new URL('../../../docs/haproxy.md', import.meta.url), 'utf8')

/** The examples of the page, by their headings. */
export const onPage: readonly (readonly [heading: string, vars: Readonly<Record<string, unknown>>])[] = page
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [, yaml = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(section) ?? []
    return [section.split('\n')[0] ?? '', parse(yaml)] as const
  })
