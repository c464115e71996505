// Package auto makes an app visible to Gopherscope by one line:
//
//	import _ "gopherscope.dev/go/auto"
//
// It mounts gopherscope.Handler on http.DefaultServeMux under /debug/gopherscope/, where net/http/pprof mounts
// its own. A token is taken from the environment variable GOPHERSCOPE_TOKEN; without one only this machine is
// answered. An app that serves another mux mounts the handler there instead.
package auto

import (
	"net/http"
	"os"

	"gopherscope.dev/go"
)

func init() {
	handler := gopherscope.Handler(gopherscope.WithToken(os.Getenv("GOPHERSCOPE_TOKEN")))
	// With a method each: a pattern for all of them would clash with an app's own "GET /".
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		http.Handle(method+" "+gopherscope.Path, handler)
	}
}
