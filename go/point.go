package gopherscope

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// MetricType says how the value of a [MetricPoint] is to be read.
type MetricType string

// The types of points. Those of a histogram are its buckets, its sum and its count.
const (
	TypeGauge     MetricType = "gauge"
	TypeCounter   MetricType = "counter"
	TypeHistogram MetricType = "histogram"
)

// MetricPoint is one value at one time. As JSON its names are lower case, its time is RFC 3339 in UTC with
// milliseconds, and values that JSON has no number for are "NaN", "+Inf" and "-Inf".
type MetricPoint struct {
	Timestamp time.Time         `json:"timestamp"`
	Name      string            `json:"name"`
	Value     float64           `json:"value"`
	Labels    map[string]string `json:"labels"`
	Type      MetricType        `json:"type"`
}

// pointJSON is a MetricPoint with a time in our format and values that JSON has no number for.
type pointJSON struct {
	Timestamp string            `json:"timestamp"`
	Name      string            `json:"name"`
	Value     any               `json:"value"`
	Labels    map[string]string `json:"labels"`
	Type      MetricType        `json:"type"`
}

// MarshalJSON implements json.Marshaler.
func (p MetricPoint) MarshalJSON() ([]byte, error) {
	out := pointJSON{formatTime(p.Timestamp), p.Name, p.Value, p.Labels, p.Type}
	switch {
	case math.IsNaN(p.Value):
		out.Value = "NaN"
	case math.IsInf(p.Value, 1):
		out.Value = "+Inf"
	case math.IsInf(p.Value, -1):
		out.Value = "-Inf"
	}
	if out.Labels == nil {
		out.Labels = map[string]string{}
	}
	return json.Marshal(out)
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *MetricPoint) UnmarshalJSON(data []byte) error {
	var in pointJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339, in.Timestamp)
	if err != nil {
		return err
	}
	value, ok := in.Value.(float64)
	if !ok {
		switch in.Value {
		case "NaN":
			value = math.NaN()
		case "+Inf":
			value = math.Inf(1)
		case "-Inf":
			value = math.Inf(-1)
		default:
			return fmt.Errorf("gopherscope: %v is no value of a metric point", in.Value)
		}
	}
	*p = MetricPoint{at, in.Name, value, in.Labels, in.Type}
	return nil
}
