package api

import (
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
	"switchyard/internal/watch"
)

// AcceptedTopic is what a topic becomes.
type AcceptedTopic struct {
	Category string `json:"category" maxLength:"100" doc:"The category that it is accepted as. Tickets get it from people first; the next retraining learns it from them"`
}

func (a *API) registerTopics() {
	endpoint[nothing, Page[watch.Proposal]](a, access.QualityRead, &huma.Operation{
		OperationID: "list-topics", Method: http.MethodGet, Path: "/v1/topics", Tags: []string{"Models"},
		Summary:     "Which categories do tickets seem to ask for?",
		Description: "Groups of alike tickets that fit no category and come more often than before, latest first, with examples.",
		Parameters:  pageParameters(),
	}, a.listTopics)
	endpoint[AcceptedTopic, watch.Proposal](a, access.SetupWrite, topicOperation("accept", "Accept a topic as a category"), func(r *http.Request, in *request[AcceptedTopic]) (reply, error) {
		return a.settleTopic(r, watch.Accepted, in.body.Category)
	})
	endpoint[nothing, watch.Proposal](a, access.SetupWrite, topicOperation("dismiss", "Dismiss a topic"), func(r *http.Request, _ *request[nothing]) (reply, error) {
		return a.settleTopic(r, watch.Dismissed, "")
	})
}

func topicOperation(verb, summary string) *huma.Operation {
	return &huma.Operation{
		OperationID: verb + "-topic", Method: http.MethodPost, Path: "/v1/topics/{id}/" + verb, Tags: []string{"Models"},
		Summary: summary, Description: "Tickets of it that come later join it all the same, and it is not proposed anew. Sent twice, it is done once.",
		Parameters: []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}},
			{Name: "If-Match", In: "header", Description: "The ETag of the topic that was seen, its version in quotation marks; another one is refused.", Schema: &huma.Schema{Type: huma.TypeString}},
		},
	}
}

func (a *API) listTopics(r *http.Request, _ *request[nothing]) (reply, error) {
	w, err := a.watched()
	if err != nil {
		return reply{}, err
	}
	win, err := pageOnly(r)
	if err != nil {
		return reply{}, err
	}
	all, err := w.Proposals(r.Context())
	if err != nil {
		return reply{}, err
	}
	start := 0
	for win.after != nil && start < len(all) && positionOfTopic(&all[start]) <= string(win.after) {
		start++
	}
	return reply{body: pageOf(win, all[start:min(len(all), start+win.size+1)], func(p *watch.Proposal) []byte { return []byte(positionOfTopic(p)) })}, nil
}

// positionOfTopic sorts the latest first.
func positionOfTopic(p *watch.Proposal) string {
	return fmt.Sprintf("%020d %s", 1<<62-p.At.UnixMicro(), p.ID)
}

func (a *API) settleTopic(r *http.Request, state watch.ProposalState, category string) (reply, error) {
	w, err := a.watched()
	if err != nil {
		return reply{}, err
	}
	given := chi.URLParam(r, "id")
	id, err := uuid.Parse(given)
	if err != nil {
		return reply{}, ticket.Errorf(ticket.NotFound, "id", "%.40q is no id of a topic: GET /v1/topics lists them", given)
	}
	demanded, problem := ifMatch(r)
	if problem != nil {
		return reply{}, problem
	}
	p, err := w.Settle(r.Context(), id, demanded, state, category, principal(r.Context()).Actor)
	if demanded != 0 && ticket.IsKind(err, ticket.Conflict) && p.Version != demanded {
		err = stale{err}
	}
	return reply{header: map[string]string{"ETag": etag(p.Version)}, body: p}, err
}
