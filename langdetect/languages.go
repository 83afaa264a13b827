package langdetect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pemistahl/lingua-go"
	"golang.org/x/text/language"
)

// SupportedLanguages returns the tags that Config.Languages may name, sorted.
func SupportedLanguages() []string {
	var out []string
	for _, l := range lingua.AllLanguages() {
		out = append(out, tagOf(l))
	}
	slices.Sort(out)
	return out
}

func tagOf(l lingua.Language) string { return strings.ToLower(l.IsoCode639_1().String()) }

// A tongue is one configured language.
type tongue struct {
	tag    string
	script script
	lingua lingua.Language
}

// resolve turns tags into tongues, without duplicates, in the given order.
func resolve(tags []string) ([]tongue, error) {
	var out []tongue
	for i, tag := range tags {
		t, err := resolveOne(tag)
		if err != nil {
			return nil, fmt.Errorf("langdetect: Config.Languages[%d]: %w", i, err)
		}
		if !slices.ContainsFunc(out, func(o tongue) bool { return o.tag == t.tag }) {
			out = append(out, t)
		}
	}
	return out, nil
}

func resolveOne(tag string) (tongue, error) {
	parsed, err := language.Raw.Parse(tag)
	if err != nil {
		return tongue{}, fmt.Errorf("%q is not a BCP-47 language tag; supported are %s", tag, strings.Join(SupportedLanguages(), ", "))
	}
	base, _ := parsed.Base()
	name := base.String()
	if other, ok := synonyms[name]; ok {
		name = other
	}
	for _, l := range lingua.AllLanguages() {
		if tagOf(l) == name {
			return tongue{tag: name, script: scriptOfLanguage(l, name), lingua: l}, nil
		}
	}
	return tongue{}, fmt.Errorf("%q is not supported; supported are %s", tag, strings.Join(SupportedLanguages(), ", "))
}

// synonyms are other tags in use for supported languages. Norwegian is a
// macrolanguage, nearly all of it written as Bokmål.
var synonyms = map[string]string{"no": "nb", "fil": "tl", "iw": "he", "in": "id"}

// scriptOfLanguage is the script that a language is detected in.
func scriptOfLanguage(l lingua.Language, tag string) script {
	switch {
	case slices.Contains(lingua.AllLanguagesWithLatinScript(), l):
		return latin
	case slices.Contains(lingua.AllLanguagesWithCyrillicScript(), l):
		return cyrillic
	case slices.Contains(lingua.AllLanguagesWithArabicScript(), l):
		return arabic
	case slices.Contains(lingua.AllLanguagesWithDevanagariScript(), l):
		return devanagari
	}
	return ownScript[tag]
}

// ownScript lists the languages that have a script to themselves, or share one
// with no other supported language.
var ownScript = map[string]script{
	"bn": bengali, "el": greek, "gu": gujarati, "he": hebrew, "hy": armenian,
	"ja": japanese, "ka": georgian, "ko": hangul, "pa": gurmukhi, "ta": tamil,
	"te": telugu, "th": thai, "zh": han,
}
