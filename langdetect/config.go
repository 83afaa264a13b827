package langdetect

import "slices"

// Undetermined is the BCP-47 tag of a Result that is unsure.
const Undetermined = "und"

// Config says what a Detector looks for. The zero value is ready to use.
type Config struct {
	// Languages are BCP-47 tags; region and script subtags are dropped
	// (pt-BR counts as pt). Empty means DefaultLanguages.
	Languages []string

	// MinConfidence is the confidence below which a Result is unsure, in
	// [0, 1). Zero means DefaultMinConfidence; to hear every guess, take a
	// tiny value such as 1e-9.
	MinConfidence float64
}

// DefaultMinConfidence is the confidence below which a Result is unsure. Half
// means: answer when the answer is more likely right than wrong.
const DefaultMinConfidence = 0.5

var defaultLanguages = []string{
	"en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ru",
	"ar", "hi", "mr", "bn", "zh", "ja", "ko", "uk", "sv", "vi",
}

// DefaultLanguages returns the languages a Detector knows when its Config
// names none.
func DefaultLanguages() []string { return slices.Clone(defaultLanguages) }
