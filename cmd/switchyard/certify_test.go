package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"switchyard/models"
)

// moreRows writes n rows a label in the given language, like those of rows but
// for their numbers.
func moreRows(t testing.TB, name, language string, from, n int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"b%d","body":"charged twice for invoice %d","language":"%s","labels":{"category":"billing"}}`+"\n", i, from+i, language)
		fmt.Fprintf(&b, `{"id":"s%d","body":"parcel %d has not arrived","language":"%s","labels":{"category":"shipping"}}`+"\n", i, from+i, language)
	}
	return file(t, name, b.String())
}

func trained(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bundle")
	data := rows(t, 30)
	if code, _, errs := switchyard(t.Context(), t, "", "train", "-q", "--task", "category", "--train", data, "--dev", data, "--out", dir); code != 0 {
		t.Fatal(errs)
	}
	return dir
}

func TestCertifySealsABundle(t *testing.T) {
	bundle, out := trained(t), filepath.Join(t.TempDir(), "certified")
	calibration, test := moreRows(t, "calibration.jsonl", "en", 1000, 80), moreRows(t, "test.jsonl", "en", 5000, 50)
	code, said, errs := switchyard(t.Context(), t, "", "certify", "--bundle", bundle, "--calibration", calibration, "--test", test, "--valid", "7d", "--out", out)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, part := range []string{"at most 5.0 % with confidence 90.0 %", "all", "of 100 rows applied", "hold the right one", "warning: the calibration rows differ", out + ": category@"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is missing:\n%s", part, said)
		}
	}
	sealed, err := models.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	c := sealed.Manifest.Certificate
	if c == nil || c.ExpiresAt.Sub(c.IssuedAt) != 7*24*time.Hour || len(c.Data) != 1 || c.Data[0].Rows != 160 || !c.Groups[0].Certified() {
		t.Errorf("%+v", c)
	}
	before, err := models.ReadDir(bundle)
	if err != nil {
		t.Fatal(err)
	}
	if before.Manifest.Certificate != nil {
		t.Error("train issued a certificate")
	}
	if before.Manifest.Reference == nil || before.Manifest.Reference.Rows != 90 {
		t.Errorf("train left the reference %+v", before.Manifest.Reference)
	}
	// It serves like any other.
	code, said, errs = switchyard(t.Context(), t, `{"id":"1","body":"charged twice"}`+"\n", "triage", "--no-language", "--bundle", out)
	if code != 0 || !strings.Contains(said, `"label":"billing"`) {
		t.Errorf("triage: %d %s %s", code, said, errs)
	}
}

func TestCertifyAsJSON(t *testing.T) {
	code, said, errs := switchyard(t.Context(), t, "", "certify", "--json", "--by", "language", "--bundle", trained(t),
		"--calibration", moreRows(t, "en.jsonl", "en", 1000, 80), "--calibration", moreRows(t, "fr.jsonl", "fr", 1000, 80), "--test", moreRows(t, "test.jsonl", "en", 5000, 50))
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var r certification
	if err := json.Unmarshal([]byte(said), &r); err != nil {
		t.Fatal(err)
	}
	c := r.Certificate
	if !r.Issued || c == nil || r.Sealed != "" || len(c.Groups) != 2 || !c.Group("en", "").Certified() || c.Group("fr", "").Certified() {
		t.Errorf("%+v", c)
	}
	if r.Test == nil || r.Test.Applied == 0 || r.Test.Rows != 100 || r.Test.SetCoverage < .9 || len(r.Drift.Calibration) != 3 || len(r.Drift.Test) != 3 {
		t.Errorf("%+v", r)
	}
}

func TestCertifyRefuses(t *testing.T) {
	bundle := trained(t)
	few := moreRows(t, "few.jsonl", "en", 1000, 20)
	enough := moreRows(t, "calibration.jsonl", "en", 1000, 80)
	bad := file(t, "bad.jsonl", `{"id":"1","body":"x","labels":{"category":"refunds"}}`+"\n")
	out := filepath.Join(t.TempDir(), "none")
	for _, tc := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"40 rows", []string{"--bundle", bundle, "--calibration", few, "--out", out}, 1, "no certificate: 40 rows are too few: at least 49 are needed"},
		{"40 rows by label", []string{"--bundle", bundle, "--calibration", few, "--by", "label"}, 1, "none of the 2 groups has one"},
		{"40 rows as JSON", []string{"--bundle", bundle, "--calibration", few, "--json"}, 1, "no certificate"},
		{"training rows", []string{"--bundle", bundle, "--calibration", rows(t, 30)}, 1, "the bundle was made from this file"},
		{"the same rows twice", []string{"--bundle", bundle, "--calibration", enough, "--test", enough}, 1, "test on other rows"},
		{"unknown label", []string{"--bundle", bundle, "--calibration", bad}, 1, "bad.jsonl:1: labels.category"},
		{"no such file", []string{"--bundle", bundle, "--calibration", "nowhere.jsonl"}, 1, "nowhere.jsonl"},
		{"no such bundle", []string{"--bundle", "nothing", "--calibration", enough}, 1, "starter bundle"},
		{"no bundle in the folder", []string{"--bundle", t.TempDir(), "--calibration", enough}, 1, "has no bundle.json"},
		{"starter bundle", []string{"--bundle", "it-helpdesk", "--calibration", enough}, 1, "not among the bundle's 8 labels"},
		{"alpha", []string{"--bundle", bundle, "--calibration", enough, "--alpha", "2"}, 1, "alpha is 2"},
		{"lifetime", []string{"--bundle", bundle, "--calibration", enough, "--valid", "soon"}, 2, "give days as 30d"},
		{"days", []string{"--bundle", bundle, "--calibration", enough, "--valid", "0d"}, 2, "give 1d to"},
		{"partition", []string{"--bundle", bundle, "--calibration", enough, "--by", "agent"}, 2, "agent"},
	} {
		code, _, errs := switchyard(t.Context(), t, "", append([]string{"certify"}, tc.args...)...)
		if code != tc.code || !strings.Contains(errs, tc.want) {
			t.Errorf("%s: exit %d and %q; want %d and %q", tc.name, code, errs, tc.code, tc.want)
		}
	}
	if left, err := os.ReadDir(out); err != nil || len(left) != 0 {
		t.Errorf("a refusal left %v (%v)", left, err)
	}
}
