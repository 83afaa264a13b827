package history

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// csv gives the rows of a table as records by column. Rows that follow one another
// with the same id are one ticket: the first is the ticket, and each says something.
func (s *foreign) csv(from io.Reader, _ map[string]bool, give func(placed, error) error) error {
	in, err := unpacked(from)
	if err != nil {
		return err
	}
	table := csv.NewReader(in)
	table.ReuseRecord, table.TrimLeadingSpace = true, true
	if table.Comma, err = s.comma(in); err != nil {
		return err
	}
	header, err := table.Read()
	if err != nil {
		return bad("", "export it again as UTF-8 with a first row of column names", "the table has no readable header: %v", err)
	}
	columns := slices.Clone(header)
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	if wrong := s.mapped(columns); wrong != nil {
		return wrong
	}
	var ticket *placed
	flush := func() error {
		if ticket == nil {
			return nil
		}
		p := *ticket
		ticket = nil
		return give(p, nil)
	}
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return flush()
		}
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			wrong := &LineError{Line: int64(broken.StartLine), Problem: broken.Err.Error(), Remedy: fmt.Sprintf("give it %d columns, with texts that hold quotes or line breaks in double quotes", len(columns))}
			if err := errors.Join(flush(), give(placed{line: wrong.Line}, wrong)); err != nil {
				return err
			}
			continue
		case err != nil:
			return unreadable(err)
		}
		line, _ := table.FieldPos(0)
		r := record{}
		for i, name := range columns {
			r[name] = row[i]
		}
		if id := s.field(r, "id"); ticket == nil || id == "" || id != s.field(ticket.record, "id") {
			if err := flush(); err != nil {
				return err
			}
			ticket = &placed{line: int64(line), record: r}
			continue
		}
		said, _ := ticket.record["messages"].([]any)
		ticket.record["messages"] = append(said, map[string]any{
			"text": s.field(r, "text"), "html": s.field(r, "html"), "author": s.field(r, "author"), "public": s.field(r, "public"), "at": or(s.field(r, "at"), s.field(r, "created_at")),
		})
	}
}

// comma is what stands between columns.
func (s *foreign) comma(in *bufio.Reader) (rune, error) {
	if m := s.f.Mapping; m.Comma != "" {
		comma := []rune(m.Comma)[0]
		if comma == '"' || comma == '\r' || comma == '\n' || comma == 0xFFFD {
			return 0, bad("separator", "write one such as ; in the mapping", "%q cannot stand between columns", m.Comma)
		}
		return comma, nil
	}
	head, err := in.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return 0, unreadable(err)
	}
	first, _, _ := bytes.Cut(head, []byte{'\n'})
	best, most := ',', bytes.Count(first, []byte{','})
	for _, c := range []rune{';', '\t'} {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best, nil
}

// mapped refuses a mapping that names columns the table does not have.
func (s *foreign) mapped(columns []string) *LineError {
	for _, field := range ForeignFields {
		if name := s.f.Mapping.Fields[field]; name != "" && !slices.Contains(columns, name) {
			return &LineError{Line: 0, Field: "fields." + field, Problem: fmt.Sprintf("the table has no column %q", name), Remedy: fmt.Sprintf("mend the mapping: its columns are %s", strings.Join(columns, ", "))}
		}
	}
	return nil
}
