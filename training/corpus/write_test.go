package corpus_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"switchyard/training/corpus"
)

const phrases = "[train hello]\nHello,\nHi,\n[heldout hello]\nGreetings,\n[train bye]\nBest,\\nJo\n[heldout bye]\nYours, Al\n[train lead]\nA word.\n"

func folder(stories string) fstest.MapFS {
	return fstest.MapFS{
		"written/en.txt":         {Data: []byte(stories)},
		"written/en.phrases.txt": {Data: []byte(phrases)},
	}
}

// fiveStories puts one story into the held-out split: the fourth.
const fiveStories = `# how_to
@ low neutral chat
where is the off switch
@ high negative email anger
Subject: Order {#K-100}
{hello}
The {blue|red} lamp from order {#K-100} is dead.

It was a gift.
{bye}
# out_of_scope
@ low positive chat
good morning
@ low neutral email
{hello}
Lunch at {#12}?
{bye}
# billing_payment
@ normal neutral sms
send {#3} copies of the bill
`

func TestGenerateFillsSlotsAndSplits(t *testing.T) {
	rows, err := corpus.Generate(folder(fiveStories), "en", 7, corpus.Variants{})
	train, heldout := rows.Train, slices.Concat(rows.HeldOut, rows.Test)
	if err != nil {
		t.Fatal(err)
	}
	if len(train) != 4 || len(heldout) != 1 {
		t.Fatalf("got %d training and %d held-out rows, want 4 and 1", len(train), len(heldout))
	}
	if want := "Greetings,\nLunch at 12?\nYours, Al"; heldout[0].Body != want {
		t.Errorf("held-out body %q, want %q", heldout[0].Body, want)
	}
	row := train[1]
	if row.Subject != "Order K-100" || !strings.Contains(row.Body, "The blue lamp from order K-100 is dead.\n\nIt was a gift.\nBest,\nJo") {
		t.Errorf("the original keeps its numbers and first alternatives: %+v", row)
	}
	want := corpus.Labels{Category: "how_to", Priority: "high", Sentiment: "negative", Anger: true}
	if row.Labels != want || row.ID != "en-0002" || row.Meta != (corpus.Meta{Family: "en-f002", Channel: "email"}) {
		t.Errorf("labels %+v, id %s, meta %+v", row.Labels, row.ID, row.Meta)
	}
	if !train[2].OutOfScope || train[2].Labels.Category != "" {
		t.Errorf("out-of-scope row carries a category: %+v", train[2])
	}
}

func TestGenerateIsDeterministicAndKeepsFamiliesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		variants := corpus.Variants{Stories: rapid.IntRange(0, 6).Draw(t, "variants")}
		rows, err := corpus.Generate(folder(fiveStories), "en", seed, variants)
		train, heldout := rows.Train, slices.Concat(rows.HeldOut, rows.Test)
		if err != nil {
			t.Fatal(err)
		}
		again, err := corpus.Generate(folder(fiveStories), "en", seed, variants)
		if err != nil || !reflect.DeepEqual(rows, again) {
			t.Fatalf("two runs with seed %d differ (%v)", seed, err)
		}
		longer, err := corpus.Generate(folder(fiveStories+"@ low neutral chat\none more\n"), "en", seed, variants)
		if err != nil || !reflect.DeepEqual(train, longer.Train[:len(train)]) {
			t.Fatalf("appending a story changed earlier rows (%v)", err)
		}
		bodies := map[string]bool{}
		for _, row := range train {
			if row.Meta.Family == heldout[0].Meta.Family {
				t.Fatalf("family %s is in both splits", row.Meta.Family)
			}
			if bodies[corpus.Normal(row.Body)] {
				t.Fatalf("body repeated: %q", row.Body)
			}
			bodies[corpus.Normal(row.Body)] = true
			if strings.ContainsAny(row.Body, "{}|") || strings.Contains(strings.ToLower(row.Body), "greetings") {
				t.Fatalf("open slot or held-out phrase in %q", row.Body)
			}
		}
		if len(heldout) != 1 {
			t.Fatalf("held-out stories were multiplied: %d rows", len(heldout))
		}
	})
}

func TestGenerateRefusesBadSources(t *testing.T) {
	cases := []struct{ name, stories, want string }{
		{"no section", "@ low neutral chat\nhi\n", "line 1: a story before the first section"},
		{"section", "# nonsense\n", `section "nonsense" is not known`},
		{"priority", "# how_to\n@ soon neutral chat\nhi\n", `line 2: priority "soon" is not known: write one of low`},
		{"sentiment", "# how_to\n@ low sad chat\nhi\n", `sentiment "sad"`},
		{"channel", "# how_to\n@ low neutral pigeon\nhi\n", `channel "pigeon"`},
		{"fourth word", "# how_to\n@ low negative chat angry\nhi\n", `then "anger"`},
		{"no body", "# how_to\n@ low neutral chat\nSubject: only\n\n", "line 2: the story has no body"},
		{"stray text", "hello\n", "line 1: text before the first story"},
		{"unknown slot", "# how_to\n@ low neutral chat\n{name}\n", "story en-f001 (line 2): body: slot {name} is not known"},
		{"open slot", "# how_to\n@ low neutral chat\nhi {#12\n", "is not closed"},
		{"repeated", "# how_to\n@ low neutral chat\nhi 1\n@ low neutral chat\nHi, 2!\n", "repeats an earlier row"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := corpus.Generate(folder(c.stories), "en", 1, corpus.Variants{Stories: 1})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "written/en.txt") {
				t.Errorf("error %v, want one about %q that names the file", err, c.want)
			}
		})
	}
}

func TestReadPhrasesRefuses(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"leak", strings.Replace(phrases, "Greetings,", "Hello,", 1), `line 5: phrase "Hello," already stands on line 2`},
		{"list", "[train tail]\n", "list [train tail] is not known"},
		{"no list", "Hello\n", "before the first list"},
		{"empty list", "[train hello]\nHi\n", "is empty"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := corpus.ReadPhrases(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func FuzzReadStories(f *testing.F) {
	f.Add(fiveStories)
	f.Add("# how_to\n@ low neutral chat\n{a|}{#}\n")
	f.Add("@ @ @\n")
	f.Fuzz(func(t *testing.T, text string) {
		stories, err := corpus.ReadStories(strings.NewReader(text), "en")
		if err != nil {
			return
		}
		for _, story := range stories {
			if story.Body == "" || story.Channel == "" || story.Labels.Priority == "" {
				t.Fatalf("accepted an unfinished story: %+v", story)
			}
		}
		book, err := corpus.ReadPhrases(strings.NewReader(phrases))
		if err != nil {
			t.Fatal(err)
		}
		train, heldout, err := corpus.Write(stories, book, 1, 2)
		if err == nil && len(train)+len(heldout) < len(stories) {
			t.Fatalf("%d stories gave %d rows", len(stories), len(train)+len(heldout))
		}
	})
}

func TestWords(t *testing.T) {
	cases := map[string]string{
		"Order 48-21, NOW!": "order 00 00 now",
		"退款 48":             "退 款 00",
		"नमस्ते जी":         "नमस्ते जी",
		"?!":                "?!",
		"١٢ شكرا":           "00 شكرا",
	}
	for text, want := range cases {
		if got := corpus.Normal(text); got != want {
			t.Errorf("Normal(%q) = %q, want %q", text, got, want)
		}
	}
}
