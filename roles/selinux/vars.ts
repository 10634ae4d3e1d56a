import { z } from 'zod'

/** Keys with which others switch it off. */
const SWITCHES = ['state', 'mode', 'enforce', 'enforcing', 'permissive', 'policy', 'setenforce', 'disabled']

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'the name of a boolean is needed, such as haproxy_connect_any')

/** The vars of the role. */
export const selinuxVars = z.strictObject(
  {
    booleans: z
      .record(name, z.boolean())
      .describe(
        'booleans and their values; haproxy_connect_any lets HAProxy connect to and listen on any port, ' +
          'httpd_can_network_connect lets nginx and Apache pass requests on, httpd_can_network_relay only to web ports, ' +
          'keepalived_connect_any lets keepalived check servers on any port',
      ),
  },
  {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined
      const key = issue.keys.find((one) => SWITCHES.includes(one))
      if (key === undefined) return undefined
      return `"${key}": SELinux stays as it is; name what is to be allowed: booleans: { haproxy_connect_any: true }`
    },
  },
)
