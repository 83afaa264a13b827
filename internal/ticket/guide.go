package ticket

import (
	"time"

	"github.com/google/uuid"
)

// Macro is a prepared reply with actions.
type Macro struct {
	ID       uuid.UUID         `json:"id"`
	Version  int64             `json:"version"`
	Name     string            `json:"name"`
	Reply    string            `json:"reply,omitempty" doc:"May hold {{placeholders}}"`
	Language string            `json:"language,omitempty" doc:"BCP-47"`
	Category string            `json:"category,omitempty" doc:"Tickets it is suggested for; none means those that sound like it"`
	Set      map[string]string `json:"set,omitempty" doc:"Fields it sets: status, priority, category, team"`
	Tags     []string          `json:"tags,omitempty" doc:"Tags it adds"`
	Teams    []uuid.UUID       `json:"teams,omitempty" doc:"Whose it is; none means everybody's"`
}

// Article is a page of the knowledge base in one language.
type Article struct {
	ID        uuid.UUID `json:"id"`
	Version   int64     `json:"version"`
	Title     string    `json:"title"`
	Body      string    `json:"body" doc:"Markdown"`
	Language  string    `json:"language" doc:"BCP-47"`
	Public    bool      `json:"public,omitempty"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Placeholders are what a macro may hold between double braces; it is filled from
// the ticket that the macro is used in.
func Placeholders() []string {
	return []string{
		"customer.name", "customer.first_name", "customer.email", "agent.name", "agent.first_name",
		"ticket.number", "ticket.subject", "ticket.id", "ticket.amount", "ticket.date",
	}
}

// SuggestionUse is what became of a suggested reply. It holds no text.
type SuggestionUse struct {
	ID         uuid.UUID `json:"id"`
	Group      string    `json:"group,omitempty" doc:"The template it came from"`
	Score      float64   `json:"score" doc:"Log-odds of being used, before calibration"`
	Rank       int       `json:"rank" doc:"Place it was shown in, from 1"`
	Outcome    string    `json:"outcome" enum:"accepted,edited,ignored"`
	Similarity float64   `json:"similarity" doc:"1 less the edit distance over the length of the longer, in words"`
	Rouge      float64   `json:"rouge_l" doc:"F1 of the longest common subsequence of words (Lin 2004)"`
	Edits      int       `json:"edits" doc:"Words put in, taken out or replaced (Levenshtein)"`
}
