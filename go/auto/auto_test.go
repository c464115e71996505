package auto_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	_ "gopherscope.dev/go/auto"
)

// An app's own patterns, registered before or after, must not clash with those of this package.
func init() {
	http.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("the app")) })
}

func TestMountedOnTheDefaultMux(t *testing.T) {
	if os.Getenv("GOPHERSCOPE_TOKEN") != "" {
		t.Skip("GOPHERSCOPE_TOKEN is set")
	}
	for request, want := range map[string]string{
		"GET /debug/gopherscope/":         `{"gopherscope":1,`,
		"GET /debug/gopherscope/metrics":  "# HELP ",
		"POST /debug/gopherscope/block":   `{"error":{"code":"NO_TOKEN"`,
		"DELETE /debug/gopherscope/mutex": `{"error":{"code":"NO_TOKEN"`,
		"GET /debug/gopherscopes":         "the app",
		"GET /":                           "the app",
	} {
		method, path, _ := strings.Cut(request, " ")
		req := httptest.NewRequest(method, path, nil)
		req.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		http.DefaultServeMux.ServeHTTP(w, req)
		if !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("%s: %d %.80s", request, w.Code, w.Body)
		}
	}
}
