package models

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"switchyard/internal/onnx"
	"switchyard/internal/ort"
)

const tinyVocabulary = 1200 // more than any fixture has

func tinySource(t testing.TB, output string) SequenceSource {
	t.Helper()
	return SequenceSource{
		Graph:     newTinyTransformer(tinyVocabulary, 65, 3).graph(t, output, false, onnx.Int64),
		Tokenizer: fixture(t, "wordpiece"), Name: "tiny", Licence: "Apache-2.0",
	}
}

func tinyClassifier(t testing.TB, rt *ort.Runtime) *Bundle {
	t.Helper()
	b, err := NewClassifierBundle(tinySource(t, tinyLogits), Priority, []string{"low", "normal", "high"}, rt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sampleTexts(t testing.TB) []string {
	t.Helper()
	texts := readLines[string](t, tokenizerFolder+"/texts.jsonl")
	return append(texts, randomTexts(rand.New(rand.NewPCG(8, 1)), 100)...)
}

// TestClassifierGivesTheProbabilitiesOfItsGraph checks the whole way from the
// text to the label against the same sums in Go.
func TestClassifierGivesTheProbabilitiesOfItsGraph(t *testing.T) {
	rt, net := openRuntime(t), newTinyTransformer(tinyVocabulary, 65, 3)
	for name, variant := range map[string]struct {
		types   bool
		element onnx.DataType
	}{"int64": {false, onnx.Int64}, "int32 with types": {true, onnx.Int32}} {
		src := tinySource(t, tinyLogits)
		src.Graph = net.graph(t, tinyLogits, variant.types, variant.element)
		b, err := NewClassifierBundle(src, Priority, []string{"low", "normal", "high"}, rt)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b.Manifest.Temperature = 2
		m, err := Open(b, Options{Runtime: rt})
		if err != nil {
			t.Fatal(err)
		}
		tok, got := openTokenizer(t, "wordpiece"), make([]float64, 3)
		for _, s := range sampleTexts(t) {
			if err := m.Predict(got, s); err != nil {
				t.Fatalf("%s: %q: %v", name, s, err)
			}
			want, sum := net.logits(encoded(t, tok, s, 48, true)), 0.
			for i, l := range want {
				want[i] = math.Exp(l / 2)
				sum += want[i]
			}
			for i := range want {
				if math.Abs(got[i]-want[i]/sum) > 1e-4 {
					t.Fatalf("%s: %q: output %d is %v, want %v", name, s, i, got[i], want[i]/sum)
				}
			}
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestManyTextsAtOnceGiveWhatEachGivesAlone(t *testing.T) {
	rt := openRuntime(t)
	m, err := Open(tinyClassifier(t, rt), Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	texts := sampleTexts(t)
	together := make([]float64, 3*len(texts))
	if err := m.PredictBatch(together, texts); err != nil {
		t.Fatal(err)
	}
	var workers sync.WaitGroup
	for worker := range 4 {
		workers.Go(func() {
			alone := make([]float64, 3)
			for i := worker; i < len(texts); i += 4 {
				if err := m.Predict(alone, texts[i]); err != nil {
					t.Error(err)
					return
				}
				for k, p := range alone {
					if math.Abs(p-together[3*i+k]) > 1e-5 {
						t.Errorf("%q: %v alone, %v among others", texts[i], alone, together[3*i:3*i+3])
						return
					}
				}
			}
		})
	}
	workers.Wait()
}

func TestBatchesAreBoundedAndComplete(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	texts := make([][]int64, 700)
	for i := range texts {
		texts[i] = make([]int64, 1+rng.IntN(300))
	}
	texts[13] = make([]int64, 3*maxBatchTokens) // runs alone
	seen := map[int]bool{}
	for _, b := range group(texts) {
		longest := 0
		for i, row := range b.rows {
			if seen[row] || len(b.tokens[i]) != len(texts[row]) {
				t.Fatalf("text %d is in two batches, or another's tokens are", row)
			}
			seen[row] = true
			longest = max(longest, len(texts[row]))
		}
		if len(b.rows) > 1 && len(b.rows)*longest > maxBatchTokens {
			t.Errorf("a batch of %d texts of up to %d tokens", len(b.rows), longest)
		}
	}
	if len(seen) != len(texts) {
		t.Errorf("%d of %d texts are in a batch", len(seen), len(texts))
	}
}

func TestBadTextsAreStillAnswered(t *testing.T) {
	rt := openRuntime(t)
	m, err := Open(tinyClassifier(t, rt), Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	for name, s := range map[string]string{
		"empty": "", "white space": " \t\n", "invalid UTF-8": "caf\xe9 \xff\xfe\xed\xa0\x80", "NUL": "a\x00b",
		"a word of 1 MB": strings.Repeat("x", 1<<20), "10 MB": strings.Repeat("my printer is on fire ", 10<<20/22),
		"10 MB of marks": "e" + strings.Repeat("\u0301", 5<<20), "10 MB of spaces": strings.Repeat(" ", 10<<20),
		"10 MB of rubbish": strings.Repeat("\xff", 10<<20), "special tokens": strings.Repeat("[SEP]", 1000),
	} {
		p, start := make([]float64, 3), time.Now()
		if err := m.Predict(p, s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if sum := p[0] + p[1] + p[2]; math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: probabilities sum to %v", name, sum)
		}
		if took := time.Since(start); took > patience {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// errorCase is a bundle that must be refused with these words.
type errorCase struct {
	name  string
	wreck func(*Bundle)
	words []string
}

func TestBundlesThatDoNotFitAreRefused(t *testing.T) {
	rt := openRuntime(t)
	setTokenizer := func(from, to string) func(*Bundle) {
		return func(b *Bundle) {
			b.Files[TokenizerFile] = []byte(strings.Replace(string(b.Files[TokenizerFile]), from, to, 1))
		}
	}
	for _, c := range []errorCase{
		{"other input", func(b *Bundle) { b.Manifest.Encoding.Inputs[0].Name = "tokens" }, []string{"no input", `"tokens"`, "input_ids"}},
		{"input left out", func(b *Bundle) { b.Manifest.Encoding.Inputs = b.Manifest.Encoding.Inputs[:1] }, []string{"needs an input", "attention_mask"}},
		{"other output", func(b *Bundle) { b.Manifest.Encoding.Output = "scores" }, []string{"no output", `"scores"`, "logits"}},
		{"more labels", func(b *Bundle) { b.Manifest.Labels = append(b.Manifest.Labels, "urgent") }, []string{"[2 3]", "4 labels"}},
		{"out of scope too many", func(b *Bundle) { b.Manifest.OutOfScope = true }, []string{"4 labels"}},
		{"too long", func(b *Bundle) { b.Manifest.Encoding.MaxTokens = 100 }, []string{"fails on a text of 100 tokens", "max_tokens"}},
		{"no room", func(b *Bundle) { b.Manifest.Encoding.MaxTokens = 2 }, []string{"max_tokens", "2 special tokens"}},
		{"unknown role", func(b *Bundle) { b.Manifest.Encoding.Inputs[1].Role = "positions" }, []string{"attention_mask", "positions"}},
		{"graph of another kind", func(b *Bundle) { b.Files[GraphFile] = []byte("label,text") }, []string{GraphFile, "cannot read the graph"}},
		{"no tokenizer", func(b *Bundle) { delete(b.Files, TokenizerFile) }, []string{TokenizerFile}},
		{"truncated tokenizer", func(b *Bundle) { b.Files[TokenizerFile] = b.Files[TokenizerFile][:4000] }, []string{TokenizerFile, "no tokenizer"}},
		{"unknown normaliser", setTokenizer(`"BertNormalizer"`, `"StripAccents"`), []string{"normalizer", "StripAccents", "BertNormalizer"}},
		{"unknown option", setTokenizer(`"clean_text"`, `"scrub_text"`), []string{"normalizer", "BertNormalizer", "scrub_text"}},
		{"unknown splitter", setTokenizer(`"BertPreTokenizer"`, `"UnicodeScripts"`), []string{"pre_tokenizer", "UnicodeScripts"}},
		{"unknown model", setTokenizer(`"WordPiece"`, `"WordLevel"`), []string{"model", "WordLevel", "Unigram"}},
		{"unknown post-processor", setTokenizer(`"TemplateProcessing"`, `"PairProcessing"`), []string{"post_processor", "PairProcessing"}},
		{"unknown token", setTokenizer(`"unk_token":"[UNK]"`, `"unk_token":"[WHAT]"`), []string{"model.vocab", "[WHAT]"}},
	} {
		b := tinyClassifier(t, rt)
		c.wreck(b)
		m, err := Open(b, Options{Runtime: rt})
		if err == nil {
			_ = m.Close()
			t.Errorf("%s: accepted", c.name)
			continue
		}
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v is not ErrInvalid", c.name, err)
		}
		for _, w := range c.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v does not say %q", c.name, err, w)
			}
		}
	}
}

func TestTransformersSayThatTheyNeedTheRuntime(t *testing.T) {
	rt := openRuntime(t)
	_, noRuntime := Open(tinyClassifier(t, rt), Options{})
	_, noEmbedder := OpenEmbedder(tinyEncoder(t, rt, tinyHidden, ""), Options{})
	_, noSource := NewEncoderBundle(tinySource(t, tinyHidden), nil)
	for _, err := range []error{noRuntime, noEmbedder, noSource} {
		if !errors.Is(err, ort.ErrMissing) || errors.Is(err, ErrInvalid) || !strings.Contains(fmt.Sprint(err), "needs ONNX Runtime") {
			t.Errorf("without the library: %v", err)
		}
	}
}

func TestTheReasonForAMissingRuntimeIsTold(t *testing.T) {
	rt := openRuntime(t)
	_, err := Open(tinyClassifier(t, rt), Options{Missing: fmt.Errorf("%w: not found at lib.so", ort.ErrMissing)})
	if !errors.Is(err, ort.ErrMissing) || !strings.Contains(err.Error(), "lib.so") {
		t.Error(err)
	}
}

func TestClassifierSurvivesItsFolder(t *testing.T) {
	rt, dir := openRuntime(t), t.TempDir()
	if err := tinyClassifier(t, rt).Write(dir); err != nil {
		t.Fatal(err)
	}
	m, err := OpenDir(dir, Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	e := m.Manifest().Encoding
	if e.MaxTokens != 48 || !e.SpecialTokens || e.PadToken != 0 || len(e.Inputs) != 2 || e.Output != tinyLogits {
		t.Errorf("encoding %+v", *e)
	}
	if !strings.HasPrefix(m.Engine(), "onnxruntime ") {
		t.Errorf("engine %q", m.Engine())
	}
}
