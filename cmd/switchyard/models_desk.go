package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	tickets "switchyard/internal/ticket"
	"switchyard/models"
)

// modelsListCommand shows the versions that a desk has trained.
type modelsListCommand struct {
	DB   string `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db)."`
	JSON bool   `help:"Print one JSON object a version, with its whole story."`
}

func (c *modelsListCommand) Run(ctx context.Context, io streams) error {
	s, err := openOldDesk(ctx, c.DB)
	if err != nil {
		return err
	}
	versions, err := newRegistry(s).Versions(ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		for i := range versions {
			if err := encoder.Encode(&versions[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if len(versions) == 0 {
		_, err := fmt.Fprintln(io.out, "This desk has trained no model: the starter models answer (switchyard models show).")
		return err
	}
	w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "id\tmodel\tstage\taccuracy\trows\tagainst\tsince\twhy")
	for i := range versions {
		v := &versions[i]
		stage, since, why := string(v.Stage), "", ""
		if v.Share > 0 {
			stage += fmt.Sprintf(" %.0f %%", 100*v.Share)
		}
		if v.Stale != "" {
			stage += ", stale"
		}
		if n := len(v.Steps); n > 0 {
			since, why = v.Steps[n-1].At.Format(time.DateTime), v.Steps[n-1].Why
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%.3f\t%d\t%s\t%s\t%s\n", v.ID, v.Name, stage, v.Metrics["accuracy"], v.Data.Rows, v.ParentName, since, shortened(why))
	}
	return w.Flush()
}

// shortened fits a reason into a table.
func shortened(why string) string {
	const most = 80
	if runes := []rune(why); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return why
}

// versionFlags name a version of a desk.
type versionFlags struct {
	Model string `arg:"" help:"Id of the version, or its name as models list shows it."`
	DB    string `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db)."`
	Why   string `required:"" placeholder:"TEXT" help:"Reason, for the log."`
}

// modelsPromoteCommand makes a version champion.
type modelsPromoteCommand struct{ versionFlags }

func (c *modelsPromoteCommand) Run(ctx context.Context, io streams) error {
	return c.move(ctx, io, registry.Champion)
}

// modelsRollBackCommand takes the place of a version away.
type modelsRollBackCommand struct{ versionFlags }

func (c *modelsRollBackCommand) Run(ctx context.Context, io streams) error {
	return c.move(ctx, io, registry.RolledBack)
}

func (c *versionFlags) move(ctx context.Context, io streams, to registry.Stage) error {
	s, err := openOldDesk(ctx, c.DB)
	if err != nil {
		return err
	}
	v, answers, err := c.moved(ctx, s, to)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(io.out, "%s is %s; %s answers %s now\n", v.Name, strings.ReplaceAll(string(v.Stage), "_", " "), answers, v.Task)
	return err
}

func (c *versionFlags) moved(ctx context.Context, s store.Store, to registry.Stage) (v registry.Version, answers string, err error) {
	r := newRegistry(s)
	id, err := c.find(ctx, r)
	if err != nil {
		return v, "", err
	}
	if v, err = r.Move(ctx, id, to, 0, tickets.Actor{Kind: tickets.BySystem}, c.Why); err != nil {
		return v, "", err
	}
	standing, err := r.Standing(ctx)
	answers = standing.Champions[v.Task].Name
	if answers == "" {
		answers = "the starter model"
	}
	return v, answers, err
}

func (c *versionFlags) find(ctx context.Context, r *registry.Registry) (uuid.UUID, error) {
	if id, err := uuid.Parse(c.Model); err == nil {
		return id, nil
	}
	versions, err := r.Versions(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	for i := range versions { // young ones first
		if versions[i].Name == c.Model || models.Task(c.Model) == versions[i].Task && versions[i].Stage == registry.Champion {
			return versions[i].ID, nil
		}
	}
	return uuid.Nil, fmt.Errorf("%.60q is no version of this desk: switchyard models list shows them", c.Model)
}
