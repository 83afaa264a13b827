package text

import (
	"fmt"

	"switchyard/internal/concept"
)

// FeatureVersion names the exact behaviour of the featuriser. A model trained
// with another version would read different features, so a bundle records it.
const FeatureVersion = 2

// Settings fixes how a text becomes features. Training writes them into the
// bundle and serving reads them from there, so both see the same numbers.
type Settings struct {
	// Version is FeatureVersion at the time of training.
	Version int `json:"version"`
	// Buckets is the size of the hashed feature space, a power of two.
	Buckets int `json:"buckets"`
	// WordMax is the longest run of words that makes a feature (1 to 3).
	WordMax int `json:"word_max"`
	// CharMin and CharMax bound the character n-grams inside a padded word.
	CharMin int `json:"char_min"`
	CharMax int `json:"char_max"`
	// DenseMin takes the place of CharMin in scripts written without spaces,
	// where a single character often is a word.
	DenseMin int `json:"dense_min"`
	// WordWeight, CharWeight and GapWeight are the lengths of the three
	// blocks before they are joined; 0 leaves a block out.
	WordWeight float32 `json:"word_weight"`
	CharWeight float32 `json:"char_weight"`
	GapWeight  float32 `json:"gap_weight"`
	// ConceptWeight is the length of a fourth, which says what words mean in
	// any of the lexicon's languages; 0 leaves it out. Concepts is the version
	// of the lexicon at the time of training.
	ConceptWeight float32 `json:"concept_weight,omitempty"`
	Concepts      int     `json:"concepts,omitempty"`
	// Scale is the Euclidean length of the joined vector.
	Scale float32 `json:"scale"`
	// MaxRunes bounds how much of a text is read: what is not in the first
	// MaxRunes characters of a ticket is an attachment, not a message.
	MaxRunes int `json:"max_runes"`
}

// DefaultSettings are the features of the built-in model.
func DefaultSettings() Settings {
	return Settings{
		Version: FeatureVersion, Buckets: 1 << 15, WordMax: 2, CharMin: 2, CharMax: 5, DenseMin: 1,
		WordWeight: 1, CharWeight: 1, GapWeight: .7, Concepts: concept.Version, Scale: 2, MaxRunes: 20_000,
	}
}

// Validate says which setting the featuriser cannot honour.
func (s Settings) Validate() error {
	switch {
	case s.Version != FeatureVersion:
		return fmt.Errorf("features.version is %d: this program reads version %d; retrain the bundle", s.Version, FeatureVersion)
	case s.Buckets < 1<<8 || s.Buckets > 1<<24 || s.Buckets&(s.Buckets-1) != 0:
		return fmt.Errorf("features.buckets is %d: it must be a power of two from 2^8 to 2^24", s.Buckets)
	case s.WordMax < 1 || s.WordMax > 3:
		return fmt.Errorf("features.word_max is %d: it must be 1, 2 or 3", s.WordMax)
	case s.CharMin < 1 || s.CharMax < s.CharMin || s.CharMax > 8:
		return fmt.Errorf("features.char_min..char_max is %d..%d: it must lie within 1..8", s.CharMin, s.CharMax)
	case s.DenseMin < 1 || s.CharMax < s.DenseMin:
		return fmt.Errorf("features.dense_min is %d: it must lie within 1..char_max", s.DenseMin)
	case s.ConceptWeight > 0 && s.Concepts != concept.Version:
		return fmt.Errorf("features.concepts is %d: this program has version %d of the lexicon; retrain the bundle", s.Concepts, concept.Version)
	case s.WordWeight < 0 || s.CharWeight < 0 || s.GapWeight < 0 || s.ConceptWeight < 0 || s.WordWeight+s.CharWeight+s.GapWeight+s.ConceptWeight <= 0:
		return fmt.Errorf("features: block weights must not be negative nor all zero")
	case s.Scale <= 0:
		return fmt.Errorf("features.scale is %g: it must be positive", s.Scale)
	case s.MaxRunes < 1 || s.MaxRunes > 1<<20:
		return fmt.Errorf("features.max_runes is %d: it must lie within 1..%d", s.MaxRunes, 1<<20)
	}
	return nil
}
