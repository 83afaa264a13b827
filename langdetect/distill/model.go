package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path/filepath"
	"unicode/utf8"

	"switchyard/langdetect/internal/grams"

	"github.com/pemistahl/lingua-go/serialization"
	"google.golang.org/protobuf/proto"
)

// A model maps an n-gram of up to five letters to the probability of its last
// letter after the others.
type model map[string]float32

// readModel reads one language. A language that has its script to itself ships
// single letters only, so the longer orders may be missing.
func readModel(dir, language string) (model, error) {
	m := model{}
	for _, order := range []string{"unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"} {
		path := filepath.Join(dir, language, order+".pb.bin.zip")
		err := m.read(path)
		if errors.Is(err, fs.ErrNotExist) && order != "unigrams" {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return m, nil
}

func (m model) read(path string) error {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer func() { _ = archive.Close() }()
	if len(archive.File) != 1 {
		return fmt.Errorf("holds %d files, not one", len(archive.File))
	}
	f, err := archive.File[0].Open()
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	var stored serialization.SerializableLanguageModel
	if err := proto.Unmarshal(raw, &stored); err != nil {
		return err
	}
	for _, set := range stored.NgramSets {
		for _, g := range set.Ngrams {
			m[g] = float32(set.Probability)
		}
	}
	return nil
}

// floor is the log-probability of what a model has never met, the least a
// table cell can hold.
const floor = -grams.MaxCell * grams.Step

// backoff is the price, as a log-probability, of leaving out the first letter
// of an n-gram that the model does not know (0.4, as in "stupid backoff",
// Brants et al. 2007).
var backoff = math.Log(0.4)

// logp is the log-probability of g's last letter after the others.
func (m model) logp(g string) float64 {
	price := 0.0
	for len(g) > 0 {
		if p, ok := m[g]; ok {
			return max(price+math.Log(float64(p)), floor)
		}
		price += backoff
		_, size := utf8.DecodeRuneInString(g)
		g = g[size:]
	}
	return floor
}

// joint is the probability that g occurs where a letter is drawn, by the chain
// rule; 0 when a part of g is unknown.
func (m model) joint(g string) float64 {
	p := 1.0
	for i, r := range g {
		q, ok := m[g[:i+utf8.RuneLen(r)]]
		if !ok {
			return 0
		}
		p *= float64(q)
	}
	return p
}
