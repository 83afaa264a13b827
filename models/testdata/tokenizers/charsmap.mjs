// A small table of replacements in the form SentencePiece keeps its own: a
// double-array trie over UTF-8 (units of 32 bits), then the replacements.

const pairs = new Map([
  ...[...'\t\n\r\u0085\u00a0\u2028\u2029\u3000'].map(c => [c, ' ']),
  ...[...'\u0000\u0001\u0002\u0007\u00ad\u200b\u200e\u200f\ufeff'].map(c => [c, '']),
  ...[...Array(94).keys()].map(i => [String.fromCharCode(0xff01 + i), String.fromCharCode(33 + i)]),
  ['ﬁ', 'fi'], ['ﬀ', 'ff'], ['ﬃ', 'ffi'], ['…', '...'], ['™', 'TM'], ['½', '1⁄2'], ['²', '2'], ['①', '1'], ['Ⅷ', 'VIII'],
  ['e\u0301', 'é'], ['n\u0303', 'ñ'], ['a\u0323\u0308', 'ạ̈'], ['か\u3099', 'が'], ['ﾊﾟ', 'パ'], ['ﾊ', 'ハ'], ['\u1112\u1161', '하'],
  ['i\u0307', 'i̇'], ['"', '“'], ['❤', '♥'],
])

export function charsmap() {
  let text = Buffer.alloc(0)
  const root = { next: new Map() }
  for (const [from, to] of pairs) {
    let node = root
    for (const byte of Buffer.from(from)) {
      if (byte === 0) break // no key holds a NUL
      if (!node.next.has(byte)) node.next.set(byte, { next: new Map() })
      node = node.next.get(byte)
    }
    if (node === root) continue
    node.value = text.length
    text = Buffer.concat([text, Buffer.from(to + '\0')])
  }
  const units = [0]
  const bases = new Set() // two nodes with one base would mix up their children
  const place = (node, at) => {
    const labels = [...node.next.keys()].sort((a, b) => a - b)
    if (node.value !== undefined) labels.unshift(0)
    let base = 1
    while (bases.has(base) || labels.some(l => units[base ^ l] !== undefined || (base ^ l) === 0)) base++
    bases.add(base)
    units[at] |= (at ^ base) << 10
    if (node.value !== undefined) {
      units[at] |= 1 << 8
      units[base] = (node.value | 1 << 31) >>> 0
    }
    for (const l of labels) if (node.next.has(l)) units[base ^ l] = l
    for (const l of labels) if (node.next.has(l)) place(node.next.get(l), base ^ l)
  }
  place(root, 0)
  while (units.length % 256) units.push(0)
  const trie = Buffer.alloc(4 * units.length)
  for (let i = 0; i < units.length; i++) trie.writeUInt32LE((units[i] ?? 0) >>> 0, 4 * i)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(trie.length)
  return Buffer.concat([size, trie, text]).toString('base64')
}
