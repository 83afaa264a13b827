package api

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/retrain"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// schoolDesk is a desk that can retrain.
func schoolDesk(t *testing.T) (*desk, *registry.Registry) {
	t.Helper()
	d := newDesk(t)
	config := &d.api.config
	kept := registry.New(registry.Config{Store: d.store, Now: config.Now, NewID: config.NewID})
	config.Retrain = retrain.New(retrain.Config{Store: d.store, Registry: kept, Node: "here", Now: config.Now, NewID: config.NewID, Beat: 10 * time.Millisecond})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		config.Retrain.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return d, kept
}

func TestRetrainings(t *testing.T) {
	bare := newDesk(t)
	bare.must(503, "POST", "/v1/retrainings", `{}`, "does not retrain")
	bare.must(503, "GET", "/v1/retrainings", "", "does not retrain")

	d, _ := schoolDesk(t)
	d.must(200, "GET", "/v1/retrainings", "", `"data":[]`)
	viewer := d.as(d.tokenFor(`{"name":"looks","role":"viewer"}`))
	viewer.must(403, "POST", "/v1/retrainings", `{}`, "needs the role admin")
	viewer.must(200, "GET", "/v1/retrainings", "")
	d.must(422, "POST", "/v1/retrainings", `{"tasks":["anger"]}`, "only [category priority spam] can be learnt")
	d.must(422, "POST", "/v1/retrainings", `{"tasks":["category","category"]}`, "name each task once")
	d.must(422, "POST", "/v1/retrainings", `{"task":["category"]}`)

	begun := d.must(202, "POST", "/v1/retrainings", `{"tasks":["category"],"why":"it is Monday"}`, `"state":"running"`, `"node":"here"`, `"why":"it is Monday"`)
	place := begun.header.Get("Location")
	var last answer
	for range 500 {
		if last = d.must(200, "GET", place, ""); last.field("state") != "running" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.must(200, "GET", place, "", `"state":"done"`, `"stage":"refused"`, "no ticket has both a text and a label for category")
	d.must(200, "GET", "/v1/retrainings", "", begun.field("id"))
	d.must(409, "DELETE", place, "", "it is done")
	d.must(404, "GET", "/v1/retrainings/1", "", "not the id of a retraining")
	d.must(404, "DELETE", "/v1/retrainings/"+uuid.NewString(), "", "there is no retraining")
}

func TestPromoteAndRollBack(t *testing.T) {
	d, kept := schoolDesk(t)
	lead := ticket.Actor{Kind: ticket.ByAgent}
	v, err := kept.Add(t.Context(), registry.Version{Task: models.Category, Stage: registry.Shadow}, train(t, models.Category, tiny), lead, "better", registry.Beside{})
	if err != nil {
		t.Fatal(err)
	}
	refused, err := kept.Add(t.Context(), registry.Version{Task: models.Category, Stage: registry.Refused, Name: "category@0"}, nil, lead, "worse", registry.Beside{})
	if err != nil {
		t.Fatal(err)
	}
	place := "/v1/models/" + v.ID.String()
	d.must(422, "POST", place+"/promote", `{"why":"  "}`, "say in words why")
	d.must(422, "POST", place+"/promote", `{}`, "why")
	d.as(d.tokenFor(`{"name":"leads","role":"lead"}`)).must(403, "POST", place+"/promote", `{"why":"x"}`, "needs the role admin")
	d.must(200, "POST", place+"/promote", `{"why":"I have looked at it"}`, `"stage":"champion"`, "I have looked at it")
	d.must(409, "POST", "/v1/models/"+refused.ID.String()+"/promote", `{"why":"x"}`, "it can become nothing else")
	d.must(200, "POST", place+"/rollback", `{"why":"it was wrong"}`, `"stage":"rolled_back"`)
	d.must(404, "POST", "/v1/models/x/rollback", `{"why":"x"}`)
	d.must(404, "POST", "/v1/models/"+uuid.NewString()+"/rollback", `{"why":"x"}`, "there is no model")
	standing, err := kept.Standing(t.Context())
	if err != nil || len(standing.Champions) != 0 {
		t.Errorf("%v %v", standing.Champions, err)
	}
}
