package main

import (
	"fmt"
	"strings"
	"sync/atomic"
)

type fault int

const (
	slowQueries fault = iota
	memoryLeak
	goroutineLeak
	cpuSpike
)

// faultNames are the names in JSON; the flag spells them with dashes.
var faultNames = [...]string{"slow_queries", "memory_leak", "goroutine_leak", "cpu_spike"}

// faultSet says which faults are on. All are off at first; each may be turned while requests run.
type faultSet struct{ on [len(faultNames)]atomic.Bool }

func (f *faultSet) enabled(which fault) bool { return f.on[which].Load() }

// state gives all faults by their JSON names.
func (f *faultSet) state() map[string]bool {
	state := make(map[string]bool, len(faultNames))
	for i, name := range faultNames {
		state[name] = f.on[i].Load()
	}
	return state
}

// apply turns the named faults on or off and leaves the others; an unknown name changes nothing.
func (f *faultSet) apply(change map[string]bool) error {
	known := f.state()
	for name := range change {
		if _, ok := known[name]; !ok {
			return fmt.Errorf("unknown fault %q: use %s", name, strings.Join(faultNames[:], ", "))
		}
	}
	for i, name := range faultNames {
		if on, ok := change[name]; ok {
			f.on[i].Store(on)
		}
	}
	return nil
}

// applyFlag reads the value of --faults: names with commas between them, all, or nothing.
func (f *faultSet) applyFlag(value string) error {
	change := map[string]bool{}
	for _, name := range strings.Split(value, ",") {
		switch name = strings.ReplaceAll(strings.TrimSpace(name), "-", "_"); name {
		case "":
		case "all":
			for _, each := range faultNames {
				change[each] = true
			}
		default:
			change[name] = true
		}
	}
	return f.apply(change)
}
