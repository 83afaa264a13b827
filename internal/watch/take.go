package watch

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"switchyard/training/monitor"
)

// take lets the monitors of a task see one thing. It says whether something was
// noticed that has to be stored at once.
func (w *Watch) take(ctx context.Context, t *watched, s *sight) (noticed bool, err error) {
	sheet := &t.sheet
	if sheet.Model == "" {
		sheet.Model = s.model
	}
	if s.model != sheet.Model {
		return false, nil
	}
	switch {
	case s.judged != nil:
		if sheet.Promise != nil {
			return w.alarm(t, sheet.Promise.Add(*s.judged)), nil
		}
	case s.solved != nil:
		return w.correct(t, *s.solved)
	case s.answer != nil:
		sheet.Seen++
		t.fresh++
		if len(sheet.Mixes) == 0 {
			err := w.gather(ctx, t, s.ticket.String(), s.answer)
			return len(sheet.Mixes) > 0, err // other nodes need not simulate the same limits
		}
		return w.compare(t, s.ticket.String(), s.answer), nil
	}
	return false, nil
}

// compare lets the monitors see a ticket after the reference.
func (w *Watch) compare(t *watched, id string, a *answer) (noticed bool) {
	s := &t.sheet
	one := traitsOf(a, s.Vocabulary)
	if s.Lately = append(s.Lately, probabilities(a.choice)); len(s.Lately) > lately {
		s.Lately = append(s.Lately[:0], s.Lately[1:]...)
	}
	for _, m := range s.Mixes {
		value := one.label
		switch m.What {
		case scope:
			value = s.fits(one.score)
		case languages:
			value = one.language
		case lengths:
			value = monitor.Bin(s.Cuts, one.length)
		case knownWords:
			value = monitor.Bin(s.Shares, one.known)
		}
		if alarm := m.Add(value); alarm != nil {
			if m.What == labels {
				alarm.Words += w.truly(s, alarm.Window)
			}
			noticed = w.alarm(t, alarm) || noticed
		}
	}
	return w.group(t, id, a, one.score) || noticed
}

// lately is how many of the last tickets' probabilities are kept.
const lately = 500

// truly says what the shares are when the model's mistakes are allowed for.
func (w *Watch) truly(s *Sheet, window int) string {
	names := slices.Sorted(maps.Keys(s.Prior))
	place, prior := map[string]int{}, make([]float64, len(names))
	for i, name := range names {
		place[name], prior[i] = i, s.Prior[name]
	}
	var tickets [][]monitor.Guess
	for _, p := range s.Lately[max(0, len(s.Lately)-window):] {
		var guesses []monitor.Guess
		for _, name := range slices.Sorted(maps.Keys(p)) {
			if i, known := place[name]; known {
				guesses = append(guesses, monitor.Guess{Label: i, Probability: p[name]})
			}
		}
		tickets = append(tickets, guesses)
	}
	moves := monitor.Moves(names, prior, monitor.Shares(prior, tickets))
	if len(moves) == 0 {
		return ""
	}
	return "; with the model's mistakes allowed for, " + monitor.Say(moves[:1])
}

// correct takes whether an answer had to be changed by the time its ticket was
// solved. As many as make half a reference are the reference.
func (w *Watch) correct(t *watched, changed bool) (noticed bool, err error) {
	const right, wrong = "kept", "changed"
	s := &t.sheet
	value := right
	if changed {
		value = wrong
	}
	if s.Corrections != nil {
		alarm := s.Corrections.Add(value)
		if alarm != nil {
			share := alarm.Moves[0]
			for _, m := range alarm.Moves {
				if m.Value == wrong {
					share = m
				}
			}
			alarm.Words = fmt.Sprintf("answers are corrected more often: %.1f %% of the last %d solved tickets, %.1f %% before (evidence %.1f, limit %.1f)",
				100*share.Now, alarm.Window, 100*share.Before, alarm.Evidence, alarm.Limit)
		}
		return w.alarm(t, alarm), nil
	}
	if changed {
		s.Changed++
	} else {
		s.Right++
	}
	if s.Right+s.Changed < w.config.Settled/2 {
		return false, nil
	}
	r, err := monitor.NewReference(map[string]int{right: s.Right, wrong: s.Changed})
	if err != nil {
		return false, err
	}
	s.Corrections, err = monitor.NewRise(corrections, wrong, r, monitor.CorrectionAlarms)
	return false, err
}

// alarm notes what was noticed; nil is nothing. The first alarm stays: once a
// task is held, a second one adds nothing.
func (w *Watch) alarm(t *watched, a *monitor.Alarm) bool {
	if a == nil || t.sheet.Alarm != nil {
		return false
	}
	t.sheet.Alarm = &Alarm{ID: w.config.NewID(), At: w.config.Now().UTC(), Alarm: *a}
	return true
}
