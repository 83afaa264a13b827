package logs

import (
	"path/filepath"
	"strings"
)

// Read gives every log under a folder of data sets whose name contains a word.
func Read(data, named string) ([]Log, error) {
	logs, err := incidentLogs(filepath.Join(data, "it-incidents", "incidents.jsonl"))
	if err != nil {
		return nil, err
	}
	for _, project := range []string{"hbase", "cassandra", "flex"} {
		of, err := issueLogs(filepath.Join(data, "jira-assign", project+".jsonl"), project)
		if err != nil {
			return nil, err
		}
		logs = append(logs, of...)
	}
	var out []Log
	for _, l := range logs {
		if strings.Contains(l.Name, named) {
			out = append(out, l)
		}
	}
	return out, nil
}

// Chosen is the last block that settings were chosen on: figures are taken
// from the blocks after it.
const Chosen = 6

// Measure asks ours and every baseline about the blocks from one to another of a log.
func Measure(l *Log, from, to int) (Result, error) {
	methods, err := all(l)
	if err != nil {
		return Result{}, err
	}
	answers, err := Run(l, methods, to)
	if err != nil {
		return Result{}, err
	}
	var names []string
	for _, m := range methods {
		names = append(names, m.Name())
	}
	return Result{l.Name, from, to, compare(names, answers, from)}, nil
}

func all(l *Log) ([]Method, error) {
	mine, err := newOurs(l)
	if err != nil {
		return nil, err
	}
	near, err := newKNN(15)
	if err != nil {
		return nil, err
	}
	flat, err := newLinear(.1)
	if err != nil {
		return nil, err
	}
	methods := []Method{mine, majority(), lastOfCaller(l), frequentInTheme(l), near, flat}
	if l.Rule != "" {
		methods = append(methods, follow(l))
	}
	return methods, nil
}
