package process

import (
	"math"
	"testing"
	"time"

	"gopherscope.dev/go/internal/expo"
	"gopherscope.dev/go/internal/expotest"
)

func TestWritesOnlyWhatIsKnown(t *testing.T) {
	r := New()
	r.usage = Usage{UserSeconds: 1.5, SystemSeconds: 0.25, ResidentBytes: -1, MaxResidentBytes: 4096, VirtualBytes: -1, OpenFDs: 0}
	r.cores = []Core{{CPU: 3, Seconds: [len(States)]float64{1, 2, 3, 4, 5, 6, 7, 8}}}
	var w expo.Writer
	r.Write(&w)
	families, err := expotest.Parse(string(w.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]float64{
		cpuName: 1.75, maxResidentName: 4096, fdsName: 0, coresName: 1, startName: r.StartSeconds(),
	} {
		if got, ok := families[key].Samples[key]; !ok || got != want {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	if families[residentName] != nil || families[virtualName] != nil {
		t.Error("what is unknown is written")
	}
	for i, state := range States {
		if got := families[coreName].Samples[expotest.Key(coreName, "cpu", "3", "state", state)]; got != float64(i+1) {
			t.Errorf("%s: %v", state, got)
		}
	}
}

func TestStartIsPlausible(t *testing.T) {
	age := float64(time.Now().UnixMilli())/1000 - New().StartSeconds()
	if age < -1 || age > 3600 || math.IsNaN(age) {
		t.Errorf("started %v s ago", age)
	}
}
