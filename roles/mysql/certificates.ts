import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { Secret, type Text, text } from '../../engine/secrets.ts'
import type { RoleContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { PLACES, TLS_FILES, TLS_FOLDER } from './places.ts'
import { madeCertificates } from './tls/made.ts'
import type { MysqlVars } from './vars/vars.ts'

type Parts = Partial<Record<keyof typeof TLS_FILES, string | Secret>>

/** The files of certificates that the role writes; those that are given as paths are there already. */
export function certificateFiles(context: RoleContext<MysqlVars>): readonly Resource[] {
  const parts = Object.entries(partsOf(context))
  if (parts.length === 0) return []
  const placement = { readableAfter: `package:${PLACES[context.vars.engine].package}` }
  return [
    directory({ path: TLS_FOLDER, mode: '0755' }, placement),
    ...parts.map(([part, content]) =>
      part === 'key'
        ? file(
            { path: TLS_FILES.key, content: plain(content), mode: '0400', owner: 'mysql', group: 'mysql' },
            placement,
          )
        : file({ path: TLS_FILES[part === 'ca' ? 'ca' : 'certificate'], content: plain(content) }, placement),
    ),
  ]
}

function partsOf({ vars, host }: RoleContext<MysqlVars>): Parts {
  const { replication, writer } = vars
  if (replication === undefined || replication.tls === 'off') return {}
  if (replication.tls !== 'made')
    return Object.fromEntries(Object.entries(replication.tls).filter(([, value]) => !isPath(value)))
  const names = [addressOf(host), ...(writer === undefined ? [] : [writer.vip]), ...dnsName(host.name)]
  return { ...madeCertificates(replication.password, host.name, names) }
}

function isPath(value: string | Secret): boolean {
  return typeof value === 'string' && value.startsWith('/')
}

/** A host's name may be anything in an inventory. */
function dnsName(name: string): readonly string[] {
  return /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name) ? [name] : []
}

function plain(content: string | Secret | undefined): string | Text {
  return content instanceof Secret ? text`${content}` : (content ?? '')
}
