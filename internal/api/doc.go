// Package api answers over HTTP: it triages texts, lists the models, tells
// its health and counts what it does. Operations are described once, in Go
// types, and openapi.yaml is written from them.
//
// Every error is a Problem (RFC 9457). Texts are neither stored nor logged.
package api

//go:generate go test -run TestDocumentIsCurrent -update .
