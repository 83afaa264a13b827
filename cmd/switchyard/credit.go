package main

import (
	"fmt"
	"slices"
	"strings"

	"switchyard/models"
	"switchyard/training"
)

// credit says under which licence the files of a data folder stand and whom
// to name for them.
type credit struct{ folder, licence, attribution string }

type credits []credit

// parseCredits reads FOLDER=LICENCE; ATTRIBUTION values. Each must speak of a
// folder that some file lies in.
func parseCredits(values []string, set, held *training.Dataset) (credits, error) {
	sources := slices.Clone(set.Sources)
	if held != nil {
		sources = append(sources, held.Sources...)
	}
	var out credits
	for _, v := range values {
		folder, stated, ok := strings.Cut(v, "=")
		if !ok || folder == "" || strings.TrimSpace(stated) == "" {
			return nil, fmt.Errorf("--attribution %q: write FOLDER=LICENCE; ATTRIBUTION", v)
		}
		licence, attribution, _ := strings.Cut(stated, ";")
		c := credit{strings.TrimSuffix(folder, "/"), strings.TrimSpace(licence), strings.TrimSpace(attribution)}
		if !slices.ContainsFunc(sources, c.covers) {
			return nil, fmt.Errorf("--attribution %q: no file given to --train or --dev lies in a folder named %q", v, c.folder)
		}
		out = append(out, c)
	}
	return out, nil
}

func (c credit) covers(s models.DataSource) bool { return strings.HasPrefix(s.Name, c.folder+"/") }

// fill states licence and attribution of the sources that the credits cover.
func (cs credits) fill(sources []models.DataSource) {
	for i := range sources {
		for _, c := range cs {
			if c.covers(sources[i]) {
				sources[i].Licence, sources[i].Attribution = c.licence, c.attribution
			}
		}
	}
}
