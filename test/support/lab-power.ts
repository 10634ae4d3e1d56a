/** A program that cuts or switches on the power of a lab host: `cut|on INVENTORY HOST`. */
import { powerCut, powerOn } from '../../lab/lab.ts'
import { labPlace } from '../../lab/place.ts'

const [action, inventory = '', host = ''] = process.argv.slice(2)
const place = labPlace(inventory)
await (action === 'cut' ? powerCut(place, host) : powerOn(place, host))
