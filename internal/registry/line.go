package registry

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/models"
)

// line is the succession in one task. Every change of who is champion or
// challenger writes it, so that of two changes at once only one can be.
type line struct {
	Task models.Task `json:"task"`
	// Past are the champions before, the latest last. The zero id is the starter
	// model.
	Past []uuid.UUID `json:"past"`
}

// longestPast bounds it.
const longestPast = 16

const lineKey = "line of "

func isLine(key string) bool { return strings.HasPrefix(key, lineKey) }

// line is that of a task, a new one where nothing has happened yet.
func (b *book) line(task models.Task) *kept[line] {
	if l := b.lines[task]; l != nil {
		return l
	}
	return &kept[line]{Version: line{Task: task}}
}

// follow notes that a champion, the zero id for the starter model, was replaced
// by another version.
func (l *line) follow(was, by uuid.UUID) {
	l.Past = slices.DeleteFunc(l.Past, func(id uuid.UUID) bool { return id == by || id == was })
	l.Past = append(l.Past, was)
	l.Past = l.Past[max(0, len(l.Past)-longestPast):]
}

// before is the version that would take over from the champion of a task: the
// latest one before it that can still answer, nil for the starter model. What
// has learnt from somebody who was erased must not come back.
func (b *book) before(task models.Task) *kept[Version] {
	past := b.line(task).Version.Past
	for i := len(past) - 1; i >= 0; i-- {
		if past[i] == uuid.Nil {
			return nil
		}
		if v := b.versions[past[i]]; v != nil && v.Version.Stage == Retired && v.Version.Kept && v.Version.Stale == "" {
			return v
		}
	}
	return nil
}

// after is the line once before took over: it and all after it are gone.
func (l *line) after(before uuid.UUID) {
	if i := slices.Index(l.Past, before); i >= 0 {
		l.Past = l.Past[:i]
	} else {
		l.Past = nil
	}
}

func (l *kept[T]) write(kind store.RecordKind, id uuid.UUID, key string) (store.RecordWrite, error) {
	body, err := marshal(l.Version)
	return store.RecordWrite{Expect: l.at, Record: store.Record{Kind: kind, ID: id, Key: key, Body: body}}, err
}
