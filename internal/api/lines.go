package api

import (
	"bufio"
	"errors"
	"io"
)

// lines reads a body line by line. A line that is too long is read past, so
// that it costs no memory and the lines after it are still there.
type lines struct {
	from *bufio.Reader
	most int // bytes of a line, its end included
	line []byte
}

func newLines(from io.Reader, most int) *lines {
	return &lines{from: bufio.NewReaderSize(from, 64<<10), most: most}
}

// next gives the next line, which holds until the next call, and whether it
// was too long; then it is empty. The error is io.EOF after the last line.
func (l *lines) next() (line []byte, tooLong bool, err error) {
	l.line = l.line[:0]
	for {
		part, err := l.from.ReadSlice('\n')
		if tooLong = tooLong || len(l.line)+len(part) > l.most; tooLong {
			l.line = l.line[:0]
		} else {
			l.line = append(l.line, part...)
		}
		last := errors.Is(err, io.EOF) && (tooLong || len(l.line) > 0)
		switch {
		case err == nil || last:
			return l.line, tooLong, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}
