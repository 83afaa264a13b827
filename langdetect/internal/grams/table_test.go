package grams

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// small knows three n-grams in two languages.
func small(t *testing.T) *Table {
	t.Helper()
	table, ok := New("Latn", []string{"aa", "bb"}, []string{"a", "ab", "b"}, []byte{1, 2, 10, 20, 30, 40})
	if !ok {
		t.Fatal("New found a duplicate")
	}
	return table
}

func TestScoreTakesTheLongest(t *testing.T) {
	for word, want := range map[string][]int32{
		"":    {0, 0},
		"a":   {1, 2},
		"b":   {30, 40},
		"ab":  {11, 22}, // a, then b after a
		"bb":  {60, 80}, // b after b is not known, b is
		"zab": {11, 22}, // z is not known
	} {
		costs := make([]int32, 2)
		small(t).Score([]rune(word), costs)
		if !slices.Equal(costs, want) {
			t.Errorf("Score(%q) = %v, want %v", word, costs, want)
		}
	}
}

func TestNewRefusesDuplicates(t *testing.T) {
	if _, ok := New("Latn", []string{"aa"}, []string{"a", "a"}, []byte{1, 2}); ok {
		t.Error("the same n-gram twice was accepted")
	}
}

func TestReadReturnsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ngrams := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-zà-ÿа-я]{1,5}`), 1, 40, rapid.ID).Draw(t, "ngrams")
		slices.Sort(ngrams)
		cells := rapid.SliceOfN(rapid.ByteMax(MaxCell), 3*len(ngrams), 3*len(ngrams)).Draw(t, "cells")
		table, ok := New("Latn", []string{"aa", "bb", "cc"}, ngrams, cells)
		if !ok {
			t.Fatal("New found a duplicate")
		}
		var file bytes.Buffer
		if err := Write(&file, []*Table{table, table}); err != nil {
			t.Fatal(err)
		}
		back, err := Read(&file)
		if err != nil || len(back) != 2 {
			t.Fatalf("Read: %d tables, %v", len(back), err)
		}
		word := []rune(rapid.StringMatching(`[a-zà-ÿа-я]{0,12}`).Draw(t, "word"))
		want, got := make([]int32, 3), make([]int32, 3)
		table.Score(word, want)
		back[1].Score(word, got)
		if !slices.Equal(got, want) {
			t.Fatalf("Score(%q) = %v after reading, %v before", string(word), got, want)
		}
	})
}

func TestReadRefusesDamage(t *testing.T) {
	var file bytes.Buffer
	if err := Write(&file, []*Table{small(t)}); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	for n := range whole {
		if _, err := Read(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("a file cut to %d of %d bytes was read", n, len(whole))
		}
	}
	for i := range whole {
		if i >= 3 && i < 10 {
			continue // gzip's flags, time and system carry nothing
		}
		flipped := bytes.Clone(whole)
		flipped[i] ^= 0x55
		if _, err := Read(bytes.NewReader(flipped)); err == nil {
			t.Errorf("a file with byte %d flipped was read", i)
		}
	}
}
