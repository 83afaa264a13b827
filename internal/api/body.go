package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"switchyard/internal/triage"
)

const (
	maxFaults = 20 // named in one answer
	maxNested = 64 // levels of a misplaced value that are skipped to read on
)

// body reads a Text or a Batch token by token. It holds one value at a time
// and nests no deeper than the document says, so that a hostile body costs
// no more than its length.
type body struct {
	json   *json.Decoder
	faults []Fault
}

// readBody gives the texts and whether they came as a Batch, or the problem
// with them.
func readBody(src io.Reader) (items []triage.Item, batch bool, p *Problem) {
	b := &body{json: json.NewDecoder(src)}
	b.json.UseNumber()
	items, batch, err := b.root()
	if err == nil {
		_, err = b.json.Token()
		if err == nil {
			err = errTrailing
		} else if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	if err != nil && !errors.Is(err, errEnough) {
		return nil, false, b.unreadable(err)
	}
	if len(b.faults) > 0 {
		detail := b.faults[0].Detail
		if more := len(b.faults) - 1; more > 0 {
			detail += fmt.Sprintf(" (and %d more, see errors)", more)
		}
		return nil, false, problem(http.StatusUnprocessableEntity, detail, b.faults...)
	}
	return items, batch, nil
}

var (
	errTrailing = errors.New("something follows the JSON object: send one object")
	errEnough   = errors.New("enough was found wrong to answer")
)

// root reads the outermost object, which is a Text or a Batch.
func (b *body) root() (items []triage.Item, batch bool, err error) {
	token, err := b.json.Token()
	if err != nil {
		return nil, false, err
	}
	if token != json.Delim('{') {
		b.blame("#", `the body is not a JSON object: send {"subject": "...", "body": "..."} or {"texts": [...]}`)
		return nil, false, errEnough
	}
	var single triage.Item
	var seen []string
	for b.json.More() {
		name, err := b.name("#", &seen)
		if err != nil {
			return nil, false, err
		}
		if name == "texts" {
			batch = true
			if items, err = b.texts(); err != nil {
				return nil, false, err
			}
		} else if err := b.field(&single, "#", name); err != nil {
			return nil, false, err
		}
	}
	if batch && len(seen) > 1 {
		b.blame("#", "texts stands beside the fields of a single text: send either one")
	}
	if !batch {
		items = []triage.Item{single}
	}
	_, err = b.json.Token() // the closing brace
	return items, batch, err
}

// texts reads the list of a Batch.
func (b *body) texts() ([]triage.Item, error) {
	const at = "#/texts"
	if ok, err := b.open('[', at, "texts is not a list: send a list of 1 to 1,000 objects"); !ok {
		return nil, err
	}
	items := make([]triage.Item, 0, 16)
	for b.json.More() {
		if len(items) == maxTexts {
			b.blame(at, "texts has more than 1,000 items: split it over several requests")
			return nil, errEnough
		}
		var item triage.Item
		if err := b.item(&item, at+"/"+strconv.Itoa(len(items))); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		b.blame(at, "texts is empty: send 1 to 1,000 texts")
	}
	_, err := b.json.Token()
	return items, err
}

// item reads one Text of a Batch.
func (b *body) item(item *triage.Item, at string) error {
	if ok, err := b.open('{', at, "the text is not an object: send {\"subject\": \"...\", \"body\": \"...\"}"); !ok {
		return err
	}
	var known [5]string
	seen := known[:0]
	for b.json.More() {
		name, err := b.name(at, &seen)
		if err != nil {
			return err
		}
		if err := b.field(item, at, name); err != nil {
			return err
		}
	}
	_, err := b.json.Token()
	return err
}

// open reads the start of a list or object. Another value is blamed and
// skipped.
func (b *body) open(want json.Delim, at, complaint string) (ok bool, err error) {
	token, err := b.json.Token()
	if err != nil || token == want {
		return err == nil, err
	}
	b.blame(at, complaint)
	return false, b.skip(token)
}

// name reads the name of a field, which may stand in an object once.
func (b *body) name(at string, seen *[]string) (string, error) {
	token, err := b.json.Token()
	if err != nil {
		return "", err
	}
	name := token.(string) // the decoder lets nothing else stand here
	for _, s := range *seen {
		if s == name {
			b.blame(at+"/"+escape(name), fmt.Sprintf("%s is given twice: send it once", brief(name)))
			return "", errEnough
		}
	}
	*seen = append(*seen, name)
	if len(*seen) > maxFaults {
		return "", errEnough // there are five names: the others were blamed
	}
	return name, nil
}

// field reads the value of a field of a Text. Null is the same as absent.
func (b *body) field(item *triage.Item, at, name string) error {
	token, err := b.json.Token()
	if err != nil {
		return err
	}
	if name == "earlier" && token == json.Delim('[') {
		return b.earlier(item, at+"/earlier")
	}
	value, isString := token.(string)
	fault, known := setField(item, name, value)
	switch {
	case name == "earlier":
		fault = ""
		if token != nil {
			fault = fmt.Sprintf("earlier is not a list: send up to %d strings, or leave it out", maxEarlier)
		}
	case !known:
		fault = fmt.Sprintf("%s is not a field: use id, subject, body, language or earlier", brief(name))
	case !isString && token != nil:
		fault = fmt.Sprintf("%s is not a string: send text in double quotes, or leave it out", name)
	}
	if fault != "" {
		b.blame(at+"/"+escape(name), fault)
	}
	if len(b.faults) >= maxFaults {
		return errEnough
	}
	return b.skip(token)
}

// earlier reads the rest of the list of earlier messages.
func (b *body) earlier(item *triage.Item, at string) error {
	for b.json.More() {
		if len(item.Earlier) == maxEarlier {
			b.blame(at, fmt.Sprintf("earlier has more than %d messages: send the latest", maxEarlier))
			return errEnough
		}
		token, err := b.json.Token()
		if err != nil {
			return err
		}
		message, isString := token.(string)
		if !isString {
			b.blame(at+"/"+strconv.Itoa(len(item.Earlier)), "the message is not a string: send text in double quotes")
			if len(b.faults) >= maxFaults {
				return errEnough
			}
		}
		item.Earlier = append(item.Earlier, message)
		if err := b.skip(token); err != nil {
			return err
		}
	}
	_, err := b.json.Token()
	return err
}

// skip reads on to the end of the list or object that token opened.
func (b *body) skip(token json.Token) error {
	depth := 0
	for {
		switch token {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		if depth > maxNested {
			return errEnough // what opened it was blamed
		}
		var err error
		if token, err = b.json.Token(); err != nil {
			return err
		}
	}
}

func (b *body) blame(at, detail string) {
	b.faults = append(b.faults, Fault{Detail: detail, Pointer: at})
}

// escape writes a name as a part of a JSON pointer in a URI fragment, cut to
// a length fit for a message.
func escape(name string) string {
	const longest = 60
	var out []byte
	for i := 0; i < len(name) && len(out) < longest; i++ {
		switch c := name[i]; {
		case c == '~':
			out = append(out, "~0"...)
		case c == '/':
			out = append(out, "~1"...)
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			out = append(out, c)
		default:
			out = fmt.Appendf(out, "%%%02X", c)
		}
	}
	return string(out)
}

// unreadable says why a body could not be read to its end.
func (b *body) unreadable(err error) *Problem {
	var tooLarge *http.MaxBytesError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &tooLarge):
		return problem(http.StatusRequestEntityTooLarge,
			fmt.Sprintf("the body is larger than %d bytes: send fewer or shorter texts, or raise --max-body", tooLarge.Limit))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return problem(http.StatusRequestTimeout, "the body did not arrive in time: send it faster or in smaller parts")
	case errors.Is(err, io.EOF) && b.json.InputOffset() == 0:
		return problem(http.StatusBadRequest, `the body is empty: send {"subject": "...", "body": "..."} or {"texts": [...]}`)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return problem(http.StatusBadRequest, "the body ends in the middle of the JSON: send all of it", Fault{Detail: "unexpected end of JSON", Pointer: "#"})
	case errors.As(err, &syntax), errors.Is(err, errTrailing):
		return problem(http.StatusBadRequest, fmt.Sprintf("the body is not JSON from byte %d on: %v", b.json.InputOffset(), err), Fault{Detail: err.Error(), Pointer: "#"})
	}
	return problem(http.StatusBadRequest, "the body could not be read: send it again")
}
