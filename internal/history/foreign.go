package history

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"
)

// Foreign says how a file is read that may be of another helpdesk.
type Foreign struct {
	Format   string // switchyard, zendesk, freshdesk, zammad or csv
	Source   string // tells two helpdesks of one format apart; empty for the format
	Mapping  *Mapping
	Zone     *time.Location // of times that name none, before that of the mapping; nil to refuse them
	StandIns bool           // make nameless people for those whom tickets name and the files do not hold
}

// Opened are options that import some files.
func Opened(o ImportOptions, f Foreign, files []string) (ImportOptions, error) {
	if f.Source == "" {
		f.Source = f.Format
	}
	if f.Zone == nil && f.Mapping != nil && f.Mapping.Zone != "" {
		zone, err := time.LoadLocation(f.Mapping.Zone)
		if err != nil || f.Mapping.Zone == "Local" {
			return o, fmt.Errorf("mapping: zone %.40q is no time zone: write one such as Europe/Berlin or UTC", f.Mapping.Zone)
		}
		f.Zone = zone
	}
	if f.Format == "switchyard" {
		if len(files) != 1 {
			return o, errors.New("a history is one file: import several one after another, oldest first")
		}
		o.Open = func() (Source, io.Closer, error) {
			file, err := os.Open(files[0])
			if err != nil {
				return nil, nil, err
			}
			r, err := NewReader(file)
			if err != nil {
				return nil, nil, errors.Join(err, file.Close())
			}
			return r, file, nil
		}
		if f.Mapping != nil {
			o.Rewrite = f.Mapping.rewrite
		}
		return o, nil
	}
	opens := make([]func() (io.ReadCloser, error), len(files))
	for i, name := range files {
		opens[i] = func() (io.ReadCloser, error) { return os.Open(name) }
	}
	source, err := NewForeign(f, opens...)
	if err != nil {
		return o, err
	}
	o.Open = func() (Source, io.Closer, error) { return source, nil, nil }
	return o, nil
}

// foreign is a Source over the files of another helpdesk. Each reading goes
// through them twice: for the people and for what was said apart from its ticket,
// which it holds in memory, and then for the tickets, which it does not.
type foreign struct {
	f       Foreign
	dialect *dialect
	when    when
	files   []func() (io.ReadCloser, error)
	index   *index // of what was found in the first reading
}

// NewForeign makes a Source of files of another helpdesk. It may be read more
// than once.
func NewForeign(f Foreign, files ...func() (io.ReadCloser, error)) (Source, error) {
	if f.Format == "csv" && (f.Mapping == nil || f.Mapping.Fields["id"] == "" || f.Mapping.Fields["created_at"] == "") {
		return nil, errors.New("csv needs a mapping that names at least the columns of id and created_at: see docs/import.md (--mapping)")
	}
	dialect, ok := dialects[f.Format]
	if !ok {
		return nil, fmt.Errorf("format %.40q is not known: take zendesk, freshdesk, zammad or csv", f.Format)
	}
	if len(files) == 0 {
		return nil, errors.New("name a file to import")
	}
	s := &foreign{f: f, dialect: dialect, when: when{zone: f.Zone}, files: files}
	if f.Mapping != nil && f.Mapping.Time != "" {
		layout, err := layoutOf(f.Mapping.Time)
		if err != nil {
			return nil, err
		}
		s.when.layout = layout
	}
	return s, nil
}

// each gives the records of all files, in their order.
func (s *foreign) each(ctx context.Context, give func(placed, error) error) error {
	for i, open := range s.files {
		file, err := open()
		if err != nil {
			return err
		}
		read := recordsOf
		if s.f.Format == "csv" {
			read = s.csv
		}
		err = read(file, s.dialect.lists, func(p placed, err error) error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			var wrong *LineError
			if errors.As(err, &wrong) && len(s.files) > 1 {
				wrong.Problem = fmt.Sprintf("(in file %d) %s", i+1, wrong.Problem)
			}
			return give(p, err)
		})
		if err = errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}

// Lines implements Source.
func (s *foreign) Lines(ctx context.Context) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		if s.index == nil {
			x := newIndex(s)
			if err := s.each(ctx, x.add); err != nil {
				yield(Line{}, err)
				return
			}
			s.index = x
		}
		for _, line := range s.index.lines() {
			if !yield(line, nil) {
				return
			}
		}
		err := s.each(ctx, func(p placed, err error) error {
			if err == nil && !s.dialect.isTicket(p) {
				return nil
			}
			line := Line{Number: p.line}
			if err == nil {
				t, wrong := s.ticket(p)
				if line.Ticket = t; wrong != nil {
					wrong.Line = p.line
					err = wrong
				}
			}
			if !yield(line, err) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Line{}, err)
		}
	}
}
