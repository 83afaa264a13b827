package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// readTemplate gives the special tokens before and after a single text.
func readTemplate(raw json.RawMessage) (before, after []int64, err error) {
	if isNull(raw) {
		return nil, nil, nil
	}
	const place = "post_processor"
	kind, err := kindOfPart(place, raw)
	if err != nil {
		return nil, nil, err
	}
	switch kind {
	case "ByteLevel": // moves offsets only
		return nil, nil, nil
	case "BertProcessing", "RobertaProcessing":
		var ends struct {
			typed
			Sep, Cls tokenAndID
			Trim     bool `json:"trim_offsets"`
			Space    bool `json:"add_prefix_space"`
		}
		if err := decodePart(place, raw, &ends); err != nil {
			return nil, nil, err
		}
		return []int64{ends.Cls.id}, []int64{ends.Sep.id}, nil
	case "TemplateProcessing":
		return readSingleTemplate(place, raw)
	case "Sequence":
		var list struct {
			typed
			Processors []json.RawMessage `json:"processors"`
		}
		if err := decodePart(place, raw, &list); err != nil {
			return nil, nil, err
		}
		for _, each := range list.Processors {
			b, a, err := readTemplate(each)
			if err != nil {
				return nil, nil, err
			}
			before, after = slices.Concat(b, before), slices.Concat(after, a)
		}
		return before, after, nil
	}
	return nil, nil, unknownPart(place, kind, "BertProcessing", "RobertaProcessing", "TemplateProcessing", "ByteLevel", "Sequence")
}

// tokenAndID is a pair such as ["[SEP]", 102].
type tokenAndID struct{ id int64 }

// UnmarshalJSON reads the pair.
func (t *tokenAndID) UnmarshalJSON(data []byte) error {
	var name string
	pair := []any{&name, &t.id}
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("%s is not a pair of token and id", data)
	}
	return nil
}

func readSingleTemplate(place string, raw json.RawMessage) (before, after []int64, err error) {
	type named struct {
		ID     string `json:"id"`
		TypeID int    `json:"type_id"`
	}
	var template struct {
		Single []struct {
			SpecialToken *named
			Sequence     *named
		} `json:"single"`
		Pair    json.RawMessage `json:"pair"`
		Special map[string]struct {
			IDs []int64 `json:"ids"`
		} `json:"special_tokens"`
	}
	// Strict decoding would need every field of special_tokens.
	if err := json.Unmarshal(raw, &template); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", place, err)
	}
	texts := 0
	for _, item := range template.Single {
		name := item.SpecialToken
		if name == nil {
			name = item.Sequence
			texts++
		}
		if name == nil {
			return nil, nil, fmt.Errorf("%s: single holds neither a SpecialToken nor a Sequence", place)
		}
		if name.TypeID != 0 {
			return nil, nil, unknownPart(place+": single with type_id", strconv.Itoa(name.TypeID), "0")
		}
		if item.SpecialToken == nil {
			continue
		}
		special, ok := template.Special[name.ID]
		if !ok {
			return nil, nil, fmt.Errorf("%s: special_tokens lacks %q", place, name.ID)
		}
		if texts == 0 {
			before = append(before, special.IDs...)
		} else {
			after = append(after, special.IDs...)
		}
	}
	if texts != 1 {
		return nil, nil, fmt.Errorf("%s: single names the text %d times, want once", place, texts)
	}
	return before, after, nil
}
