package history

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"time"
)

// MaxLine bounds a line: a file of MaxFile bytes fits.
const MaxLine = 64 << 20

// Reader reads a file that Export wrote. It is a Source.
type Reader struct {
	in     *bufio.Reader
	header Header
}

// NewReader reads the header. Plain and gzip are told apart by their first
// bytes. Errors say what the file is instead.
func NewReader(from io.Reader) (*Reader, error) {
	in, err := unpacked(from)
	if err != nil {
		return nil, err
	}
	r := &Reader{in: in}
	line, err := readLine(in)
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		if errors.Is(err, io.EOF) {
			return nil, bad("", "export again", "the file is empty")
		}
		return nil, unreadable(err)
	}
	if json.Unmarshal(line, &r.header) != nil || r.header.Format != Format {
		return nil, &LineError{Line: 1, Field: "format", Problem: "the file does not begin as a history of Switchyard", Remedy: `name its format (--format zendesk, freshdesk, zammad, csv), or begin it with {"format":"` + Format + `","version":1}`}
	}
	if v := r.header.Version; v > Version || v < 1 {
		return nil, &LineError{Line: 1, Field: "version", Problem: fmt.Sprintf("the file has version %d, this program reads up to %d", v, Version), Remedy: "import it with the Switchyard that wrote it or a newer one"}
	}
	return r, nil
}

// unpacked reads through gzip and over a byte order mark.
func unpacked(from io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(from, 1<<18)
	if magic, err := in.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			return nil, bad("", "copy it again", "the file is no whole gzip file")
		}
		in = bufio.NewReaderSize(unzipped, 1<<18)
	}
	if mark, err := in.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = in.Discard(3) // Peek has it
	}
	return in, nil
}

func unreadable(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return bad("", "copy it again", "the file ends in the middle")
	}
	return err
}

// readLine reads up to and with the next newline, at most MaxLine.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > MaxLine {
			return nil, fmt.Errorf("a line is longer than %d MiB: put one ticket on a line", MaxLine>>20)
		}
	}
}

// Header is the first line.
func (r *Reader) Header() Header { return r.header }

// bunch is how many bytes of lines are parsed together.
const bunch = 256 << 10

// raw is a run of lines as they stand.
type raw struct {
	first int64 // number of the first
	lines [][]byte
}

// read is one of them, read.
type read struct {
	line Line
	end  *End
	err  *LineError
}

// errStop ends reading where nobody wants more.
var errStop = errors.New("enough was read")

// Lines implements Source. Lines are parsed by all processors and come in order.
func (r *Reader) Lines(ctx context.Context) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		var end *End
		number, tickets := int64(1), int64(0)
		err := ordered(ctx, runtime.GOMAXPROCS(0), r.feed, func(_ context.Context, in raw) ([]read, error) {
			out, p := make([]read, len(in.lines)), newParser()
			for i := range in.lines {
				if out[i] = p.parse(in.lines[i], in.first+int64(i)); out[i].err != nil {
					p = newParser()
				}
			}
			return out, nil
		}, func(lines []read) error {
			for i := range lines {
				l := &lines[i]
				if end != nil {
					return &LineError{Problem: fmt.Sprintf("something follows the end in line %d", number), Remedy: "import files one after another, not joined"}
				}
				number++
				if l.end != nil {
					end = l.end
					continue
				}
				var err error
				if l.line.Ticket != nil || l.err != nil {
					tickets++
				}
				if l.err != nil {
					err = l.err
				}
				if !yield(l.line, err) {
					return errStop
				}
			}
			return nil
		})
		switch {
		case errors.Is(err, errStop):
		case err != nil:
			yield(Line{}, err)
		case end == nil:
			yield(Line{}, bad("", "copy or export it again", "the file is truncated after line %d: it has no end line", number))
		case end.Lines != number-1:
			yield(Line{}, bad("", "copy or export it again, or mend lines and tickets of the end line if you took some out yourself", "the file has %d lines before its end, which says %d", number-1, end.Lines))
		}
	}
}

// feed reads the lines as they stand. Blank ones have numbers and are not given.
func (r *Reader) feed(ctx context.Context, give func(raw) error) error {
	some, size := raw{first: 2}, 0
	for {
		line, err := readLine(r.in)
		if err != nil && !errors.Is(err, io.EOF) {
			return unreadable(err)
		}
		if len(line) > 0 {
			some.lines = append(some.lines, line)
			size += len(line)
		}
		ended := errors.Is(err, io.EOF)
		if size >= bunch || ended && size > 0 {
			if err := give(some); err != nil {
				return err
			}
			some, size = raw{first: some.first + int64(len(some.lines))}, 0
		}
		if ended {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// parser reads lines with one decoder, whose buffer would grow anew for each of
// them. After an error it is of no more use.
type parser struct {
	line    bytes.Reader
	decoder *json.Decoder
	passed  int64 // bytes that it saw of the lines before
}

func newParser() *parser {
	p := &parser{}
	p.decoder = json.NewDecoder(&p.line)
	p.decoder.DisallowUnknownFields()
	return p
}

// decode reads the line as one object.
func (p *parser) decode(line []byte, into any) *LineError {
	p.line.Reset(line)
	if err := p.decoder.Decode(into); err != nil {
		return explained(err)
	}
	if len(bytes.TrimSpace(line[p.decoder.InputOffset()-p.passed:])) > 0 {
		return bad("", "put each object on a line of its own", "something follows the object")
	}
	p.passed += int64(len(line) - p.line.Len()) // what is left of it, blanks, it never saw
	return nil
}

// parse reads one line.
func (p *parser) parse(line []byte, number int64) (out read) {
	out.line.Number = number
	fail := func(e *LineError) read {
		e.Line = number
		return read{line: Line{Number: number}, err: e}
	}
	if holdsZero(line) {
		return fail(bad("", "take it out", "a text holds a zero byte (\\u0000), which no database keeps"))
	}
	var kind struct {
		Kind Kind `json:"kind"`
	}
	// The kind is the first key; to look at more would read the line twice.
	if head, ok := bytes.CutPrefix(line, []byte(`{"kind":"`)); ok {
		name, _, _ := bytes.Cut(head, []byte{'"'})
		kind.Kind = Kind(name)
	} else if err := json.Unmarshal(line, &kind); err != nil {
		return fail(explained(err))
	}
	var into any
	switch l := &out.line; kind.Kind {
	case AnOrganisation:
		l.Organisation = &Organisation{}
		into = l.Organisation
	case ATeam:
		l.Team = &Team{}
		into = l.Team
	case AnAgent:
		l.Agent = &Agent{}
		into = l.Agent
	case AFile:
		l.File = &File{}
		into = l.File
	case ATicket:
		l.Ticket = &Ticket{}
		into = l.Ticket
	case TheEnd:
		out.end = &End{}
		into = out.end
	default:
		return fail(bad("kind", "take organisation, team, agent, file, ticket or end", "%.40q is no kind of line", kind.Kind))
	}
	if wrong := p.decode(line, into); wrong != nil {
		return fail(wrong)
	}
	return out
}

// holdsZero says whether JSON holds an escaped zero byte.
func holdsZero(line []byte) bool {
	for at := 0; ; {
		i := bytes.Index(line[at:], []byte(`\u0000`))
		if i < 0 {
			return false
		}
		slashes := 0
		for k := at + i - 1; k >= 0 && line[k] == '\\'; k-- {
			slashes++
		}
		if slashes%2 == 0 {
			return true
		}
		at += i + 1
	}
}

// explained turns what encoding/json says into a field and a remedy.
func explained(err error) *LineError {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return bad(kind.Field, "see docs/history.md for what it must be", "is a JSON %s", kind.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return bad(strings.Trim(name, `"`), "take it out, or mend its name", "is no key of this kind of line")
	}
	var when *time.ParseError
	if errors.As(err, &when) {
		return bad("", "write RFC 3339 with a zone, as 2026-01-31T09:30:00Z", "%q is not a time", when.Value)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return bad("", "check its quotes, commas and braces, or export again", "the line is not readable as JSON")
	}
	return bad("", "see docs/history.md for what it must be", "is not readable: %s", strings.TrimPrefix(err.Error(), "json: "))
}
