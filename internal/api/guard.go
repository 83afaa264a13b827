package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
)

// realm names what the tokens open.
const realm = `Bearer realm="switchyard"`

// challenge tells a client how to say who it is (RFC 6750).
func challenge(r *http.Request) string {
	if r.Header.Get("Authorization") == "" {
		return realm
	}
	return realm + `, error="invalid_token"`
}

type principalKey struct{}

// principal is who sent the request. It is nil only where no store is
// configured: then there are no tokens, and nothing but triage.
func principal(ctx context.Context) *access.Principal {
	p, _ := ctx.Value(principalKey{}).(*access.Principal)
	return p
}

// authenticate lets a request for /v1 pass when its token is good, and notes who
// sent it. What is around /v1 is open: health, metrics and the documentation.
func (a *API) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/v1/") {
			next.ServeHTTP(w, r)
			return
		}
		secret, err := bearer(r)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		p, err := a.config.Keys.Authenticate(r.Context(), secret)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), principalKey{}, p)))
	})
}

// bearer is the token that a request carries.
func bearer(r *http.Request) (string, error) {
	given := r.Header.Values("Authorization")
	if len(given) == 0 {
		return "", &access.UnauthenticatedError{Message: "there is no token: send it as Authorization: Bearer swy_..."}
	}
	scheme, secret, _ := strings.Cut(given[0], " ")
	if len(given) > 1 || !strings.EqualFold(scheme, "Bearer") {
		return "", &access.UnauthenticatedError{Message: "the Authorization header is not one bearer token: send Authorization: Bearer swy_..."}
	}
	return strings.TrimSpace(secret), nil
}

// mayFollow says whether the token of a request that goes on for long may read
// events now: it may have been revoked, confined or have run out meanwhile.
func (a *API) mayFollow(r *http.Request) error {
	secret, err := bearer(r)
	if err != nil {
		return err
	}
	by, err := a.config.Keys.Authenticate(r.Context(), secret)
	if err != nil {
		return err
	}
	return by.May(access.EventsRead)
}

var errUnwatched = &access.UnauthenticatedError{Message: "nobody is let in here: use the paths under /v1"}

// guarded documents and serves an operation for those who have a permission.
// Without a store everybody has it.
func (a *API) guarded(op *huma.Operation, permission access.Permission, handler http.HandlerFunc) {
	if a.config.Store == nil {
		a.register(op, handler)
		return
	}
	a.demand(op, permission)
	a.register(op, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		by := principal(r.Context())
		if by == nil { // a path that authenticate does not watch
			a.refuse(w, r, errUnwatched)
			return
		}
		if err := by.May(permission); err != nil {
			a.refuse(w, r, err)
			return
		}
		handler(w, r)
	}))
}

// demand documents that an operation needs a token, with a permission unless
// that is empty.
func (a *API) demand(op *huma.Operation, permission access.Permission) {
	scopes := []string{}
	forbidden := "The token may not do this: the answer names the role or scope that is missing."
	if permission != "" {
		scopes = append(scopes, string(permission))
		op.Description = strings.TrimSpace(op.Description + " Needs " + string(permission) + ".")
	}
	op.Security = []map[string][]string{{tokenScheme: scopes}}
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["401"] = a.problemResponse("There is no token, or it is not known, revoked or expired.")
	if permission != "" {
		op.Responses["403"] = a.problemResponse(forbidden)
	}
}

// tokenScheme names the security scheme in the document.
const tokenScheme = "token"

func securitySchemes() map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{tokenScheme: {Type: "http", Scheme: "bearer", Description: "A token from POST /v1/tokens."}}
}
