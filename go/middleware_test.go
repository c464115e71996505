package gopherscope

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// requests is how often a request with these labels was counted.
func requests(t *testing.T, r *Registry, method, route, status string) float64 {
	t.Helper()
	return valueOf(t, scrapeOf(t, r), durationName, durationName+"_count",
		"http_request_method", method, "http_route", route, "http_response_status_code", status)
}

// counted is how many requests were counted in all.
func counted(r *Registry) (n uint64) {
	for _, s := range r.httpMetrics().duration.table.snapshot() {
		for i := range s.metric.counts {
			n += s.metric.counts[i].Load()
		}
	}
	return n
}

// eventually waits for what another goroutine is about to do.
func eventually(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not happen")
		}
	}
}

func active(t *testing.T, r *Registry, method string) float64 {
	t.Helper()
	return valueOf(t, scrapeOf(t, r), activeName, activeName, "http_request_method", method)
}

func TestMiddlewareLabels(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /users/{id}", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hi") })
	mux.HandleFunc("POST  /users/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201) })
	mux.HandleFunc("shop.test/cart", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", 500) })
	mux.HandleFunc("/any", func(http.ResponseWriter, *http.Request) {})
	r := NewRegistry()
	h := r.Middleware(mux)
	for _, c := range []struct{ method, url, route, status string }{
		{"GET", "/users/1", "/users/{id}", "200"},
		{"GET", "/users/2", "/users/{id}", "200"},
		{"POST", "/users/2", "/users/{id}", "201"},
		{"PUT", "/users/2", "unmatched", "405"},
		{"GET", "http://shop.test/cart", "shop.test/cart", "500"},
		{"BREW", "/any", "/any", "200"},
		{"get", "/any", "/any", "200"},
		{"GET", "/nowhere", "unmatched", "404"},
	} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(c.method, c.url, nil))
	}
	for _, c := range []struct {
		method, route, status string
		n                     float64
	}{
		{"GET", "/users/{id}", "200", 2},
		{"POST", "/users/{id}", "201", 1},
		{"PUT", "unmatched", "405", 1},
		{"GET", "shop.test/cart", "500", 1},
		{"_OTHER", "/any", "200", 2},
		{"GET", "unmatched", "404", 1},
	} {
		if got := requests(t, r, c.method, c.route, c.status); got != c.n {
			t.Errorf("%s %s %s: %v, want %v", c.method, c.route, c.status, got, c.n)
		}
	}
	if got := active(t, r, "GET"); got != 0 {
		t.Errorf("%v in flight", got)
	}
}

func TestMiddlewareLeavesOutWhatWatches(t *testing.T) {
	r := NewRegistry()
	h := r.Middleware(http.NotFoundHandler())
	paths := []string{"/debug/gopherscope/metrics", "/debug/pprof/", "/debug/pprof/profile", "/debug/vars"}
	for _, path := range append(paths, "/debug/varsity", "/debug/", "/x/debug/pprof/") {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 404 {
			t.Errorf("%s was not passed on", path)
		}
	}
	if got := requests(t, r, "GET", "unmatched", "404"); got != 3 {
		t.Errorf("%v counted", got)
	}
}

func TestMiddlewareCountsInFlight(t *testing.T) {
	r := NewRegistry()
	h := r.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if got := active(t, r, "GET"); got != 1 {
			t.Errorf("%v in flight", got)
		}
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if got := active(t, r, "GET"); got != 0 {
		t.Errorf("%v in flight after", got)
	}
}

func TestMiddlewareRouteFunction(t *testing.T) {
	r := NewRegistry()
	h := r.Middleware(http.NotFoundHandler(), WithRoute(func(req *http.Request) string {
		return strings.TrimPrefix(req.URL.Path, "/none")
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/one", nil))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/none", nil))
	if requests(t, r, "GET", "/one", "404") != 1 || requests(t, r, "GET", "unmatched", "404") != 1 {
		t.Error("wrong counts")
	}
}

func TestMiddlewareStatus(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		status  string
		panics  any
	}{
		"nothing":              {func(http.ResponseWriter, *http.Request) {}, "200", nil},
		"first of two":         {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404); w.WriteHeader(500) }, "404", nil},
		"after an early hint":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(404) }, "404", nil},
		"flush sends 200":      {func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush(); w.WriteHeader(500) }, "200", nil},
		"write sends 200":      {func(w http.ResponseWriter, _ *http.Request) { w.Write(nil); w.WriteHeader(500) }, "200", nil},
		"panic":                {func(http.ResponseWriter, *http.Request) { panic("boom") }, "500", "boom"},
		"panic after a header": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202); panic("boom") }, "202", "boom"},
		"abort":                {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "500", http.ErrAbortHandler},
		"abort while writing":  {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x"); panic(http.ErrAbortHandler) }, "200", http.ErrAbortHandler},
		"nil panic":            {func(http.ResponseWriter, *http.Request) { panic(error(nil)) }, "500", "PanicNilError"},
		"a bad status panics":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(7) }, "500", "bad status"},
	} {
		r := NewRegistry()
		func() {
			defer func() {
				if got := recover(); (got != nil) != (c.panics != nil) || c.panics == http.ErrAbortHandler && got != c.panics {
					t.Errorf("%s: panic %v", name, got)
				}
			}()
			r.Middleware(c.handler).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		}()
		if got := requests(t, r, "GET", "unmatched", c.status); got != 1 {
			t.Errorf("%s: %v", name, got)
		}
		if got := active(t, r, "GET"); got != 0 {
			t.Errorf("%s: %v in flight", name, got)
		}
	}
}

func TestMiddlewareHangUps(t *testing.T) {
	for name, c := range map[string]struct {
		write  bool
		status string
	}{"before anything": {false, "499"}, "after a byte": {true, "200"}} {
		r := NewRegistry()
		ctx, hangUp := context.WithCancel(context.Background())
		h := r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if c.write {
				io.WriteString(w, "x")
			}
			hangUp()
		}))
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
		if got := requests(t, r, "GET", "unmatched", c.status); got != 1 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestMiddlewareHijack(t *testing.T) {
	r := NewRegistry()
	server := httptest.NewServer(r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		conn, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello")
		rw.Flush()
	})))
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	answer, err := io.ReadAll(bufio.NewReader(conn))
	if err != nil || !strings.HasSuffix(string(answer), "hello") {
		t.Errorf("%q %v", answer, err)
	}
	conn.Close()
	server.Close()
	// The server does not wait for a handler whose connection it gave away.
	eventually(t, func() bool { return counted(r) == 1 })
	if got := requests(t, r, "GET", "unmatched", "101"); got != 1 {
		t.Errorf("%v", got)
	}
}

func TestMiddlewareBoundsRoutes(t *testing.T) {
	r := NewRegistry()
	h := r.Middleware(http.NotFoundHandler(), WithRoute(func(req *http.Request) string { return req.URL.Path }))
	for i := range maxRoutes + 50 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/"+strings.Repeat("x", i%100+1)+string(rune('a'+i/100)), nil))
	}
	if got := requests(t, r, "GET", "overflow", "404"); got != 50 {
		t.Errorf("%v in overflow", got)
	}
	if got := valueOf(t, scrapeOf(t, r), droppedName, droppedName, "metric", durationName); got != 50 {
		t.Errorf("%v dropped", got)
	}
}

// plain is an http.ResponseWriter that can do nothing else.
type plain struct{ header http.Header }

func (p plain) Header() http.Header         { return p.header }
func (p plain) WriteHeader(int)             {}
func (p plain) Write(b []byte) (int, error) { return len(b), nil }

func TestMiddlewareDoesNotAllocate(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /x", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	bare := testing.AllocsPerRun(200, serving(t, mux))
	if n := testing.AllocsPerRun(200, serving(t, NewRegistry().Middleware(mux))) - bare; n != 0 {
		t.Errorf("%v allocations a request", n)
	}
}

// serving answers one request as net/http would: with a context that can be cancelled. It allocates nothing.
func serving(tb testing.TB, h http.Handler) func() {
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	req := httptest.NewRequest("GET", "/x", nil).WithContext(ctx)
	w := &able{plain: plain{http.Header{}}} // net/http's writer has many abilities too
	return func() { h.ServeHTTP(w, req) }
}
