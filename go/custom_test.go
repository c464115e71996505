package gopherscope

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestCustomMetric(t *testing.T) {
	r := NewRegistry()
	c := r.NewMetricsCollector()
	c.CollectCustomMetric("depth", 1, nil)
	c.CollectCustomMetric("depth", 2, map[string]string{"queue": "a", "zone": "\"x\"\n"})
	for range 30 { // a map has another order each time
		c.CollectCustomMetric("depth", 3, map[string]string{"zone": "\"x\"\n", "queue": "a"})
	}
	r.NewGauge("known", "Known.", "b", "a").With("1", "2").Set(1)
	c.CollectCustomMetric("known", 7, map[string]string{"a": "2", "b": "1"})
	families := scrapeOf(t, r)
	for _, s := range []struct {
		name   string
		labels []string
		want   float64
	}{
		{"depth", nil, 1},
		{"depth", []string{"queue", "a", "zone", "\"x\"\n"}, 3},
		{"known", []string{"a", "2", "b", "1"}, 7},
	} {
		if got := valueOf(t, families, s.name, s.name, s.labels...); got != s.want {
			t.Errorf("%s%v: %v", s.name, s.labels, got)
		}
	}
	if n := len(families["depth"].Samples); n != 2 || families[droppedName] != nil {
		t.Errorf("%d series, dropped: %v", n, families[droppedName])
	}
}

// What cannot be taken is counted and changes nothing; an app must not die of a metric.
func TestCustomMetricRefused(t *testing.T) {
	r := NewRegistry()
	c := r.NewMetricsCollector()
	r.NewCounter("count_total", "")
	r.NewGauge("known", "", "a")
	c.CollectCustomMetric("", 1, nil)
	c.CollectCustomMetric("a b", 1, nil)
	c.CollectCustomMetric("go_goroutines", 1, nil)
	c.CollectCustomMetric("count_total", 1, nil)
	c.CollectCustomMetric("known", 1, map[string]string{"b": "1"})
	c.CollectCustomMetric("fine", 1, map[string]string{"__name__": "1"})
	c.CollectCustomMetric("fine", 1, map[string]string{"b\n": "1"})
	families := scrapeOf(t, r)
	if got := valueOf(t, families, droppedName, droppedName, "metric", "overflow"); got != 7 {
		t.Errorf("%v counted", got)
	}
	if families["known"] != nil || len(families["fine"].Samples) != 0 || valueOf(t, families, "count_total", "count_total") != 0 {
		t.Error("something was taken")
	}
}

func TestCustomMetricsAreBounded(t *testing.T) {
	r := NewRegistry()
	c := r.NewMetricsCollector()
	for i := range maxCustomNames + 20 {
		c.CollectCustomMetric(fmt.Sprintf("name_%d", i), 1, nil)
	}
	for i := range DefaultMaxSeries + 30 {
		c.CollectCustomMetric("name_0", float64(i), map[string]string{"user": fmt.Sprint(i)})
	}
	families := scrapeOf(t, r)
	if got := valueOf(t, families, droppedName, droppedName, "metric", "overflow"); got != 20 {
		t.Errorf("%v names refused", got)
	}
	// One of the 1000 is the series without labels.
	if got := valueOf(t, families, droppedName, droppedName, "metric", "name_0"); got != 31 {
		t.Errorf("%v series dropped", got)
	}
	if got := valueOf(t, families, "name_0", "name_0", "overflow", "overflow"); got != DefaultMaxSeries+29 {
		t.Errorf("%v in overflow", got)
	}
}

func TestCollector(t *testing.T) {
	c := NewRegistry().NewMetricsCollector()
	runtime.GC()
	busy := time.Now()
	c.CollectCPUUsage()
	for time.Since(busy) < 100*time.Millisecond {
	}
	cpu := c.CollectCPUUsage()
	if cpu.Name != "process_cpu_utilization_ratio" || cpu.Type != TypeGauge || cpu.Value <= 0 || cpu.Value > float64(runtime.NumCPU())+1 {
		t.Errorf("%+v", cpu)
	}
	if n := c.CollectGoroutineCount(); n.Name != "go_goroutines" || math.Abs(n.Value-float64(runtime.NumGoroutine())) > 5 {
		t.Errorf("%+v", n)
	}
	points := append(c.CollectMemoryUsage(), c.CollectGCStats()...)
	families := scrapeOf(t, NewRegistry())
	for _, p := range points {
		family := families[strings.TrimSuffix(strings.TrimSuffix(p.Name, "_count"), "_sum")]
		if family == nil || family.Type != "summary" && family.Type != string(p.Type) {
			t.Errorf("%+v is not what a scrape says", p)
			continue
		}
		scraped := family.Samples[p.Name]
		if time.Since(p.Timestamp) > time.Minute || math.Abs(scraped-p.Value) > math.Max(scraped/2, 8<<20) {
			t.Errorf("%+v, a scrape says %v", p, scraped)
		}
	}
	if len(points) < 13 {
		t.Errorf("%d points", len(points))
	}
}

func TestMetricPointJSON(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.FixedZone("", 3600))
	for value, text := range map[float64]string{
		2.5: "2.5", math.Inf(1): `"+Inf"`, math.Inf(-1): `"-Inf"`, math.NaN(): `"NaN"`,
	} {
		p := MetricPoint{at, "a", value, nil, TypeCounter}
		data, err := json.Marshal(p)
		want := `{"timestamp":"2026-01-02T02:04:05.006Z","name":"a","value":` + text + `,"labels":{},"type":"counter"}`
		if err != nil || string(data) != want {
			t.Errorf("%s %v", data, err)
		}
		var back MetricPoint
		if err := json.Unmarshal(data, &back); err != nil || !back.Timestamp.Equal(at) || back.Value != value && !math.IsNaN(value) ||
			math.IsNaN(back.Value) != math.IsNaN(value) || back.Type != TypeCounter {
			t.Errorf("%+v %v", back, err)
		}
	}
	for _, bad := range []string{`{"timestamp":"x","value":1}`, `{"timestamp":"2026-01-02T02:04:05Z","value":"x"}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), new(MetricPoint)); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
