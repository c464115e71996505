// Package process reads what the operating system says about this process and its host. Files stay open between
// readings and are read into memory that is kept, so that a reading allocates nothing.
package process

import (
	"strconv"

	"gopherscope.dev/go/internal/expo"
)

// Usage is one reading of this process. Negative means this system does not say.
type Usage struct {
	UserSeconds, SystemSeconds float64
	ResidentBytes              int64
	// MaxResidentBytes is the most ever; read where the present number is not to be had.
	MaxResidentBytes int64
	VirtualBytes     int64
	OpenFDs          int64
}

// Core is the time one core of the host spent in each of [States], in seconds since it started.
type Core struct {
	CPU     int
	Seconds [len(States)]float64
}

// States are the fields of /proc/stat in their order.
var States = [...]string{"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"}

// Reader keeps files and memory between readings. It is not safe for concurrent use.
type Reader struct {
	usage  Usage
	cores  []Core
	labels map[int]*[len(States)]string
	system
}

// New opens what this system has.
func New() *Reader {
	r := &Reader{labels: map[int]*[len(States)]string{}}
	r.open()
	return r
}

// Read takes one reading.
func (r *Reader) Read() {
	r.usage = Usage{ResidentBytes: -1, MaxResidentBytes: -1, VirtualBytes: -1, OpenFDs: -1}
	r.readUsage(&r.usage)
	r.cores = r.readCores(r.cores[:0])
}

// Usage is the last reading.
func (r *Reader) Usage() Usage { return r.usage }

// Names lists the families a reader may write.
func Names() []string {
	return []string{cpuName, cpuModeName, residentName, maxResidentName, virtualName, fdsName, startName, coreName, coresName}
}

const (
	cpuName         = "process_cpu_seconds_total"
	cpuModeName     = "process_cpu_time_seconds_total"
	residentName    = "process_resident_memory_bytes"
	maxResidentName = "process_resident_memory_max_bytes"
	virtualName     = "process_virtual_memory_bytes"
	fdsName         = "process_open_fds"
	startName       = "process_start_time_seconds"
	coreName        = "system_cpu_time_seconds_total"
	coresName       = "system_cpu_logical_count"
)

var (
	cpuHead         = expo.Head(cpuName, "counter", "CPU time of the process, user and system.")
	cpuModeHead     = expo.Head(cpuModeName, "counter", "CPU time of the process by mode.")
	residentHead    = expo.Head(residentName, "gauge", "Resident memory.")
	maxResidentHead = expo.Head(maxResidentName, "gauge", "Most resident memory ever.")
	virtualHead     = expo.Head(virtualName, "gauge", "Virtual memory.")
	fdsHead         = expo.Head(fdsName, "gauge", "Open file descriptors.")
	startHead       = expo.Head(startName, "gauge", "Start of the process, epoch seconds.")
	coreHead        = expo.Head(coreName, "counter", "CPU time of the host's cores by state.")
	coresHead       = expo.Head(coresName, "gauge", "Logical cores of the host.")
)

// Write writes the last reading.
func (r *Reader) Write(w *expo.Writer) {
	u := &r.usage
	w.Head(cpuHead)
	w.Float(cpuName, "", u.UserSeconds+u.SystemSeconds)
	w.Head(cpuModeHead)
	w.Float(cpuModeName, `cpu_mode="user"`, u.UserSeconds)
	w.Float(cpuModeName, `cpu_mode="system"`, u.SystemSeconds)
	writeKnown(w, residentHead, residentName, u.ResidentBytes)
	writeKnown(w, maxResidentHead, maxResidentName, u.MaxResidentBytes)
	writeKnown(w, virtualHead, virtualName, u.VirtualBytes)
	writeKnown(w, fdsHead, fdsName, u.OpenFDs)
	w.Head(startHead)
	w.Float(startName, "", r.StartSeconds())
	r.writeCores(w)
}

func writeKnown(w *expo.Writer, head, name string, v int64) {
	if v >= 0 {
		w.Head(head)
		w.Uint(name, "", uint64(v))
	}
}

func (r *Reader) writeCores(w *expo.Writer) {
	if len(r.cores) == 0 {
		return
	}
	w.Head(coresHead)
	w.Uint(coresName, "", uint64(len(r.cores)))
	w.Head(coreHead)
	for i := range r.cores {
		labels := r.coreLabels(r.cores[i].CPU)
		for state, seconds := range r.cores[i].Seconds {
			w.Float(coreName, labels[state], seconds)
		}
	}
}

// coreLabels makes the labels of a core the first time it is seen; cores can be switched on later.
func (r *Reader) coreLabels(cpu int) *[len(States)]string {
	labels, ok := r.labels[cpu]
	if !ok {
		labels = new([len(States)]string)
		for i, state := range States {
			labels[i] = `cpu="` + strconv.Itoa(cpu) + `",state="` + state + `"`
		}
		r.labels[cpu] = labels
	}
	return labels
}
