package draft

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Endpoint is where drafts are asked for.
type Endpoint struct {
	BaseURL string // such as http://localhost:11434/v1
	Model   string
	Key     string // empty for none
	Tokens  int    // longest answer
	Timeout time.Duration
}

// mostAnswer is the longest answer that is read, in bytes.
const mostAnswer = 256 << 10

// client follows no redirect: the key and the text are for the endpoint that was
// set up, and no other.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Write asks for a reply to a ticket from sources, all of them redacted, and
// checks it. Any error means that there is no draft.
func (e *Endpoint) Write(ctx context.Context, ask *Ask) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, e.Timeout)
	defer cancel()
	body, err := json.Marshal(struct {
		Model     string    `json:"model"`
		Messages  []message `json:"messages"`
		MaxTokens int       `json:"max_tokens"`
		Stream    bool      `json:"stream"`
	}{e.Model, ask.messages(), e.Tokens, false})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(e.BaseURL, "/")+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	if e.Key != "" {
		r.Header.Set("Authorization", "Bearer "+e.Key)
	}
	answer, err := client.Do(r) //nolint:gosec // an admin set the endpoint up
	if err != nil {
		return "", fmt.Errorf("draft: the endpoint does not answer: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("draft: the endpoint answers %s", answer.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	if err != nil {
		return "", fmt.Errorf("draft: the answer breaks off: %w", err)
	}
	if len(raw) > mostAnswer {
		return "", fmt.Errorf("draft: the answer has more than %d bytes", mostAnswer)
	}
	var said struct {
		Choices []struct {
			Message message `json:"message"`
			Finish  string  `json:"finish_reason"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return "", fmt.Errorf("draft: the answer is no JSON: %w", err)
	}
	if len(said.Choices) == 0 {
		return "", errors.New("draft: the answer has no choice")
	}
	if said.Choices[0].Finish == "length" {
		return "", errors.New("draft: the answer was cut off: raise max_tokens")
	}
	text := strings.TrimSpace(said.Choices[0].Message.Content)
	return text, ask.Check(text)
}
