//go:build data

package models

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// These tests measure real tokenizers and encoders, which are not part of the
// project. Run them with the folder of the sets in the environment:
//
//	DATA=... go test -tags data ./models -run Real -bench Real -v

// dataFolder is where the sets are.
func dataFolder(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("DATA")
	if dir == "" {
		t.Fatal("DATA must name the folder with the sets tokenizers and encoders")
	}
	return dir
}

// realFile reads a file of a set, which may be compressed.
func realFile(t testing.TB, set, name, file string) []byte {
	t.Helper()
	path := filepath.Join(dataFolder(t), set, name, file)
	data, err := os.ReadFile(path)
	if err == nil {
		return data
	}
	packed, err := os.Open(path + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	if data, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	return data
}

func realTokenizer(t testing.TB, name string) *tokenizer {
	t.Helper()
	set := "tokenizers"
	if _, err := os.Stat(filepath.Join(dataFolder(t), set, name)); errors.Is(err, fs.ErrNotExist) {
		set = "encoders"
	}
	tok, err := newTokenizer(realFile(t, set, name, TokenizerFile))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return tok
}

// realGolden is the file of ids that the original gives.
type realGolden struct {
	Texts      []string `json:"texts"`
	Tokenizers map[string]struct {
		With    [][]int64 `json:"with_special"`
		Without [][]int64 `json:"without_special"`
	} `json:"tokenizers"`
}

func readRealGolden(t testing.TB) realGolden {
	t.Helper()
	var g realGolden
	if err := json.Unmarshal(realFile(t, "tokenizers", "", "golden-ids.json"), &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Texts) == 0 || len(g.Tokenizers) == 0 {
		t.Fatal("golden-ids.json holds no ids")
	}
	return g
}

func TestRealTokenizersGiveTheIDsOfTheOriginal(t *testing.T) {
	g := readRealGolden(t)
	for name, want := range g.Tokenizers {
		tok, wrong := realTokenizer(t, name), 0
		if len(want.With) != len(g.Texts) || len(want.Without) != len(g.Texts) {
			t.Fatalf("%s: %d and %d rows for %d texts", name, len(want.With), len(want.Without), len(g.Texts))
		}
		for i, s := range g.Texts {
			if !slices.Equal(encoded(t, tok, s, 1<<16, true), want.With[i]) || !slices.Equal(encoded(t, tok, s, 1<<16, false), want.Without[i]) {
				wrong++
				t.Errorf("%s: %q differs", name, s)
			}
		}
		t.Logf("%-28s %d of %d texts differ", name, wrong, len(g.Texts))
	}
}

func realEncoder(t testing.TB, name string, maxTokens int) *Embedder {
	t.Helper()
	rt := openRuntime(t)
	b, err := NewEncoderBundle(SequenceSource{Name: name, MaxTokens: maxTokens,
		Graph: realFile(t, "encoders", name, GraphFile), Tokenizer: realFile(t, "encoders", name, TokenizerFile)}, rt)
	if err != nil {
		t.Fatal(err)
	}
	e, err := OpenEmbedder(b, Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func TestRealEncoderCarriesMeaning(t *testing.T) {
	e := realEncoder(t, "static-bge-64d", 0)
	texts := []string{"How do I reset my password?", "I forgot my password, how can I change it?", "The weather in Paris is sunny today."}
	d := e.Dimensions()
	x := make([]float32, len(texts)*d)
	if err := e.Embed(x, texts); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		a, b int
		want float64
	}{{0, 1, .669}, {0, 2, -.050}, {1, 2, -.088}} {
		var cosine float64
		for k := range d {
			cosine += float64(x[c.a*d+k]) * float64(x[c.b*d+k])
		}
		t.Logf("%q and %q: %.4f", texts[c.a], texts[c.b], cosine)
		if math.Abs(cosine-c.want) > .0006 {
			t.Errorf("want %.3f", c.want)
		}
	}
}

func TestRealTransformerWithAShortPositionTable(t *testing.T) {
	rt := openRuntime(t)
	src := SequenceSource{Graph: realFile(t, "encoders", "tiny-xlm-roberta", GraphFile), Tokenizer: realFile(t, "encoders", "tiny-xlm-roberta", TokenizerFile)}
	if _, err := NewEncoderBundle(src, rt); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "max_tokens") {
		t.Errorf("512 tokens: %v", err)
	}
	e := realEncoder(t, "tiny-xlm-roberta", 60)
	score := make([]float32, 1)
	if err := e.Embed(score, []string{strings.Repeat("The user is asking for help. ", 100)}); err != nil {
		t.Error(err)
	}
}

// twentyWords is a ticket of ordinary length.
const twentyWords = "Hello, my printer on the third floor does not print since yesterday, can you please have a look at it"

func BenchmarkRealTokenizers(b *testing.B) {
	for name := range readRealGolden(b).Tokenizers {
		tok := realTokenizer(b, name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				encoded(b, tok, twentyWords, 512, true)
			}
		})
	}
}

func BenchmarkRealEncoders(b *testing.B) {
	for name, limit := range map[string]int{"static-bge-64d": 512, "tiny-xlm-roberta": 60} {
		e := realEncoder(b, name, limit)
		x := make([]float32, e.Dimensions())
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := e.Embed(x, []string{twentyWords}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
