import test from 'ava'
import { noFlags } from '../../../cli/parse/flags.ts'
import { controllerFor } from '../../../cli/run/controller.ts'
import { LineProgress } from '../../../cli/view/progress/lines.ts'
import { fakeIo } from '../fake-io.ts'

test('controllerFor() shows the old text of files that not everybody may read only if that is asked for', (t) => {
  const io = fakeIo()
  const controller = (diffPrivateFiles: boolean) =>
    controllerFor({ ...noFlags(), diffPrivateFiles }, io, new LineProgress(io.stderr, false))
  t.false(controller(false).showsPrivateFiles)
  t.true(controller(true).showsPrivateFiles)
})
