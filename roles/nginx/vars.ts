import { z } from 'zod'
import { extraLines } from '../vars/words.ts'
import { listenPort } from './listen.ts'

const listen = z
  .union([z.int().min(1).max(65535), z.string()])
  .refine(
    (value) => listenPort(value) !== undefined,
    'a port, or an address with one, is needed: 80, "10.0.0.21:80", "443 ssl"',
  )
  .refine(
    (value) => !String(value).includes('default_server'),
    'write "default: true" beside it instead of default_server',
  )

// nginx would read variables, quotes and the end of the directive out of these.
const path = z
  .string()
  .regex(
    /^\/[^"'\\$;{}\p{Cc}]*[^"'\\$;{}\p{Cc}/]$/u,
    'an absolute path without quotes, "$", ";", braces and a slash at the end is needed',
  )
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'the name of a file is needed, such as index.html')
const serverName = z
  .string()
  .regex(/^[A-Za-z0-9_.*-]+$/, 'a host name is needed, such as www.example.com or *.example.com')

const answer = z.strictObject({
  path: z
    .string()
    .regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')
    .default('/')
    .describe('what is asked for'),
  status: z.int().min(100).max(599).default(200).describe('what must be answered'),
})

const described = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'letters, digits, ".", "_" and "-" are allowed, at most 64')
    .optional()
    .describe('names the file in conf.d; default: the first server_name, else site-PORT'),
  listen: z
    .union([listen, z.array(listen).min(1)])
    .default(80)
    .describe('port, address and port, or a list of them; "ssl" may follow'),
  server_name: z
    .union([serverName, z.array(serverName).min(1)])
    .optional()
    .describe('host names that it answers to; default: any'),
  root: path.optional().describe('folder of its files; made where it is missing'),
  index: z
    .array(fileName)
    .min(1)
    .default(['index.html', 'index.htm', 'index.nginx-debian.html'])
    .describe('files that answer for a folder'),
  content: z.string().optional().describe('text of the first index file, which is then written'),
  default: z
    .boolean()
    .optional()
    .describe(
      "answers for every name that no other site has; default: true without server_name. The distribution's default site then goes",
    ),
  check: answer.default({ path: '/', status: 200 }).describe('what the site is asked for by verify'),
  extra: extraLines.optional().describe('further lines for its server block'),
})

const site = described
  .refine((one) => one.content === undefined || one.root !== undefined, {
    path: ['content'],
    error: 'root is needed where content is written',
  })
  .transform((one) => {
    const listens = [one.listen].flat()
    const serverNames = one.server_name === undefined ? [] : [one.server_name].flat()
    const name =
      one.name ?? serverNames.find((each) => /^[A-Za-z0-9]/.test(each)) ?? `site-${listenPort(listens[0] ?? 80)}`
    return { ...one, name, listens, serverNames, isDefault: one.default ?? serverNames.length === 0 }
  })

/** A site with its defaults. */
export type Site = z.output<typeof site>

/** The vars of the role; names and default sites that clash are errors. */
export const nginxVars = z
  .strictObject({ sites: z.array(site).default([]).describe('what it serves') })
  .superRefine(({ sites }, context) => {
    const complain = (index: number, message: string) =>
      context.addIssue({ code: 'custom', path: ['sites', index], message })
    const first = (index: number, same: (one: Site) => boolean) => sites.findIndex(same) === index
    for (const [index, site] of sites.entries()) {
      if (!first(index, (one) => one.name === site.name))
        complain(index, `there are two sites "${site.name}"; give this one a name`)
      const rival = sites.slice(0, index).find((one) => one.isDefault && site.isDefault && shareListen(one, site))
      if (rival !== undefined)
        complain(index, `"${rival.name}" is the default on the same port; give one a server_name`)
    }
  })

function shareListen(one: Site, other: Site): boolean {
  const written = (site: Site) => site.listens.map((listen) => String(listen).split(' ')[0])
  return written(one).some((listen) => written(other).includes(listen))
}

export type NginxVars = z.output<typeof nginxVars>
