package api

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"pgregory.net/rapid"
)

// A cursor gives its position back to the query it was made for, and to no
// other; with a bit changed, to none.
func TestCursors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		query, other := rapid.String().Draw(t, "query"), rapid.String().Draw(t, "other query")
		position := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "position")
		cursor := writeCursor(query, position)
		if got, p := readCursor(query, cursor); p != nil || !bytes.Equal(got, position) {
			t.Fatalf("%x comes back as %x: %v", position, got, p)
		}
		if _, p := readCursor(other, cursor); (p == nil) != (query == other) {
			t.Fatalf("a cursor of %q is read for %q: %v", query, other, p)
		}
		altered := []byte(cursor)
		at := rapid.IntRange(0, len(altered)-1).Draw(t, "place")
		altered[at] ^= byte(1 << rapid.IntRange(0, 7).Draw(t, "bit"))
		if got, p := readCursor(query, string(altered)); p == nil {
			t.Fatalf("altered at %d it is read as %x", at, got)
		}
	})
}

func FuzzReadCursor(f *testing.F) {
	f.Add("q", writeCursor("q", []byte("position")))
	f.Add("", "")
	f.Fuzz(func(t *testing.T, query, cursor string) {
		position, p := readCursor(query, cursor)
		if p == nil && writeCursor(query, position) != cursor {
			t.Errorf("%q is read as %x, whose cursor is another", cursor, position)
		}
	})
}

func TestIfMatch(t *testing.T) {
	for given, want := range map[string]int64{
		`"1"`: 1, ` "42" `: 42, `*`: 0, `1`: neverMatches, `"0"`: neverMatches, `"-1"`: neverMatches, `W/"1"`: neverMatches, `"x"`: neverMatches, `"`: neverMatches,
		`""`: neverMatches, `"99999999999999999999"`: neverMatches,
	} {
		r := httptest.NewRequest(http.MethodPatch, "/", nil)
		r.Header.Set("If-Match", given)
		if got, p := ifMatch(r); got != want || p != nil {
			t.Errorf("%s is version %d, want %d: %v", given, got, want, p)
		}
	}
	if got, p := ifMatch(httptest.NewRequest(http.MethodPatch, "/", nil)); got != 0 || p != nil {
		t.Errorf("none is version %d: %v", got, p)
	}
}
