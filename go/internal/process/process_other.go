//go:build !unix && !windows

package process

type system struct{}

func (s *system) open() {}

// StartSeconds is when this package was loaded, in epoch seconds.
func (s *system) StartSeconds() float64 { return loadedSeconds() }

func (s *system) readUsage(*Usage) {}

func (s *system) readCores(cores []Core) []Core { return cores }
