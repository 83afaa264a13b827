package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// parseObject reads valid JSON, which must be an object without a name given
// twice. The values are parts of raw.
func parseObject(raw []byte) (object, error) {
	at := skip(raw, 0, " \t\r\n")
	if at == len(raw) || raw[at] != '{' {
		detail := "the body is not a JSON object: send fields and their values in braces"
		return nil, problem(http.StatusUnprocessableEntity, detail, Fault{Detail: detail, Pointer: "#"})
	}
	members := object{}
	for {
		if at = skip(raw, at, "{, \t\r\n"); at == len(raw) || raw[at] != '"' {
			return members, nil
		}
		end := textEnd(raw, at)
		name, err := textOf(raw[at:end])
		if err != nil {
			return nil, err
		}
		if _, twice := members[name]; twice {
			detail := fmt.Sprintf("%s is given twice: send it once", brief(name))
			return nil, problem(http.StatusUnprocessableEntity, detail, Fault{Detail: detail, Pointer: "#/" + escape(name)})
		}
		at = skip(raw, end, ": \t\r\n")
		end = valueEnd(raw, at)
		members[name], at = raw[at:end:end], end
	}
}

// skip gives the next place in JSON at which there is none of some signs.
func skip(raw []byte, at int, signs string) int {
	for at < len(raw) && strings.IndexByte(signs, raw[at]) >= 0 {
		at++
	}
	return at
}

// textEnd is where the text ends that begins at a place of valid JSON.
func textEnd(raw []byte, at int) int {
	for at++; at < len(raw); at++ {
		switch raw[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(raw)
}

// valueEnd is where the value ends that begins at a place of valid JSON.
func valueEnd(raw []byte, at int) int {
	depth := 0
	for at < len(raw) {
		switch raw[at] {
		case '"':
			if at = textEnd(raw, at); depth == 0 {
				return at
			}
			continue
		case '{', '[':
			depth++
		case '}', ']', ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return at // of a number, true, false or null
			}
			if closes := raw[at] == '}' || raw[at] == ']'; closes {
				if depth--; depth == 0 {
					return at + 1
				}
			}
		}
		at++
	}
	return at
}

// textOf reads a text of valid JSON.
func textOf(quoted []byte) (text string, err error) {
	if plain := quoted[1 : len(quoted)-1]; utf8.Valid(plain) && bytes.IndexByte(plain, '\\') < 0 {
		return string(plain), nil
	}
	return text, json.Unmarshal(quoted, &text)
}
