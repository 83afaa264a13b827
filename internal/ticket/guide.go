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
