package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const goodOrder = `{"user_id":1,"items":[{"product_id":1,"quantity":2}]}`

// do sends one request to the handler, checks the status and gives the body.
func do(t *testing.T, handler http.Handler, method, path, body string, wantStatus int) string {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	if w.Code != wantStatus {
		t.Fatalf("%s %s %s: status %d, want %d: %s", method, path, body, w.Code, wantStatus, w.Body)
	}
	return w.Body.String()
}

func TestSearchFindsByNameAndCategory(t *testing.T) {
	handler := newShop(productCount, userCount).watched(withExpvar, "")
	var answer struct {
		Count    int
		Products []product
	}
	body := do(t, handler, "GET", "/products/search?q=LAMP&category=books", "", 200)
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Count == 0 || len(answer.Products) != min(answer.Count, pageSize) {
		t.Fatalf("count %d, %d products", answer.Count, len(answer.Products))
	}
	for _, p := range answer.Products {
		if !strings.Contains(p.Name, "lamp") || p.Category != "books" {
			t.Errorf("unexpected product %+v", p)
		}
	}
	if body := do(t, handler, "GET", "/products/search?q=nothing", "", 200); !strings.Contains(body, `"products":[]`) {
		t.Errorf("no result must be an empty list: %s", body)
	}
	if body := do(t, handler, "GET", "/products/search", "", 200); !strings.Contains(body, `"count":10000`) {
		t.Errorf("without a query all products match: %.60s", body)
	}
}

func TestOrderIsBooked(t *testing.T) {
	shop := newShop(10, 2)
	body := do(t, shop.watched(withExpvar, ""), "POST", "/orders", goodOrder, 201)
	if want := `{"order_id":1,"total_cents":398,"user_id":1}`; strings.TrimSpace(body) != want {
		t.Errorf("got %s, want %s", body, want)
	}
	if shop.store.sold[0] != 2 || shop.orders.Value() != 1 {
		t.Errorf("sold %d, orders %d", shop.store.sold[0], shop.orders.Value())
	}
}

func TestBadOrdersAreRefusedWithAReason(t *testing.T) {
	shop := newShop(10, 2)
	for body, reason := range map[string]string{
		``:                    "empty",
		`{`:                   "not the JSON",
		`[1]`:                 "not the JSON",
		`{"user":1}`:          "unknown field",
		goodOrder + goodOrder: "more than one",
		`{"user_id":1}`:       "at least one item",
		`{"user_id":3,"items":[{"product_id":1,"quantity":1}]}`:       "user_id 3 does not exist",
		`{"user_id":1,"items":[{"product_id":11,"quantity":1}]}`:      "items[0].product_id 11 does not exist",
		`{"user_id":1,"items":[{"product_id":1,"quantity":0}]}`:       "items[0].quantity is 0",
		`{"user_id":1,"items":[` + strings.Repeat(" ", 70_000) + `]}`: "too large",
	} {
		answer := do(t, shop.watched(withExpvar, ""), "POST", "/orders", body, 400)
		var decoded struct{ Error string }
		if err := json.Unmarshal([]byte(answer), &decoded); err != nil || !strings.Contains(decoded.Error, reason) {
			t.Errorf("%.60s: answer %s, want %q in it", body, answer, reason)
		}
	}
	if shop.orders.Value() != 0 {
		t.Error("a refused order was counted")
	}
}

func TestAdminTurnsFaults(t *testing.T) {
	handler := newShop(10, 2).watched(withExpvar, "")
	body := do(t, handler, "POST", "/admin/faults", `{"slow_queries":true}`, 200)
	want := `{"cpu_spike":false,"goroutine_leak":false,"memory_leak":false,"slow_queries":true}`
	if strings.TrimSpace(body) != want || do(t, handler, "GET", "/admin/faults", "", 200) != body {
		t.Errorf("got %s, want %s", body, want)
	}
	do(t, handler, "POST", "/admin/faults", `{"slow_queries":false,"typo":true}`, 400)
	do(t, handler, "POST", "/admin/faults", `{"slow_queries":"yes"}`, 400)
	if do(t, handler, "GET", "/admin/faults", "", 200) != body {
		t.Error("a refused change changed something")
	}
}

func TestRequestsBeyondTheLimitAreRefused(t *testing.T) {
	release := make(chan struct{})
	var started sync.WaitGroup
	started.Add(maxInFlight)
	handler := limited(func(http.ResponseWriter, *http.Request) { started.Done(); <-release })
	for range maxInFlight {
		go handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	started.Wait()
	do(t, handler, "GET", "/", "", 503)
	close(release)
}

func TestRunAnnouncesItsURLAndStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"--addr", "127.0.0.1:0"}, strings.NewReader(""), in) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url, found := strings.CutPrefix(strings.TrimSpace(line), "shop ready url=")
	if !found {
		t.Fatalf("unexpected line %q", line)
	}
	for path, want := range map[string]string{"/debug/vars": `"shop_products": 10000`, "/debug/pprof/": "goroutine"} {
		response, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if !strings.Contains(string(body), want) {
			t.Errorf("%s does not hold %q", path, want)
		}
	}
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("the shop did not stop")
	}
}

func TestEndsWithItsInput(t *testing.T) {
	in, starter := io.Pipe()
	ctx := untilEnd(context.Background(), in)
	if _, err := starter.Write([]byte("still here")); err != nil || ctx.Err() != nil {
		t.Fatal("over while its input is open", err, ctx.Err())
	}
	starter.Close()
	select {
	case <-ctx.Done():
	case <-time.After(5 * time.Second):
		t.Error("not over with its input")
	}
}

// TestConcurrentUse is for go test -race: all routes at once, while faults are turned.
func TestConcurrentUse(t *testing.T) {
	handler := newShop(100, 10).watched(withExpvar, "")
	var all sync.WaitGroup
	for _, request := range [][3]string{
		{"GET", "/products/search?q=red"},
		{"POST", "/orders", goodOrder},
		{"POST", "/admin/faults", `{"memory_leak":true}`},
		{"GET", "/admin/faults"},
	} {
		all.Add(1)
		go func() {
			defer all.Done()
			for range 50 {
				handler.ServeHTTP(httptest.NewRecorder(),
					httptest.NewRequest(request[0], request[1], strings.NewReader(request[2])))
			}
		}()
	}
	all.Wait()
}
