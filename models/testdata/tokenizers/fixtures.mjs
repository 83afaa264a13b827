// Makes the small tokenizer.json files. The same texts give the same files.
import { readFileSync, writeFileSync } from 'node:fs'
import { charsmap } from './charsmap.mjs'

const texts = readFileSync('texts.jsonl', 'utf8').trim().split('\n').map(line => JSON.parse(line))
const byCount = map => [...map].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
const counts = list => list.reduce((m, x) => m.set(x, (m.get(x) ?? 0) + 1), new Map())

// trainPairs joins the most frequent neighbours, `n` times.
function trainPairs(words, n) {
  let parts = byCount(counts(words)).map(([w, c]) => [[...w], c])
  const merges = []
  for (let i = 0; i < n; i++) {
    const pairs = new Map()
    for (const [p, c] of parts)
      for (let j = 0; j + 1 < p.length; j++) pairs.set(p[j] + ' ' + p[j + 1], (pairs.get(p[j] + ' ' + p[j + 1]) ?? 0) + c)
    if (pairs.size === 0) break
    const [left, right] = byCount(pairs)[0][0].split(' ')
    merges.push([left, right])
    for (const entry of parts) {
      const out = []
      for (const s of entry[0])
        if (out.length && out.at(-1) === left && s === right) out[out.length - 1] = left + right
        else out.push(s)
      entry[0] = out
    }
  }
  return merges
}

const ids = pieces => Object.fromEntries([...new Set(pieces)].map((p, i) => [p, i]))
const added = (vocab, list, options = {}) => list.map(content => ({
  id: vocab[content], content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...options,
}))
function write(name, parts) {
  writeFileSync(name + '.tokenizer.json', JSON.stringify({
    version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null,
    pre_tokenizer: null, post_processor: null, decoder: null, ...parts,
  }) + '\n')
}
const template = (vocab, before, after) => ({
  type: 'TemplateProcessing',
  single: [...before.map(id => ({ SpecialToken: { id, type_id: 0 } })), { Sequence: { id: 'A', type_id: 0 } },
    ...after.map(id => ({ SpecialToken: { id, type_id: 0 } }))],
  pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
  special_tokens: Object.fromEntries([...before, ...after].map(t => [t, { id: t, ids: [vocab[t]], tokens: [t] }])),
})

// WordPiece.
const folded = texts.map(t => t.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase())
function wordPieces(list, special, n) {
  const words = list.flatMap(t => t.match(/[\p{L}\p{M}\p{N}]+|\p{P}/gu) ?? [])
  const letters = byCount(counts(words.flatMap(w => [...w]))).slice(0, 260).map(([c]) => c)
  const merged = trainPairs(words, n).map(([a, b]) => a + b)
  return ids([...special, ...letters, ...letters.map(c => '##' + c), ...merged, ...merged.map(p => '##' + p), '##ing', 'ing'])
}
const bertSpecial = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
let vocab = wordPieces(folded, bertSpecial, 150)
write('wordpiece', {
  truncation: { direction: 'Right', max_length: 48, strategy: 'LongestFirst', stride: 0 },
  padding: { strategy: 'BatchLongest', direction: 'Right', pad_to_multiple_of: null, pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' },
  added_tokens: added(vocab, bertSpecial),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' }, post_processor: template(vocab, ['[CLS]'], ['[SEP]']),
  model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
})
vocab = wordPieces(texts, bertSpecial, 150)
write('wordpiece-cased', { // an old file: no type of model
  added_tokens: added(vocab, bertSpecial),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: false, strip_accents: false, lowercase: false },
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: { type: 'BertProcessing', sep: ['[SEP]', vocab['[SEP]']], cls: ['[CLS]', vocab['[CLS]']] },
  model: { unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 20, vocab },
})
vocab = wordPieces(folded.map(t => t.normalize('NFKC')), ['[UNK]', '[PAD]'], 150)
write('wordpiece-split', {
  normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Strip', strip_left: true, strip_right: false },
    { type: 'Replace', pattern: { String: '…' }, content: '...' }, { type: 'Lowercase' }] },
  pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Punctuation', behavior: 'Isolated' },
    { type: 'Digits', individual_digits: true }] },
  model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
})

// Byte-level BPE.
const visible = [...Array(256).keys()].map(b => (b > 32 && b < 127) || (b > 160 && b !== 173) ? b : -1)
visible.forEach((c, b) => { if (c < 0) visible[b] = 256 + visible.slice(0, b).filter(x => x > 255).length })
const show = s => [...Buffer.from(s)].map(b => String.fromCharCode(visible[b])).join('')
const bytePieces = texts.flatMap(t => t.match(/ ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+/gu) ?? []).map(show)
const repeats = [['a', 'a'], ['aa', 'a'], ['-', '-'], ['--', '-'], ['=', '='], ['==', '=='], ['l', 'l'], ['ll', 'l']]
const robertaSpecial = ['<s>', '<pad>', '</s>', '<unk>', '<mask>']
let merges = [...trainPairs(bytePieces, 260), ...repeats]
vocab = ids([...robertaSpecial, ...visible.map(c => String.fromCharCode(c)), ...merges.map(([a, b]) => a + b)])
write('bpe', {
  added_tokens: [...added(vocab, robertaSpecial.slice(0, 4), { normalized: true }), ...added(vocab, ['<mask>'], { normalized: true, lstrip: true })],
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  post_processor: { type: 'RobertaProcessing', sep: ['</s>', 2], cls: ['<s>', 0], trim_offsets: true, add_prefix_space: true },
  model: { type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '', fuse_unk: false,
    byte_fallback: false, ignore_merges: false, vocab, merges },
})
merges = [...repeats, ...trainPairs(bytePieces.filter(p => !/[^\x00-\x7f]/.test(p)), 120)]
vocab = ids(['<unk>', '<|endoftext|>', ...'abcdefghijklmnopqrstuvwxyz\'-=012'].concat(merges.flatMap(([a, b]) => [a, b, a + b]), ['password', '.com']))
write('bpe-unknown', {
  added_tokens: [...added(vocab, ['<|endoftext|>'], { rstrip: true }),
    ...[['   ', 1], ['  ', 2]].map(([content, i]) => ({ id: Object.keys(vocab).length + i - 1, content, single_word: false, lstrip: false, rstrip: false, normalized: true, special: false }))],
  normalizer: { type: 'NFD' },
  pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: false },
    { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false }] },
  post_processor: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true },
  model: { type: 'BPE', dropout: null, unk_token: '<unk>', fuse_unk: true, ignore_merges: true, vocab, merges: merges.map(m => m.join(' ')) },
})

// Unigram.
function unigram(list, special, letterCount, n) {
  const words = list.flatMap(t => t.replace(/\s+/g, ' ').trim().split(' ').map(w => '▁' + w))
  const letters = byCount(counts(words.flatMap(w => [...w]))).slice(0, letterCount)
  const total = words.length * 6
  const merged = trainPairs(words, n).map(([a, b]) => a + b)
  const count = p => words.filter(w => w.includes(p)).length
  const seen = new Set(special)
  return [...special.map(s => [s, 0]), ...[...letters.map(([c, k]) => [c, Math.log(k / total)]),
    ...merged.map(p => [p, Math.log(count(p) * [...p].length / total)])].filter(([p]) => !seen.has(p) && seen.add(p))]
}
let pieces = unigram(texts.map(t => t.normalize('NFKC')), robertaSpecial, 300, 250)
const index = list => Object.fromEntries(list.map(([p], i) => [p, i]))
write('unigram', {
  added_tokens: added(index(pieces), robertaSpecial),
  normalizer: { type: 'Sequence', normalizers: [{ type: 'Precompiled', precompiled_charsmap: charsmap() },
    { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }] },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: true },
  post_processor: { type: 'Sequence', processors: [template(index(pieces), ['<s>'], ['</s>'])] },
  model: { type: 'Unigram', unk_id: 3, vocab: pieces },
})
const byteTokens = [...Array(256).keys()].map(b => '<0x' + b.toString(16).toUpperCase().padStart(2, '0') + '>')
pieces = unigram(texts.map(t => t.normalize('NFKD')), ['<unk>', '</s>', ...byteTokens], 90, 120)
write('unigram-bytes', {
  added_tokens: added(index(pieces), ['</s>'], { lstrip: true, rstrip: true }),
  normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '»' }, { type: 'NFKD' }] },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: false },
  post_processor: template(index(pieces), [], ['</s>']),
  model: { type: 'Unigram', unk_id: 0, byte_fallback: true, vocab: pieces },
})
pieces = unigram(folded, ['[PAD]', '[UNK]'], 300, 250)
write('unigram-static', {
  added_tokens: added(index(pieces), ['[PAD]', '[UNK]']),
  normalizer: { type: 'Sequence', normalizers: [
    { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    ...[...'!"#,.:?'].map(String => ({ type: 'Replace', pattern: { String }, content: ` ${String} ` })),
    { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' }, { type: 'Strip', strip_left: true, strip_right: true }] },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
  model: { type: 'Unigram', unk_id: 1, vocab: pieces, byte_fallback: false },
})
pieces = unigram(texts.map(t => t.normalize('NFC')), ['<pad>', '</s>', '<unk>'], 300, 250)
write('unigram-split', {
  added_tokens: added(index(pieces), ['<pad>', '</s>', '<unk>']),
  normalizer: { type: 'NFC' },
  pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' },
    { type: 'Metaspace', replacement: '▁', str_rep: '▁', add_prefix_space: true }] },
  post_processor: template(index(pieces), [], ['</s>']),
  model: { type: 'Unigram', unk_id: 2, vocab: pieces },
})
