package demo

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"switchyard/internal/setup"
	"switchyard/internal/ticket"
)

//go:embed guide.yaml
var guideFile []byte

// guide is what the agents look up.
type guide struct {
	Macros []struct {
		Name, Language, Reply string
		Set                   map[string]string
	}
	Articles []struct {
		Title, Language, Body string
		Public                bool
	}
}

// publish stores the guide.
func publish(ctx context.Context, s *setup.Setup, by ticket.Actor, now time.Time) error {
	var g guide
	if err := yaml.Unmarshal(guideFile, &g); err != nil {
		return fmt.Errorf("demo: guide: %w", err)
	}
	for _, m := range g.Macros {
		macro := ticket.Macro{Name: m.Name, Language: m.Language, Reply: m.Reply, Set: m.Set}
		if _, err := s.Macros.Create(ctx, by, macro); err != nil {
			return err
		}
	}
	for _, a := range g.Articles {
		article := ticket.Article{Title: a.Title, Language: a.Language, Body: a.Body, Public: a.Public, UpdatedAt: now}
		if _, err := s.Articles.Create(ctx, by, article); err != nil {
			return err
		}
	}
	return nil
}
