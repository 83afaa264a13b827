package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/dispatch"
	"switchyard/internal/store"
	"switchyard/routing/rule"
)

type decisionDiffCommand struct {
	Policy string        `required:"" placeholder:"FILE" help:"Settings of routing as JSON, as GET /v1/settings/routing gives them; what is left out is as by default."`
	Since  time.Duration `default:"24h" help:"How far to look back."`
	DB     string        `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db)."`
	JSON   bool          `name:"json" help:"Print the comparison as JSON."`
}

func (c *decisionDiffCommand) Run(ctx context.Context, io streams) error {
	raw, err := os.ReadFile(c.Policy)
	if err != nil {
		return err
	}
	settings, err := rule.Read(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Policy, err)
	}
	book, err := settings.Compile()
	if err != nil {
		return fmt.Errorf("%s: %w", c.Policy, err)
	}
	if c.Since <= 0 {
		return fmt.Errorf("--since %v: give a time such as 24h", c.Since)
	}
	s, err := openOld(ctx, c.DB)
	if err != nil {
		return err
	}
	comparison, err := dispatch.Compare(ctx, s, book, time.Now().Add(-c.Since))
	var names map[uuid.UUID]string
	if err == nil {
		names, err = namesOf(ctx, s)
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(comparison)
	}
	return tellComparison(io, comparison, names)
}

// namesOf are what the agents are called.
func namesOf(ctx context.Context, s store.Store) (map[uuid.UUID]string, error) {
	all, err := s.RecordsOf(ctx, store.Agents)
	if err != nil {
		return nil, err
	}
	names := map[uuid.UUID]string{uuid.Nil: "nobody yet"}
	for i := range all {
		var agent struct{ Name string }
		if err := json.Unmarshal(all[i].Body, &agent); err != nil {
			return nil, fmt.Errorf("agent %s: %w", all[i].Key, err)
		}
		names[all[i].ID] = agent.Name
	}
	return names, nil
}

// listedChanges is how many changes are told; --json has all.
const listedChanges = 50

func tellComparison(io streams, c *dispatch.Comparison, names map[uuid.UUID]string) error {
	fmt.Fprintf(io.out, "%d decisions since %s", c.Decisions, c.Since.Local().Format("2006-01-02 15:04"))
	if c.Without > 0 {
		fmt.Fprintf(io.out, " (%d more cannot be made again)", c.Without)
	}
	fmt.Fprintln(io.out)
	if c.Decisions == 0 {
		return nil
	}
	fmt.Fprintf(io.out, "%d would have been others (%.0f %%)\n\n", c.Changed, 100*float64(c.Changed)/float64(c.Decisions))
	table := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "decisions\tothers\tgiven\twould be\tsolved\twould be\t  category")
	row := func(decisions, changed int, was, would dispatch.Outlook, name string) {
		fmt.Fprintf(table, "%d\t%d\t%d\t%d\t%.1f %%\t%.1f %%\t  %s\n", decisions, changed, was.Given, would.Given, 100*was.Success, 100*would.Success, name)
	}
	for _, k := range c.Categories {
		name := k.Category
		if name == "" {
			name = "(none)"
		}
		row(k.Decisions, k.Changed, k.Was, k.Would, name)
	}
	row(c.Decisions, c.Changed, c.Was, c.Would, "all")
	if err := table.Flush(); err != nil {
		return err
	}
	name := func(id uuid.UUID) string {
		if known, here := names[id]; here {
			return known
		}
		return id.String()
	}
	for i, change := range c.Changes {
		if i == 0 {
			fmt.Fprintln(io.out)
		}
		if i == listedChanges {
			fmt.Fprintf(io.out, "... and %d more: see --json\n", len(c.Changes)-i)
			break
		}
		fmt.Fprintf(io.out, "ticket %s: %s (%.0f %%) -> %s (%.0f %%)\n", change.Ticket, name(change.Was), 100*change.WasSuccess, name(change.Would), 100*change.WouldSuccess)
	}
	fmt.Fprintln(io.out, "\nEach was made again as the desk stood then. Chances are by the model of the time, for those who got a ticket.")
	return nil
}
