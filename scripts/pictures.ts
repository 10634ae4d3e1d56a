/** Draws the traffic of each ready playbook into its page. */
import { readFile, writeFile } from 'node:fs/promises'
import { withPicture } from './picture/page.ts'
import { pictureOf } from './picture/picture.ts'
import { topologies } from './picture/topologies.ts'

for (const topology of topologies()) {
  const page = await readFile(topology.page, 'utf8')
  const drawn = withPicture(page, await pictureOf(topology))
  if (drawn === page) continue
  await writeFile(topology.page, drawn)
  console.log(`updated the picture of ${topology.name}`)
}
