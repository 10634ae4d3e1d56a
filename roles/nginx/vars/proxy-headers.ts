/** What a real server learns of its client (rule 40). */
export const PROXY_HEADERS: Readonly<Record<string, string>> = {
  Host: '$host',
  'X-Real-IP': '$remote_addr',
  'X-Forwarded-For': '$proxy_add_x_forwarded_for',
  'X-Forwarded-Proto': '$scheme',
}
