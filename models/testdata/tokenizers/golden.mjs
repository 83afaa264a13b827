// Writes the ids that the original gives for every text and fixture.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import tokenizers from 'tokenizers'

const texts = readFileSync('texts.jsonl', 'utf8').trim().split('\n').map(line => JSON.parse(line))
for (const file of readdirSync('.').filter(f => f.endsWith('.tokenizer.json'))) {
  const ids = async limit => {
    const t = tokenizers.Tokenizer.fromFile(file)
    t.disablePadding()
    if (limit) t.setTruncation(limit)
    else t.disableTruncation()
    const rows = []
    for (const text of texts) rows.push((await t.encode(text, null, { addSpecialTokens: true })).getIds())
    return rows
  }
  const whole = await ids(0)
  const cut = await ids(8)
  const lines = whole.map((row, i) => JSON.stringify({ ids: row, cut: cut[i] }))
  writeFileSync(file.replace('.tokenizer.json', '.ids.jsonl'), lines.join('\n') + '\n')
}
