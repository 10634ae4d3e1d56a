import { isMap, parseDocument, type Scalar, visit, type YAMLMap } from 'yaml'

/** An inventory without one of its hosts. */
export function withoutHost(inventory: string, host: string): string {
  return edited(inventory, host, (hosts) => hosts.delete(host))
}

/** An inventory in which a host has a variable of this value. */
export function withVariable(inventory: string, host: string, name: string, value: unknown): string {
  return edited(inventory, host, (hosts) => hosts.setIn([host, name], value))
}

/** Every mapping under a key `hosts` that has the host. */
function edited(inventory: string, host: string, edit: (hosts: YAMLMap) => void): string {
  const document = parseDocument(inventory)
  visit(document, {
    Pair(_, { key, value }) {
      if ((key as Scalar).value === 'hosts' && isMap(value) && value.has(host)) edit(value)
    },
  })
  return document.toString({ lineWidth: 0 })
}
