package gopherscope

import (
	"net/http"
	"strings"
	"sync/atomic"
)

// patternRoute is the pattern of http.ServeMux without the method, which has a label of its own.
func patternRoute(req *http.Request) string {
	pattern := req.Pattern
	for i := range len(pattern) {
		switch pattern[i] {
		case '/': // the path begins
			return pattern
		case ' ', '\t':
			return strings.TrimLeft(pattern[i:], " \t")
		}
	}
	return pattern
}

// outcome is what else than its route a request is counted by.
type outcome struct {
	method method
	status int
}

// maxKept is how many outcomes a route finds by looking through them.
const maxKept = 16

// route keeps the histograms of its outcomes, in a list that is replaced and never changed.
type route struct{ kept atomic.Pointer[[]keptOutcome] }

type keptOutcome struct {
	outcome
	histogram *Histogram
}

func (r *route) find(o outcome) *Histogram {
	kept := r.kept.Load()
	if kept == nil {
		return nil
	}
	for i := range *kept {
		if (*kept)[i].outcome == o {
			return (*kept)[i].histogram
		}
	}
	return nil
}

// keep adds an outcome unless there are enough; where two come at once one of them has to come again.
func (r *route) keep(o outcome, h *Histogram) {
	old := r.kept.Load()
	var more []keptOutcome
	if old != nil {
		if len(*old) >= maxKept {
			return
		}
		more = append(more, *old...)
	}
	more = append(more, keptOutcome{o, h})
	r.kept.CompareAndSwap(old, &more)
}

// method is an index into methods.
type method uint8

const methodCount = 10

// methods are those of the HTTP standards, as OpenTelemetry bounds them, and one for all others.
var methods = [methodCount]string{
	"_OTHER", http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	http.MethodConnect, http.MethodOptions, http.MethodTrace,
}

func methodOf(name string) method {
	for i := 1; i < methodCount; i++ {
		if methods[i] == name {
			return method(i)
		}
	}
	return 0
}

// statusDigits holds 100 to 999: a label value without allocating one.
var statusDigits = func() string {
	var b strings.Builder
	for status := 100; status <= 999; status++ {
		b.WriteByte(byte('0' + status/100))
		b.WriteByte(byte('0' + status/10%10))
		b.WriteByte(byte('0' + status%10))
	}
	return b.String()
}()

// statusText gives the three digits. net/http refuses any other status.
func statusText(status int) string {
	if status < 100 || status > 999 {
		return "0"
	}
	at := (status - 100) * 3
	return statusDigits[at : at+3]
}
