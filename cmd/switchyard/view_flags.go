package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/text/language"

	"switchyard/internal/triage"
)

// viewFlags decide one text instead of rows.
type viewFlags struct {
	Text     *string `placeholder:"TEXT" help:"Decide this one text and show the decision for people; - reads it from standard input."`
	Subject  *string `placeholder:"TEXT" help:"Subject line that goes with --text."`
	Language *string `placeholder:"TAG" help:"Language of --text, BCP-47 (default: it is detected)."`
	JSON     bool    `name:"json" help:"Print the decision on --text as JSON; with --explain, its explanations too."`
	NoColor  bool    `help:"Show --text without colours, as NO_COLOR in the environment does."`
}

// check tells which flags exclude each other.
func (c *triageCommand) check() error {
	if c.Text == nil {
		for _, flag := range []struct {
			name  string
			given bool
		}{{"--subject", c.Subject != nil}, {"--language", c.Language != nil}, {"--json", c.JSON}, {"--no-color", c.NoColor}} {
			if flag.given {
				return fmt.Errorf("%s goes with --text only: rows on standard input say everything themselves and are answered in JSON", flag.name)
			}
		}
		if c.Workers != nil && *c.Workers < 1 {
			return fmt.Errorf("--workers %d: give 1 or more", *c.Workers)
		}
		return nil
	}
	switch {
	case c.Workers != nil:
		return errors.New("--workers is for rows on standard input: leave it out with --text, which is one text")
	case c.Language != nil && len(c.Languages) > 0:
		return errors.New("--language states the language, so --languages has none to tell apart: give one of them")
	case c.JSON && c.NoColor:
		return errors.New("--no-color is for the view: leave it out with --json, which has no colours")
	}
	return nil
}

// longestText bounds what --text - reads, in bytes.
const longestText = 16 << 20

// item is the text to decide.
func (f viewFlags) item(in io.Reader) (item triage.Item, err error) {
	item.Body = *f.Text
	if *f.Text == "-" {
		content, err := io.ReadAll(io.LimitReader(in, longestText+1))
		if err != nil {
			return item, fmt.Errorf("--text -: %w", err)
		}
		if len(content) > longestText {
			return item, fmt.Errorf("--text -: standard input is longer than %d MiB: give one message", longestText>>20)
		}
		item.Body = string(content)
	}
	// A row could not hold other bytes either, and explanations count in UTF-8.
	item.Body = strings.ToValidUTF8(item.Body, "\uFFFD")
	if f.Subject != nil {
		item.Subject = strings.ToValidUTF8(*f.Subject, "\uFFFD")
	}
	if f.Language != nil {
		tag, err := language.Parse(*f.Language)
		if err != nil {
			return item, fmt.Errorf("--language %q is not a BCP-47 tag: give one such as en or pt-BR, or leave it out to have it detected", *f.Language)
		}
		if tag != language.Und {
			item.Language = tag.String()
		}
	}
	return item, nil
}

// decideText answers for one text.
func (c *triageCommand) decideText(ctx context.Context, io streams) error {
	item, err := c.item(io.in)
	if err != nil {
		return err
	}
	item.Explain = c.Explain || !c.JSON
	if item.Language != "" {
		c.NoLanguage = true // nothing is left to detect
	}
	engine, closeEngine, err := c.engine(ctx)
	if err != nil {
		return err
	}
	d, err := engine.Decide(item, time.Now())
	if err = errors.Join(err, closeEngine()); err != nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(d)
	} else {
		_, err = io.out.Write([]byte(draw(newScreen(io.out, c.NoColor || colourless()), item, d)))
	}
	if err != nil {
		return fmt.Errorf("write the decision: %w", err)
	}
	return nil
}
