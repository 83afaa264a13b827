package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"switchyard/models"
	"switchyard/training"
)

// certifyCommand looks for what may be applied without a human.
type certifyCommand struct {
	engineFlags
	Bundle      string   `required:"" placeholder:"DIR" help:"Folder of the bundle, or the name of a starter bundle."`
	Calibration []string `required:"" sep:"none" placeholder:"FILE" help:"Labelled JSONL rows that the bundle has never seen, the latest there are. May be repeated."`
	Test        []string `sep:"none" placeholder:"FILE" help:"More such rows, to see how the certificate does. May be repeated."`
	Alpha       float64  `default:"0.05" help:"Largest error among applied answers (${default})."`
	Delta       float64  `default:"0.1" help:"Chance that the promise does not hold (${default})."`
	By          string   `default:"none" enum:"none,language,label" help:"Make the promise for each group of texts: ${enum} (the predicted one)."`
	Valid       lifetime `default:"30d" placeholder:"30d" help:"How long the certificate lasts, in days or as 12h."`
	Out         string   `placeholder:"DIR" help:"Folder for a new bundle with the certificate, written only if one is issued."`
	JSON        bool     `help:"Print one JSON object."`
	SkipBadRows bool     `help:"Leave broken rows out instead of refusing the file."`
}

// lifetime is a duration that may be given in days.
type lifetime time.Duration

// UnmarshalText reads "30d", or what time.ParseDuration reads.
func (l *lifetime) UnmarshalText(text []byte) error {
	if days, ok := strings.CutSuffix(string(text), "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil || n < 1 || n > 3650 {
			return fmt.Errorf("%q: give 1d to 3650d", text)
		}
		*l = lifetime(time.Duration(n) * 24 * time.Hour)
		return nil
	}
	d, err := time.ParseDuration(string(text))
	if err != nil || d < time.Second {
		return fmt.Errorf("%q: give days as 30d, or a duration as 12h", text)
	}
	*l = lifetime(d)
	return nil
}

// certification is what certify prints as JSON.
type certification struct {
	Bundle      string              `json:"bundle"`
	Issued      bool                `json:"issued"`
	Sealed      string              `json:"sealed,omitempty"` // version of the new bundle
	Certificate *models.Certificate `json:"certificate"`
	// Drift compares the calibration rows with those the bundle was measured on,
	// and the test rows with the calibration rows; absent where there are none.
	Drift struct {
		Calibration []training.Shift `json:"calibration,omitempty"`
		Test        []training.Shift `json:"test,omitempty"`
	} `json:"drift"`
	Test *certifiedTest `json:"test,omitempty"`
}

// certifiedTest says how the certificate does on the test rows.
type certifiedTest struct {
	Rows        int    `json:"rows"`
	Applied     int    `json:"applied"`
	Wrong       int    `json:"wrong"`
	Coverage    number `json:"coverage"`
	Error       number `json:"error"`
	SetCoverage number `json:"set_coverage"`
	SetSize     number `json:"set_size"`
	SetsOfOne   number `json:"sets_of_one"`
}

func (c *certifyCommand) Run(io streams) error {
	bundle, err := findBundle(c.Bundle)
	if err != nil {
		return err
	}
	opts, _, err := c.options()
	if err != nil {
		return err
	}
	model, err := models.Open(bundle, opts)
	if err != nil {
		return fmt.Errorf("bundle %s: %w", c.Bundle, err)
	}
	defer func() { _ = model.Close() }()
	if c.Out != "" {
		if err := writable("--out", c.Out); err != nil {
			return err
		}
	}
	result, err := c.certify(model, bundle)
	if err != nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(result)
	} else {
		err = result.print(io, c.Out)
	}
	if err == nil && !result.Issued {
		return errors.New("no certificate: " + refusal(result.Certificate))
	}
	return err
}

// certify makes the certificate, tries it on the test rows and seals it.
func (c *certifyCommand) certify(model *models.Model, bundle *models.Bundle) (*certification, error) {
	manifest := bundle.Manifest
	calibration, sources, err := c.measure(model, c.Calibration)
	if err != nil {
		return nil, err
	}
	options := training.CertifyOptions{Alpha: c.Alpha, Delta: c.Delta, By: models.Partition(c.By), Valid: time.Duration(c.Valid)}
	certificate, err := training.Certify(&manifest, calibration, sources, options, time.Now())
	if err != nil {
		return nil, err
	}
	result := &certification{Bundle: manifest.Version(), Issued: certificate.Issued(), Certificate: certificate}
	if manifest.Reference != nil {
		result.Drift.Calibration = training.Drift(manifest.Reference, &certificate.Reference)
	}
	manifest.Certificate = certificate
	if len(c.Test) > 0 {
		if err := c.try(result, model, &manifest); err != nil {
			return nil, err
		}
	}
	if c.Out == "" || !result.Issued {
		return result, nil
	}
	sealed := models.Bundle{Manifest: manifest, Files: maps.Clone(bundle.Files)}
	sealed.Files[models.CardFile] = training.CertifiedCard(sealed.Files[models.CardFile], certificate)
	if err := sealed.Write(c.Out); err != nil {
		return nil, err
	}
	result.Sealed = sealed.Manifest.Version()
	return result, nil
}

// measure asks the model about the rows of the files.
func (c *certifyCommand) measure(model *models.Model, files []string) (*training.Meter, []models.DataSource, error) {
	manifest := model.Manifest()
	set, err := training.Load(manifest.Task, files, training.LoadOptions{Labels: manifest.Labels, SkipBad: c.SkipBadRows})
	if err != nil {
		return nil, nil, err
	}
	meter := training.NewMeter(manifest.Labels)
	for _, e := range set.Examples {
		p := make([]float64, manifest.Outputs())
		if err := model.Predict(p, e.Text); err != nil {
			return nil, nil, err
		}
		meter.Add(training.Scored{ID: e.ID, Language: e.Language, Truth: e.Label, Probabilities: p})
	}
	return meter, set.Sources, nil
}

// try adds what the certificate does on the test rows.
func (c *certifyCommand) try(result *certification, model *models.Model, manifest *models.Manifest) error {
	rows, sources, err := c.measure(model, c.Test)
	if err != nil {
		return err
	}
	for _, s := range sources {
		for _, known := range manifest.Certificate.Data {
			if s.SHA256 == known.SHA256 {
				return fmt.Errorf("--test %s: it is the calibration file %s too: test on other rows", s.Name, known.Name)
			}
		}
	}
	applied, sets := training.Applied(manifest, rows), rows.MeasureSets(manifest.Certificate.Sets)
	result.Test = &certifiedTest{applied.Rows, applied.Applied, applied.Wrong, number(applied.Coverage), number(applied.Error),
		number(sets.Coverage), number(sets.MeanSize), number(sets.Single)}
	result.Drift.Test = training.Drift(&manifest.Certificate.Reference, rows.Summary())
	return nil
}

// refusal says in a sentence why nothing was certified. The first group is the
// one with the best chance.
func refusal(c *models.Certificate) string {
	first := c.Groups[0]
	if c.By == models.Undivided {
		return first.Refused
	}
	return fmt.Sprintf("none of the %d groups has one; %s, the largest: %s", len(c.Groups), first.Name, first.Refused)
}

func (r *certification) print(io streams, out string) error {
	c := r.Certificate
	fmt.Fprintf(io.out, "%s on %d calibration rows\n", r.Bundle, c.Reference.Rows)
	if r.Issued {
		fmt.Fprintf(io.out, "  %s\n  It lasts until %s.\n", c.Assumption, c.ExpiresAt.Format(time.RFC3339))
	}
	w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "  group\trows\tapply from\tcoverage\twrong\tbound\t\n")
	for _, g := range c.Groups {
		if g.Certified() {
			fmt.Fprintf(w, "  %s\t%d\t%.6f\t%.1f %%\t%d of %d\t%.2f %%\t\n", g.Name, g.Rows, g.Threshold, 100*g.Coverage, g.Wrong, g.Applied, 100*g.UpperBound)
		} else {
			fmt.Fprintf(w, "  %s\t%d\tnever\t\t\t\t%s\n", g.Name, g.Rows, g.Refused)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if t := r.Test; t != nil {
		if r.Issued {
			fmt.Fprintf(io.out, "  test: %.1f %% of %d rows applied, %d of %d wrong (%.2f %%)\n", 100*t.Coverage, t.Rows, t.Wrong, t.Applied, 100*t.Error)
		}
		fmt.Fprintf(io.out, "  test: sets of %.2f labels on average hold the right one in %.1f %%, %.1f %% are of one label\n", t.SetSize, 100*t.SetCoverage, 100*t.SetsOfOne)
	}
	warn(io, "the calibration rows differ from those the bundle was measured on", r.Drift.Calibration)
	warn(io, "the test rows differ from the calibration rows, so the promise may not hold on them", r.Drift.Test)
	if r.Sealed != "" {
		fmt.Fprintf(io.out, "%s: %s\n", out, r.Sealed)
	}
	return nil
}

// warn tells of shifts that chance does not explain.
func warn(io streams, what string, shifts []training.Shift) {
	for _, s := range shifts {
		if s.Level != training.Steady {
			fmt.Fprintf(io.out, "  warning: %s; %s (PSI %.2f)\n", what, s.Warning, s.PSI)
		}
	}
}
