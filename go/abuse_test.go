package gopherscope

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gopherscope.dev/go/internal/expotest"
)

// heapAfterGC is what lives, in bytes.
func heapAfterGC() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestAbuseRandomPaths(t *testing.T) {
	const paths = 100_000
	mux := http.NewServeMux()
	mux.HandleFunc("GET /users/{id}", func(http.ResponseWriter, *http.Request) {})
	r := NewRegistry()
	h := r.Middleware(mux)
	// A label function that gives paths instead of patterns is the worst an app can do.
	careless := r.Middleware(mux, WithRoute(func(req *http.Request) string { return req.URL.Path }))
	req := httptest.NewRequest("GET", "/", nil)
	w := plain{http.Header{}}
	before := heapAfterGC()
	for i := range paths {
		req.URL.Path, req.Pattern = "/x"+strconv.Itoa(i*7919), ""
		h.ServeHTTP(w, req)
		req.URL.Path, req.Pattern = "/users/"+strconv.Itoa(i), ""
		h.ServeHTTP(w, req)
		req.Method = "M" + strconv.Itoa(i)
		h.ServeHTTP(w, req)
		req.Method = "GET"
		careless.ServeHTTP(w, req)
	}
	if grown := heapAfterGC() - before; grown > 2<<20 {
		t.Errorf("%d bytes are kept", grown)
	}
	families := scrapeOf(t, r)
	for _, c := range []struct {
		method, route, status string
		n                     float64
	}{
		{"GET", "unmatched", "404", paths},
		{"GET", "/users/{id}", "200", paths},
		{"_OTHER", "unmatched", "405", paths},
		{"GET", "/users/17", "200", 1},
		{"GET", "overflow", "200", paths - (maxRoutes - 2)},
	} {
		if got := valueOf(t, families, durationName, durationName+"_count",
			"http_request_method", c.method, "http_route", c.route, "http_response_status_code", c.status); got != c.n {
			t.Errorf("%v: %v", c, got)
		}
	}
	if got := valueOf(t, families, droppedName, droppedName, "metric", durationName); got != paths-(maxRoutes-2) {
		t.Errorf("%v dropped", got)
	}
	runtime.KeepAlive(r)
}

// Statuses, methods and routes multiply; what all of them together may take is bounded too.
func TestAbuseEveryStatusOfEveryRoute(t *testing.T) {
	r := NewRegistry()
	h := r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		status, _ := strconv.Atoi(req.URL.RawQuery)
		w.WriteHeader(status)
	}), WithRoute(func(req *http.Request) string { return req.URL.Path }))
	req, w := httptest.NewRequest("GET", "/", nil), plain{http.Header{}}
	total := 0.0
	for i := range 100 { // each route twice: the second time finds what the first one kept
		for status := 200; status < 1000; status += 3 {
			req.URL.Path, req.URL.RawQuery = "/"+strconv.Itoa(i%50), strconv.Itoa(status)
			h.ServeHTTP(w, req)
			total++
		}
	}
	families, counted, series := scrapeOf(t, r), 0.0, 0.0
	for key, n := range families[durationName].Samples {
		if strings.HasPrefix(key, durationName+"_count") {
			counted += n
			series++
		}
	}
	if counted != total || series != maxHTTPSeries+1 {
		t.Errorf("%v of %v counted, in %v series", counted, total, series)
	}
	if got := valueOf(t, families, droppedName, droppedName, "metric", durationName); got != total-2*maxHTTPSeries {
		t.Errorf("%v dropped", got)
	}
}

func TestAbuseLabelValues(t *testing.T) {
	r := NewRegistry()
	v := r.NewHistogram("took_seconds", "", nil, "user", "agent")
	before := heapAfterGC()
	huge := strings.Repeat("x", 64<<10)
	for i := range 10_000 {
		v.With(strconv.Itoa(i)+huge, huge[:i]+"\xff").Observe(1)
	}
	if grown := heapAfterGC() - before; grown > 3<<20 {
		t.Errorf("%d bytes are kept", grown)
	}
	counted := 0.0
	for key, n := range scrapeOf(t, r)["took_seconds"].Samples {
		if strings.HasPrefix(key, "took_seconds_count") {
			counted += n
		}
	}
	if counted != 10_000 {
		t.Errorf("%v counted", counted)
	}
	runtime.KeepAlive(r)
}

// Real clients that do their worst, all at once, while others scrape; every request must be counted once.
func TestAbuseClients(t *testing.T) {
	const each = 100
	entered := make(chan struct{}, each)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("GET /late-panic", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("GET /hijack", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	})
	mux.HandleFunc("GET /wait", func(_ http.ResponseWriter, req *http.Request) {
		entered <- struct{}{}
		<-req.Context().Done()
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, req *http.Request) {
		for range 3 {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
		}
	})
	r := NewRegistry()
	goroutines := runtime.NumGoroutine()
	server := httptest.NewServer(r.Middleware(mux))
	// On a connection used before, the client would send by itself what broke off once more.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	get := func(ctx context.Context, path string) {
		req, _ := http.NewRequestWithContext(ctx, "GET", server.URL+path, nil)
		if answer, err := client.Do(req); err == nil {
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
	}
	var all sync.WaitGroup
	for _, path := range []string{"/panic", "/late-panic", "/hijack", "/stream"} {
		all.Add(1)
		go func() {
			defer all.Done()
			for range each {
				get(context.Background(), path)
			}
		}()
	}
	all.Add(1)
	go func() {
		defer all.Done()
		for range each {
			ctx, hangUp := context.WithCancel(context.Background())
			go func() { <-entered; hangUp() }()
			get(ctx, "/wait")
			hangUp()
		}
	}()
	for range 20 {
		scrapeOf(t, r)
	}
	all.Wait()
	server.Close() // waits for the handlers, but those whose connection it gave away
	eventually(t, func() bool { return counted(r) == 5*each })
	for _, c := range []struct {
		route, status string
	}{{"/panic", "500"}, {"/late-panic", "202"}, {"/hijack", "101"}, {"/wait", "499"}, {"/stream", "200"}} {
		if got := requests(t, r, "GET", c.route, c.status); got != each {
			t.Errorf("%s as %s: %v", c.route, c.status, got)
		}
	}
	if got := active(t, r, "GET"); got != 0 {
		t.Errorf("%v in flight", got)
	}
	eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+2 })
}

func TestAbuseConcurrentScrapes(t *testing.T) {
	r := NewRegistry()
	v := r.NewCounter("hits_total", "", "user")
	h := r.Handler()
	var all sync.WaitGroup
	var bad atomic.Int64
	for i := range 16 {
		all.Add(1)
		go func() {
			defer all.Done()
			for j := range 30 {
				v.With(strconv.Itoa(i*30 + j)).Inc()
				w := ask(h, "GET", Path+"metrics", "")
				if _, err := expotest.Parse(w.Body.String()); err != nil || w.Code != 200 {
					bad.Add(1)
				}
			}
		}()
	}
	all.Wait()
	if bad.Load() != 0 {
		t.Errorf("%d scrapes cannot be read", bad.Load())
	}
	if got := valueOf(t, scrapeOf(t, r), scrapesName, scrapesName); got != 16*30 {
		t.Errorf("%v scrapes counted", got)
	}
}

// Clients that ask and do not read hold a buffer each, of which there are few, and not for long.
func TestAbuseSlowReaders(t *testing.T) {
	o := newOutlet(2, 200*time.Millisecond)
	r := NewRegistry()
	for i := range 25 { // a text larger than what the system's buffers take
		v := r.NewCounter(fmt.Sprintf("filler_%d_total", i), "", "x")
		for j := range DefaultMaxSeries {
			v.With(strings.Repeat("y", 240) + strconv.Itoa(j)).Inc()
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		o.serve(r, w, req)
	}))
	defer server.Close()
	for range 4 {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.(*net.TCPConn).SetReadBuffer(4096)
		io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	time.Sleep(50 * time.Millisecond)
	answer, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || len(body) < 6<<20 {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}

// The deadline of a scrape must not break what comes later on the same connection; net/http sees to it.
func TestDeadlineIsTakenBack(t *testing.T) {
	o := newOutlet(1, 50*time.Millisecond)
	r := NewRegistry()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/app" {
			w.Write([]byte("the app"))
			return
		}
		o.serve(r, w, req)
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for _, path := range []string{"/", "/app"} {
		io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
		answer, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
