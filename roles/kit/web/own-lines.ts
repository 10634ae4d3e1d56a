/** Directives of nginx and Apache by which a site may answer otherwise than its files or servers do. */
const ANSWERS: Readonly<Record<'nginx' | 'apache', RegExp>> = {
  nginx:
    /^\s*(return|rewrite|auth_basic|auth_request|auth_jwt|deny|allow|satisfy|limit_req|limit_conn|ssl_verify_client|valid_referers|internal|location|if|error_page|include|try_files|proxy_pass|fastcgi_pass|uwsgi_pass|grpc_pass)\b/,
  apache:
    /^\s*(Require|Deny|Allow|Order|AuthType|AuthBasicProvider|Redirect(Match|Permanent|Temp)?|RewriteRule|SSLVerifyClient|ProxyPass(Match)?|Alias(Match)?|SetHandler|Include(Optional)?|<(If|Location|LocationMatch|Files|Directory))\b/i,
}

/** The first words of lines of the user's own that may answer a request, each once. */
export function answersIn(server: 'nginx' | 'apache', ...texts: readonly (string | undefined)[]): readonly string[] {
  const parts = texts.flatMap((text = '') => text.replaceAll(/#.*$/gm, '').split(server === 'nginx' ? /[;{}\n]/ : '\n'))
  return [...new Set(parts.flatMap((part) => ANSWERS[server].exec(part)?.[1] ?? []))]
}

/** The sentence about a site that is not asked. */
export function notAsked(site: string, directives: readonly string[]): string {
  const names = directives.map((one) => `"${one}"`).join(', ')
  return `site "${site}" is not asked for /, as ${names} in lines of yours may answer instead: write verify, with what must be seen, or verify: false`
}
