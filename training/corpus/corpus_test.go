package corpus_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"switchyard/training/corpus"
)

const seed = 1

var splits = []string{"train", "heldout", "test"}

var variants = corpus.Variants{Stories: 3, Every: 3}

// shipped returns the rows of every file of a split, by language, read strictly.
func shipped(t *testing.T, split string) map[string][]corpus.Row {
	t.Helper()
	files, err := filepath.Glob(split + "/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("%s/: no rows (%v)", split, err)
	}
	rows := map[string][]corpus.Row{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tag := strings.TrimSuffix(filepath.Base(file), ".jsonl")
		lines := bufio.NewScanner(bytes.NewReader(data))
		for lines.Scan() {
			decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
			decoder.DisallowUnknownFields()
			var row corpus.Row
			if err := decoder.Decode(&row); err != nil {
				t.Fatalf("%s: %v in %s", file, err, lines.Text())
			}
			// The same bytes again prove the keys, their order and the absence of empty values.
			again, err := corpus.Encode([]corpus.Row{row})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(string(again), "\n"); got != lines.Text() {
				t.Fatalf("%s: row is not in the documented form\n got %s\nwant %s", file, lines.Text(), got)
			}
			rows[tag] = append(rows[tag], row)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return rows
}

func all(byLanguage map[string][]corpus.Row) []corpus.Row {
	var rows []corpus.Row
	for _, some := range byLanguage {
		rows = append(rows, some...)
	}
	return rows
}

func TestRowsAreWellFormed(t *testing.T) {
	ids := map[string]bool{}
	for _, split := range splits {
		for file, rows := range shipped(t, split) {
			tag, err := language.Parse(file)
			if err != nil || tag.String() != file {
				t.Errorf("%s/%s.jsonl: the name is no canonical BCP-47 tag (%v, %v)", split, file, tag, err)
			}
			for _, row := range rows {
				if ids[row.ID] {
					t.Errorf("id %s appears twice", row.ID)
				}
				ids[row.ID] = true
				check := func(ok bool, what string) {
					if !ok {
						t.Errorf("%s: %s: %+v", row.ID, what, row)
					}
				}
				labels := row.Labels
				check(row.Language == file, "language differs from its file")
				check(strings.TrimSpace(row.Body) == row.Body && row.Body != "", "body is empty or has outer space")
				check(!strings.ContainsAny(row.Body+row.Subject, "{}|"), "a slot was left open")
				check(row.OutOfScope == (labels.Category == ""), "exactly the out-of-scope rows have no category")
				check(row.OutOfScope || slices.Contains(corpus.Categories(), labels.Category), "unknown category")
				check(slices.Contains(corpus.Priorities(), labels.Priority), "unknown priority")
				check(slices.Contains(corpus.Sentiments(), labels.Sentiment), "unknown sentiment")
				check(!labels.Anger || labels.Sentiment == "negative", "anger without negative sentiment")
				check(slices.Contains(corpus.Channels(), row.Meta.Channel), "unknown channel")
				check(strings.HasPrefix(row.Meta.Family, file+"-"), "family of another language")
				check(!labels.Spam || row.OutOfScope, "spam with a category")
			}
		}
	}
}

func TestSplitsShareNothing(t *testing.T) {
	train, held := shipped(t, "train"), shipped(t, "heldout")
	for tag, rows := range shipped(t, "test") {
		held[tag] = append(held[tag], rows...)
	}
	families, bodies, phrases := map[string]bool{}, map[string]string{}, map[string]string{}
	for _, row := range all(train) {
		families[row.Meta.Family] = true
		bodies[corpus.Normal(row.Body)] = row.ID
		for phrase := range longPhrases(row) {
			phrases[phrase] = row.ID
		}
	}
	for tag, rows := range held {
		if len(train[tag]) == 0 {
			t.Errorf("%s has held-out rows but no training rows", tag)
		}
		for _, row := range rows {
			if families[row.Meta.Family] {
				t.Errorf("%s: family %s is in both splits", row.ID, row.Meta.Family)
			}
			// Nobody can help saying "ok" as others do.
			if twin := bodies[corpus.Normal(row.Body)]; twin != "" && len(corpus.Words(row.Body)) > 3 {
				t.Errorf("%s: same body as %s", row.ID, twin)
			}
			for phrase := range longPhrases(row) {
				if twin := phrases[phrase]; twin != "" {
					t.Errorf("%s shares %q with %s", row.ID, phrase, twin)
				}
			}
		}
	}
}

// longPhrases returns every run of 8 words of a row, or of 16 characters in a script written without spaces.
func longPhrases(row corpus.Row) map[string]bool {
	length := 8
	if row.Language == "zh" || row.Language == "ja" {
		length = 16
	}
	words := corpus.Words(row.Subject + "\n" + row.Body)
	phrases := map[string]bool{}
	for start := 0; start+length <= len(words); start++ {
		phrases[strings.Join(words[start:start+length], " ")] = true
	}
	return phrases
}

// TestBalance counts families, not rows: variants must not buy balance.
func TestBalance(t *testing.T) {
	stories := map[string]corpus.Row{}
	heldout := 0
	for _, split := range splits {
		for _, row := range all(shipped(t, split)) {
			if _, known := stories[row.Meta.Family]; !known && split != "train" {
				heldout++
			}
			stories[row.Meta.Family] = row
		}
	}
	priorities, categories, pairs := map[string]int{}, map[string]int{}, map[[2]string]int{}
	angry, calm := map[string]int{}, map[string]int{}
	for _, story := range stories {
		labels := story.Labels
		priorities[labels.Priority]++
		categories[labels.Category]++
		pairs[[2]string{labels.Category, labels.Priority}]++
		if labels.Anger {
			angry[labels.Priority]++
		} else if labels.Sentiment != "negative" {
			calm[labels.Priority]++
		}
	}
	share := func(n int) float64 { return float64(n) / float64(len(stories)) }
	for _, priority := range corpus.Priorities() {
		if share(priorities[priority]) < 0.03 {
			t.Errorf("priority %s has %.1f %% of the families, at least 3 %% wanted", priority, 100*share(priorities[priority]))
		}
		for _, category := range corpus.Categories() {
			if pairs[[2]string{category, priority}] < 5 {
				t.Errorf("%s has only %d %s stories", category, pairs[[2]string{category, priority}], priority)
			}
		}
	}
	for _, category := range append(corpus.Categories(), "") {
		if share(categories[category]) < 0.04 {
			t.Errorf("category %q has %.1f %% of the stories, at least 4 %% wanted", category, 100*share(categories[category]))
		}
	}
	for _, priority := range corpus.Priorities() {
		if angry[priority] < 20 || calm[priority] < 20 {
			t.Errorf("%s has %d angry and %d calm stories: at least 20 of each keep priority apart from mood",
				priority, angry[priority], calm[priority])
		}
	}
	if s := share(heldout); s < 0.18 || s > 0.22 {
		t.Errorf("%.1f %% of the families are held out, about 20 %% wanted", 100*s)
	}
}

// TestRowsFollowFromStories fails when someone edits the rows by hand or forgets to generate after editing a story.
func TestRowsFollowFromStories(t *testing.T) {
	languages, err := corpus.Languages(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, split := range splits {
		if files := shipped(t, split); len(files) != len(languages) {
			t.Errorf("%s/ has %d files for %d languages", split, len(files), len(languages))
		}
	}
	for _, tag := range languages {
		generated, err := corpus.Generate(os.DirFS("."), tag, seed, variants)
		if err != nil {
			t.Fatal(err)
		}
		for split, rows := range generated.Split() {
			want, err := corpus.Encode(rows)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(split, tag+".jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s/%s.jsonl is stale: run go run ./training/corpus/generate -seed %d", split, tag, seed)
			}
		}
	}
}
