package gopherscope

import (
	"encoding/json"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// Path is where Gopherscope looks for a [Handler].
const Path = "/debug/gopherscope/"

// Handler answers what Gopherscope asks an app, for the metrics of [Default]:
//
//	GET  …/         who this is, as JSON
//	GET  …/metrics  everything in the Prometheus text format
//	POST …/block    block profiling on for some seconds; DELETE ends it
//	POST …/mutex    the same for mutex profiling
//
// Mount it at [Path], with or without http.StripPrefix. Without options it answers this machine only.
func Handler(opts ...Option) http.Handler { return Default.Handler(opts...) }

// Handler is [Handler] for the metrics of this registry.
func (r *Registry) Handler(opts ...Option) http.Handler {
	h := &handler{registry: r}
	for _, opt := range opts {
		opt(h)
	}
	return h
}

type handler struct {
	registry  *Registry
	token     token
	remote    bool
	blockRate int
}

func (h *handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if !h.admit(w, req) {
		return
	}
	// The last part of the path is all that counts, so that any prefix will do.
	switch req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:] {
	case "", "gopherscope":
		if reads(w, req) {
			writeJSON(w, http.StatusOK, describe())
		}
	case "metrics":
		if reads(w, req) {
			scrapes.serve(h.registry, w, req)
		}
	case "block":
		h.serveSwitch(w, req, blockSwitch, h.blockRate)
	case "mutex":
		h.serveSwitch(w, req, mutexSwitch, 0)
	default:
		writeError(w, http.StatusNotFound, "NOT_FOUND", "There is nothing here; metrics are at "+Path+"metrics.")
	}
}

func reads(w http.ResponseWriter, req *http.Request) bool {
	return allowed(w, req, http.MethodGet, http.MethodHead)
}

func allowed(w http.ResponseWriter, req *http.Request, methods ...string) bool {
	for _, method := range methods {
		if req.Method == method {
			return true
		}
	}
	w.Header().Set("Allow", strings.Join(methods, ", "))
	writeError(w, http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "This takes "+strings.Join(methods, " and ")+".")
	return false
}

// description is the answer at the root; Gopherscope knows the library by its first field.
type description struct {
	Gopherscope int      `json:"gopherscope"` // version of the protocol
	Instance    string   `json:"instance"`
	Version     string   `json:"version"`
	GoVersion   string   `json:"goVersion"`
	Module      string   `json:"module"`
	StartTime   string   `json:"startTime"`
	Features    []string `json:"features"`
}

func describe() description {
	return description{
		Gopherscope: 1,
		Instance:    identity().instance,
		Version:     Version,
		GoVersion:   runtime.Version(),
		Module:      identity().module,
		StartTime:   formatTime(theHost().started()),
		Features:    []string{"metrics", "http", "custom", "block", "mutex"},
	}
}

// formatTime is RFC 3339 in UTC with milliseconds, always with all three digits.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

type errorAnswer struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func writeError(w http.ResponseWriter, status int, code, message string) {
	var answer errorAnswer
	answer.Error.Code, answer.Error.Message = code, message
	writeJSON(w, status, answer)
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // what fails is the client's connection
}
