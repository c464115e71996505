package gopherscope

import (
	"crypto/rand"
	"encoding/hex"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"gopherscope.dev/go/internal/expo"
)

// Version is the version of this library.
const Version = "0.1.0"

const (
	scrapesName = "gopherscope_scrapes_total"
	secondsName = "gopherscope_scrape_seconds_total"
	seriesName  = "gopherscope_series"
	droppedName = "gopherscope_dropped_series_total"
	infoName    = "gopherscope_info"
	goInfoName  = "go_info"
	buildName   = "go_build_info"
)

var ownNames = []string{scrapesName, secondsName, seriesName, droppedName, infoName, goInfoName, buildName}

var (
	scrapesHead = expo.Head(scrapesName, "counter", "Scrapes answered before this one.")
	secondsHead = expo.Head(secondsName, "counter", "Time spent reading and writing the metrics of those scrapes.")
	seriesHead  = expo.Head(seriesName, "gauge", "Series in this scrape.")
	droppedHead = expo.Head(droppedName, "counter", "Times a label set found no room in a metric and was joined with others.")
	infoHead    = expo.Head(infoName, "gauge", "This library and this process.")
	goInfoHead  = expo.Head(goInfoName, "gauge", "The Go version.")
	buildHead   = expo.Head(buildName, "gauge", "The main module.")
)

// identity tells this process from any other, also from a later one with the same pid.
var identity = sync.OnceValue(func() *build {
	var random [8]byte
	_, _ = rand.Read(random[:]) // cannot fail on any supported system, and a zero would still be an id
	b := &build{instance: hex.EncodeToString(random[:])}
	var path, version, sum string
	if info, ok := debug.ReadBuildInfo(); ok {
		path, version, sum = info.Main.Path, info.Main.Version, info.Main.Sum
		if path == "" {
			path = info.Path
		}
	}
	b.module = path
	b.info = expo.Labels([]string{"version", "instance"}, []string{Version, b.instance})
	b.goInfo = expo.Labels([]string{"version"}, []string{runtime.Version()})
	b.build = expo.Labels([]string{"path", "version", "checksum"}, []string{path, version, sum})
	return b
})

type build struct {
	instance, module string
	// labels of the three info metrics
	info, goInfo, build string
}

// cost is what scrapes took so far.
type cost struct {
	scrapes     atomic.Uint64
	nanoseconds atomic.Int64
}

// render writes one scrape of everything.
func (r *Registry) render(w *expo.Writer) {
	start := time.Now()
	theHost().write(w)
	families := r.snapshot()
	for _, f := range families {
		f.writeTo(w)
	}
	writeDropped(w, families)
	r.writeOwn(w)
	r.cost.scrapes.Add(1)
	r.cost.nanoseconds.Add(int64(time.Since(start)))
}

func writeDropped(w *expo.Writer, families []family) {
	headed := false
	for _, f := range families {
		n, labels := f.dropped()
		if n == 0 {
			continue
		}
		if !headed {
			w.Head(droppedHead)
			headed = true
		}
		w.Uint(droppedName, labels, n)
	}
}

func (r *Registry) writeOwn(w *expo.Writer) {
	b := identity()
	w.Head(goInfoHead)
	w.Uint(goInfoName, b.goInfo, 1)
	w.Head(buildHead)
	w.Uint(buildName, b.build, 1)
	w.Head(infoHead)
	w.Uint(infoName, b.info, 1)
	w.Head(scrapesHead)
	w.Uint(scrapesName, "", r.cost.scrapes.Load())
	w.Head(secondsHead)
	w.Float(secondsName, "", float64(r.cost.nanoseconds.Load())/1e9)
	w.Head(seriesHead)
	w.Uint(seriesName, "", uint64(w.Samples())+1)
}
