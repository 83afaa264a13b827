package demo

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"

	"go.yaml.in/yaml/v3"

	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training/corpus"
)

//go:embed replies.yaml
var repliesFile []byte

//go:embed phrases.yaml
var phrasesFile []byte

// phrases stand around an answer, by language.
type phrases struct {
	Greeting, Closing map[string]string
	Back, Names       map[string][]string
}

// texts is everything that people of the demo write.
type texts struct {
	phrases
	replies map[string]map[string][]string // by category and language
	pool    map[kind][]corpus.Row
	next    map[kind]int
	told    map[string]corpus.Row // by what the models read of it
}

// kind is a language and a category.
type kind struct{ language, category string }

func readTexts(r *rand.Rand) (*texts, error) {
	t := &texts{pool: map[kind][]corpus.Row{}, next: map[kind]int{}, told: map[string]corpus.Row{}}
	if err := yaml.Unmarshal(repliesFile, &t.replies); err != nil {
		return nil, fmt.Errorf("demo: replies: %w", err)
	}
	if err := yaml.Unmarshal(phrasesFile, &t.phrases); err != nil {
		return nil, fmt.Errorf("demo: phrases: %w", err)
	}
	rows, err := corpus.Unseen()
	if err != nil {
		return nil, err
	}
	r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for _, row := range rows {
		if row.OutOfScope || row.Labels.Spam {
			continue
		}
		k := kind{row.Language, row.Labels.Category}
		t.pool[k] = append(t.pool[k], row)
		t.told[models.Text(row.Subject, row.Body)] = row
	}
	return t, nil
}

// take gives the next row of a kind; after the last comes the first again.
func (t *texts) take(language, category string) (corpus.Row, error) {
	k := kind{language, category}
	rows := t.pool[k]
	if len(rows) == 0 {
		return corpus.Row{}, fmt.Errorf("demo: the corpus has no ticket of category %s in %s", category, language)
	}
	t.next[k]++
	return rows[(t.next[k]-1)%len(rows)], nil
}

// subject is that of a row, or its first words.
func subject(row *corpus.Row) string {
	if row.Subject != "" {
		return row.Subject
	}
	line, _, _ := strings.Cut(strings.TrimSpace(row.Body), "\n")
	if words := []rune(line); len(words) > subjectLength {
		return strings.TrimSpace(string(words[:subjectLength])) + "…"
	}
	return line
}

const subjectLength = 60

// priorities are those that this company gives a ticket. They are habits of its
// own, which differ from what the starter model has learnt and which a model can
// learn from its history: who waits for a parcel goes before who sent one back.
var priorities = map[string]ticket.Priority{
	"outage": ticket.Urgent, "security_privacy": ticket.Urgent,
	"order_shipping": ticket.High, "billing_payment": ticket.High, "account_access": ticket.High, "cancellation": ticket.High, "sales_inquiry": ticket.High,
	"technical_problem": ticket.Normal, "how_to": ticket.Normal, "complaint_feedback": ticket.Normal,
	"refund_return": ticket.Low, "feature_request": ticket.Low,
}

// answer is what an agent writes.
func (t *texts) answer(language, category, requester, agent string, r *rand.Rand) string {
	said := t.replies[category][language]
	body := strings.ReplaceAll(said[r.IntN(len(said))], "{order}", fmt.Sprintf("AF-%05d", r.IntN(100_000)))
	first, _, _ := strings.Cut(requester, " ")
	return strings.ReplaceAll(t.Greeting[language], "{name}", first) + "\n\n" + body + "\n\n" + t.Closing[language] + "\n" + agent
}

// complaint is what a requester writes when an answer was no help.
func (t *texts) complaint(language string, r *rand.Rand) string {
	said := t.Back[language]
	return said[r.IntN(len(said))]
}
