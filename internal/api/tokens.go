package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
)

// Token lets a program in. Its secret is shown once, when it is made.
type Token struct {
	ID        uuid.UUID   `json:"id"`
	Version   int64       `json:"version"`
	Name      string      `json:"name" maxLength:"200" doc:"What it is for"`
	Role      ticket.Role `json:"role" enum:"viewer,agent,lead,admin"`
	Scopes    []string    `json:"scopes,omitempty" doc:"What it is confined to; none leave it all its role may"`
	Agent     uuid.UUID   `json:"agent,omitzero" doc:"The agent it acts for"`
	ExpiresAt time.Time   `json:"expires_at,omitzero" doc:"Absent for never"`
	CreatedAt time.Time   `json:"created_at"`
}

// NewToken is a token with its secret.
type NewToken struct {
	Token
	Secret string `json:"secret" doc:"To send as Authorization: Bearer. It is not kept and cannot be shown again."`
}

// viewToken shows all of a token but its hash.
func viewToken(t *ticket.Token) Token {
	return Token{ID: t.ID, Version: t.Version, Name: t.Name, Role: t.Role, Scopes: t.Scopes, Agent: t.Agent, ExpiresAt: t.ExpiresAt, CreatedAt: t.CreatedAt}
}

// asked is what a client may say of a token.
func (t *Token) asked() ticket.Token {
	return ticket.Token{ID: t.ID, Version: t.Version, Name: t.Name, Role: t.Role, Scopes: t.Scopes, Agent: t.Agent, ExpiresAt: t.ExpiresAt}
}

// tokenKeeper serves tokens, which are made by a handler of their own.
type tokenKeeper struct{ tokens *access.Tokens }

func (k tokenKeeper) Get(ctx context.Context, id uuid.UUID) (Token, error) {
	t, err := k.tokens.Get(ctx, id)
	return viewToken(&t), err
}

func (k tokenKeeper) Page(ctx context.Context, _ url.Values, last []byte, limit int) ([]Token, error) {
	all, err := k.tokens.List(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]Token, len(all))
	for i := range all {
		views[i] = viewToken(&all[i])
	}
	return after(views, k.Position, last, limit), nil
}

func (k tokenKeeper) Position(t *Token) []byte { return t.ID[:] }

func (k tokenKeeper) Head(t *Token) (uuid.UUID, int64) { return t.ID, t.Version }

func (k tokenKeeper) Change(ctx context.Context, by *access.Principal, t Token) (Token, error) {
	changed, err := k.tokens.Change(ctx, by, t.asked())
	return viewToken(&changed), err
}

func (k tokenKeeper) Remove(ctx context.Context, by *access.Principal, id uuid.UUID, version int64) error {
	return k.tokens.Revoke(ctx, by, id, version)
}

func (a *API) registerTokens(tokens *access.Tokens) {
	tokenResource := &resource[Token]{api: a, keeper: tokenKeeper{tokens}, path: "/v1/tokens", noun: "token", fixed: []string{"id", "version", "created_at"}}
	register(a, tokenResource, words{"Access", "tokens", "Tokens let programs in. A token has a role and can be confined to scopes: " + scopeList() + ".",
		"Revokes it: it stops working within a second on every node. A token that may more than the one that asks cannot be revoked by it."}, access.TokensRead, access.TokensWrite)
	op := &huma.Operation{
		OperationID: "create-token", Method: http.MethodPost, Path: tokenResource.path, Tags: []string{"Access"}, Summary: "Create a token",
		Description: "The answer holds its secret, once. A token cannot give more than it has.",
		RequestBody: &huma.RequestBody{Required: true, Content: a.content(reflect.TypeFor[Token]())},
		Responses: a.responses(http.StatusCreated, "The token and its secret.", reflect.TypeFor[NewToken](), http.StatusBadRequest,
			http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity),
	}
	withHeaders(op.Responses["201"], map[string]string{"ETag": "The version, for If-Match.", "Location": "Where it is."})
	a.guarded(op, access.TokensWrite, func(w http.ResponseWriter, r *http.Request) {
		asked, err := tokenResource.read(w, r)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		made, secret, err := tokens.Create(r.Context(), principal(r.Context()), asked.asked())
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		header := w.Header()
		header.Set("ETag", etag(made.Version))
		header.Set("Location", fmt.Sprintf("%s/%s", tokenResource.path, made.ID))
		header.Set("Cache-Control", "no-store")
		a.answerWith(w, r, http.StatusCreated, &NewToken{viewToken(&made), secret})
	})
}

func scopeList() string {
	var all []string
	for _, permission := range access.Permissions() {
		all = append(all, string(permission))
	}
	return strings.Join(all, ", ")
}
