package grams

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
)

const magic = "grams 1"

// Write stores tables: a gzip stream that starts with a magic line, then for
// each table a header line "script languages rows", the n-grams in byte order
// one a line, and the cells column after column, which compresses best.
func Write(w io.Writer, tables []*Table) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(z)
	fmt.Fprintf(b, "%s %d\n", magic, len(tables))
	for _, t := range tables {
		fmt.Fprintf(b, "%s %s %d\n", t.Script, strings.Join(t.Languages, ","), t.Rows())
		for _, g := range t.grams {
			fmt.Fprintln(b, g)
		}
		for col := range t.Languages {
			for row := range t.Rows() { // Flush tells of a failed write
				_ = b.WriteByte(t.cells[row*len(t.Languages)+col])
			}
		}
	}
	return errors.Join(b.Flush(), z.Close())
}

// Read loads what Write stored. Any damage is an error.
func Read(r io.Reader) ([]*Table, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("grams: not a table file: %w", err)
	}
	b := bufio.NewReader(z)
	var count int
	if _, err := fmt.Fscanf(b, magic+" %d\n", &count); err != nil {
		return nil, fmt.Errorf("grams: the first line is not %q and a number: %w", magic, err)
	}
	tables := make([]*Table, 0, min(max(count, 0), 64))
	for range count {
		t, err := readTable(b)
		if err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	if _, err := b.ReadByte(); err != io.EOF {
		return nil, errors.New("grams: bytes after the last table")
	}
	return tables, nil
}

const maxRows = 1 << 20

func readTable(b *bufio.Reader) (*Table, error) {
	var script, list string
	var rows int
	if _, err := fmt.Fscanf(b, "%s %s %d\n", &script, &list, &rows); err != nil {
		return nil, fmt.Errorf("grams: table header: %w", err)
	}
	if rows < 0 || rows > maxRows {
		return nil, fmt.Errorf("grams: table %s says %d rows; at most %d are allowed", script, rows, maxRows)
	}
	languages := strings.Split(list, ",")
	ngrams := make([]string, rows)
	for i := range ngrams {
		line, err := b.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("grams: table %s, row %d: %w", script, i, err)
		}
		ngrams[i] = strings.TrimSuffix(line, "\n")
	}
	cells := make([]byte, rows*len(languages))
	column := make([]byte, rows)
	for col := range languages {
		if _, err := io.ReadFull(b, column); err != nil {
			return nil, fmt.Errorf("grams: table %s, column %s: %w", script, languages[col], err)
		}
		for row, c := range column {
			cells[row*len(languages)+col] = c
		}
	}
	t, ok := New(script, languages, ngrams, cells)
	if !ok {
		return nil, fmt.Errorf("grams: table %s has an n-gram twice", script)
	}
	t.grams = nil // the text is only needed to write
	return t, nil
}
