import type { Facts } from '../../../engine/facts.ts'
import type { Text } from '../../../engine/secrets.ts'
import { configFile } from '../../kit/config-text.ts'
import { folderMode, ownedAs } from '../distribution.ts'
import type { LogPeer } from '../log-hosts.ts'
import { portOf, type Receive } from '../vars/vars.ts'
import { object, ruleset } from './drop-in.ts'

/** The ruleset of a central log host: one file for each sender, and no line of a sender in the log host's own files. */
export function receiveDropIn(receive: Receive, senders: readonly LogPeer[] | undefined, facts: Facts): Text {
  const { owner, group, mode } = ownedAs(facts, receive)
  const addresses = senders?.map(({ address }) => `"${address}"`).join(', ')
  return configFile(
    object('template', {
      name: 'evenkeel_receive_file',
      type: 'string',
      // A sender chooses its own name: a slash or ".." in it must not lead out of the folder.
      string: `${receive.directory}/%hostname:::lowercase,secpath-replace%.log`,
    }),
    ruleset(
      'evenkeel_receive',
      addresses === undefined ? [] : [`if not ($fromhost-ip == [${addresses}]) then stop`],
      object('action', {
        name: 'evenkeel_receive',
        type: 'omfile',
        dynaFile: 'evenkeel_receive_file',
        dynaFileCacheSize: 100,
        template: 'RSYSLOG_FileFormat',
        fileOwner: owner,
        fileGroup: group,
        fileCreateMode: mode,
        dirOwner: owner,
        dirGroup: group,
        dirCreateMode: folderMode(mode),
      }),
    ),
    object('input', {
      type: receive.protocol === 'relp' ? 'imrelp' : 'imtcp',
      port: portOf(receive),
      ruleset: 'evenkeel_receive',
    }),
  )
}
