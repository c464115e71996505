package expo_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"gopherscope.dev/go/internal/expo"
	"gopherscope.dev/go/internal/expotest"
)

func TestWriter(t *testing.T) {
	var w expo.Writer
	w.Head(expo.Head("jobs", "gauge", "Jobs\nthat \\ wait."))
	labels := expo.Labels([]string{"queue", "zone"}, []string{`a "b"\`, "x\ny"})
	w.Float("jobs", labels, 2.5)
	w.Head(expo.Head("sent_total", "counter", ""))
	w.Uint("sent_total", "", math.MaxUint64)
	w.Head(expo.Head("took_seconds", "histogram", "h"))
	w.Histogram("took_seconds", `a="1"`, expo.Bounds([]float64{0.001, 1}), []uint64{1, 2, 3}, 4.5)
	w.Histogram("took_seconds", "", expo.Bounds([]float64{1}), []uint64{0, 0}, 0)
	const want = `# HELP jobs Jobs\nthat \\ wait.
# TYPE jobs gauge
jobs{queue="a \"b\"\\",zone="x\ny"} 2.5
# HELP sent_total 
# TYPE sent_total counter
sent_total 18446744073709551615
# HELP took_seconds h
# TYPE took_seconds histogram
took_seconds_bucket{a="1",le="0.001"} 1
took_seconds_bucket{a="1",le="1"} 3
took_seconds_bucket{a="1",le="+Inf"} 6
took_seconds_sum{a="1"} 4.5
took_seconds_count{a="1"} 6
took_seconds_bucket{le="1"} 0
took_seconds_bucket{le="+Inf"} 0
took_seconds_sum 0
took_seconds_count 0
`
	if got := string(w.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if w.Samples() != 11 {
		t.Errorf("%d samples", w.Samples())
	}
}

func TestFloats(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "-0", -3: "-3", 0.1: "0.1", 1e15: "1000000000000000", 1e300: "1e+300",
		math.Inf(1): "+Inf", math.Inf(-1): "-Inf", 1 << 53: "9.007199254740992e+15", 5e-324: "5e-324",
	} {
		var w expo.Writer
		w.Float("x", "", v)
		if got := strings.TrimSpace(strings.TrimPrefix(string(w.Bytes()), "x ")); got != want {
			t.Errorf("%v is written as %s, not %s", v, got, want)
		}
	}
	var w expo.Writer
	w.Float("x", "", math.NaN())
	if string(w.Bytes()) != "x NaN\n" {
		t.Errorf("%q", w.Bytes())
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"a", "_", "a:b", "A9_"} {
		if !expo.ValidName(name) {
			t.Errorf("%q is refused", name)
		}
	}
	for _, name := range []string{"", "9a", "a-b", "ä", "a b", "a\n", "a{"} {
		if expo.ValidName(name) || expo.ValidLabel(name) {
			t.Errorf("%q is allowed", name)
		}
	}
	for _, name := range []string{"__name__", "a:b"} {
		if expo.ValidLabel(name) {
			t.Errorf("label %q is allowed", name)
		}
	}
}

func TestCleanCutsAtACharacter(t *testing.T) {
	long := strings.Repeat("x", expo.MaxLabelValue-1) + "ü" + "end"
	if got := expo.Clean(long); got != long[:expo.MaxLabelValue-1] {
		t.Errorf("%q", got)
	}
	if got := expo.Clean("a\xff\xfeb"); got != "a\uFFFDb" {
		t.Errorf("%q", got)
	}
}

// FuzzText writes any value, help and number and reads them back.
func FuzzText(f *testing.F) {
	f.Add("v", "help", 1.5)
	f.Add("\\\"\n\r\t\x00", "a\nb\\n", math.Inf(-1))
	f.Add(strings.Repeat("é", 200), "\xff", 0.1)
	f.Fuzz(func(t *testing.T, value, help string, number float64) {
		var w expo.Writer
		w.Head(expo.Head("m", "gauge", help))
		w.Float("m", expo.Labels([]string{"l", "k"}, []string{value, value}), number)
		families, err := expotest.Parse(string(w.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if len(families["m"].Samples) != 1 {
			t.Fatalf("%d samples from %q", len(families["m"].Samples), w.Bytes())
		}
		want := expo.Clean(value)
		if len(want) > expo.MaxLabelValue*utf8.UTFMax || !utf8.ValidString(want) {
			t.Fatalf("not cleaned: %q", want)
		}
		got, ok := families["m"].Samples[expotest.Key("m", "l", want, "k", want)]
		if !ok || got != number && !(math.IsNaN(got) && math.IsNaN(number)) {
			t.Fatalf("wrote %q = %v, read %v", want, number, families["m"].Samples)
		}
	})
}
