import test from 'ava'
import { unvaulted } from '../../../inventory/secrets/ansible-vault.ts'

/** Made by `ansible-vault encrypt_string` of ansible-core 2.14.18, with this password. */
const PASSWORD = 'vault pass 1'
const FORMAT_1_1 = `$ANSIBLE_VAULT;1.1;AES256
34356230366136613530333735326466626536386162616264303264643239623032663633333165
6336383566306133336138326235633034383932623033610a376562343963323962393465356332
35653635303637383361306239653164336165333034363766346139656662393534326430333935
3265363333366231330a363865666661303937653237396662386132326263366535366562666130
63633562376536336134316630323035343236623166313633316266613238306337
`
const FORMAT_1_2 = `$ANSIBLE_VAULT;1.2;AES256;prod
32353131353961386235366162343261376535663537623830323238343739306266346334333539
6266663731373632313439643663386634646235343735620a643765646338356362363764373330
36636361313230653239616666376663393461646532383664343164313737633038633362313262
3763326335653536630a326165653065623037346663653561623239326164353630633164653030
31633736623561363232386563626662623931613439343432383764393631363136
`

for (const [title, vaulted, text] of [
  ['1.1', FORMAT_1_1, 'from a real vault'],
  ['1.2, with an id and text of two lines', FORMAT_1_2, 'zwei\nZeilen: ü\n'],
  ['1.1, with the line ends of Windows', FORMAT_1_1.replaceAll('\n', '\r\n'), 'from a real vault'],
] as const) {
  test(`unvaulted() reads the format ${title}`, (t) => {
    t.deepEqual(unvaulted(vaulted, PASSWORD), { text })
  })
}

for (const [title, vaulted, password, why] of [
  ['another password', FORMAT_1_1, 'vault pass 2', 'wrong password'],
  ['a changed digit', FORMAT_1_1.replace(/7\n$/, '6\n'), PASSWORD, 'wrong password'],
  ['a missing line', FORMAT_1_1.replace(/\n[^\n]*\n$/, '\n'), PASSWORD, 'wrong password'],
  ['the first line alone', '$ANSIBLE_VAULT;1.1;AES256\n3435\n', PASSWORD, 'not a vaulted value'],
  ['other text', 'hunter2', PASSWORD, 'not a vaulted value'],
  ['the old cipher', FORMAT_1_1.replace('AES256', 'AES'), PASSWORD, 'another cipher'],
] as const) {
  test(`unvaulted() refuses ${title}`, (t) => {
    t.deepEqual(unvaulted(vaulted, password), { why })
  })
}
