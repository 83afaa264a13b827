package training

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// maxLine bounds one row. A longer line is no ticket.
const maxLine = 64 << 20

// Source is an opened JSONL file, plain or gzip.
type Source struct {
	name   string
	file   io.Closer
	reader *bufio.Reader
}

// OpenFile opens a JSONL file; gzip is known by its first bytes, not its name.
func OpenFile(name string) (*Source, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	s, err := NewSource(name, file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	s.file = file
	return s, nil
}

// NewSource reads JSONL, plain or gzip, from any reader; name is for errors.
func NewSource(name string, from io.Reader) (*Source, error) {
	buffered := bufio.NewReaderSize(from, 1<<16)
	if magic, err := buffered.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("%s: not a readable gzip file: %w", name, err)
		}
		buffered = bufio.NewReaderSize(unzipped, 1<<16)
	}
	// Some editors put a byte order mark first. What stops Peek here comes
	// again when the lines are read.
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = buffered.Discard(3)
	}
	return &Source{name: name, reader: buffered}, nil
}

// Close closes the file of OpenFile.
func (s *Source) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// Rows gives every row in order. A broken line comes as a *RowError and the
// next row follows; any other error is the last thing that comes.
func (s *Source) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for line, err := range s.Lines() {
			if err != nil {
				yield(Row{}, err)
				return
			}
			row, err := ParseRow(line.Data)
			row.Line = line.Number
			if err != nil {
				var bad *RowError
				if errors.As(err, &bad) {
					bad.File, bad.Line = s.name, line.Number
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// Line is one line that is not blank.
type Line struct {
	Number int // from 1
	Data   []byte
}

// Lines gives the raw lines that are not blank. Data is the caller's to keep.
func (s *Source) Lines() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for number := 1; ; number++ {
			data, err := s.readLine()
			whole := err == nil || errors.Is(err, io.EOF) // else the line broke off
			if whole && !blank(data) && !yield(Line{number, data}, nil) {
				return
			}
			switch {
			case err == nil:
			case errors.Is(err, io.EOF):
				return
			case errors.Is(err, io.ErrUnexpectedEOF):
				yield(Line{}, fmt.Errorf("%s: the file ends in the middle (after line %d): it is truncated; copy it again", s.name, number-1))
				return
			default:
				yield(Line{}, fmt.Errorf("%s:%d: %w", s.name, number, err))
				return
			}
		}
	}
}

func blank(line []byte) bool {
	for _, b := range line {
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return false
		}
	}
	return true
}

// readLine reads up to and with the next newline.
func (s *Source) readLine() ([]byte, error) {
	var line []byte
	for {
		part, err := s.reader.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > maxLine {
			return nil, fmt.Errorf("the line is longer than %d MiB; put one row on a line", maxLine>>20)
		}
	}
}
