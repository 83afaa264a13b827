package triage

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"switchyard/models"
)

// Lineup is the models in use: for each task one whose answers count, and at
// most one that answers beside it. It is not changed once an Engine has it.
type Lineup struct {
	First  *models.Set
	Beside map[models.Task]Second
	// Held are the tasks whose answers are suggested and never applied, with
	// the reason in words.
	Held map[models.Task]string
}

// Second is a model that answers the same texts as the first one of its task.
type Second struct {
	Model *models.Model
	// Share of the items, 0 to 1, for which the second's answer counts and the
	// first's stands beside it. Which items those are follows from their ID.
	Share float64
	// Patience is how long an answer may take before it is counted as late; 0
	// counts none.
	Patience time.Duration
	// Tally counts how the second did, nil for nobody who asks. It may go along
	// from one Lineup to the next.
	Tally *Tally
}

// Tally counts how a second did. It is safe for use by many goroutines; the
// zero value is ready.
type Tally struct{ answers, failed, late atomic.Int64 }

// Tallied is how a second did: of so many texts it failed on some, and was late
// with others.
type Tallied struct {
	Answers int64 `json:"answers" doc:"Texts it was asked about"`
	Failed  int64 `json:"failed" doc:"Texts it gave no answer to"`
	Late    int64 `json:"late" doc:"Texts it took too long over"`
}

// Read gives the counts so far.
func (t *Tally) Read() Tallied {
	return Tallied{t.answers.Load(), t.failed.Load(), t.late.Load()}
}

func (t *Tally) count(answered, late bool) {
	if t == nil {
		return
	}
	t.answers.Add(1)
	if !answered {
		t.failed.Add(1)
	}
	if late {
		t.late.Add(1)
	}
}

// doubled are the tasks that can have a second, in the order of models.Tasks.
func doubled() []models.Task { return []models.Task{models.Category, models.Priority, models.Spam} }

// validate names what of a Lineup cannot be used.
func (l *Lineup) validate() error {
	if l.First == nil {
		return errors.New("a lineup has no models: give a set, which may be empty")
	}
	for _, task := range slices.Sorted(maps.Keys(l.Beside)) {
		second := l.Beside[task]
		switch {
		case !slices.Contains(doubled(), task):
			return fmt.Errorf("task %s can have no second model: only %v can", task, doubled())
		case second.Model == nil:
			return fmt.Errorf("the second of task %s is no model", task)
		case l.First.Model(task) == nil:
			return fmt.Errorf("task %s has a second model and no first: make %s the first", task, second.Model.Manifest().Version())
		case !(second.Share >= 0 && second.Share <= 1):
			return fmt.Errorf("the second of task %s has the share %v: give one from 0 to 1", task, second.Share)
		}
		manifest := second.Model.Manifest()
		if manifest.Task != task {
			return fmt.Errorf("the second of task %s, %s, answers task %s", task, manifest.Version(), manifest.Task)
		}
		if task == models.Spam && manifest.Outputs() != 2 {
			return fmt.Errorf("the second of task %s, %s, gives %d scores: it must answer yes or no", task, manifest.Version(), manifest.Outputs())
		}
	}
	return nil
}
