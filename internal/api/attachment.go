package api

import (
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// AttachmentToSend is a file that was uploaded before, for a message.
type AttachmentToSend struct {
	Hash string `json:"hash" doc:"As the upload answered it"`
	Name string `json:"name" maxLength:"255"`
	Type string `json:"type,omitempty" maxLength:"255" doc:"Media type"`
}

// Upload is what was stored.
type Upload struct {
	Hash string `json:"hash" doc:"SHA-256 of the content, in hex"`
	Size int64  `json:"size" doc:"Bytes"`
}

func (a *API) registerAttachments() {
	op := &huma.Operation{
		OperationID: "upload-attachment", Method: http.MethodPost, Path: "/v1/attachments", Tags: []string{"Attachments"}, DefaultStatus: http.StatusCreated,
		Summary: "Upload a file", Description: "The body is the file. Name its hash in a message. The same content is stored once. One that no message names is removed when it was uploaded longer ago than remove_closed_after of the settings, and never while that is 0s.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
	}
	endpoint[nothing, Upload](a, access.TicketsWrite, op, a.upload)
	download := &huma.Operation{
		OperationID: "download-attachment", Method: http.MethodGet, Path: "/v1/attachments/{hash}", Tags: []string{"Attachments"},
		Summary: "Download a file", Description: "Always as a download, never to be shown by a browser, whatever it holds.",
		Parameters: []*huma.Param{
			{Name: "hash", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "name", In: "query", Description: "File name to offer.", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		Responses: a.responses(http.StatusOK, "The file.", nil, http.StatusBadRequest, http.StatusNotFound),
	}
	download.Responses["200"].Content = map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	withHeaders(download.Responses["200"], map[string]string{"Content-Disposition": "attachment, with the name."})
	a.guarded(download, access.TicketsRead, a.download)
}

func (a *API) upload(r *http.Request, _ *request[nothing]) (reply, error) {
	if encoded(r) {
		return reply{}, problem(http.StatusUnsupportedMediaType, "Content-Encoding is not read: send the file as it is, or as one that is compressed itself", Fault{Detail: "is not read", Header: "Content-Encoding"})
	}
	limit := a.config.Desk.Plan().Rules.MaxAttachment
	if r.ContentLength > limit {
		return reply{}, ticket.Errorf(ticket.TooLarge, "", "the file has %d bytes, at most %d are allowed", r.ContentLength, limit)
	}
	hash, size, err := a.config.Store.PutBlob(r.Context(), r.Body, limit)
	return reply{body: Upload{hex.EncodeToString(hash[:]), size}}, err
}

// encoded says whether a body is compressed on its way.
func encoded(r *http.Request) bool {
	coding := r.Header.Get("Content-Encoding")
	return coding != "" && !strings.EqualFold(coding, "identity")
}

// attachments are the files that a message names, with their sizes.
func (a *API) attachments(ctx context.Context, named []AttachmentToSend) ([]ticket.Attachment, error) {
	if len(named) > lifecycle.MaxAttachments {
		return nil, ticket.Errorf(ticket.TooLarge, "attachments", "a message has at most %d, not %d", lifecycle.MaxAttachments, len(named))
	}
	var out []ticket.Attachment
	sizes := map[ticket.Hash]int64{}
	for i, n := range named {
		at := "attachments." + strconv.Itoa(i)
		hash, err := readHash(n.Hash)
		if err != nil {
			return nil, ticket.Errorf(ticket.Invalid, at+".hash", "%.80q is not a hash: upload the file first and send what that answers", n.Hash)
		}
		size, known := sizes[hash]
		if !known {
			if size, err = a.config.Store.BlobSize(ctx, hash); ticket.IsKind(err, ticket.NotFound) {
				return nil, ticket.Errorf(ticket.Invalid, at+".hash", "no file with this hash was uploaded, or it was removed: upload it again")
			}
			if err != nil {
				return nil, err
			}
			sizes[hash] = size
		}
		if len(n.Type) > longestType {
			return nil, ticket.Errorf(ticket.Invalid, at+".type", "has more than %d bytes: send a media type such as image/png, or leave it out", longestType)
		}
		media, _, err := mime.ParseMediaType(n.Type)
		if err != nil {
			media = "application/octet-stream"
		}
		out = append(out, ticket.Attachment{Name: n.Name, Type: media, Size: size, Hash: hex.EncodeToString(hash[:])})
	}
	return out, nil
}

// longestType is the longest media type, in bytes.
const longestType = 255

func readHash(s string) (ticket.Hash, error) {
	var hash ticket.Hash
	if s == "" {
		return hash, ticket.Errorf(ticket.NotFound, "hash", "is empty")
	}
	err := hash.UnmarshalText([]byte(strings.ToLower(s)))
	return hash, err
}

func (a *API) download(w http.ResponseWriter, r *http.Request) {
	parameters, p := readParameters(r, "name")
	if p != nil {
		writeProblem(w, r, p)
		return
	}
	hash, err := readHash(chi.URLParam(r, "hash"))
	if err != nil {
		a.refuse(w, r, ticket.Errorf(ticket.NotFound, "hash", "%.80q is not the hash of a file", chi.URLParam(r, "hash")))
		return
	}
	content, err := a.config.Store.Blob(r.Context(), hash)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	defer func() { _ = content.Close() }() // it was only read
	header := w.Header()
	header.Set("Content-Type", "application/octet-stream")
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Cache-Control", "private, immutable, max-age=31536000")
	header.Set("Content-Disposition", disposition(parameters.Get("name")))
	if _, err := io.Copy(w, content); err != nil {
		// A part must not pass for the whole file: the connection is broken off.
		a.config.Log.LogAttrs(r.Context(), slog.LevelWarn, "a download ended early", slog.String("request_id", header.Get(headerRequestID)), slog.Any("error", err))
		panic(http.ErrAbortHandler)
	}
}

// disposition offers a download under a name (RFC 6266): in ASCII for old
// clients, and whole.
func disposition(name string) string {
	name = ticket.FileName(name)
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
