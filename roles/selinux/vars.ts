import { z } from 'zod'
import { ofEach, refusingLegacyKeys } from '../../engine/errors/legacy-keys.ts'

const STAYS = 'SELinux stays as it is; write what to allow: booleans: { haproxy_connect_any: true }'

/** Legacy keys that switch SELinux off (rule 51). */
const LEGACY = ofEach(
  [
    'state',
    'mode',
    'enforce',
    'enforcing',
    'permissive',
    'policy',
    'setenforce',
    'disabled',
    'enabled',
    'SELINUX',
    'SELINUXTYPE',
  ],
  STAYS,
)

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'the name of a boolean is needed, such as haproxy_connect_any')

const shape = z.strictObject({
  booleans: z
    .record(name, z.boolean())
    .describe(
      'booleans and their values; haproxy_connect_any lets HAProxy connect to and listen on any port, ' +
        'httpd_can_network_connect lets nginx and Apache pass requests on, httpd_can_network_relay only to web ports, ' +
        'keepalived_connect_any lets keepalived check servers on any port',
    ),
})

/** The vars of the role. */
export const selinuxVars = refusingLegacyKeys(shape, LEGACY)
