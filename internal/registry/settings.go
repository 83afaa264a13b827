package registry

import (
	"fmt"
	"math"
	"slices"
	"time"

	"switchyard/models"
)

// SettingsKey is the key of the settings record that holds Settings.
const SettingsKey = "learning"

// Settings say how a desk learns.
type Settings struct {
	// Automatic starts a retraining by itself once NewLabels tickets have got a
	// label from a person since the last one, at most once in Every hours.
	Automatic bool          `json:"automatic"`
	NewLabels int           `json:"new_labels"`
	Every     float64       `json:"every_hours"`
	Tasks     []models.Task `json:"tasks"`

	// AuditShare of the tickets are read by the models in secret: nothing is
	// applied or shown until a person has judged them.
	AuditShare float64 `json:"audit_share"`

	// A challenger stays ShadowHours beside the champion, then StepHours at each
	// of the Shares; and its champion stays warm for WatchHours after it was
	// replaced. Both also wait for Tickets at each stage.
	ShadowHours float64   `json:"shadow_hours"`
	StepHours   float64   `json:"step_hours"`
	WatchHours  float64   `json:"watch_hours"`
	Shares      []float64 `json:"shares"`
	Tickets     int       `json:"tickets"`
}

// DefaultSettings learn only when they are told to, and audit 4 % of the tickets.
func DefaultSettings() Settings {
	return Settings{
		NewLabels: 500, Every: 24 * 7, Tasks: []models.Task{models.Category, models.Priority},
		AuditShare:  .04,
		ShadowHours: 24, StepHours: 24, WatchHours: 24 * 7, Shares: []float64{.05, .2, 1}, Tickets: 100,
	}
}

// Trainable lists the tasks that can be learnt from what agents do.
func Trainable() []models.Task { return []models.Task{models.Category, models.Priority, models.Spam} }

// Validate names the first setting that is out of range.
func (s *Settings) Validate() error {
	for _, c := range []struct {
		name           string
		value, low, up float64
	}{
		{"new_labels", float64(s.NewLabels), 1, 1e9}, {"every_hours", s.Every, 0, 24 * 366}, {"audit_share", s.AuditShare, 0, .5},
		{"shadow_hours", s.ShadowHours, 0, 24 * 366}, {"step_hours", s.StepHours, 0, 24 * 366},
		{"watch_hours", s.WatchHours, 0, 24 * 366}, {"tickets", float64(s.Tickets), 0, 1e9},
	} {
		if !(c.value >= c.low && c.value <= c.up) {
			return fmt.Errorf("%s is %v: give a number from %v to %v", c.name, c.value, c.low, c.up)
		}
	}
	before := 0.
	for i, share := range s.Shares {
		if !(share > before && share <= 1) {
			return fmt.Errorf("shares[%d] is %v: give shares above 0 that grow up to 1, such as [0.05, 0.2, 1]", i, share)
		}
		before = share
	}
	if before != 1 {
		return fmt.Errorf("shares ends with %v: the last share must be 1, as a challenger that held out becomes champion", before)
	}
	for i, task := range s.Tasks {
		if !slices.Contains(Trainable(), task) {
			return fmt.Errorf("tasks[%d] is %q: only %v can be learnt from what agents do", i, task, Trainable())
		}
		if slices.Contains(s.Tasks[:i], task) {
			return fmt.Errorf("tasks[%d] names %q again: name each task once", i, task)
		}
	}
	return nil
}

// hours as a duration, for those above.
func hours(h float64) time.Duration { return time.Duration(math.Round(h * float64(time.Hour))) }

// Shadow is how long a version stays beside the champion, at least.
func (s *Settings) Shadow() time.Duration { return hours(s.ShadowHours) }

// Step is how long a canary keeps each share.
func (s *Settings) Step() time.Duration { return hours(s.StepHours) }

// Watch is how long the champion before stays beside a new one.
func (s *Settings) Watch() time.Duration { return hours(s.WatchHours) }
