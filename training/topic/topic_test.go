package topic

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// babble is a text that is about nothing: words of a script, drawn.
func babble(rng *rand.Rand, words []string) string {
	var out []string
	for range 8 {
		out = append(out, words[int(rng.ExpFloat64()*60)%len(words)])
	}
	return strings.Join(out, " ")
}

// scripts have their own words, and their own way of writing a new matter.
var scripts = map[string]struct {
	alphabet string
	matter   []string
	telling  string
}{
	"latin":    {"abdefgiklmnoprstu", []string{"the drone delivery dropped my parcel", "drone lost the parcel again", "where did the delivery drone go", "delivery by drone failed"}, "drone"},
	"arabic":   {"ابتجحدرسعفقكلمنه", []string{"الطائرة المسيرة أسقطت الطرد", "ضاع الطرد من الطائرة المسيرة", "أين الطائرة المسيرة", "فشل توصيل الطائرة المسيرة"}, "الطائرة"},
	"japanese": {"あいうえおかきくけこさしすせそたちつてと", []string{"ドローン配達で荷物が落ちた", "ドローンが荷物をなくした", "ドローンはどこですか", "ドローン配達に失敗した"}, "ドロ"},
}

func vocabularyOf(alphabet string) []string {
	rng := rand.New(rand.NewPCG(1, 1))
	letters := []rune(alphabet)
	var out []string
	for range 500 {
		var w []rune
		for range 4 + rng.IntN(4) {
			w = append(w, letters[rng.IntN(len(letters))])
		}
		out = append(out, string(w))
	}
	return out
}

// feed lets a finder see tickets of which a share is new, and gives what it finds.
func feed(f *Finder, rng *rand.Rand, from, tickets int, words, matter []string, share float64) (*Group, int) {
	for n := 1; n <= tickets; n++ {
		score, content := rng.Float64(), ""
		if rng.Float64() < share {
			score = .7 + .3*rng.Float64()
			content = matter[rng.IntN(len(matter))] + " " + words[rng.IntN(len(words))]
		}
		if !f.Unfit(score) {
			f.Pass()
			continue
		}
		if content == "" {
			content = babble(rng, words)
		}
		if _, g := f.Add(strconv.Itoa(from+n), content, nil); g != nil {
			return g, n
		}
	}
	return nil, tickets
}

func newFinder(t testing.TB, rng *rand.Rand) *Finder {
	t.Helper()
	reference := make([]float64, 2000)
	for i := range reference {
		reference[i] = rng.Float64()
	}
	f, err := New(Options{}, reference)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// In any script, a topic at 5 % of the volume is found within 500 tickets, named
// after its words, with examples of it; what came before was quiet. internal/bench,
// section drift, measures it on public sets.
func TestANewTopicIsFound(t *testing.T) {
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(2, 3))
			words := vocabularyOf(script.alphabet)
			f := newFinder(t, rng)
			if g, n := feed(f, rng, 0, 2500, words, nil, 0); g != nil {
				t.Fatalf("ticket %d: a topic %q of nothing", n, g.Name)
			}
			g, n := feed(f, rng, 10_000, 500, words, script.matter, .05)
			if g == nil {
				t.Fatal("a topic at 5 % of the volume was not found within 500 tickets")
			}
			if !strings.Contains(strings.Join(g.Words, " "), script.telling) {
				t.Errorf("it is named after %v", g.Words)
			}
			if g.Lately < 6 || g.Before > 2 || len(g.Examples) == 0 || len(g.Members) != g.Lately+g.Before || g.Chance > 1e-6 {
				t.Errorf("after %d tickets: %+v", n, g)
			}
			for _, id := range g.Examples {
				if !slices.Contains(g.Members, id) {
					t.Errorf("%s is an example and no member", id)
				}
			}
			// The next ones join it, and it is not found twice.
			if again, _ := feed(f, rng, 20_000, 500, words, script.matter, .05); again != nil {
				t.Errorf("it is found again as %q", again.Name)
			}
			joined := 0
			for _, h := range f.State().Held {
				if h.Topic == g.Topic {
					joined++
				}
			}
			if joined < 20 {
				t.Errorf("%d tickets belong to it by now", joined)
			}
		})
	}
}

// A Finder that was stored and restored with its texts finds the same.
func TestAStoredFinderGoesOn(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 5))
	words := vocabularyOf(scripts["latin"].alphabet)
	f := newFinder(t, rng)
	texts := map[string]string{}
	add := func(f *Finder, id, content string) *Group {
		texts[id] = content
		guess := Guess{"delivery": float64(len(content)%7) / 7, "login": .1}
		_, g := f.Add(id, content, guess)
		return g
	}
	for i := range 1700 {
		if rng.Float64() < .8 {
			f.Pass()
			continue
		}
		add(f, fmt.Sprint("a", i), babble(rng, words))
	}
	body, err := json.Marshal(f.State())
	if err != nil {
		t.Fatal(err)
	}
	var state State
	if err := json.Unmarshal(body, &state); err != nil {
		t.Fatal(err)
	}
	again, err := Restore(Options{}, state, texts)
	if err != nil {
		t.Fatal(err)
	}
	var found *Group
	for i := range 60 {
		id, content := fmt.Sprint("b", i), scripts["latin"].matter[i%4]+" "+words[i]
		a, b := add(f, id, content), add(again, id, content)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("the restored one finds another: %s", diff)
		}
		if a != nil {
			found = a
		}
	}
	if found == nil {
		t.Error("nothing was found: the test shows nothing")
	}
	if diff := cmp.Diff(f.State(), again.State()); diff != "" {
		t.Error(diff)
	}
	if gone, err := Restore(Options{}, state, nil); err != nil || len(gone.State().Held) != 0 {
		t.Errorf("tickets whose texts are gone are kept: %v", err)
	}
}

// Any text is taken, and the rule says no more of tickets that are all the same
// than of any others.
func TestOddTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 7))
	f := newFinder(t, rng)
	odd := []string{"", " ", "\xff\xfe", "🙂🙂🙂", strings.Repeat("a", 30_000), strings.Repeat("wort ", 9000), "!?", "ﷺ"}
	for i := range 2200 {
		if rng.Float64() < .8 {
			f.Pass()
			continue
		}
		if _, g := f.Add(strconv.Itoa(i), odd[rng.IntN(len(odd))], Guess{"a": rng.Float64(), "b": -1, "c": math.NaN()}); g != nil {
			t.Fatalf("ticket %d: a topic of what always came: %+v", i, g)
		}
	}
	for _, bad := range []State{{Seen: -1}, {Reference: []float64{2, 1}}, {Held: []Held{{At: 3}, {At: 1}}}} {
		if _, err := Restore(Options{}, bad, nil); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
	if _, err := New(Options{}, nil); err == nil {
		t.Error("no reference is taken")
	}
}

// The tail is that of the definition, and that of a binomial where little is drawn.
func TestTail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.IntRange(1, 40).Draw(t, "all")
		window, alike := rapid.IntRange(0, all).Draw(t, "window"), rapid.IntRange(0, all).Draw(t, "alike")
		k := rapid.IntRange(0, all+1).Draw(t, "k")
		binomial := func(n, k int) float64 {
			out := 1.
			for i := range k {
				out *= float64(n-i) / float64(i+1)
			}
			return out
		}
		want := 0.
		for j := k; j <= min(alike, window); j++ {
			if window-j <= all-alike {
				want += binomial(alike, j) * binomial(all-alike, window-j) / binomial(all, window)
			}
		}
		if got := tail(k, alike, window, all); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%d of %d in %d of %d: %v, want %v", k, alike, window, all, got, want)
		}
	})
}

func TestUnfit(t *testing.T) {
	reference := []float64{.1, .2, .3, .4}
	for score, want := range map[float64]float64{0: 1, .25: .6, .4: .4, .5: .2} {
		if got := PValue(reference, score); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v has p = %v, want %v", score, got, want)
		}
	}
	// Benjamini and Hochberg (1995), section 3.2: at .05 the first four of these 15.
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	rng := rand.New(rand.NewPCG(8, 9))
	order := rng.Perm(len(p))
	mixed, want := make([]float64, len(p)), []int(nil)
	for i, at := range order {
		if mixed[i] = p[at]; at < 4 {
			want = append(want, i)
		}
	}
	if diff := cmp.Diff(want, Unfit(mixed, .05)); diff != "" {
		t.Error(diff)
	}
	if got := Unfit(nil, .1); len(got) != 0 {
		t.Errorf("of nothing, %v", got)
	}
}

// What was removed is in no state, and is like nothing any more.
func TestRemoved(t *testing.T) {
	f, err := New(Options{}, []float64{.1, .2, .3, .4})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		f.Add(strconv.Itoa(i), "the drone dropped my parcel", nil)
	}
	before := len(f.rarity.slots)
	f.Add("secret", "zanzibar quokka", nil)
	f.Remove("secret")
	f.Remove("never seen")
	if after := len(f.rarity.slots); after != before {
		t.Errorf("%d slots are known of, %d before what was removed came", after, before)
	}
	for _, h := range f.State().Held {
		if h.ID == "secret" {
			t.Error("it is held still")
		}
	}
	if got := len(f.State().Held); got != 5 {
		t.Errorf("%d are held of 5", got)
	}
}
