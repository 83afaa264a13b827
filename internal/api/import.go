package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// ImportRow is one ticket from elsewhere.
type ImportRow struct {
	ID        uuid.UUID       `json:"id,omitzero" format:"uuid" doc:"To keep: a row with an id that is stored already is refused, so that an import can be sent again"`
	Subject   string          `json:"subject,omitempty"`
	Body      string          `json:"body,omitempty"`
	HTML      string          `json:"html,omitempty"`
	Requester NewRequester    `json:"requester" doc:"By e-mail address"`
	Status    ticket.Status   `json:"status,omitempty" enum:"new,open,pending,on_hold,resolved,closed,spam"`
	Channel   string          `json:"channel,omitempty" enum:"email,chat,web,phone,api"`
	Priority  string          `json:"priority,omitempty" enum:"low,normal,high,urgent"`
	Category  string          `json:"category,omitempty"`
	Language  string          `json:"language,omitempty" doc:"BCP-47"`
	Tags      []string        `json:"tags,omitempty" nullable:"false"`
	Fields    map[string]any  `json:"fields,omitempty"`
	External  string          `json:"external,omitempty"`
	CreatedAt time.Time       `json:"created_at,omitzero"`
	Messages  []ImportMessage `json:"messages,omitempty" nullable:"false" doc:"What was said after the body, oldest first"`
}

// ImportMessage is one thing that was said.
type ImportMessage struct {
	Author string    `json:"author" enum:"requester,agent"`
	Body   string    `json:"body,omitempty"`
	HTML   string    `json:"html,omitempty"`
	Note   bool      `json:"note,omitempty" doc:"An internal note"`
	At     time.Time `json:"at"`
}

// ImportResult is what became of one row.
type ImportResult struct {
	Line   int       `json:"line"`
	ID     uuid.UUID `json:"id,omitzero"`
	Number int64     `json:"number,omitempty"`
	Error  string    `json:"error,omitempty"`
}

// rows of an import that share a write: so many at most, and of so many bytes.
// longestRow is the longest of them in bytes.
const (
	importBatch = 200
	importBytes = 8 << 20
	longestRow  = 4 << 20
)

const ndjsonType = "application/x-ndjson"

func (a *API) registerImport() {
	schemas := a.huma.OpenAPI().Components.Schemas
	op := &huma.Operation{
		OperationID: "import-tickets", Method: http.MethodPost, Path: "/v1/tickets/import", Tags: []string{"Tickets"}, Summary: "Take in tickets from elsewhere",
		Description: "A JSON object a line in, a result a line out, in the same order, as they are stored. A row that is refused does not hold up the others. " +
			"There may be any number of rows; read the results while you send, as each side waits for the other.",
		Parameters: []*huma.Param{{Name: "triage", In: "query", Description: "false leaves reading to the background, which reads what is still worked on.", Schema: &huma.Schema{Type: huma.TypeBoolean, Default: true}}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			ndjsonType: {Schema: schemas.Schema(reflect.TypeFor[ImportRow](), true, "")}}},
		Responses: map[string]*huma.Response{"200": {Description: "A result a line.", Content: map[string]*huma.MediaType{
			ndjsonType: {Schema: schemas.Schema(reflect.TypeFor[ImportResult](), true, "")}}}},
	}
	for _, status := range []int{http.StatusBadRequest, http.StatusUnsupportedMediaType} {
		op.Responses[strconv.Itoa(status)] = a.problemResponse(meanings[status])
	}
	a.guarded(op, access.SettingsWrite, a.importTickets)
}

func (a *API) importTickets(w http.ResponseWriter, r *http.Request) {
	parameters, p := readParameters(r, "triage")
	if p != nil {
		writeProblem(w, r, p)
		return
	}
	read, err := strconv.ParseBool(parameters.Get("triage"))
	if read = read || parameters.Get("triage") == ""; err != nil && parameters.Get("triage") != "" {
		a.refuse(w, r, badRequest("triage", "triage must be true or false"))
		return
	}
	if p := rowsAcceptable(r); p != nil {
		writeProblem(w, r, p)
		return
	}
	w.Header().Set("Content-Type", ndjsonType)
	response := http.NewResponseController(w)
	_ = response.EnableFullDuplex() // results are sent while rows still come; HTTP/2 can always

	// A client that goes breaks no write off: what is told of a row is true.
	ctx := context.WithoutCancel(r.Context())
	batch := importing{api: a, request: r, read: read, results: json.NewEncoder(w)}
	rows := newLines(r.Body, longestRow)
	for {
		_ = response.SetReadDeadline(time.Now().Add(a.config.Read)) // for each row, not for all
		row, tooLong, err := rows.next()
		_ = response.SetWriteDeadline(time.Now().Add(a.config.Write))
		if err != nil {
			batch.end(ctx, err)
			return
		}
		batch.line++
		switch {
		case tooLong:
			batch.done = append(batch.done, ImportResult{Line: batch.line, Error: fmt.Sprintf("the row is longer than %d bytes: send its messages in parts, or files as attachments", longestRow)})
		case len(bytes.TrimSpace(row)) > 0:
			batch.add(row)
		}
		if batch.full() && (batch.store(ctx) != nil || response.Flush() != nil) {
			return // the client is gone
		}
	}
}

// rowsAcceptable refuses a body that says it is no lines of plain JSON. One
// that says nothing is taken for that.
func rowsAcceptable(r *http.Request) *Problem {
	given := r.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(given)
	if given != "" && (err != nil || media != ndjsonType && media != "application/jsonl") || encoded(r) {
		detail := fmt.Sprintf("Content-Type %s, or its coding, is not read: send a JSON object a line, uncompressed, with Content-Type: %s", brief(given), ndjsonType)
		return problem(http.StatusUnsupportedMediaType, detail, Fault{Detail: detail, Header: "Content-Type"})
	}
	return nil
}

// readRow reads a row as any other body, and says in one text what is wrong.
func readRow(raw []byte) (row ImportRow, err error) {
	if !json.Valid(raw) || !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return row, ticket.Errorf(ticket.Invalid, "", "the line is not a JSON object")
	}
	members, err := parseObject(raw)
	if err == nil {
		err = decode(members, &row)
	}
	if p := (*Problem)(nil); errors.As(err, &p) {
		var all []string
		for _, fault := range p.Errors {
			all = append(all, fault.Detail)
		}
		err = ticket.Errorf(ticket.Invalid, "", "%s", strings.Join(all, "; "))
	}
	return row, err
}

// importRow is the intake that a row stands for.
func (a *API) importRow(r *http.Request, raw []byte) (lifecycle.Intake, error) {
	row, err := readRow(raw)
	if err != nil {
		return lifecycle.Intake{}, err
	}
	if row.Requester.ID != uuid.Nil || row.Requester.Email == "" {
		return lifecycle.Intake{}, ticket.Errorf(ticket.Invalid, "requester", `must be named by e-mail address alone, as in {"email": "ada@example.org"}`)
	}
	if utf8.RuneCountInString(row.Requester.Name) > longestRequesterName {
		return lifecycle.Intake{}, ticket.Errorf(ticket.Invalid, "requester.name", "is longer than %d characters: shorten it", longestRequesterName)
	}
	past := &lifecycle.Past{ID: row.ID, CreatedAt: row.CreatedAt, Status: row.Status}
	for i, m := range row.Messages {
		author := ticket.ActorKind(m.Author)
		if author != ticket.ByRequester && author != ticket.ByAgent {
			return lifecycle.Intake{}, ticket.Errorf(ticket.Invalid, "messages."+strconv.Itoa(i)+".author", "must be requester or agent")
		}
		past.Messages = append(past.Messages, lifecycle.PastMessage{Words: lifecycle.Words{Text: m.Body, HTML: m.HTML}, Author: author, Public: !m.Note, At: m.At})
	}
	return lifecycle.Intake{
		Actor: principal(r.Context()).Actor, Requester: ticket.Requester{Name: row.Requester.Name, Addresses: []string{strings.TrimSpace(row.Requester.Email)}},
		Subject: row.Subject, Words: lifecycle.Words{Text: row.Body, HTML: row.HTML, Channel: ticket.Channel(row.Channel), External: row.External},
		Priority: ticket.Priority(row.Priority), Category: row.Category, Language: row.Language, Tags: row.Tags, Fields: row.Fields, Past: past,
	}, nil
}
