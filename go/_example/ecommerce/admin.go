package main

import "net/http"

func (s *shop) handleGetFaults(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.faults.state())
}

// handleSetFaults turns faults at run time. What a leak already holds stays held: turning it off stops the
// growth, as a fixed bug would until the restart.
func (s *shop) handleSetFaults(w http.ResponseWriter, r *http.Request) {
	var change map[string]bool
	if err := readJSON(w, r, &change); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	if err := s.faults.apply(change); err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	writeJSON(w, http.StatusOK, s.faults.state())
}
