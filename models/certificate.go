package models

import (
	"slices"
	"time"
)

// Certificate promises that the error among applied answers is at most Alpha,
// with confidence 1-Delta over the draw of the calibration rows, for texts
// drawn like those rows. It is part of the manifest and sealed with it.
type Certificate struct {
	Alpha float64 `json:"alpha"` // largest error among applied answers, 0 to 1
	Delta float64 `json:"delta"` // chance that the promise of some group does not hold, 0 to 1

	Method     string `json:"method"`
	Assumption string `json:"assumption"` // the promise and its condition, for people

	Data      []DataSource `json:"data"` // the calibration rows
	IssuedAt  time.Time    `json:"issued_at"`
	ExpiresAt time.Time    `json:"expires_at"`

	// By says what divides the texts into Groups. All groups keep their promise
	// together with confidence 1-Delta.
	By     Partition        `json:"by"`
	Groups []CertifiedGroup `json:"groups"`

	Sets PredictionSets `json:"sets"`
	// Reference counts the calibration rows, to compare later texts with.
	Reference Summary `json:"reference"`
}

// Partition divides texts by what is known before their label is.
type Partition string

// The partitions.
const (
	Undivided  Partition = "none"     // one group, AllTexts
	ByLanguage Partition = "language" // by the language subtag, "und" where it is not known
	ByLabel    Partition = "label"    // by the most probable label
)

// AllTexts names the only group of an undivided certificate.
const AllTexts = "all"

// CertifiedGroup is one part of the texts. It is certified where Refused is
// empty.
type CertifiedGroup struct {
	Name string `json:"name"`
	Rows int    `json:"rows"` // calibration rows in the group

	// Threshold is the smallest calibrated probability that is applied.
	Threshold float64 `json:"threshold,omitempty"`
	// Of the Tested rows Applied reached the threshold, and Wrong of those were
	// wrong. The rows that are not tested placed the walk (see Method).
	Tested  int `json:"tested,omitempty"`
	Applied int `json:"applied,omitempty"`
	Wrong   int `json:"wrong,omitempty"`
	// Coverage is Applied/Tested.
	Coverage float64 `json:"coverage,omitempty"`
	// UpperBound of the error is that of Clopper and Pearson (1934) for Wrong of
	// Applied at the group's share of Delta, never above Alpha. The promise is
	// Alpha: this bound does not know that its threshold was chosen.
	UpperBound float64 `json:"upper_bound,omitempty"`

	// Refused says why the group is not certified, RowsNeeded about how many of
	// its rows would do; 0 where more rows would not help.
	Refused    string `json:"refused,omitempty"`
	RowsNeeded int    `json:"rows_needed,omitempty"`
}

// Certified says whether answers of the group may be applied.
func (g *CertifiedGroup) Certified() bool { return g.Refused == "" }

// Issued says whether any group is certified. What has none is the record of
// an attempt, and no bundle carries it.
func (c *Certificate) Issued() bool {
	return slices.ContainsFunc(c.Groups, func(g CertifiedGroup) bool { return g.Certified() })
}

// Expired says whether the certificate has run out at the given time.
func (c *Certificate) Expired(now time.Time) bool { return !now.Before(c.ExpiresAt) }

// Group is the group of a text in the given language (BCP-47, "" or "und" where
// it is not known) whose most probable label is label; nil where the
// certificate has no such group. It allocates nothing.
func (c *Certificate) Group(language, label string) *CertifiedGroup {
	for i := range c.Groups {
		g := &c.Groups[i]
		switch {
		case c.By == Undivided,
			c.By == ByLabel && g.Name == label,
			c.By == ByLanguage && (speaks(g.Name, language) || g.Name == "und" && language == ""):
			return g
		}
	}
	return nil
}

// validate says what in the certificate of a bundle with these labels cannot
// be honoured.
func (c *Certificate) validate(labels []string) error {
	for name, v := range map[string]float64{"alpha": c.Alpha, "delta": c.Delta} {
		if !(v > 0 && v < 1) {
			return invalid("certificate.%s is %v: it must lie within 0 and 1", name, v)
		}
	}
	if !slices.Contains([]Partition{Undivided, ByLanguage, ByLabel}, c.By) {
		return invalid("certificate.by is %q: it must be %q, %q or %q", c.By, Undivided, ByLanguage, ByLabel)
	}
	if !c.ExpiresAt.After(c.IssuedAt) {
		return invalid("certificate.expires_at is %s: it must be after issued_at", c.ExpiresAt.Format(time.RFC3339))
	}
	if c.By == Undivided && len(c.Groups) != 1 {
		return invalid("certificate.groups has %d entries: undivided texts are one group", len(c.Groups))
	}
	if !c.Issued() {
		return invalid("certificate.groups has no certified group: a bundle carries a certificate only where one was issued")
	}
	seen := map[string]bool{}
	for i := range c.Groups {
		g := &c.Groups[i]
		if g.Name == "" || seen[g.Name] {
			return invalid("certificate.groups holds %q twice or empty", g.Name)
		}
		seen[g.Name] = true
		if err := g.validate(c.Alpha); err != nil {
			return err
		}
	}
	if err := c.Sets.validate(labels); err != nil {
		return err
	}
	return c.Reference.validate("certificate.reference", labels)
}

func (g *CertifiedGroup) validate(alpha float64) error {
	if !g.Certified() {
		return nil
	}
	if !(g.Threshold > 0 && g.Threshold <= 1) {
		return invalid("certificate.groups: threshold of %q is %v: it must lie within 0 and 1", g.Name, g.Threshold)
	}
	if !(g.UpperBound >= 0 && g.UpperBound <= alpha) {
		return invalid("certificate.groups: upper_bound of %q is %v: it must lie within 0 and alpha, %v", g.Name, g.UpperBound, alpha)
	}
	return nil
}
