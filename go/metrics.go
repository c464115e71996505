package gopherscope

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
	"time"

	"gopherscope.dev/go/internal/expo"
)

// outlet answers scrapes. It bounds what they hold: so many texts at a time, each for so long, whoever asks and
// however slowly they read.
type outlet struct {
	// texts are the buffers that are free; a scrape waits for one.
	texts        chan *scrape
	writeTimeout time.Duration

	// zip is large (0.8 MB), made when somebody asks for gzip, and used by one scrape at a time.
	zipMu sync.Mutex
	zip   *gzip.Writer
}

// scrape is the memory of one scrape.
type scrape struct {
	text   expo.Writer
	zipped bytes.Buffer
}

// scrapes serves all handlers of the process.
var scrapes = newOutlet(4, 10*time.Second)

func newOutlet(atOnce int, writeTimeout time.Duration) *outlet {
	o := &outlet{texts: make(chan *scrape, atOnce), writeTimeout: writeTimeout}
	for range atOnce {
		o.texts <- new(scrape)
	}
	return o
}

// Header values are shared by all answers: setting one allocates nothing.
var (
	textType   = []string{expo.ContentType}
	gzipCoding = []string{"gzip"}
	byCoding   = []string{"Accept-Encoding"}
)

func (o *outlet) serve(r *Registry, w http.ResponseWriter, req *http.Request) {
	var s *scrape
	select {
	case s = <-o.texts:
	case <-req.Context().Done():
		return
	}
	defer func() { o.texts <- s }()
	s.text.Reset()
	r.render(&s.text)
	header := w.Header()
	header["Content-Type"] = textType
	header["Vary"] = byCoding
	body := s.text.Bytes()
	if acceptsGzip(req.Header) {
		header["Content-Encoding"] = gzipCoding
		body = o.compress(s)
	}
	if req.Method == http.MethodHead {
		return
	}
	// A writer that has no deadlines is no connection. net/http takes this one back after the answer.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(o.writeTimeout))
	_, _ = w.Write(body) // what fails is the client's connection
}

func (o *outlet) compress(s *scrape) []byte {
	o.zipMu.Lock()
	defer o.zipMu.Unlock()
	s.zipped.Reset()
	if o.zip == nil {
		o.zip, _ = gzip.NewWriterLevel(&s.zipped, gzip.BestSpeed) // fails for unknown levels only
	} else {
		o.zip.Reset(&s.zipped)
	}
	_, _ = o.zip.Write(s.text.Bytes()) // a bytes.Buffer takes everything
	_ = o.zip.Close()
	return s.zipped.Bytes()
}

// acceptsGzip says whether the client names gzip, with a weight that is not zero. "*" is not asking for it.
func acceptsGzip(header http.Header) bool {
	for _, line := range header["Accept-Encoding"] {
		for line != "" {
			var coding string
			coding, line, _ = strings.Cut(line, ",")
			name, params, _ := strings.Cut(coding, ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				weight := strings.TrimPrefix(strings.TrimSpace(params), "q=")
				return strings.Trim(weight, "0.") != "" || weight == ""
			}
		}
	}
	return false
}
