package models

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var knownNormalisers = []string{"BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Precompiled", "Replace", "Strip", "Prepend", "Sequence"}

func readNormaliser(raw json.RawMessage) (normaliser, error) {
	if isNull(raw) {
		return nil, nil
	}
	const place = "normalizer"
	kind, err := kindOfPart(place, raw)
	if err != nil {
		return nil, err
	}
	switch kind {
	case "Sequence":
		var list struct {
			typed
			Normalisers []json.RawMessage `json:"normalizers"`
		}
		if err := decodePart(place, raw, &list); err != nil {
			return nil, err
		}
		var all normalisers
		for _, each := range list.Normalisers {
			n, err := readNormaliser(each)
			if err != nil {
				return nil, err
			}
			if n != nil {
				all = append(all, n)
			}
		}
		return all, nil
	case "BertNormalizer":
		var o struct {
			typed
			Clean     *bool `json:"clean_text"`
			Ideograms *bool `json:"handle_chinese_chars"`
			Accents   *bool `json:"strip_accents"`
			Lower     *bool `json:"lowercase"`
		}
		if err := decodePart(place, raw, &o); err != nil {
			return nil, err
		}
		n := bertNormaliser{Clean: orTrue(o.Clean), Ideograms: orTrue(o.Ideograms), Lower: orTrue(o.Lower)}
		n.Accents = n.Lower // what null means
		if o.Accents != nil {
			n.Accents = *o.Accents
		}
		return n, nil
	case "Replace":
		return readReplacement(place, raw)
	case "Precompiled":
		var o struct {
			typed
			Table string `json:"precompiled_charsmap"`
		}
		if err := decodePart(place, raw, &o); err != nil {
			return nil, err
		}
		table, err := base64.StdEncoding.DecodeString(o.Table)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", place, errCharsmap)
		}
		if len(table) == 0 {
			return nil, nil // no table, nothing to replace
		}
		c, err := newCharsmap(table)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", place, err)
		}
		return c, nil
	case "Strip":
		var o struct {
			typed
			Left  *bool `json:"strip_left"`
			Right *bool `json:"strip_right"`
		}
		if err := decodePart(place, raw, &o); err != nil {
			return nil, err
		}
		return stripNormaliser{orTrue(o.Left), orTrue(o.Right)}, nil
	case "Prepend":
		var o struct {
			typed
			Text string `json:"prepend"`
		}
		if err := decodePart(place, raw, &o); err != nil {
			return nil, err
		}
		return prependNormaliser{o.Text}, nil
	}
	plain := map[string]normaliser{
		"Lowercase": lowerNormaliser{},
		"NFC":       formNormaliser(norm.NFC), "NFD": formNormaliser(norm.NFD),
		"NFKC": formNormaliser(norm.NFKC), "NFKD": formNormaliser(norm.NFKD),
	}
	if n, ok := plain[kind]; ok {
		return n, decodePart(place, raw, &typed{})
	}
	return nil, unknownPart(place, kind, knownNormalisers...)
}

func readReplacement(place string, raw json.RawMessage) (normaliser, error) {
	var o struct {
		typed
		Pattern struct {
			String *string
			Regex  *string
		} `json:"pattern"`
		Content string `json:"content"`
	}
	if err := decodePart(place, raw, &o); err != nil {
		return nil, err
	}
	if o.Pattern.String != nil {
		if *o.Pattern.String == "" {
			return nil, fmt.Errorf("%s Replace: pattern is empty", place)
		}
		return replaceNormaliser{*o.Pattern.String, o.Content}, nil
	}
	if o.Pattern.Regex == nil {
		return nil, fmt.Errorf("%s Replace: pattern is missing", place)
	}
	switch *o.Pattern.Regex {
	case ` {2,}`:
		return runNormaliser{func(r rune) bool { return r == ' ' }, 2, o.Content}, nil
	case `\s+`:
		return runNormaliser{unicode.IsSpace, 1, o.Content}, nil
	}
	return nil, unknownPart(place+" Replace with the regular expression", *o.Pattern.Regex, `" {2,}"`, `"\s+"`, "a plain string")
}

var knownSplitters = []string{"BertPreTokenizer", "Whitespace", "WhitespaceSplit", "Punctuation", "Digits", "Metaspace", "ByteLevel", "Sequence"}

func readSplitter(raw json.RawMessage) (splitter, error) {
	if isNull(raw) {
		return nil, nil
	}
	const place = "pre_tokenizer"
	kind, err := kindOfPart(place, raw)
	if err != nil {
		return nil, err
	}
	switch kind {
	case "Sequence":
		var list struct {
			typed
			Splitters []json.RawMessage `json:"pretokenizers"`
		}
		if err := decodePart(place, raw, &list); err != nil {
			return nil, err
		}
		var all splitters
		for _, each := range list.Splitters {
			s, err := readSplitter(each)
			if err != nil {
				return nil, err
			}
			if s != nil {
				all = append(all, s)
			}
		}
		return all, nil
	case "BertPreTokenizer":
		return bertSplitter{}, decodePart(place, raw, &typed{})
	case "Whitespace":
		return wordSplitter{}, decodePart(place, raw, &typed{})
	case "WhitespaceSplit":
		return whiteSpaceSplitter{}, decodePart(place, raw, &typed{})
	case "Punctuation":
		var o struct {
			typed
			Behaviour string `json:"behavior"`
		}
		if err := decodePart(place, raw, &o); err != nil {
			return nil, err
		}
		if o.Behaviour != "" && o.Behaviour != "Isolated" {
			return nil, unknownPart(place+" Punctuation of behaviour", o.Behaviour, "Isolated")
		}
		return punctuationSplitter{}, nil
	case "Digits":
		var o struct {
			typed
			Each bool `json:"individual_digits"`
		}
		if err := decodePart(place, raw, &o); err != nil {
			return nil, err
		}
		return digitSplitter{o.Each}, nil
	case "Metaspace":
		return readMetaspace(place, raw)
	case "ByteLevel":
		var o struct {
			typed
			Space *bool `json:"add_prefix_space"`
			Words *bool `json:"use_regex"`
			Trim  bool  `json:"trim_offsets"` // changes offsets only
		}
		if err := decodePart(place, raw, &o); err != nil {
			return nil, err
		}
		return byteSplitter{Space: orTrue(o.Space), Words: orTrue(o.Words)}, nil
	}
	return nil, unknownPart(place, kind, knownSplitters...)
}

func readMetaspace(place string, raw json.RawMessage) (splitter, error) {
	var o struct {
		typed
		Mark   string `json:"replacement"`
		Old    string `json:"str_rep"` // Mark once more, in old files
		Space  *bool  `json:"add_prefix_space"`
		Prefix string `json:"prepend_scheme"`
		Cut    *bool  `json:"split"`
	}
	if err := decodePart(place, raw, &o); err != nil {
		return nil, err
	}
	if o.Mark == "" || o.Old != "" && o.Old != o.Mark {
		return nil, fmt.Errorf("%s Metaspace: replacement is %q and str_rep %q: they must be one character, the same", place, o.Mark, o.Old)
	}
	m := metaspaceSplitter{Mark: o.Mark, Prefix: o.Prefix, Cut: orTrue(o.Cut)}
	switch m.Prefix {
	case "always", "first", "never":
	case "":
		m.Prefix = "always"
		if !orTrue(o.Space) {
			m.Prefix = "never"
		}
	default:
		return nil, unknownPart(place+" Metaspace.prepend_scheme", o.Prefix, "always", "first", "never")
	}
	if o.Space != nil && !*o.Space && m.Prefix != "never" {
		return nil, fmt.Errorf("%s Metaspace: add_prefix_space false contradicts prepend_scheme %q", place, m.Prefix)
	}
	return m, nil
}
