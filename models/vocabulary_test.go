package models

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestVocabularyNumbersRowsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.IntRange(0, 6).Draw(t, "words")
		learnt := make([]bool, 64*words)
		for i := range learnt {
			learnt[i] = rapid.Bool().Draw(t, "learnt")
		}
		made := NewVocabulary(learnt)
		encoded := made.Encode()
		read, err := DecodeVocabulary(encoded, len(learnt))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(read.Encode(), encoded) {
			t.Fatal("another vocabulary after the way through a file")
		}
		next := int32(1)
		var buckets, rows []int32
		for b, yes := range learnt {
			want := int32(0)
			if yes {
				want, next = next, next+1
			}
			if got := read.Row(int32(b)); got != want {
				t.Fatalf("bucket %d has row %d, want %d", b, got, want)
			}
			buckets, rows = append(buckets, int32(b)), append(rows, want)
		}
		if made.Rows() != int(next) || read.Rows() != int(next) {
			t.Fatalf("%d and %d rows, want %d", made.Rows(), read.Rows(), next)
		}
		for i, row := range read.AppendRows(nil, buckets) {
			if row != rows[i] {
				t.Fatalf("bucket %d appended as row %d, want %d", i, row, rows[i])
			}
		}
	})
}

func TestVocabularyOfAnotherSizeIsRefused(t *testing.T) {
	if _, err := DecodeVocabulary(make([]byte, 16), 256); !errors.Is(err, ErrInvalid) {
		t.Errorf("128 bits for 256 buckets: %v", err)
	}
}
