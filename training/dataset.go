package training

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"switchyard/models"
)

// Example is a row as one task sees it.
type Example struct {
	ID       string
	Text     string
	Language string
	// Label is an index into the dataset's labels; len(Labels) means out of
	// scope.
	Label int
	// Source is the file it came from, an index into the dataset's sources.
	Source int
	// Weight is how much it counts in fitting beside the others, such as 0.3 for a
	// label that nobody has looked at; 0 counts as 1.
	Weight float64
}

// weight is Weight as it counts.
func (e *Example) weight() float64 {
	if e.Weight == 0 {
		return 1
	}
	return e.Weight
}

// Dataset holds the examples of one task.
type Dataset struct {
	Task     models.Task
	Labels   []string
	Examples []Example
	Sources  []models.DataSource
	// OutOfScope is the number of examples that belong to no label.
	OutOfScope int
	Skipped    Skipped
}

// Skipped counts rows that were left out, by reason.
type Skipped map[string]int

// String lists the reasons, most frequent first.
func (s Skipped) String() string {
	reasons := slices.SortedFunc(maps.Keys(s), func(a, b string) int {
		if s[a] != s[b] {
			return s[b] - s[a]
		}
		return strings.Compare(a, b)
	})
	for i, r := range reasons {
		reasons[i] = fmt.Sprintf("%d rows: %s", s[r], r)
	}
	return strings.Join(reasons, "; ")
}

// Total is the number of rows left out.
func (s Skipped) Total() int {
	total := 0
	for _, n := range s {
		total += n
	}
	return total
}

// LoadOptions say how strict loading is.
type LoadOptions struct {
	// Labels fixes the labels, as when a bundle is measured; a row with
	// another label is then a broken row. Nil takes them from the rows.
	Labels []string
	// SkipBad leaves broken rows out, counted, instead of refusing the file.
	SkipBad bool
}

// maxShown bounds how many broken rows one error lists.
const maxShown = 10

// BadRowsError is the error for files with broken rows: the first few in full and
// how many there are.
type BadRowsError struct {
	First []error
	Total int
}

func (b *BadRowsError) Error() string {
	var s strings.Builder
	for _, err := range b.First {
		s.WriteString(err.Error() + "\n")
	}
	if more := b.Total - len(b.First); more > 0 {
		fmt.Fprintf(&s, "and %d more\n", more)
	}
	fmt.Fprintf(&s, "%d broken rows: mend them, or leave them out with --skip-bad-rows", b.Total)
	return s.String()
}

// Load reads the examples of a task from files. Rows without an answer to the
// task are skipped and counted; broken rows are refused together, as *BadRowsError.
func Load(task models.Task, files []string, opts LoadOptions) (*Dataset, error) {
	if !slices.Contains(models.Tasks(), task) {
		return nil, fmt.Errorf("task %q: it must be one of %v", task, models.Tasks())
	}
	l := loader{opts: opts, ids: map[string]string{}, labels: map[string]int{}, bad: &BadRowsError{},
		set: &Dataset{Task: task, Skipped: Skipped{}}}
	for _, label := range opts.Labels {
		l.labels[label] = len(l.labels)
	}
	for _, file := range files {
		if err := l.read(file); err != nil {
			return nil, err
		}
	}
	if l.bad.Total > 0 {
		return nil, l.bad
	}
	return l.finish()
}

type loader struct {
	opts   LoadOptions
	set    *Dataset
	ids    map[string]string // id -> where it was first seen
	labels map[string]int
	given  []string // label of each example, "" for out of scope
	bad    *BadRowsError
}

func (l *loader) read(file string) error {
	source, err := OpenFile(file)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	before := len(l.set.Examples)
	empty := true
	for row, err := range source.Rows() {
		empty = false
		if err == nil {
			err = l.add(file, &row)
		}
		var bad *RowError
		switch {
		case err == nil:
		case errors.As(err, &bad):
			l.reject(bad)
		default:
			return err
		}
	}
	if empty {
		return fmt.Errorf("%s: it holds no rows", file)
	}
	fingerprint, err := digestFile(file)
	if err != nil {
		return err
	}
	l.set.Sources = append(l.set.Sources, models.DataSource{
		Name: filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file), SHA256: fingerprint, Rows: len(l.set.Examples) - before})
	return nil
}

func (l *loader) reject(bad *RowError) {
	if l.opts.SkipBad {
		l.set.Skipped["broken ("+bad.Problem+")"]++
		return
	}
	if l.bad.Total++; len(l.bad.First) < maxShown {
		l.bad.First = append(l.bad.First, bad)
	}
}

// add takes a row in; a *RowError refuses it.
func (l *loader) add(file string, row *Row) error {
	refuse := func(field, problem, remedy string) error {
		return &RowError{File: file, Line: row.Line, Field: field, Problem: problem, Remedy: remedy}
	}
	if row.ID != "" {
		key := file + "\x00" + row.ID
		if first, seen := l.ids[key]; seen {
			return refuse("id", fmt.Sprintf("%q was already used at %s", row.ID, first), "give each row of a file its own id")
		}
		l.ids[key] = fmt.Sprintf("line %d", row.Line)
	}
	if row.OutOfScope && row.Labels.Category != "" {
		return refuse("out_of_scope", "is true although labels.category is "+row.Labels.Category, "keep one of the two")
	}
	label, why, ok := answer(l.set.Task, row)
	if !ok {
		l.set.Skipped[why]++
		return nil
	}
	if allowed := natural[l.set.Task]; label != "" && allowed != nil && !slices.Contains(allowed, label) {
		return refuse("labels."+string(l.set.Task), fmt.Sprintf("%q is not one of %v", label, allowed), "use one of these")
	}
	if _, known := l.labels[label]; !known && label != "" {
		if l.opts.Labels != nil {
			return refuse("labels."+string(l.set.Task), fmt.Sprintf("%q is not among the bundle's %d labels", label, len(l.opts.Labels)), "use a label the bundle knows")
		}
		l.labels[label] = len(l.labels)
	}
	content := row.Text()
	if content == "" {
		l.set.Skipped["no text in subject or body"]++
		return nil
	}
	l.given = append(l.given, label)
	l.set.Examples = append(l.set.Examples, Example{ID: row.ID, Text: content, Language: row.Language, Source: len(l.set.Sources)})
	return nil
}

// finish numbers the labels.
func (l *loader) finish() (*Dataset, error) {
	set := l.set
	if len(set.Examples) == 0 {
		return nil, fmt.Errorf("no row can be used for task %s: %s", set.Task, set.Skipped)
	}
	set.Labels = l.opts.Labels
	if set.Labels == nil {
		set.Labels = slices.Collect(maps.Keys(l.labels))
		orderLabels(set.Task, set.Labels)
	}
	index := map[string]int{}
	for i, label := range set.Labels {
		index[label] = i
	}
	for i, label := range l.given {
		if label == "" {
			set.Examples[i].Label = len(set.Labels)
			set.OutOfScope++
		} else {
			set.Examples[i].Label = index[label]
		}
	}
	return set, nil
}

// Languages are the tags of the examples, most frequent first.
func (d *Dataset) Languages() []string {
	count := map[string]int{}
	for _, e := range d.Examples {
		if e.Language != "" {
			count[e.Language]++
		}
	}
	return slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
}

func digestFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil)), nil
}
