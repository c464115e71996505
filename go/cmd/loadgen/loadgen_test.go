package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestRunSendsBothKindsAndSumsUp(t *testing.T) {
	var orders, searches atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, r *http.Request) {
		var order struct {
			UserID int `json:"user_id"`
			Items  []struct {
				ProductID int `json:"product_id"`
				Quantity  int
			}
		}
		if err := json.NewDecoder(r.Body).Decode(&order); err != nil || order.UserID < 1 || len(order.Items) != 1 {
			t.Errorf("order %+v, error %v", order, err)
		}
		orders.Add(1)
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /products/search", func(http.ResponseWriter, *http.Request) { searches.Add(1) })
	server := httptest.NewServer(mux)
	defer server.Close()

	var out, log strings.Builder
	args := []string{"--target", server.URL, "--orders", "100", "--searches", "20", "--duration", "500ms"}
	if err := run(context.Background(), args, strings.NewReader(""), &out, &log); err != nil {
		t.Fatal(err)
	}
	if got := orders.Load(); got < 40 || got > 60 {
		t.Errorf("%d orders in 0.5 s, want about 50", got)
	}
	if got := searches.Load(); got < 7 || got > 12 {
		t.Errorf("%d searches in 0.5 s, want about 10", got)
	}
	if line := out.String(); !strings.HasPrefix(line, "loadgen done ") || strings.Count(line, "\n") != 1 ||
		!strings.Contains(line, "failed=0 refused=0 dropped=0") {
		t.Errorf("summary %q", line)
	}
}

func TestBadFlagsAreRefused(t *testing.T) {
	for _, args := range [][]string{{"--target", "127.0.0.1:80"}, {"--target", "ftp://x"}, {"--orders", "-1"}, {"--concurrency", "0"}} {
		if err := run(context.Background(), args, strings.NewReader(""), &strings.Builder{}, &strings.Builder{}); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
}

func TestPaceDoesNotWaitForSlowAnswersAndDropsBeyondTheLimit(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	var sent, dropped atomic.Int64
	pace(ctx, 100, 5, func(ctx context.Context) { sent.Add(1); <-ctx.Done() }, func() { dropped.Add(1) })
	if sent.Load() != 5 || dropped.Load() < 15 {
		t.Errorf("sent %d, dropped %d", sent.Load(), dropped.Load())
	}
}

func TestLoadOutlivesARestart(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	log := &lockedLog{}
	shop := newClient("http://"+address, 4, log)
	shop.order(context.Background())
	if listener, err = net.Listen("tcp", address); err != nil {
		t.Skip("another process took the port:", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })}
	defer server.Close()
	go server.Serve(listener)
	shop.search(context.Background())
	if shop.stats.failed != 1 || shop.stats.refused != 1 {
		t.Errorf("failed %d, refused %d", shop.stats.failed, shop.stats.refused)
	}
	if got := log.text(); !strings.Contains(got, "does not answer") || !strings.Contains(got, "answers again") {
		t.Errorf("log %q", got)
	}
}

func TestEndsWithItsInput(t *testing.T) {
	in, starter := io.Pipe()
	done := make(chan error, 1)
	go func() {
		args := []string{"--until-stdin-ends", "--orders", "0", "--searches", "1", "--target", "http://127.0.0.1:1"}
		done <- run(context.Background(), args, in, io.Discard, io.Discard)
	}()
	if _, err := starter.Write([]byte("still here")); err != nil {
		t.Fatal(err)
	}
	starter.Close()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it goes on without its starter")
	}
}

func TestQuantiles(t *testing.T) {
	var s stats
	if got := s.quantileMs(0.5); got != 0 {
		t.Errorf("without answers: %v", got)
	}
	for range 98 {
		s.answer(orderKind, time.Millisecond)
	}
	s.answer(searchKind, 10*time.Second)
	s.answer(searchKind, 0)
	if p50 := s.quantileMs(0.5); p50 < 1 || p50 > 1.1 {
		t.Errorf("p50 %v ms", p50)
	}
	if p100 := s.quantileMs(1); p100 < 10_000 || p100 > 11_000 {
		t.Errorf("p100 %v ms", p100)
	}
}

type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
