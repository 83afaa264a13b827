package corpus_test

import (
	"reflect"
	"strings"
	"testing"

	"switchyard/training/corpus"
)

const someLines = `# how_to
n0 where do i change my address
l+ Love the new app, how do I share a list?
h! THIRD mail: how do I get my data out??
n- held out, how do i print
u0 how do i stop all machines now
# spam
l0 cheap rankings for your site
# filler
0 I have been with you for years.
! You are useless.
! I am done with you.
0 held out and calm
`

func book() corpus.PhraseBook {
	return corpus.PhraseBook{
		Train:   corpus.Phrases{Hello: []string{"Hello,"}, Bye: []string{"Bye\nAnn"}},
		HeldOut: corpus.Phrases{Hello: []string{"Dear,"}, Bye: []string{"Yours\nBob"}},
	}
}

func TestReadLines(t *testing.T) {
	lines, err := corpus.ReadLines(strings.NewReader(someLines), "en")
	if err != nil {
		t.Fatal(err)
	}
	if len(lines.Messages) != 6 {
		t.Fatalf("%d messages", len(lines.Messages))
	}
	third, fourth, spam := lines.Messages[2], lines.Messages[3], lines.Messages[5]
	if want := (corpus.Labels{Category: "how_to", Priority: "high", Sentiment: "negative", Anger: true}); third.Labels != want || third.Family != "en-how_to-003" || third.Number != 4 {
		t.Errorf("%+v", third)
	}
	if !fourth.HeldOut || third.HeldOut {
		t.Error("the fourth line of a section is held out, the third is not")
	}
	if spam.Labels.Category != "" || !spam.Labels.Spam {
		t.Errorf("%+v", spam)
	}
	if want := (corpus.Fillers{Calm: []string{"held out and calm"}}); !reflect.DeepEqual(lines.HeldOut, want) || len(lines.Train.Angry) != 2 {
		t.Errorf("fillers %+v, %+v", lines.Train, lines.HeldOut)
	}
}

func TestReadLinesRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no section":    {"n0 hello\n", `line 1: a message before the first section`},
		"section":       {"# nonsense\n", `section "nonsense" is not known`},
		"no labels":     {"# how_to\nhello there\n", "line 2: "},
		"priority":      {"# how_to\nx0 hello\n", `labels "x0" are not known`},
		"tone":          {"# how_to\n\nn? hello\n", `line 3: labels "n?" are not known`},
		"nothing":       {"# how_to\nn0 \n", "has no labels"},
		"filler's tone": {"# filler\nhello\n", `write "0 text" or "! text"`},
	} {
		if _, err := corpus.ReadLines(strings.NewReader(c.text), "en"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func TestComposeKeepsTheSplitAndTheLabels(t *testing.T) {
	lines, err := corpus.ReadLines(strings.NewReader(someLines), "en")
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]int{}
	for seed := range uint64(200) {
		train, heldout := corpus.Compose(lines, book(), seed, 1)
		if len(train) != 10 || len(heldout) != 1 || heldout[0].Body != "held out, how do i print" {
			t.Fatalf("%d training rows, held out %+v", len(train), heldout)
		}
		if again, _ := corpus.Compose(lines, book(), seed, 1); !reflect.DeepEqual(train, again) {
			t.Fatal("the same seed gave other rows")
		}
		for _, row := range train {
			ways[row.Meta.Channel]++
			lower := strings.ToLower(row.Body)
			if strings.Contains(lower, "held out") || strings.Contains(lower, "dear") {
				t.Fatalf("held-out text in %q", row.Body)
			}
			if angry := strings.Contains(row.Body, "useless") || strings.Contains(row.Body, "done with"); angry && (!row.Labels.Anger || row.Labels.Sentiment != "negative") {
				t.Fatalf("an angry filler left %+v", row)
			}
			if strings.Contains(lower, "stop all machines") && row.Labels.Priority != "urgent" {
				t.Fatalf("%+v lost its priority", row)
			}
			if row.Labels.Spam != row.OutOfScope {
				t.Fatalf("%+v", row)
			}
		}
	}
	for _, channel := range []string{"chat", "email", "form", "social"} {
		if ways[channel] == 0 {
			t.Errorf("no row was composed as %s", channel)
		}
	}
}
