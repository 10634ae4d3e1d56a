import { ask, certificate } from './client.ts'
import type { Proof } from './topology.ts'

/** A site: its name and address. */
export interface SecureSite {
  readonly name: string
  readonly address: string
}

/** The arguments of curl for the site. */
export function secureRequest({ name, address }: SecureSite): readonly string[] {
  return ['--resolve', `${name}:443:${address}`, `https://${name}/`]
}

/** The certificate has these names; a client that trusts it accepts it for the site's name, and for no other. */
export function isCertified(site: SecureSite, names: readonly string[]): Proof {
  return async (t, cluster) => {
    const shown = await certificate(cluster, `${site.address}:443`, site.name)
    for (const name of names) t.true(shown.includes(name), shown)
    const seen = `openssl s_client -connect ${site.address}:443 -servername ${site.name} </dev/null 2>/dev/null`
    await cluster.on('client1', `${seen} | openssl x509 >/run/site.pem`)
    const believes = (name: string) =>
      cluster.tryOn('client1', `curl -s --cacert /run/site.pem --resolve ${name}:443:${site.address} https://${name}/`)
    t.is((await believes(site.name)).status, 0)
    t.is((await believes('www.example.net')).status, 60, 'not for this name')
  }
}

/** TLS 1.2 and 1.3 are accepted, older versions are not. */
export function refusesOldTls({ name, address }: SecureSite): Proof {
  return async (t, cluster) => {
    const spoken = async (version: string) => {
      const words = `-connect ${address}:443 -servername ${name} -cipher DEFAULT@SECLEVEL=0 -${version}`
      return (await cluster.tryOn('client1', `openssl s_client ${words} </dev/null`)).status === 0
    }
    t.deepEqual(await Promise.all(['tls1_1', 'tls1_2', 'tls1_3'].map(spoken)), [false, true, true])
  }
}

/** Requests without TLS are redirected to the same URL with TLS. */
export function redirectsToTls({ name, address }: SecureSite): Proof {
  return async (t, cluster) => {
    const reply = await ask(cluster, '--resolve', `${name}:80:${address}`, `http://${name}/some/where?x=1`)
    t.is(reply.status, 301)
    t.is(reply.headers.location, `https://${name}/some/where?x=1`)
  }
}
