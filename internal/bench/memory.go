package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// several texts of different scripts, so that every part of the server is in
// memory when it is measured.
var several = []string{
	`{"subject":"VPN broken","body":"I cannot connect since the update and need it today!"}`,
	`{"body":"Meine Rechnung stimmt nicht, bitte prüfen Sie den Betrag."}`,
	`{"body":"मेरा ऑर्डर अभी तक नहीं आया है, कृपया मदद करें।"}`,
	`{"body":"ログインできません。パスワードを再設定したいです。"}`,
	`{"body":"لا أستطيع الدخول إلى حسابي منذ أمس"}`,
}

// memory starts the server as it comes: time to the first answer, and what is
// resident once all languages are.
func memory(ctx context.Context, _ *bench) ([]Figure, error) {
	first := Figure{What: "serve, start to first answer", Unit: "ms", Goal: AtMost(1000), Timed: true}
	loaded := Figure{What: "serve, start to all 20 languages loaded", Unit: "s", Digits: 1, Timed: true}
	resident := Figure{What: "serve, resident with 20 languages", Unit: "MB", Goal: AtMost(450), Timed: true}
	most := Figure{What: "serve, most ever resident (while the languages load)", Unit: "MB", Timed: true}
	for range rounds {
		if err := serveOnce(ctx, &first, &loaded, &resident, &most); err != nil {
			return nil, err
		}
	}
	return []Figure{first, loaded, resident, most}, nil
}

func serveOnce(ctx context.Context, first, loaded, resident, most *Figure) (err error) {
	s, err := startServer(ctx, built("switchyard"), "serve", "--addr", "127.0.0.1:0", "--log-format", "off", "--db", "none")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.post(ctx, several[0]); err != nil {
		return err
	}
	first.Values = append(first.Values, float64(time.Since(s.started).Microseconds())/1e3)
	if err := s.ready(ctx); err != nil {
		return err
	}
	loaded.Values = append(loaded.Values, time.Since(s.started).Seconds())
	for i := range 500 {
		if err := s.post(ctx, several[i%len(several)]); err != nil {
			return err
		}
	}
	now, err := status(s.process.Process.Pid, "VmRSS")
	if err != nil {
		return err
	}
	peaked, err := status(s.process.Process.Pid, "VmHWM")
	if err != nil {
		return err
	}
	resident.Values, most.Values = append(resident.Values, now), append(most.Values, peaked)
	return nil
}

// post sends one request for triage, which must succeed.
func (s *server) post(ctx context.Context, body string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/v1/triage", bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	code, err := send(request)
	if err == nil && code != http.StatusOK {
		err = fmt.Errorf("POST /v1/triage: status %d", code)
	}
	return err
}

// ready waits until the server has read its language models, a minute at most.
func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/readyz", nil)
		if err != nil {
			return err
		}
		code, err := send(request)
		if err != nil {
			return err
		}
		if code == http.StatusOK {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func send(request *http.Request) (code int, err error) {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, errors.Join(err, response.Body.Close())
}
