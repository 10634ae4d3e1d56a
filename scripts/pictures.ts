/** Draws the traffic of every ready playbook into its page of the reference. */
import { readFile, writeFile } from 'node:fs/promises'
import { withPicture } from './picture/page.ts'
import { pictureOf } from './picture/picture.ts'
import { topologies } from './picture/topologies.ts'

for (const topology of topologies()) {
  const page = await readFile(topology.page, 'utf8')
  const drawn = withPicture(page, await pictureOf(topology))
  if (drawn === page) continue
  await writeFile(topology.page, drawn)
  console.log(`drew the picture of ${topology.name} anew`)
}
