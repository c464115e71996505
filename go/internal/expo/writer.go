// Package expo writes the Prometheus text format 0.0.4 into a buffer that is used again and again: once it has
// grown to the size of a scrape, writing allocates nothing.
package expo

import (
	"math"
	"strconv"
)

// ContentType is what a response with this text carries.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Writer collects the text of one scrape. The zero value is ready; it is not safe for concurrent use.
type Writer struct {
	buf     []byte
	samples int
}

// Reset empties the writer and keeps its memory.
func (w *Writer) Reset() { w.buf, w.samples = w.buf[:0], 0 }

// Bytes is the text so far; valid until the next Reset.
func (w *Writer) Bytes() []byte { return w.buf }

// Samples counts the sample lines so far.
func (w *Writer) Samples() int { return w.samples }

// Head writes what [Head] made.
func (w *Writer) Head(head string) { w.buf = append(w.buf, head...) }

// Float writes one sample. labels is what [Labels] made, or empty.
func (w *Writer) Float(name, labels string, v float64) {
	w.series(name, labels)
	w.buf = appendFloat(w.buf, v)
	w.end()
}

// Uint writes one sample whose value is whole, digit by digit also above 2^53.
func (w *Writer) Uint(name, labels string, v uint64) {
	w.series(name, labels)
	w.buf = strconv.AppendUint(w.buf, v, 10)
	w.end()
}

// Histogram writes the buckets, the sum and the count of one histogram. counts has one entry a bound and one
// more for what lies above the last; they are not cumulative. les is what [Bounds] made.
func (w *Writer) Histogram(name, labels string, les []string, counts []uint64, sum float64) {
	total := uint64(0)
	for i, le := range les {
		total += counts[i]
		w.bucket(name, labels, le, total)
	}
	total += counts[len(les)]
	w.bucket(name, labels, `le="+Inf"`, total)
	w.suffixed(name, "_sum", labels)
	w.buf = appendFloat(w.buf, sum)
	w.end()
	w.suffixed(name, "_count", labels)
	w.buf = strconv.AppendUint(w.buf, total, 10)
	w.end()
}

func (w *Writer) bucket(name, labels, le string, cumulative uint64) {
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, "_bucket{"...)
	if labels != "" {
		w.buf = append(w.buf, labels...)
		w.buf = append(w.buf, ',')
	}
	w.buf = append(w.buf, le...)
	w.buf = append(w.buf, "} "...)
	w.buf = strconv.AppendUint(w.buf, cumulative, 10)
	w.end()
}

func (w *Writer) series(name, labels string) { w.suffixed(name, "", labels) }

func (w *Writer) suffixed(name, suffix, labels string) {
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, suffix...)
	if labels != "" {
		w.buf = append(w.buf, '{')
		w.buf = append(w.buf, labels...)
		w.buf = append(w.buf, '}')
	}
	w.buf = append(w.buf, ' ')
}

func (w *Writer) end() {
	w.buf = append(w.buf, '\n')
	w.samples++
}

// appendFloat writes the shortest text that reads back as v; whole numbers without an exponent, as they are
// cheaper to write and to read that way.
func appendFloat(b []byte, v float64) []byte {
	const exact = 1 << 53
	if v > -exact && v < exact && v == math.Trunc(v) && (v != 0 || !math.Signbit(v)) {
		return strconv.AppendInt(b, int64(v), 10)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}
