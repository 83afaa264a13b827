package retrain

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"switchyard/internal/history"
	"switchyard/internal/text"
	"switchyard/models"
)

// Row is a ticket as one task learns from it.
type Row struct {
	ID        string
	Text      string
	Language  string // BCP-47, empty where unknown
	At        time.Time
	Label     string
	State     history.State
	Weight    float64 // 0 to 1
	Category  string  // of the ticket, whatever the task
	Requester uuid.UUID
	fold      string
}

// human says whether a person set the label.
func (r *Row) human() bool { return r.State != history.Untouched }

// rowOf is what an example says of a task; ok is false where it says nothing.
func rowOf(e *history.Example, task models.Task) (r Row, ok bool) {
	r = Row{ID: e.ID, Text: text.Join(e.Subject, e.Body), Language: e.Language, At: e.CreatedAt, Category: e.Labels.Category, Requester: e.Meta.Requester}
	switch task {
	case models.Category:
		r.Label = e.Labels.Category
	case models.Priority:
		r.Label = e.Labels.Priority
	case models.Spam:
		if e.Labels.Spam != nil {
			r.Label = strconv.FormatBool(*e.Labels.Spam)
		}
	}
	r.State, r.Weight = history.Stated, history.HumanWeight // of a file that says no more
	if state, told := e.Meta.States[string(task)]; told {
		r.State, r.Weight = state, state.Weight()
	}
	if w, told := e.Meta.Weights[string(task)]; told {
		r.Weight = w
	}
	r.fold = folded(r.Text)
	return r, r.Label != "" && r.fold != "" && r.Weight > 0
}

// folded is a text without what two copies of it may differ in: case, spaces
// and punctuation.
func folded(s string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(norm.NFKC.String(text.Clean(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.IsSymbol(r)
	}), " "))
}
