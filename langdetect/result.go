package langdetect

// A Result is the answer for one text.
type Result struct {
	// Tag is the BCP-47 tag of the language, or "und" when Unsure.
	Tag string
	// Guess is the likeliest configured language even when Unsure; empty when
	// the text gives no hint at all.
	Guess string
	// Confidence is the probability that Guess is right, in [0, 1], if about
	// one text in twenty is in a language that is not configured. It was fitted
	// on words, word pairs and sentences of the default languages; the command
	// in measure prints how well it keeps its word.
	Confidence float64
	// Script is the ISO 15924 code of the script most of the text is in, such
	// as "Latn" or "Jpan"; "Zyyy" when there is no letter.
	Script string
	// Unsure says that a caller should not rely on Guess.
	Unsure bool
	// Reason says, for people, why the result is unsure; empty otherwise.
	Reason string
}

func unsure(s script, reason string) Result {
	return Result{Tag: Undetermined, Script: scriptInfo[s].code, Unsure: true, Reason: reason}
}
