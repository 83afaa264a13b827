package alike

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Text is a text in a window.
type Text struct {
	ID     uuid.UUID
	By     uuid.UUID // who wrote it
	At     time.Time
	Sketch Sketch
}

// Match is a text that another is like.
type Match struct {
	ID         uuid.UUID
	By         uuid.UUID
	At         time.Time
	Similarity float64 // above 0, at most 1
}

// Settings bound a window.
type Settings struct {
	Span   time.Duration // how long a text stays, from the latest
	Most   int           // texts at once, 1 to 10 million; about 1.2 kB each
	Enough float64       // similarity from which two texts are alike, above .25 and at most 1
}

// DefaultSettings keep a week, and at most 100,000 texts of it.
func DefaultSettings() Settings {
	return Settings{Span: 7 * 24 * time.Hour, Most: 100_000, Enough: .5}
}

// Validate names the first setting that is out of range.
func (s Settings) Validate() error {
	switch {
	case s.Span <= 0:
		return fmt.Errorf("span is %v: give how long a text stays, such as 168h", s.Span)
	case s.Most < 1 || s.Most > 10_000_000:
		return fmt.Errorf("most is %d: give a number of texts from 1 to 10000000", s.Most)
	case !(s.Enough > hopeless && s.Enough <= 1):
		return fmt.Errorf("enough is %v: give a similarity above 0.25 and at most 1", s.Enough)
	}
	return nil
}

// Limits on the work for one text, whatever came before it.
const (
	deepest = 24  // texts looked at under one key, the latest
	widest  = 512 // texts compared in all
)

// Window holds the latest texts, and joins those that are alike into groups.
// It is not safe for concurrent use. Its memory is bounded by its settings,
// and so is the time for one text. Texts are numbered as they come.
type Window struct {
	settings Settings
	ring     []entry // text n stands at n modulo the length
	next     int64   // number of the text to come
	held     int     // so many of the last ones are in the window
	latest   time.Time
	numbers  map[uuid.UUID]int64
	heads    [bands]map[uint32]uint32 // by key: number of the latest text that has it, its low bits
	seen     []int64                  // by place in the ring: the round it was last looked at in
	round    int64
	groups   groups
	common   common
}

// entry is a text in the ring.
type entry struct {
	text   Text
	before [bands]uint32 // under each key, how many numbers back the one before it stands; 0 for none
	group  int64         // 0 for none
	gone   bool
}

// NewWindow makes an empty window.
func NewWindow(settings Settings) (*Window, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	w := &Window{settings: settings, numbers: map[uuid.UUID]int64{}, groups: groups{members: map[int64][]int64{}}, common: newCommon(settings.Most)}
	for b := range w.heads {
		w.heads[b] = map[uint32]uint32{}
	}
	return w, nil
}

// Len is the number of texts in the window.
func (w *Window) Len() int { return len(w.numbers) }

// at is the entry of a number that is in the window.
func (w *Window) at(n int64) *entry { return &w.ring[n%int64(len(w.ring))] }

// oldest is the least number in the window.
func (w *Window) oldest() int64 { return w.next - int64(w.held) }

// Add takes a text, after those that came before it: one that is older than
// its forerunners counts as their contemporary and leaves with them. It gives
// the texts that this one is like, most alike first and then latest, at most
// most; its group has more. A text with a known ID takes the place of that one.
func (w *Window) Add(t Text, most int) []Match {
	w.Remove(t.ID)
	if t.At.After(w.latest) {
		w.latest = t.At
	}
	w.expire()
	found := w.near(&t.Sketch)
	w.grow()
	n := w.next
	w.next, w.held = n+1, w.held+1
	e := w.at(n)
	*e = entry{text: t}
	w.seen[n%int64(len(w.ring))] = 0
	w.numbers[t.ID] = n
	w.common.add(t.Sketch.Sample)
	if t.Sketch.Size > 0 {
		for b, key := range t.Sketch.Keys {
			if head, known := w.heads[b][key]; known {
				e.before[b] = uint32(n) - head
			}
			w.heads[b][key] = uint32(n)
		}
	}
	for i := range found {
		w.join(n, found[i].number)
	}
	return matches(w, found, most)
}

// grow makes room for one more.
func (w *Window) grow() {
	if w.held < len(w.ring) {
		return
	}
	ring := make([]entry, min(w.settings.Most, max(64, 2*len(w.ring))))
	for n := w.oldest(); n < w.next; n++ {
		ring[n%int64(len(ring))] = *w.at(n)
	}
	w.ring, w.seen, w.round = ring, make([]int64, len(ring)), 0
}

// Expire lets go of what is too old at an instant.
func (w *Window) Expire(now time.Time) {
	if now.After(w.latest) {
		w.latest = now
	}
	for w.held > 0 && w.latest.Sub(w.at(w.oldest()).text.At) > w.settings.Span {
		w.drop()
	}
}

// expire makes room in time and in number.
func (w *Window) expire() {
	w.Expire(w.latest)
	for w.held >= w.settings.Most {
		w.drop()
	}
}

// drop lets go of the oldest text. A key leads to its latest text, so where
// that is this one there are no others.
func (w *Window) drop() {
	n := w.oldest()
	e := w.at(n)
	for b, key := range e.text.Sketch.Keys {
		if head, known := w.heads[b][key]; known && head == uint32(n) {
			delete(w.heads[b], key)
		}
	}
	w.forget(n)
	*e = entry{}
	w.held--
}

// Remove takes a text out of the window, if it is there. Its empty place leaves
// with its contemporaries.
func (w *Window) Remove(id uuid.UUID) {
	if n, known := w.numbers[id]; known {
		w.forget(n)
	}
}

// forget leaves nothing of a text but its place under its keys.
func (w *Window) forget(n int64) {
	e := w.at(n)
	if e.gone {
		return
	}
	w.leave(n)
	w.common.remove(e.text.Sketch.Sample)
	delete(w.numbers, e.text.ID)
	e.gone, e.text.Sketch.Sample, e.text.ID, e.text.By = true, nil, uuid.Nil, uuid.Nil
}
