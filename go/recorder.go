package gopherscope

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
)

// recorder stands between a handler and its http.ResponseWriter and remembers the status.
type recorder struct {
	to        http.ResponseWriter
	abilities abilities
	// view is what the handler gets: this recorder with the abilities of to. It is made once and lives as long.
	view     http.ResponseWriter
	status   int // 0 until one is sent
	hijacked bool
}

// recorders are kept by their abilities, as a view cannot change its own.
var recorders [allAbilities + 1]sync.Pool

func record(w http.ResponseWriter) *recorder {
	set := abilitiesOf(w)
	rec, _ := recorders[set].Get().(*recorder)
	if rec == nil {
		rec = &recorder{abilities: set}
		rec.view = rec.newView()
	}
	// Not on release: one that is used too late may have noted a status since.
	rec.to, rec.status, rec.hijacked = w, 0, false
	return rec
}

func abilitiesOf(w http.ResponseWriter) (set abilities) {
	if _, ok := w.(http.Flusher); ok {
		set |= flushes
	}
	if _, ok := w.(http.Hijacker); ok {
		set |= hijacks
	}
	if _, ok := w.(io.ReaderFrom); ok {
		set |= readsFrom
	}
	if _, ok := w.(http.Pusher); ok {
		set |= pushes
	}
	if _, ok := w.(closeNotifier); ok {
		set |= closeNotifies
	}
	return set
}

// release keeps the recorder for another request. One that a goroutine may still hold must not come here: it
// would write into the answer of somebody else.
func (rec *recorder) release() {
	rec.to = over{}
	recorders[rec.abilities].Put(rec)
}

// outcome is the status to count; see [Middleware] for the rules.
func (rec *recorder) outcome(returned, hungUp bool) int {
	switch {
	case rec.status != 0:
		return rec.status
	case rec.hijacked:
		return http.StatusSwitchingProtocols
	case !returned:
		return http.StatusInternalServerError
	case hungUp:
		return StatusClientClosedRequest
	default:
		return http.StatusOK
	}
}

// sent notes the status that goes out first; further ones do not go out. 1xx are only announcements, except for
// 101, which is final.
func (rec *recorder) sent(status int) {
	if rec.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		rec.status = status
	}
}

func (rec *recorder) Header() http.Header { return rec.to.Header() }

func (rec *recorder) WriteHeader(status int) {
	rec.to.WriteHeader(status) // panics for a status that cannot be sent
	rec.sent(status)
}

func (rec *recorder) Write(b []byte) (int, error) {
	rec.sent(http.StatusOK)
	return rec.to.Write(b)
}

// WriteString spares net/http's own writers a copy.
func (rec *recorder) WriteString(s string) (int, error) {
	rec.sent(http.StatusOK)
	return io.WriteString(rec.to, s)
}

// Unwrap leads http.ResponseController to everything this type does not have, such as deadlines.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.to }

func (c canFlush) Flush() { _ = c.FlushError() }

// FlushError is what http.ResponseController prefers: the error of a connection that is gone.
func (c canFlush) FlushError() error {
	c.rec.sent(http.StatusOK)
	if to, ok := c.rec.to.(interface{ FlushError() error }); ok {
		return to.FlushError()
	}
	c.rec.to.(http.Flusher).Flush()
	return nil
}

func (c canHijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := c.rec.to.(http.Hijacker).Hijack()
	c.rec.hijacked = c.rec.hijacked || err == nil
	return conn, rw, err
}

func (c canReadFrom) ReadFrom(src io.Reader) (int64, error) {
	n, err := c.rec.to.(io.ReaderFrom).ReadFrom(src)
	if n > 0 { // nothing read, nothing sent: a status can follow
		c.rec.sent(http.StatusOK)
	}
	return n, err
}

func (c canPush) Push(target string, opts *http.PushOptions) error {
	return c.rec.to.(http.Pusher).Push(target, opts)
}

func (c canCloseNotify) CloseNotify() <-chan bool {
	return c.rec.to.(closeNotifier).CloseNotify()
}

// over is what a recorder that is not in use writes to.
type over struct{}

func (over) Header() http.Header { return http.Header{} }

func (over) WriteHeader(int) {}

func (over) Write([]byte) (int, error) { return 0, http.ErrHandlerTimeout }
