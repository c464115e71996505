package gopherscope

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gopherscope.dev/go/internal/expotest"
)

// ask sends a request as from this machine; header is name, value, name, value, …
func ask(h http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.RemoteAddr = "127.0.0.1:4711"
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// scrapeOf reads the metrics of a registry.
func scrapeOf(t *testing.T, r *Registry) map[string]*expotest.Family {
	t.Helper()
	w := ask(r.Handler(), "GET", Path+"metrics", "")
	families, err := expotest.Parse(w.Body.String())
	if err != nil {
		t.Fatal(err)
	}
	return families
}

// valueOf is one sample; labels are name, value, …
func valueOf(t *testing.T, families map[string]*expotest.Family, family, name string, labels ...string) float64 {
	t.Helper()
	f := families[family]
	if f == nil {
		t.Fatalf("no family %s", family)
	}
	v, ok := f.Samples[expotest.Key(name, labels...)]
	if !ok {
		t.Fatalf("no %s in %v", expotest.Key(name, labels...), f.Samples)
	}
	return v
}

func TestHandlerAtAnyMount(t *testing.T) {
	h := NewRegistry().Handler()
	mounts := map[string]http.Handler{}
	for _, pattern := range []string{"/debug/gopherscope/", "/ops/"} {
		mux := http.NewServeMux()
		mux.Handle(pattern, h)
		mounts[pattern] = mux
		stripped := http.NewServeMux()
		stripped.Handle(pattern, http.StripPrefix(pattern, h))
		mounts[pattern+" stripped"] = stripped
		half := http.NewServeMux()
		half.Handle(pattern, http.StripPrefix(strings.TrimSuffix(pattern, "/"), h))
		mounts[pattern+" stripped but for the slash"] = half
	}
	for name, mux := range mounts {
		prefix, _, _ := strings.Cut(name, " ")
		if w := ask(mux, "GET", prefix, ""); !strings.HasPrefix(w.Body.String(), `{"gopherscope":1,`) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if w := ask(mux, "GET", prefix+"metrics", ""); !strings.HasPrefix(w.Body.String(), "# HELP ") {
			t.Errorf("%s: metrics: %d", name, w.Code)
		}
		if w := ask(mux, "GET", prefix+"other", ""); w.Code != 404 {
			t.Errorf("%s: other: %d", name, w.Code)
		}
	}
}

func TestHandlerSaysWhoItIs(t *testing.T) {
	w := ask(NewRegistry().Handler(), "GET", Path, "")
	var got description
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	start, err := time.Parse("2006-01-02T15:04:05.000Z", got.StartTime)
	if age := time.Since(start); err != nil || age < 0 || age > time.Hour {
		t.Errorf("start %q: %v, %v ago", got.StartTime, err, age)
	}
	if got.Gopherscope != 1 || len(got.Instance) != 16 || !strings.HasPrefix(got.GoVersion, "go1.") ||
		got.Version != Version || strings.Join(got.Features, " ") != "metrics http custom block mutex" {
		t.Errorf("%+v", got)
	}
	if again := describe(); again.Instance != got.Instance {
		t.Error("the instance changed")
	}
}

func TestHandlerMethods(t *testing.T) {
	h := NewRegistry().Handler()
	for _, path := range []string{Path, Path + "metrics"} {
		if w := ask(h, "POST", path, ""); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("POST %s: %d, Allow %q", path, w.Code, w.Header().Get("Allow"))
		}
	}
	if w := ask(h, "HEAD", Path+"metrics", ""); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestOnlyLocalWithoutToken(t *testing.T) {
	for addr, local := range map[string]bool{
		"127.0.0.1:1": true, "127.8.9.1:1": true, "[::1]:1": true, "[::ffff:127.0.0.1]:1": true, "@": true, "": true,
		"192.0.2.1:1": false, "[2001:db8::1]:1": false, "0.0.0.0:1": false, "localhost:1": false, "127.0.0.1": false,
		"[fe80::1%lo]:1": false,
	} {
		req := httptest.NewRequest("GET", Path, nil)
		req.RemoteAddr = addr
		req.Header.Set("X-Forwarded-For", "127.0.0.1")
		w := httptest.NewRecorder()
		NewRegistry().Handler().ServeHTTP(w, req)
		if want := map[bool]int{true: 200, false: 403}[local]; w.Code != want {
			t.Errorf("%q: %d, want %d", addr, w.Code, want)
		}
		if !local && !strings.Contains(w.Body.String(), `"NOT_LOOPBACK"`) {
			t.Errorf("%q: %s", addr, w.Body)
		}
		w = httptest.NewRecorder()
		NewRegistry().Handler(WithRemote()).ServeHTTP(w, req)
		if w.Code != 200 {
			t.Errorf("%q with WithRemote: %d", addr, w.Code)
		}
	}
}

func TestToken(t *testing.T) {
	const secret = "canary-5f2c"
	h := NewRegistry().Handler(WithToken(secret))
	for _, path := range []string{Path, Path + "metrics", Path + "block", Path + "other"} {
		for _, header := range []string{"", "Bearer", "Bearer ", "Bearer canary-5f2", "Bearer canary-5f2cc", "Basic " + secret, secret} {
			w := ask(h, "GET", path, "", "Authorization", header)
			if w.Code != 401 || w.Header().Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("%s with %q: %d", path, header, w.Code)
			}
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("%s tells the token: %s", path, w.Body)
			}
		}
	}
	req := httptest.NewRequest("GET", Path+"metrics", nil) // from 192.0.2.1
	req.Header.Set("Authorization", "bearer "+secret)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if w.Code != 200 || strings.Contains(w.Body.String(), secret) {
		t.Errorf("with the token from elsewhere: %d", w.Code)
	}
	if w := ask(NewRegistry().Handler(WithToken("")), "GET", Path, ""); w.Code != 200 {
		t.Errorf("an empty token is none, but: %d", w.Code)
	}
}

func TestMetricsOverHTTP(t *testing.T) {
	server := httptest.NewServer(NewRegistry().Handler())
	defer server.Close()
	plain, err := http.Get(server.URL + "/metrics") // asks for gzip by itself and inflates
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Body.Close()
	body, _ := io.ReadAll(plain.Body)
	if !plain.Uncompressed || plain.Header.Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("%v", plain.Header)
	}
	if _, err := expotest.Parse(string(body)); err != nil {
		t.Error(err)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for value, want := range map[string]bool{
		"": false, "gzip": true, "deflate, gzip;q=1.0, *;q=0.5": true, "GZIP": true, "gzip;q=0": false,
		"gzip;q=0.000": false, "gzip; q=0.1": true, "*": false, "identity": false, "x-gzip": false,
	} {
		if got := acceptsGzip(http.Header{"Accept-Encoding": {value}}); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}
