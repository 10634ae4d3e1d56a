import { extname } from 'node:path'
import type { Source } from '../engine/errors/source.ts'

const YAML_EXTENSIONS = ['.yml', '.yaml', '.json']
const INI_EXTENSIONS = ['.ini', '.cfg']

/** `[web]`, `[web:vars]` */
const SECTION = /^\[[^\]\n]+\][ \t]*(?:[#;].*)?$/m
/** `web1`, `web[01:10]:2222`, `web1 ansible_host=192.0.2.1`: a line that YAML would read as a text. */
const HOST = /^\w[\w.-]*(?:\[[\w:]+\][\w.-]*)*(?::\d+)?(?:[ \t]+\w+[ \t]*=.*)?$/

/** The first line that says anything is a section: no inventory in YAML begins with a list. */
const SECTION_FIRST = /^(?:\s*(?:[#;].*)?\n)*[ \t]*\[[^\]\n,"']+\][ \t]*(?:[#;].*)?(?:\r?\n|$)/

/** Whether an inventory has Ansible's INI format: by its beginning, by its extension, else by its lines. */
export function isIni({ file, text }: Source): boolean {
  if (SECTION_FIRST.test(text)) return true
  if (YAML_EXTENSIONS.includes(extname(file))) return false
  if (INI_EXTENSIONS.includes(extname(file)) || SECTION.test(text)) return true
  const [first = ''] = text.split('\n').filter((line) => !/^\s*(?:[#;].*)?$/.test(line))
  return HOST.test(first.trimEnd())
}
