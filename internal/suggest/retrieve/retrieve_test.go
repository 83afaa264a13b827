package retrieve

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func reader(t testing.TB) *Reader {
	t.Helper()
	r, err := NewReader(4000)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSearchIsBM25 compares with the formula, worked out for each text.
func TestSearchIsBM25(t *testing.T) {
	r := reader(t)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"reset", "link", "parcel", "refund", "late", "printer"})
		texts := rapid.SliceOfN(rapid.SliceOfN(word, 1, 9), 1, 12).Draw(t, "texts")
		x := NewIndex(DefaultBM25())
		var bags [][]Term
		total := 0.
		for _, words := range texts {
			bag := r.Words(join(words), 1)
			// A text without a word that occurs once loses the scale of its counts.
			bags = append(bags, bag)
			x.Add(bag)
			for _, term := range bag {
				total += float64(term.Count)
			}
		}
		gone := rapid.IntRange(-1, len(texts)-1).Draw(t, "removed")
		if gone >= 0 {
			x.Remove(gone, bags[gone])
			x.Remove(gone, bags[gone])
			for _, term := range bags[gone] {
				total -= float64(term.Count)
			}
			bags[gone] = nil
		}
		n := float64(x.Len())
		query := r.Words(join(rapid.SliceOfN(word, 1, 4).Draw(t, "query")), 1)
		var want []Hit
		for doc, bag := range bags {
			length, score := 0., 0.
			for _, term := range bag {
				length += float64(term.Count)
			}
			for _, q := range query {
				df, tf := 0., 0.
				for other, o := range bags {
					if i := slices.IndexFunc(o, func(x Term) bool { return x.ID == q.ID }); i >= 0 {
						df++
						if other == doc {
							tf = float64(o[i].Count)
						}
					}
				}
				score += math.Log1p((n-df+.5)/(df+.5)) * float64(min(q.Count, 3)) * tf * 2.2 / (tf + 1.2*(1-.75+.75*length/max(1, total/max(n, 1))))
			}
			if score > 0 {
				want = append(want, Hit{doc, score})
			}
		}
		slices.SortFunc(want, ahead)
		got := x.Search(new(Scratch), query, 100, nil)
		if len(got) != len(want) {
			t.Fatalf("found %v, want %v", got, want)
		}
		scores := map[int]float64{}
		for _, h := range want {
			scores[h.Doc] = h.Score
		}
		for _, h := range got {
			if math.Abs(scores[h.Doc]-h.Score) > 1e-5*(1+h.Score) {
				t.Fatalf("text %d scores %v, want %v", h.Doc, h.Score, scores[h.Doc])
			}
		}
		if top := x.Search(new(Scratch), query, 2, nil); !slices.Equal(top, got[:min(2, len(got))]) {
			t.Fatalf("the first two are %v of %v", top, got)
		}
	})
}

func join(words []string) string {
	out := ""
	for _, w := range words {
		out += w + " "
	}
	return out
}

func TestTitlesWeighMore(t *testing.T) {
	r := reader(t)
	x := NewIndex(DefaultBM25())
	x.Add(Join(r.Words("about parcels", 3), r.Words("what to do", 1)))
	x.Add(Join(r.Words("what to do", 3), r.Words("about parcels", 1)))
	if hits := x.Search(new(Scratch), r.Words("parcels", 1), 2, nil); len(hits) != 2 || hits[0].Doc != 0 {
		t.Errorf("found %v", hits)
	}
}

func TestFuse(t *testing.T) {
	got := Fuse([]Hit{{7, 3}, {8, 2}}, []Hit{{8, 90}, {9, 1}})
	if len(got) != 3 || got[0].Doc != 8 || got[1].Doc != 7 || got[2].Doc != 9 || math.Abs(got[0].Score-1./61-1./62) > 1e-15 {
		t.Errorf("fused %v", got)
	}
}

func TestSketchesKeepAngles(t *testing.T) {
	r := reader(t)
	one := func(uint32) float64 { return 1 }
	bag := func(s string) ([]Term, Sketch) {
		g := r.Grams(s)
		return g, NewSketch(g, one)
	}
	texts := []string{
		"the reset link for my password has expired", "the reset link for my passwort has expired already", "where is my parcel with the green shoes",
		"please refund the invoice of last month", "the printer says that there is no paper", "",
	}
	for _, a := range texts {
		for _, b := range texts {
			ga, sa := bag(a)
			gb, sb := bag(b)
			if exact, near := Cosine(ga, gb, one), sa.Cosine(&sb); math.Abs(exact-near) > 4/math.Sqrt(Width) {
				t.Errorf("%q and %q: %.3f, sketched %.3f", a, b, exact, near)
			}
		}
	}
	_, self := bag(texts[0])
	_, empty := bag("")
	if math.Abs(self.Cosine(&self)-1) > 1e-6 || self.Cosine(&empty) != 0 {
		t.Errorf("with itself %v, with nothing %v", self.Cosine(&self), self.Cosine(&empty))
	}
	if hits := Nearest(&self, []Sketch{empty, self}, 5, nil); len(hits) != 1 || hits[0].Doc != 1 {
		t.Errorf("nearest %v", hits)
	}
}

func TestNothingIsFoundInNothing(t *testing.T) {
	x := NewIndex(DefaultBM25())
	if hits := x.Search(new(Scratch), []Term{{1, 1}}, 5, nil); hits != nil {
		t.Error(hits)
	}
	x.Remove(3, nil)
	x.Remove(-1, nil)
	if doc := x.Add(nil); doc != 0 || x.Len() != 1 {
		t.Error(doc)
	}
}

func TestLikenessIsTheCosine(t *testing.T) {
	r := reader(t)
	rarity := func(term uint32) float64 { return 1 + float64(term%7) }
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"reset", "link", "links", "Paket", "пароль", "退款", "a"}), 0, 9)
		// The counts of Grams are whole numbers relative to the rarest: with a word that
		// occurs once they are those of the text.
		a, b := join(append(words.Draw(t, "a"), "once")), join(append(words.Draw(t, "b"), "jamais"))
		want := Cosine(r.Grams(a), r.Grams(b), rarity)
		var c Closeness
		p := NewProfile(r.Grams(a), r.Grams(a), rarity)
		if r.Read(&c, p, b); math.Abs(c.Cosine-want) > .05 || math.Abs(c.Cosine-c.Title) > 1e-9 {
			t.Fatalf("%q and %q: %v, of the title %v, want %v", a, b, c.Cosine, c.Title, want)
		}
		one := c.Match(p, DefaultBM25(), c.Size())
		r.Read(&c, p, b)
		if two := c.Match(p, DefaultBM25(), c.Size()); one < 0 || two > 1 || two < one {
			t.Fatalf("%q and %q match %v, read twice %v", a, b, one, two)
		}
	})
}
