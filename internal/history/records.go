package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// record is an object of another helpdesk. Numbers are json.Number.
type record map[string]any

// at is what stands at a path, its keys with dots in between. A list of objects with
// an id, as Zendesk writes custom fields, is gone into by that id.
func (r record) at(path string) any {
	if v, ok := r[path]; ok { // also a key with a dot in it
		return v
	}
	head, rest, more := strings.Cut(path, ".")
	v, ok := r[head]
	if !ok || !more {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		return record(v).at(rest)
	case []any:
		id, deeper, more := strings.Cut(rest, ".")
		for _, item := range v {
			o, ok := item.(map[string]any)
			if !ok || textOf(o["id"]) != id && textOf(o["name"]) != id {
				continue
			}
			if !more {
				return o["value"]
			}
			return record(o).at(deeper)
		}
	}
	return nil
}

// text is what stands at a path as a text, empty for nothing.
func (r record) text(path string) string {
	if path == "" {
		return ""
	}
	return textOf(r.at(path))
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case []any:
		parts := make([]string, 0, len(v))
		for _, item := range v {
			parts = append(parts, textOf(item))
		}
		return strings.Join(parts, ",")
	}
	return ""
}

// list is the objects at a path.
func (r record) list(path string) []record {
	all, _ := r.at(path).([]any)
	var out []record
	for _, item := range all {
		if o, ok := item.(map[string]any); ok {
			out = append(out, o)
		}
	}
	return out
}

// placed is a record with its line and the list it stood in, empty for none.
type placed struct {
	line int64
	list string
	record
}

// lineReader counts lines for a decoder that reads ahead.
type lineReader struct {
	in    io.Reader
	read  int64
	ends  []int64 // offsets of newlines that were not passed
	lines int64   // that were
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// lineAt is the line that an offset lies in. Offsets must go up.
func (l *lineReader) lineAt(offset int64) int64 {
	for len(l.ends) > 0 && l.ends[0] < offset {
		l.ends = l.ends[1:]
		l.lines++
	}
	return l.lines + 1
}

// recordsOf gives the objects of a file: an object a line, a list of objects, or
// an object of lists, each object with the name of its list. It holds one object
// at a time. A *LineError with a line is of one object; what follows cannot be found
// after it where the file is no lines.
func recordsOf(from io.Reader, lists map[string]bool, give func(placed, error) error) error {
	in, err := unpacked(from)
	if err != nil {
		return err
	}
	if lined, err := isLines(in); err != nil {
		return err
	} else if lined {
		return lineRecords(in, give)
	}
	counted := &lineReader{in: in}
	d := json.NewDecoder(counted)
	d.UseNumber()
	w := walker{d: d, counted: counted, lists: lists, give: give}
	for {
		err := w.value("")
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return w.explain(err)
		}
	}
}

// isLines says whether each line is an object of its own: the first ends with a brace.
func isLines(in *bufio.Reader) (bool, error) {
	head, err := in.Peek(1 << 17)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return false, unreadable(err)
	}
	line, rest, more := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte{'\n'})
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return false, bad("", "export again", "the file is empty")
	}
	if !more {
		return len(head) == 1<<17 && line[0] == '{' && !bytes.HasPrefix(line, []byte(`{"tickets":[`)), nil
	}
	rest = bytes.TrimSpace(rest)
	return line[0] == '{' && json.Valid(line) && (len(rest) == 0 || rest[0] == '{'), nil
}

func lineRecords(in *bufio.Reader, give func(placed, error) error) error {
	for number := int64(1); ; number++ {
		line, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return unreadable(err)
		}
		if line := bytes.TrimSpace(line); len(line) > 0 {
			p := placed{line: number}
			d := json.NewDecoder(bytes.NewReader(line))
			d.UseNumber()
			var wrong error
			if d.Decode(&p.record) != nil || p.record == nil || len(bytes.TrimSpace(line[d.InputOffset():])) > 0 {
				wrong = &LineError{Line: number, Problem: "the line is not one JSON object", Remedy: "check its quotes, commas and braces, or export again"}
			}
			if err := give(p, wrong); err != nil {
				return err
			}
		}
		if err != nil { // the end
			return nil //nolint:nilerr // as is every file's
		}
	}
}

// walker goes through a document token by token.
type walker struct {
	d       *json.Decoder
	counted *lineReader
	lists   map[string]bool
	give    func(placed, error) error
}

// takerError is an error of who is given records, which is not one of the file.
type takerError struct{ error }

func (w *walker) explain(err error) error {
	if own, ok := err.(takerError); ok { //nolint:errorlint // it is never wrapped
		return own.error
	}
	line := w.counted.lineAt(w.d.InputOffset())
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return bad("", "copy or export it again", "the file is truncated in line %d", line)
	}
	return bad("", "check it with a JSON checker, or export again", "the file is not readable as JSON in line %d: %v", line, err)
}

// value reads the next value: an object or a list of objects.
func (w *walker) value(list string) error {
	token, err := w.d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		for w.d.More() {
			if err := w.object(list); err != nil {
				return err
			}
		}
		_, err := w.d.Token()
		return ended(err)
	case json.Delim('{'):
		return w.members()
	}
	return fmt.Errorf("%v stands where an object should", token)
}

// object reads one object of a list.
func (w *walker) object(list string) error {
	p := placed{list: list}
	if err := w.d.Decode(&p.record); err != nil {
		return ended(err)
	}
	p.line = w.counted.lineAt(w.d.InputOffset())
	if err := w.give(p, nil); err != nil {
		return takerError{err}
	}
	return nil
}

// members reads an object whose lists are gone through; what else is in it is a
// record of its own.
func (w *walker) members() error {
	p := placed{record: record{}}
	for w.d.More() {
		key, err := w.d.Token()
		if err != nil {
			return ended(err)
		}
		name, _ := key.(string)
		if w.lists[name] {
			if err := w.value(name); err != nil {
				return ended(err)
			}
			continue
		}
		var v any
		if err := w.d.Decode(&v); err != nil {
			return ended(err)
		}
		p.record[name] = v
	}
	if _, err := w.d.Token(); err != nil {
		return ended(err)
	}
	p.line = w.counted.lineAt(w.d.InputOffset())
	if err := w.give(p, nil); err != nil {
		return takerError{err}
	}
	return nil
}

// ended turns the end of the file within a value into what it is.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
