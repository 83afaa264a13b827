package training

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"switchyard/internal/text"
)

// Row is one line of a JSONL file: a text and what is known about it. Absent
// fields are left out of the line; unknown ones are refused, so that a
// misspelt label does not vanish silently.
type Row struct {
	ID         string          `json:"id"`
	Subject    string          `json:"subject,omitempty"`
	Body       string          `json:"body,omitempty"`
	Language   string          `json:"language,omitempty"` // BCP-47
	CreatedAt  time.Time       `json:"created_at,omitzero"`
	Labels     Labels          `json:"labels,omitzero"`
	OutOfScope bool            `json:"out_of_scope,omitempty"`
	Meta       json.RawMessage `json:"meta,omitempty"` // anything, not read

	// Line is where the row stood in its file, from 1.
	Line int `json:"-"`
}

// Labels are the known answers, one field a task.
type Labels struct {
	Category  string   `json:"category,omitempty"`
	Priority  string   `json:"priority,omitempty"`
	Sentiment string   `json:"sentiment,omitempty"`
	Anger     *bool    `json:"anger,omitempty"`
	Emotions  []string `json:"emotions,omitempty"` // an empty list says "none"
	Spam      *bool    `json:"spam,omitempty"`
}

// Text is what a model reads of the row.
func (r *Row) Text() string { return text.Join(r.Subject, r.Body) }

// RowError says what is wrong with one line and how to mend it.
type RowError struct {
	File    string
	Line    int
	Field   string // empty where the whole line is meant
	Problem string
	Remedy  string
}

func (e *RowError) Error() string {
	at := fmt.Sprintf("%s:%d", e.File, e.Line)
	if e.Field != "" {
		at += ": " + e.Field
	}
	return at + ": " + e.Problem + "; " + e.Remedy
}

// ParseRow reads one line. The error is a *RowError without a place.
func ParseRow(line []byte) (Row, error) {
	var row Row
	line = bytes.TrimSpace(line)
	if len(line) == 0 || line[0] != '{' {
		return row, &RowError{Problem: "not a JSON object", Remedy: "give one JSON object a line (JSONL); CSV and JSON arrays have to be converted first"}
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&row); err != nil {
		return row, explain(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return row, &RowError{Problem: "something follows the JSON object", Remedy: "put each object on a line of its own"}
	}
	return row, nil
}

// explain turns what encoding/json says into a field and a remedy.
func explain(err error) *RowError {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return &RowError{Field: kind.Field, Problem: "is a JSON " + kind.Value, Remedy: "it must be " + wanted(kind.Type.String())}
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return &RowError{Field: strings.Trim(name, `"`), Problem: "is not a field of a row",
			Remedy: "put it under meta, or use one of id, subject, body, language, created_at, labels, out_of_scope, meta"}
	}
	var when *time.ParseError
	if errors.As(err, &when) {
		return &RowError{Field: "created_at", Problem: fmt.Sprintf("%q is not a time", when.Value), Remedy: "write RFC 3339, as 2026-01-31T09:30:00Z"}
	}
	if strings.HasPrefix(err.Error(), "Time.UnmarshalJSON") {
		return &RowError{Field: "created_at", Problem: "is not a string", Remedy: "write RFC 3339, as 2026-01-31T09:30:00Z"}
	}
	return &RowError{Problem: "not readable as JSON (" + strings.TrimPrefix(err.Error(), "json: ") + ")", Remedy: "check the quotes, commas and braces of the line"}
}

func wanted(goType string) string {
	switch goType {
	case "string":
		return "a string"
	case "bool", "*bool":
		return "true or false"
	case "[]string":
		return "a list of strings"
	}
	return "an object"
}
