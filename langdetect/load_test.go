package langdetect

import (
	"context"
	"errors"
	"sync"
	"testing"
)

func TestBeforeLoad(t *testing.T) {
	d, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Ready() {
		t.Fatal("ready before Load")
	}
	if r := d.Detect("계정에 로그인할 수 없어요"); r.Tag != "ko" {
		t.Errorf("a script of its own: %+v", r)
	}
	if r := d.Detect("I was charged twice for my subscription, please refund me."); r.Tag != "en" {
		t.Errorf("a clear text: %+v", r)
	}
	if r := d.Detect("normal"); !r.Unsure || r.Reason != "the models are loading" {
		t.Errorf("an unclear text: %+v", r)
	}
}

func TestLoadCanceled(t *testing.T) {
	d, err := New(Config{Languages: []string{"en", "de"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Load(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Load with an ended context: %v", err)
	}
	if d.Ready() {
		t.Error("ready after a canceled Load")
	}
	if err := d.Load(t.Context()); err != nil || !d.Ready() {
		t.Errorf("Load after a canceled one: %v, ready %v", err, d.Ready())
	}
}

// Run with -race: detection goes on while several goroutines load.
func TestDetectWhileLoading(t *testing.T) {
	d, err := New(Config{Languages: []string{"en", "de", "sv", "ru", "uk"}})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			if err := d.Load(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	for range 4 {
		group.Go(func() {
			for range 50 {
				if r := d.Detect("Der Drucker im dritten Stock geht leider nicht"); r.Tag != "de" {
					t.Errorf("%+v", r)
				}
				d.Detect("normal")
				d.Detect("привіт")
				d.Spans("Hello there my friend. Guten Morgen liebe Leute.")
			}
		})
	}
	group.Wait()
	if !d.Ready() {
		t.Error("not ready after Load")
	}
}
