package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// errPart marks a tokenizer.json that needs something this program does not
// do exactly as the original.
var errPart = errors.New("not known to be exact")

func unknownPart(place, kind string, known ...string) error {
	return fmt.Errorf("%s %q is %w here: convert the model to a tokenizer that uses one of %s",
		place, kind, errPart, strings.Join(known, ", "))
}

// tokenizerFile is the shape of tokenizer.json. What it says about decoding
// is not read.
type tokenizerFile struct {
	Truncation    *truncationFile `json:"truncation"`
	Padding       *paddingFile    `json:"padding"`
	AddedTokens   []addedFile     `json:"added_tokens"`
	Normaliser    json.RawMessage `json:"normalizer"`
	Splitter      json.RawMessage `json:"pre_tokenizer"`
	PostProcessor json.RawMessage `json:"post_processor"`
	Model         json.RawMessage `json:"model"`
}

type truncationFile struct {
	Direction string `json:"direction"`
	MaxLength int    `json:"max_length"`
}

type paddingFile struct {
	PadID int64 `json:"pad_id"`
}

type addedFile struct {
	ID         int64  `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	LStrip     bool   `json:"lstrip"`
	RStrip     bool   `json:"rstrip"`
	Normalised bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

// newTokenizer reads a tokenizer.json. Every part of it must be one that this
// program follows exactly; any other is refused by name.
func newTokenizer(data []byte) (*tokenizer, error) {
	var file tokenizerFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("it is no tokenizer: %w", err)
	}
	if isNull(file.Model) {
		return nil, errors.New("model is missing: it is no tokenizer, or cut short")
	}
	t := &tokenizer{}
	var err error
	if t.normaliser, err = readNormaliser(file.Normaliser); err != nil {
		return nil, err
	}
	if t.splitter, err = readSplitter(file.Splitter); err != nil {
		return nil, err
	}
	var vocabulary map[string]int64
	if t.pieces, vocabulary, err = readPieces(file.Model); err != nil {
		return nil, err
	}
	if err = t.readAdded(file.AddedTokens, vocabulary); err != nil {
		return nil, err
	}
	if t.before, t.after, err = readTemplate(file.PostProcessor); err != nil {
		return nil, err
	}
	return t, t.readLimits(&file, vocabulary)
}

func (t *tokenizer) readAdded(list []addedFile, vocabulary map[string]int64) error {
	var raw, normalised []addedToken
	for _, a := range list {
		if id, ok := vocabulary[a.Content]; ok && id != a.ID {
			return fmt.Errorf("added_tokens: %q has id %d but model.vocab gives it %d", a.Content, a.ID, id)
		}
		if a.ID < 0 || a.ID > maxTokenID {
			return fmt.Errorf("added_tokens: the id of %q is %d: it must lie within 0..%d", a.Content, a.ID, maxTokenID)
		}
		if a.SingleWord {
			return unknownPart("added_tokens: single_word of", a.Content, "single_word false")
		}
		token := addedToken{id: a.ID, content: a.Content, lstrip: a.LStrip, rstrip: a.RStrip}
		if !a.Normalised {
			raw = append(raw, token)
			continue
		}
		if t.normaliser != nil {
			token.content = t.normaliser.normalise(token.content)
		}
		normalised = append(normalised, token)
	}
	t.raw, t.normalised = newAddedTokens(raw), newAddedTokens(normalised)
	return nil
}

// padNames are what the padding token is called, most common first.
var padNames = []string{"[PAD]", "<pad>", "<|pad|>", "<|endoftext|>"}

func (t *tokenizer) readLimits(file *tokenizerFile, vocabulary map[string]int64) error {
	if tr := file.Truncation; tr != nil {
		if tr.Direction != "" && tr.Direction != "Right" {
			return unknownPart("truncation.direction", tr.Direction, "Right")
		}
		t.maxTokens = tr.MaxLength
	}
	if file.Padding != nil {
		t.pad = file.Padding.PadID
		return nil
	}
	for _, a := range file.AddedTokens {
		vocabulary[a.Content] = a.ID
	}
	for _, name := range padNames {
		if id, ok := vocabulary[name]; ok {
			t.pad = id
			return nil
		}
	}
	return nil
}

func isNull(raw json.RawMessage) bool {
	return len(raw) == 0 || bytes.Equal(raw, []byte("null"))
}

// kindOfPart reads the type of a part.
func kindOfPart(place string, raw json.RawMessage) (string, error) {
	var part typed
	if err := json.Unmarshal(raw, &part); err != nil {
		return "", fmt.Errorf("%s: %w", place, err)
	}
	return part.Type, nil
}

// typed is embedded in the options of a part, each of which says its type.
type typed struct {
	Type string `json:"type"`
}

// decodePart reads the options of a part. One that dst does not have may
// change what the part does, so it is refused.
func decodePart(place string, raw json.RawMessage, dst any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(dst)
	if err == nil {
		return nil
	}
	if strings.Contains(err.Error(), "unknown field") {
		err = fmt.Errorf("%w: %w", errPart, err)
	}
	if kind, _ := kindOfPart(place, raw); kind != "" {
		place += " " + kind
	}
	return fmt.Errorf("%s: %w", place, err)
}

// orTrue is the value of an option that is true where it is not given.
func orTrue(given *bool) bool { return given == nil || *given }
