package suggest

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"time"
)

// DraftingKey is the key of the settings record that holds Drafting.
const DraftingKey = "drafting"

// Drafting are the settings of drafts by a language model, off until Enabled.
type Drafting struct {
	Enabled  bool    `json:"enabled"`
	BaseURL  string  `json:"base_url" doc:"Of an OpenAI-compatible endpoint, such as http://localhost:11434/v1" example:"http://localhost:11434/v1"`
	Model    string  `json:"model" doc:"As the endpoint calls it"`
	KeyFrom  string  `json:"key_from,omitempty" doc:"Name of the environment variable of the server that holds the key, starting with SWITCHYARD_LLM_; empty for none"`
	Seconds  float64 `json:"timeout_seconds" doc:"How long a draft may take, .1 to 60; the other suggestions are shown after that" minimum:"0.1" maximum:"60"`
	MaxToken int     `json:"max_tokens" doc:"Longest answer, 16 to 4096" minimum:"16" maximum:"4096"`
}

// DefaultDrafting draft nothing.
func DefaultDrafting() Drafting { return Drafting{Seconds: 10, MaxToken: 500} }

// Timeout is Seconds as a duration.
func (s *Drafting) Timeout() time.Duration { return time.Duration(s.Seconds * float64(time.Second)) }

// variable bounds which variables can be named, so that no other secret of the
// server is sent to an endpoint of somebody's choice.
var variable = regexp.MustCompile(`^SWITCHYARD_LLM_[A-Z0-9_]{1,80}$`)

// Validate names the first setting that cannot be.
func (s *Drafting) Validate() error {
	if !(s.Seconds >= .1 && s.Seconds <= 60) {
		return fmt.Errorf("timeout_seconds is %v: give .1 to 60", s.Seconds)
	}
	if s.MaxToken < 16 || s.MaxToken > 4096 {
		return fmt.Errorf("max_tokens is %d: give 16 to 4096", s.MaxToken)
	}
	if s.KeyFrom != "" && !variable.MatchString(s.KeyFrom) {
		return fmt.Errorf("key_from is %.40q: name an environment variable that starts with SWITCHYARD_LLM_, such as SWITCHYARD_LLM_KEY", s.KeyFrom)
	}
	if s.BaseURL != "" {
		u, err := url.Parse(s.BaseURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
			return fmt.Errorf("base_url is %.80q: give one such as http://localhost:11434/v1, without user and query", s.BaseURL)
		}
	}
	if s.Enabled && (s.BaseURL == "" || s.Model == "") {
		return errors.New("enabled is set without base_url and model: give both")
	}
	if len(s.Model) > 200 {
		return fmt.Errorf("model has %d bytes: give at most 200", len(s.Model))
	}
	return nil
}
