package main

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

// parseTrain reads a command line as main does.
func parseTrain(t *testing.T, args ...string) trainCommand {
	t.Helper()
	var cmds commands
	parser, err := kong.New(&cmds, kong.Vars{"version": "test", "cores": "2"}, kong.Writers(&bytes.Buffer{}, &bytes.Buffer{}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append([]string{"train"}, args...)); err != nil {
		t.Fatal(err)
	}
	return cmds.Train
}

// words splits a recorded command as a shell does, single quotes included.
func words(t *testing.T, command string) []string {
	t.Helper()
	var out []string
	var word strings.Builder
	quoted, started := false, false
	command = strings.ReplaceAll(command, "\\\n", " ")
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == '\'':
			quoted, started = !quoted, true
		case c == '\\' && !quoted:
			i++
			word.WriteByte(command[i])
		case c == ' ' && !quoted:
			if started {
				out = append(out, word.String())
			}
			word.Reset()
			started = false
		default:
			word.WriteByte(c)
			started = true
		}
	}
	if quoted {
		t.Fatalf("an open quote in %s", command)
	}
	return append(out, word.String())
}

func TestCommandLineIsPortable(t *testing.T) {
	c := parseTrain(t, "--task", "spam", "--train", "/home/me/data/sms/train.jsonl", "--dev", "../sms/dev.jsonl", "--out", "/var/models/spam/", "--workers", "7", "--report", "/home/me/r.html")
	want := "switchyard train \\\n  --task spam \\\n  --train sms/train.jsonl \\\n  --dev sms/dev.jsonl \\\n  --out spam \\\n  --seed 1"
	if diff := cmp.Diff(want, c.commandLine()); diff != "" {
		t.Error(diff)
	}
}

// What was recorded parses back to the same command, whatever is in it.
func TestCommandLineMakesTheSameBundle(t *testing.T) {
	c := parseTrain(t, "--task", "category", "--train", "a/x.jsonl", "--train", "b c/y;$(z).jsonl.gz", "--out", "it's",
		"--name", "my `model`", "--licence", "CC BY 4.0", "--attribution", "a=CC0; A, B and C's", "--seed", "18446744073709551615",
		"--hidden", "64", "--buckets", "4096", "--epochs", "3", "--batch", "16", "--learning-rate", "0.0025", "--drop-input", "0", "--drop-hidden", "0.1",
		"--weight-decay", "2", "--class-weights", "sqrt", "--no-label-names", "--float32", "--skip-bad-rows")
	line := words(t, c.commandLine())
	again := parseTrain(t, line[2:]...)
	if diff := cmp.Diff(c, again, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("%s\n%s", c.commandLine(), diff)
	}
}
