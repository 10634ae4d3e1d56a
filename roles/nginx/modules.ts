import type { Facts } from '../../engine/facts.ts'
import { allDirectives } from './language/directives.ts'
import { type OwnLines, revealed } from './language/own-text.ts'

/** Directives of modules that have a package of their own, by the end of the package's name in Debian. */
const DEBIAN: readonly (readonly [RegExp, string])[] = [
  [/^more_(set|clear)_(input_)?headers$/, 'http-headers-more-filter'],
  [/^brotli(_(comp_level|types|buffers|window|min_length))?$/, 'http-brotli-filter'],
  [/^brotli_static$/, 'http-brotli-static'],
  [/^geoip2(_proxy|_proxy_recursive)?$/, 'http-geoip2'],
  [/^geoip_(country|city|org|proxy|proxy_recursive)$/, 'http-geoip'],
  [/_by_lua(_block|_file)?$|^lua_/, 'http-lua'],
  [/^js_(import|set|content|path|header_filter|body_filter|var|periodic|preload_object)$/, 'http-js'],
  [/^perl(_set|_modules|_require)?$/, 'http-perl'],
  [/^image_filter/, 'http-image-filter'],
  [/^xslt?_/, 'http-xslt-filter'],
  [/^modsecurity/, 'http-modsecurity'],
  [/^auth_pam/, 'http-auth-pam'],
  [/^auth_gss/, 'http-auth-spnego'],
  [/^echo(_\w+)?$/, 'http-echo'],
  [/^fancyindex/, 'http-fancyindex'],
  [/^(proxy|fastcgi|scgi|uwsgi)_cache_purge$/, 'http-cache-purge'],
  [/^dav_ext_/, 'http-dav-ext'],
  [/^subs_filter/, 'http-subs-filter'],
  [/^set_(md5|sha1|base32|encode_base64|decode_base64|escape_uri|unescape_uri|random|local_today)$/, 'http-set-misc'],
  [/^nchan_/, 'nchan'],
  [/^track_uploads$|^upload_progress/, 'http-uploadprogress'],
]

/** Those that the distributions of the RHEL family have in their own packages. */
const RHEL = ['http-perl', 'http-image-filter', 'http-xslt-filter']

/** The packages of modules without which nginx would refuse lines of the user's own. */
export function modulePackages(
  { families }: Pick<Facts, 'families'>,
  ...own: readonly (OwnLines | undefined)[]
): readonly string[] {
  const names = own.flatMap((one) => allDirectives(revealed(one)).map(({ name }) => name))
  const needed = DEBIAN.filter(([pattern]) => names.some((name) => pattern.test(name))).map(([, module]) => module)
  if (families.includes('debian')) return needed.map((module) => `libnginx-mod-${module}`)
  return needed.filter((module) => RHEL.includes(module)).map((module) => `nginx-mod-${module}`)
}
