package models

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWordsOfBytesCoverTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("ab1 \n\t'sre.é中\u00a0")), 1, 40, -1).Draw(t, "s")
		rest := s
		for rest != "" {
			n := wordLength(rest)
			if n < 1 || n > len(rest) || !utf8.ValidString(rest[:n]) {
				t.Fatalf("%q: a word of %d bytes", rest, n)
			}
			rest = rest[n:]
		}
	})
}

// TestUnigramFindsTheBestCut compares the Viterbi search with all cuts.
func TestUnigramFindsTheBestCut(t *testing.T) {
	pieces := []string{"?", "a", "b", "ab", "ba", "aab", "bb", "abab", "é", "aé"}
	rapid.Check(t, func(t *rapid.T) {
		scores := make([]float64, len(pieces))
		for i := range scores {
			scores[i] = -rapid.Float64Range(0, 12).Draw(t, "score")
		}
		u, err := newUnigram(pieces, scores, 0, false)
		if err != nil {
			t.Fatal(err)
		}
		word := rapid.StringOfN(rapid.RuneFrom([]rune("abé")), 1, 10, -1).Draw(t, "word")
		var best func(s string) float64
		best = func(s string) float64 {
			if s == "" {
				return 0
			}
			top := math.Inf(-1)
			for i, p := range pieces {
				if rest, ok := strings.CutPrefix(s, p); ok {
					top = max(top, scores[i]+best(rest))
				}
			}
			return top
		}
		got, text := 0., ""
		ids, err := u.append(nil, word)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			got, text = got+scores[id], text+pieces[id]
		}
		if text != word || math.Abs(got-best(word)) > 1e-9 {
			t.Fatalf("%q was cut to %q with score %v, the best is %v", word, text, got, best(word))
		}
	})
}

// TestBytePairsMergeInOrder compares the heap with looking at all neighbours
// each time.
func TestBytePairsMergeInOrder(t *testing.T) {
	tok := openTokenizer(t, "bpe")
	b := tok.pieces.(*bytePairs)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("aaeilnorst-=Ġ")), 1, 40, -1).Draw(t, "word")
		var want []int64
		for _, r := range word {
			want = append(want, b.runes[r])
		}
		for {
			at, first := -1, merge{rank: math.MaxInt32}
			for i := range len(want) - 1 {
				if m, ok := b.merges[pairOf(want[i], want[i+1])]; ok && m.rank < first.rank {
					at, first = i, m
				}
			}
			if at < 0 {
				break
			}
			want = slices.Replace(want, at, at+2, int64(first.id))
		}
		if got, err := b.append(nil, word); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q: %v, %v, want %v", word, got, err, want)
		}
	})
}

func TestScoresRoundAsTheOriginalReadsThem(t *testing.T) {
	for s, want := range map[string]float64{
		"0": 0, "-0.0": 0, "-3.5": -3.5, "1e3": 1000, "-2.5E-2": -.025, "12345678901234567890123": 12345678901234567890e3,
		// The digits are no float, so dividing them by 1e16 rounds once more.
		"-3.9598512649536133": -3.9598512649536137,
	} {
		if got, err := scoreOf(s); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "-", "null", "1e999", "1e-999", "0x10", "1ee2", "NaN"} {
		if got, err := scoreOf(s); err == nil {
			t.Errorf("%q was read as %v", s, got)
		}
	}
}

// patience is far more than any text takes, and far less than 10 MB would take
// if the time grew with the square of the length.
const patience = 10 * time.Second

func TestLongTextsTakeBoundedTime(t *testing.T) {
	words := map[string]string{
		"one word": strings.Repeat("abcdefgh", 10<<20/8), "one letter": strings.Repeat("a", 10<<20),
		"words": strings.Repeat("reset my password ", 10<<20/18), "spaces": strings.Repeat(" ", 10<<20),
		"ideograms": strings.Repeat("印", 10<<20/3), "emoji": strings.Repeat("👨‍👩‍👧", 10<<20/18), "rubbish": strings.Repeat("\xf0\x9f", 5<<20),
	}
	for _, name := range fixtureNames(t) {
		tok := openTokenizer(t, name)
		for what, s := range words {
			start := time.Now()
			if got := len(encoded(t, tok, s, 512, true)); got > 512 {
				t.Errorf("%s: %s: %d tokens", name, what, got)
			}
			if took := time.Since(start); took > patience {
				t.Errorf("%s: %s took %v", name, what, took)
			}
		}
	}
}

func TestBrokenTokenizersAreRefused(t *testing.T) {
	const pieces = `{"type":"Unigram","unk_id":0,"vocab":[["?",0],["a",-1]]}`
	with := func(part string) string { return fmt.Sprintf(`{"model":%s,%s}`, pieces, part) }
	for name, c := range map[string]struct {
		file, words string
		part        bool // the error is errPart
	}{
		"not JSON":            {`<html>`, "no tokenizer", false},
		"no model":            {`{"version":"1.0"}`, "model is missing", false},
		"no vocabulary":       {`{"model":{"type":"BPE","merges":[]}}`, "model.vocab", false},
		"empty vocabulary":    {`{"model":{"type":"BPE","vocab":{},"merges":[]}}`, "empty", false},
		"negative id":         {`{"model":{"type":"WordPiece","vocab":{"[UNK]":-1}}}`, "[UNK]", false},
		"huge id":             {`{"model":{"type":"WordPiece","vocab":{"[UNK]":99999999999}}}`, "[UNK]", false},
		"endless words":       {`{"model":{"type":"WordPiece","max_input_chars_per_word":100000,"vocab":{"[UNK]":0}}}`, "max_input_chars_per_word", false},
		"no unknown piece":    {`{"model":{"type":"Unigram","vocab":[["a",0]]}}`, "unk_id", false},
		"unknown out of it":   {`{"model":{"type":"Unigram","unk_id":5,"vocab":[["a",0]]}}`, "unk_id", false},
		"score is a word":     {`{"model":{"type":"Unigram","unk_id":0,"vocab":[["a","b"]]}}`, "score", false},
		"bytes missing":       {`{"model":{"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["a",0]]}}`, "<0x00>", false},
		"merge of nothing":    {`{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b"]}}`, "merges[0]", false},
		"merge of three":      {`{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":["a b c"]}}`, "a b c", false},
		"dropout":             {`{"model":{"type":"BPE","dropout":0.1,"vocab":{"a":0},"merges":[]}}`, "dropout", true},
		"suffix":              {`{"model":{"type":"BPE","end_of_word_suffix":"</w>","vocab":{"a":0},"merges":[]}}`, "end_of_word_suffix", true},
		"new option":          {`{"model":{"type":"Unigram","unk_id":0,"vocab":[["a",0]],"sampling":true}}`, "sampling", true},
		"two ids":             {with(`"added_tokens":[{"id":7,"content":"a"}]`), `"a" has id 7`, false},
		"negative added id":   {with(`"added_tokens":[{"id":-7,"content":"b"}]`), "added_tokens", false},
		"single word":         {with(`"added_tokens":[{"id":1,"content":"a","single_word":true}]`), "single_word", true},
		"cut on the left":     {with(`"truncation":{"direction":"Left","max_length":8}`), "Left", true},
		"regular expression":  {with(`"normalizer":{"type":"Replace","pattern":{"Regex":"a+"},"content":""}`), "a+", true},
		"nothing to replace":  {with(`"normalizer":{"type":"Replace","pattern":{"String":""},"content":"x"}`), "pattern", false},
		"damaged table":       {with(`"normalizer":{"type":"Precompiled","precompiled_charsmap":"AAEAAAAA"}`), "precompiled_charsmap", false},
		"in a sequence":       {with(`"normalizer":{"type":"Sequence","normalizers":[{"type":"Nmt"}]}`), "Nmt", true},
		"split by pattern":    {with(`"pre_tokenizer":{"type":"Split","pattern":{"String":" "}}`), "Split", true},
		"punctuation removed": {with(`"pre_tokenizer":{"type":"Punctuation","behavior":"Removed"}`), "Removed", true},
		"prefix scheme":       {with(`"pre_tokenizer":{"type":"Metaspace","replacement":"_","prepend_scheme":"last"}`), "last", true},
		"no mark":             {with(`"pre_tokenizer":{"type":"Metaspace","replacement":""}`), "replacement", false},
		"template without id": {with(`"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{}}`), `"x"`, false},
		"template with types": {with(`"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":1}}],"special_tokens":{}}`), "type_id", true},
		"template of nothing": {with(`"post_processor":{"type":"TemplateProcessing","single":[],"special_tokens":{}}`), "once", false},
	} {
		_, err := newTokenizer([]byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.words) || errors.Is(err, errPart) != c.part {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzTokenizer reads any text with each fixture.
func FuzzTokenizer(f *testing.F) {
	var all []*tokenizer
	for _, name := range fixtureNames(f) {
		all = append(all, openTokenizer(f, name))
	}
	for _, s := range readLines[string](f, tokenizerFolder+"/texts.jsonl") {
		f.Add([]byte(s), 9)
	}
	f.Fuzz(func(t *testing.T, text []byte, limit int) {
		limit = 3 + (limit&0xff+0xff)%200
		for i, tok := range all {
			whole := encoded(t, tok, string(text), 1<<16, true)
			cut := encoded(t, tok, string(text), limit, true)
			if len(cut) > limit || len(whole) < len(cut) {
				t.Fatalf("tokenizer %d: %d tokens, %d in %d", i, len(whole), len(cut), limit)
			}
			if len(whole) <= limit && len(text) < minReadBytes && !slices.Equal(whole, cut) {
				t.Fatalf("tokenizer %d: a text that fits changed: %v, %v", i, whole, cut)
			}
			tail := cut[len(cut)-len(tok.after):]
			if !slices.Equal(cut[:len(tok.before)], tok.before) || !slices.Equal(tail, tok.after) {
				t.Fatalf("tokenizer %d: special tokens are missing from %v", i, cut)
			}
		}
	})
}

// FuzzTokenizerFile reads any tokenizer.json and a text with what it gives.
func FuzzTokenizerFile(f *testing.F) {
	for _, seed := range []string{
		`{"model":{"type":"Unigram","unk_id":0,"vocab":[["?",0],["a",-1],["▁a",-2.5e-1]]},"normalizer":{"type":"NFKC"},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","add_prefix_space":true}}`,
		`{"model":{"unk_token":"?","vocab":{"?":0,"a":1,"##b":2}},"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"BertProcessing","sep":["a",1],"cls":["?",0]}}`,
		`{"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]},"added_tokens":[{"id":3,"content":"</s>","lstrip":true}],"pre_tokenizer":{"type":"ByteLevel","use_regex":true},"truncation":{"max_length":4}}`,
		`{"model":{"type":"Unigram","unk_id":0,"vocab":[["?",0]]},"normalizer":{"type":"Precompiled","precompiled_charsmap":"CAAAAAAAAAAAAAAAYQA="},"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		tok, err := newTokenizer(file)
		if err != nil {
			return
		}
		if got := encoded(t, tok, "Ünïcode 12 e\u0301 中文\x00\xff </s> don't", 16, true); len(got) > 16 {
			t.Fatalf("%d tokens", len(got))
		}
	})
}

func BenchmarkTokenizers(b *testing.B) {
	const text = "Hello, my printer on the third floor does not print since yesterday, can you please have a look at it today?"
	for _, name := range fixtureNames(b) {
		tok := openTokenizer(b, name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				encoded(b, tok, text, 512, true)
			}
		})
	}
}
