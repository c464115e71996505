package runtimemetrics

import (
	"runtime/metrics"
	"strings"

	"gopherscope.dev/go/internal/expo"
)

var (
	pathToName = strings.NewReplacer("/", "_", "-", "_")
	unitToName = strings.NewReplacer("-", "_", "*", "_", "/", "_per_")
)

// PromName spells a runtime metric as Prometheus' Go client does (RuntimeMetricsToProm there):
// /gc/heap/live:bytes becomes go_gc_heap_live_bytes. Empty for a kind or a name the format cannot hold.
func PromName(d metrics.Description) string {
	path, unit, found := strings.Cut(d.Name, ":")
	if !found {
		return ""
	}
	name := "go" + pathToName.Replace(path) + "_" + unitToName.Replace(unit)
	switch d.Kind {
	case metrics.KindUint64, metrics.KindFloat64:
		if d.Cumulative {
			name += "_total"
		}
	case metrics.KindFloat64Histogram:
	default:
		return ""
	}
	if !expo.ValidName(name) {
		return ""
	}
	return name
}

func unitOf(name string) string {
	_, unit, _ := strings.Cut(name, ":")
	return unit
}
