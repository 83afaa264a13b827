package alike

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func id(n int) (u uuid.UUID) {
	binary.BigEndian.PutUint64(u[8:], uint64(n)+1)
	return u
}

func newWindow(t interface{ Fatal(...any) }, s Settings) *Window {
	w, err := NewWindow(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWindowAgainstAllPairs holds a window to a list that compares everything
// with everything: what it finds is alike and in it, copies are found, and its
// groups are those that its own pairs make.
func TestWindowAgainstAllPairs(t *testing.T) {
	r := NewReader()
	rapid.Check(t, func(t *rapid.T) {
		settings := Settings{Span: time.Hour, Most: rapid.IntRange(1, 40).Draw(t, "most"), Enough: .5}
		w := newWindow(t, settings)
		var there []Text
		at := start
		for i := range rapid.IntRange(1, 120).Draw(t, "texts") {
			at = at.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "seconds")) * time.Second)
			if len(there) > 0 && rapid.IntRange(0, 5).Draw(t, "what") == 0 {
				k := rapid.IntRange(0, len(there)-1).Draw(t, "removed")
				w.Remove(there[k].ID)
				there[k].ID = uuid.Nil // it keeps its place
			}
			words := fmt.Sprintf("matter %s about %s", longText(8 + rapid.IntRange(0, 4).Draw(t, "length"))[:40], longText(40)[6*rapid.IntRange(0, 9).Draw(t, "topic"):][:60])
			next := Text{ID: id(i), By: id(i % 7), At: at, Sketch: r.Read(words)}
			found := w.Add(next, 100)
			there = slices.DeleteFunc(there, func(x Text) bool { return at.Sub(x.At) > settings.Span })
			there = there[max(0, len(there)+1-settings.Most):]
			for k := range there {
				same := Similarity(&there[k].Sketch, &next.Sketch)
				if there[k].ID == uuid.Nil {
					continue
				}
				if got := slices.ContainsFunc(found, func(m Match) bool { return m.ID == there[k].ID }); got != (same >= settings.Enough) && (got || same > .9) {
					t.Fatalf("text %d: found %v of similarity %.2f", i, got, same)
				}
			}
			for _, m := range found {
				if !slices.ContainsFunc(there, func(x Text) bool { return x.ID == m.ID }) {
					t.Fatalf("text %d: found %s, which is not there", i, m.ID)
				}
			}
			there = append(there, next)
			left := 0
			for k := range there {
				if there[k].ID != uuid.Nil {
					left++
				}
			}
			if w.Len() != left || w.Len() > settings.Most {
				t.Fatalf("%d texts are there, not %d, at most %d", w.Len(), left, settings.Most)
			}
			inGroups := map[uuid.UUID]bool{}
			for _, g := range w.Groups(2) {
				if len(g.Texts) < 2 {
					t.Fatalf("a group of %d", len(g.Texts))
				}
				for _, m := range g.Texts {
					if inGroups[m.ID] {
						t.Fatal("a text is in two groups")
					}
					inGroups[m.ID] = true
					if of, ok := w.GroupOf(m.ID); !ok || of.Number != g.Number {
						t.Fatal("a text does not know its group")
					}
				}
			}
			for _, m := range found {
				if a, _ := w.GroupOf(m.ID); !slices.ContainsFunc(a.Texts, func(x Member) bool { return x.ID == next.ID }) {
					t.Fatal("a pair is not in one group")
				}
			}
		}
	})
}

func TestOneTextTenThousandTimes(t *testing.T) {
	r := NewReader()
	w := newWindow(t, DefaultSettings())
	sketch := r.Read("the card reader at the till shows error E17 and takes no card since noon")
	for i := range 10_000 {
		found := w.Add(Text{ID: id(i), At: start.Add(time.Duration(i) * time.Millisecond), Sketch: sketch}, 5)
		if len(found) != min(i, 5) {
			t.Fatalf("text %d is like %d", i, len(found))
		}
	}
	if near := w.near(&sketch); len(near) > widest {
		t.Errorf("%d texts were compared", len(near))
	}
	g, _ := w.GroupOf(id(0))
	if len(g.Texts) != 10_000 {
		t.Errorf("the group has %d texts", len(g.Texts))
	}
	w.Expire(start.Add(w.settings.Span + 6*time.Second))
	if g, _ := w.GroupOf(id(9999)); len(g.Texts) != 10_000-6000 {
		t.Errorf("%d are left", len(g.Texts))
	}
	w.Expire(start.Add(9 * 24 * time.Hour))
	keys := 0
	for b := range w.heads {
		keys += len(w.heads[b])
	}
	if w.Len() != 0 || keys != 0 || len(w.groups.members) != 0 || w.common.texts != 0 || slices.Max(w.common.counts) != 0 {
		t.Errorf("an empty window keeps %d texts, %d keys, %d groups", w.Len(), keys, len(w.groups.members))
	}
}

// TestFormsAreNotAlike has everybody fill in the same form.
func TestFormsAreNotAlike(t *testing.T) {
	r := NewReader()
	w := newWindow(t, DefaultSettings())
	form := "Which product do you use and since when? Please describe what happened, what you expected, and what you tried already. "
	words := longText(40_000)
	matter := func(i int) string { return form + words[i*60:i*60+54] }
	found := 0
	for i := range 1500 {
		found += len(w.Add(Text{ID: id(i), At: start, Sketch: r.Read(matter(i))}, 5))
	}
	if late := found; late > 750 { // the first ones look alike, as nobody knows the form yet
		t.Errorf("%d pairs of 1500 filled in forms are alike", late)
	}
	other := r.Read(matter(1501))
	if m := w.Find(&other, 5); len(m) > 0 {
		t.Errorf("another matter in the same form is like %v", m)
	}
	same := r.Read(matter(1400) + " thanks")
	if m := w.Find(&same, 5); len(m) != 1 || m[0].ID != id(1400) {
		t.Errorf("the same matter in the same form is like %v", m)
	}
}

func TestATextTakesThePlaceOfItsFormerSelf(t *testing.T) {
	r := NewReader()
	w := newWindow(t, DefaultSettings())
	w.Add(Text{ID: id(1), At: start, Sketch: r.Read("the door of the lift does not close any more")}, 5)
	w.Add(Text{ID: id(1), At: start, Sketch: r.Read("an invoice with another tax number is wanted")}, 5)
	old, now := r.Read("the door of the lift does not close any more"), r.Read("an invoice with another tax number is wanted")
	if a, b := w.Find(&old, 5), w.Find(&now, 5); len(a) != 0 || len(b) != 1 || w.Len() != 1 {
		t.Errorf("the old words find %v, the new ones %v", a, b)
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	for _, s := range []Settings{{}, {Span: time.Hour}, {Span: time.Hour, Most: 5}, {Span: time.Hour, Most: 5, Enough: 1.1}, {Span: -1, Most: 5, Enough: .5}} {
		if _, err := NewWindow(s); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}
