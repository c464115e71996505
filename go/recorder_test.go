package gopherscope

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

var errFlush = errors.New("the client is gone")

// able can do everything; withAbilities shows as much of it as wanted.
type able struct {
	plain
	calls []string
}

func (a *able) FlushError() error { a.calls = append(a.calls, "flush"); return errFlush }
func (a *able) Flush()            { _ = a.FlushError() }
func (a *able) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	a.calls = append(a.calls, "hijack")
	return nil, nil, nil
}
func (a *able) ReadFrom(src io.Reader) (int64, error) {
	a.calls = append(a.calls, "readFrom")
	return io.Copy(io.Discard, src)
}
func (a *able) Push(string, *http.PushOptions) error { a.calls = append(a.calls, "push"); return nil }
func (a *able) CloseNotify() <-chan bool {
	a.calls = append(a.calls, "closeNotify")
	return nil
}
func (a *able) SetReadDeadline(time.Time) error { a.calls = append(a.calls, "deadline"); return nil }

// withAbilities makes an http.ResponseWriter that has just these, as newView does; the recorder in between is
// there for its type only.
func withAbilities(set abilities, to http.ResponseWriter) http.ResponseWriter {
	rec := &recorder{abilities: set, to: to}
	return rec.newView()
}

// abilitiesByHand asks with type assertions that are not the library's own.
func abilitiesByHand(w http.ResponseWriter) (set abilities) {
	if _, ok := w.(http.Flusher); ok {
		set |= 1
	}
	if _, ok := w.(http.Hijacker); ok {
		set |= 2
	}
	if _, ok := w.(io.ReaderFrom); ok {
		set |= 4
	}
	if _, ok := w.(http.Pusher); ok {
		set |= 8
	}
	if _, ok := w.(interface{ CloseNotify() <-chan bool }); ok {
		set |= 16
	}
	return set
}

func TestHandlerGetsTheAbilitiesOfTheWriter(t *testing.T) {
	for set := abilities(0); set <= allAbilities; set++ {
		w := withAbilities(set, &able{})
		if got := abilitiesByHand(w); got != set {
			t.Fatalf("a writer for %05b has %05b", set, got)
		}
		h := NewRegistry().Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if got := abilitiesByHand(w); got != set {
				t.Errorf("%05b becomes %05b", set, got)
			}
		}))
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	}
}

func TestAbilitiesReachTheWriter(t *testing.T) {
	to := &able{plain: plain{http.Header{}}}
	r := NewRegistry()
	r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		control := http.NewResponseController(w)
		if err := control.Flush(); err != errFlush {
			t.Errorf("Flush: %v", err)
		}
		w.(http.Flusher).Flush()
		w.(http.Pusher).Push("/x", nil)
		w.(closeNotifier).CloseNotify()
		if n, err := io.Copy(w, strings.NewReader("four")); n != 4 || err != nil {
			t.Errorf("Copy: %d %v", n, err)
		}
		w.(io.ReaderFrom).ReadFrom(strings.NewReader("x"))
		if err := control.SetReadDeadline(time.Now()); err != nil {
			t.Errorf("SetReadDeadline: %v", err)
		}
		if _, _, err := control.Hijack(); err != nil {
			t.Errorf("Hijack: %v", err)
		}
	})).ServeHTTP(to, httptest.NewRequest("GET", "/", nil))
	if got := strings.Join(to.calls, " "); got != "flush flush push closeNotify readFrom deadline hijack" &&
		got != "flush flush push closeNotify readFrom readFrom deadline hijack" {
		t.Errorf("calls: %s", got)
	}
	if requests(t, r, "GET", "unmatched", "200") != 1 {
		t.Error("not counted as 200")
	}
}

// onlyFlusher has no FlushError, as writers of the time before Go 1.20.
type onlyFlusher struct {
	plain
	flushed *bool
}

func (f onlyFlusher) Flush() { *f.flushed = true }

func TestFlusherWithoutError(t *testing.T) {
	flushed := false
	NewRegistry().Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	})).ServeHTTP(onlyFlusher{plain{http.Header{}}, &flushed}, httptest.NewRequest("GET", "/", nil))
	if !flushed {
		t.Error("not flushed")
	}
}

// refusing is a writer that could be hijacked, but not now.
type refusing struct{ plain }

func (refusing) Hijack() (net.Conn, *bufio.ReadWriter, error) { return nil, nil, errFlush }

func TestRefusedHijackIsNone(t *testing.T) {
	r := NewRegistry()
	r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, _, err := w.(http.Hijacker).Hijack(); err != errFlush {
			t.Errorf("%v", err)
		}
	})).ServeHTTP(refusing{}, httptest.NewRequest("GET", "/", nil))
	if requests(t, r, "GET", "unmatched", "200") != 1 {
		t.Error("not counted as 200")
	}
}

func TestNoHijackOfHTTP2(t *testing.T) {
	r := NewRegistry()
	server := httptest.NewUnstartedServer(r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			conn.Close()
			t.Error("HTTP/2 was hijacked")
		}
		w.WriteHeader(http.StatusTeapot)
	})))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	answer, err := server.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.ProtoMajor != 2 || requests(t, r, "GET", "unmatched", "418") != 1 {
		t.Errorf("%s", answer.Proto)
	}
}

// A source that fails before its first byte leaves the status open, and a handler can still say so.
func TestStatusAfterACopyOfNothing(t *testing.T) {
	r := NewRegistry()
	server := httptest.NewServer(r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := io.Copy(w, iotest.ErrReader(errFlush)); err != nil {
			w.WriteHeader(http.StatusBadGateway)
		}
	})))
	defer server.Close()
	answer, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	eventually(t, func() bool { return counted(r) == 1 })
	if answer.StatusCode != 502 || requests(t, r, "GET", "unmatched", "502") != 1 {
		t.Errorf("sent %d", answer.StatusCode)
	}
}

// A writer that is used too late must reach nobody.
func TestLateUseReachesNobody(t *testing.T) {
	var kept http.ResponseWriter
	w := httptest.NewRecorder()
	NewRegistry().Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		kept = w
	})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	kept.Header().Set("X-Late", "1")
	kept.WriteHeader(500)
	if _, err := io.WriteString(kept, "late"); err == nil {
		t.Error("no error")
	}
	if w.Body.Len() != 0 || w.Header().Get("X-Late") != "" || w.Code != 200 {
		t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
	}
}

// Where a handler ended badly something may still hold its writer: that one is not used for another request.
func TestWriterOfABadEndIsNotUsedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		end   func(http.ResponseWriter, context.CancelFunc)
		again bool
	}{
		"well":    {func(http.ResponseWriter, context.CancelFunc) {}, true},
		"panic":   {func(http.ResponseWriter, context.CancelFunc) { panic(http.ErrAbortHandler) }, false},
		"hang-up": {func(_ http.ResponseWriter, hangUp context.CancelFunc) { hangUp() }, false},
		"hijack":  {func(w http.ResponseWriter, _ context.CancelFunc) { w.(http.Hijacker).Hijack() }, false},
	} {
		var kept http.ResponseWriter
		ctx, hangUp := context.WithCancel(context.Background())
		func() {
			defer func() { _ = recover() }()
			NewRegistry().Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				kept = w
				c.end(w, hangUp)
			})).ServeHTTP(&able{}, httptest.NewRequest("GET", "/", nil).WithContext(ctx))
		}()
		hangUp()
		_, again := kept.(interface{ Unwrap() http.ResponseWriter }).Unwrap().(over)
		if again != c.again {
			t.Errorf("%s: used again: %v", name, again)
		}
	}
}
