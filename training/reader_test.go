package training

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
)

// collect reads all rows; broken lines come back as text, the rest ends it.
func collect(t *testing.T, content string) (ids []string, broken []string, end error) {
	t.Helper()
	source, err := NewSource("rows.jsonl", strings.NewReader(content))
	if err != nil {
		return nil, nil, err
	}
	for row, err := range source.Rows() {
		var bad *RowError
		switch {
		case err == nil:
			ids = append(ids, row.ID)
		case errors.As(err, &bad):
			broken = append(broken, err.Error())
		default:
			end = err
		}
	}
	return ids, broken, end
}

func zipped(t *testing.T, content string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRowsAreReadInOrder(t *testing.T) {
	const three = "{\"id\":\"a\"}\n\n  \t\r\n{\"id\":\"b\"}\r\n{\"id\":\"c\"}"
	for name, content := range map[string]string{
		"plain": three, "gzip": zipped(t, three), "byte order mark": "\xef\xbb\xbf" + three, "mark in gzip": zipped(t, "\xef\xbb\xbf"+three),
		"two gzip members": zipped(t, "{\"id\":\"a\"}\n") + zipped(t, "{\"id\":\"b\"}\n{\"id\":\"c\"}\n"),
	} {
		ids, broken, end := collect(t, content)
		if strings.Join(ids, "") != "abc" || len(broken) != 0 || end != nil {
			t.Errorf("%s: rows %v, broken %v, error %v", name, ids, broken, end)
		}
	}
}

func TestBrokenLinesNameTheirPlace(t *testing.T) {
	ids, broken, end := collect(t, "{\"id\":\"a\"}\n\nid;subject\n{\"id\":5}\n{\"id\":\"b\"}\n")
	if strings.Join(ids, "") != "ab" || end != nil || len(broken) != 2 {
		t.Fatalf("rows %v, broken %v, error %v", ids, broken, end)
	}
	if !strings.HasPrefix(broken[0], "rows.jsonl:3: not a JSON object") || !strings.HasPrefix(broken[1], "rows.jsonl:4: id: ") {
		t.Errorf("broken %q", broken)
	}
}

func TestTruncatedGzipIsTold(t *testing.T) {
	var rows strings.Builder
	for range 2000 {
		rows.WriteString(`{"id":"` + strings.Repeat("q", 1+rows.Len()%37) + "\"}\n")
	}
	whole := zipped(t, rows.String())
	for _, keep := range []int{5, 12, len(whole) / 2, len(whole) - 1} {
		ids, broken, end := collect(t, whole[:keep])
		if end == nil || len(broken) != 0 {
			t.Errorf("%d of %d bytes: %d rows, broken %v, error %v", keep, len(whole), len(ids), broken, end)
		}
		if keep > 12 && !strings.Contains(end.Error(), "truncated") {
			t.Errorf("%d of %d bytes: %v does not say that the file is truncated", keep, len(whole), end)
		}
	}
	flipped := []byte(whole)
	flipped[len(flipped)-6] ^= 1 // the checksum
	if _, _, end := collect(t, string(flipped)); end == nil {
		t.Error("a wrong checksum was not told")
	}
}

// endless gives one line without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAnEndlessLineIsRefused(t *testing.T) {
	source, err := NewSource("rows.jsonl", io.MultiReader(strings.NewReader("{\"id\":\"a\"}\n"), endless{}))
	if err != nil {
		t.Fatal(err)
	}
	var rows int
	var end error
	for _, err := range source.Rows() {
		if err != nil {
			end = err
		} else {
			rows++
		}
	}
	if rows != 1 || end == nil || !strings.Contains(end.Error(), "rows.jsonl:2: the line is longer than 64 MiB") {
		t.Errorf("%d rows, error %v", rows, end)
	}
}

func TestReadingCanStopEarly(t *testing.T) {
	source, err := NewSource("rows.jsonl", strings.NewReader("{\"id\":\"a\"}\nbroken\n{\"id\":\"c\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range source.Rows() {
		if err != nil || row.ID != "a" {
			t.Fatalf("row %v, error %v", row, err)
		}
		break
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	if _, err := OpenFile(t.TempDir() + "/none.jsonl"); err == nil {
		t.Error("a missing file was opened")
	}
	source, err := OpenFile(t.TempDir()) // a folder opens, but cannot be read
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	var end error
	for _, err := range source.Rows() {
		end = err
	}
	if end == nil {
		t.Error("a folder was read as rows")
	}
}
