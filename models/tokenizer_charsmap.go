package models

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// charsmap is the table of replacements that a SentencePiece model carries: a
// double-array trie over UTF-8 whose values point into text.
type charsmap struct {
	trie []uint32
	text string // replacements, each ended by a NUL
}

var errCharsmap = errors.New("precompiled_charsmap is cut short or damaged: export the tokenizer again")

// newCharsmap reads the table: the size of the trie in bytes as four bytes,
// the trie as 32-bit units, the text. All little-endian.
func newCharsmap(data []byte) (*charsmap, error) {
	if len(data) < 4 {
		return nil, errCharsmap
	}
	size := uint64(binary.LittleEndian.Uint32(data))
	data = data[4:]
	if size%4 != 0 || size == 0 || size > uint64(len(data)) || !utf8.Valid(data[size:]) {
		return nil, errCharsmap
	}
	c := &charsmap{trie: make([]uint32, size/4), text: string(data[size:])}
	for i := range c.trie {
		c.trie[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	return c, nil
}

// maxCluster is the longest cluster in bytes that is looked up whole.
const maxCluster = 5

// normalise looks up each short cluster of characters whole, then character
// by character. A cluster that starts with a known sequence is replaced by
// what stands for the shortest such sequence, marks after it included: so it
// was when the models were trained.
func (c *charsmap) normalise(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	state := -1
	for len(s) > 0 {
		if state < 0 && len(s) > 1 && plainASCII(s[0]) && plainASCII(s[1]) {
			c.writeRunes(&b, s[:1])
			s = s[1:]
			continue
		}
		var cluster string
		cluster, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		if len(cluster) <= maxCluster {
			if to, ok := c.find(cluster); ok {
				b.WriteString(to)
				continue
			}
		}
		c.writeRunes(&b, cluster)
	}
	return b.String()
}

// plainASCII tells characters that are clusters of their own before another.
func plainASCII(c byte) bool { return c >= ' ' && c < 0x7f }

func (c *charsmap) writeRunes(b *strings.Builder, s string) {
	for len(s) > 0 {
		_, size := utf8.DecodeRuneInString(s)
		if to, ok := c.find(s[:size]); ok {
			b.WriteString(to)
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
}

// find gives what replaces the shortest known sequence that s starts with.
// Units: bits 0-7 label, 8 leaf, 9 wide offset, 10-30 offset, 31 value.
func (c *charsmap) find(s string) (string, bool) {
	node := offset(c.trie[0])
	for i := range len(s) {
		if s[i] == 0 {
			return "", false
		}
		node ^= uint32(s[i])
		if node >= uint32(len(c.trie)) {
			return "", false
		}
		unit := c.trie[node]
		if unit&(1<<31|0xff) != uint32(s[i]) {
			return "", false
		}
		node ^= offset(unit)
		if unit>>8&1 == 0 {
			continue
		}
		if node >= uint32(len(c.trie)) {
			return "", false
		}
		at := c.trie[node] & (1<<31 - 1)
		if at > uint32(len(c.text)) {
			return "", false
		}
		to, _, _ := strings.Cut(c.text[at:], "\x00")
		return to, true
	}
	return "", false
}

func offset(unit uint32) uint32 { return unit >> 10 << (unit & (1 << 9) >> 6) }
