// Package expotest reads the Prometheus text format strictly, for tests: what is not exactly as the format's
// description says is an error.
package expotest

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Family is what the text says of one metric.
type Family struct {
	Type, Help string
	// Samples by name and labels, the labels sorted: go_info{version="go1.26"}.
	Samples map[string]float64
}

// Parse reads a whole scrape. Each family must have its HELP and TYPE first, its samples in one block and each
// series once.
func Parse(text string) (map[string]*Family, error) {
	families := map[string]*Family{}
	var current *Family
	var name string
	if text != "" && !strings.HasSuffix(text, "\n") {
		return nil, fmt.Errorf("the last line does not end")
	}
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		fail := func(reason string) (map[string]*Family, error) {
			return nil, fmt.Errorf("line %d: %s: %q", i+1, reason, line)
		}
		switch {
		case line == "" && text == "":
		case !utf8.ValidString(line):
			return fail("not UTF-8")
		case strings.HasPrefix(line, "# HELP "):
			var help string
			name, help, _ = strings.Cut(line[len("# HELP "):], " ")
			if families[name] != nil {
				return fail("family again")
			}
			current = &Family{Help: help, Samples: map[string]float64{}}
			families[name] = current
		case strings.HasPrefix(line, "# TYPE "):
			of, typ, _ := strings.Cut(line[len("# TYPE "):], " ")
			if current == nil || of != name || current.Type != "" {
				return fail("TYPE out of place")
			}
			current.Type = typ
		default:
			series, key, value, err := parseSample(line)
			if err != nil {
				return fail(err.Error())
			}
			if current == nil || !belongs(series, name, current.Type) {
				return fail("sample out of place")
			}
			if _, twice := current.Samples[key]; twice {
				return fail("series twice")
			}
			current.Samples[key] = value
		}
	}
	return families, nil
}

func belongs(series, family, typ string) bool {
	suffix, ok := strings.CutPrefix(series, family)
	switch suffix {
	case "":
		return ok && typ != "histogram"
	case "_sum", "_count":
		return ok && (typ == "histogram" || typ == "summary")
	case "_bucket":
		return ok && typ == "histogram"
	default:
		return false
	}
}

func parseSample(line string) (name, key string, value float64, err error) {
	rest := strings.TrimLeft(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:")
	name = line[:len(line)-len(rest)]
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return "", "", 0, fmt.Errorf("no name")
	}
	labels := []string{}
	if strings.HasPrefix(rest, "{") {
		if labels, rest, err = parseLabels(rest[1:]); err != nil {
			return "", "", 0, err
		}
	}
	text, ok := strings.CutPrefix(rest, " ")
	if !ok {
		return "", "", 0, fmt.Errorf("no space before the value")
	}
	if value, err = strconv.ParseFloat(text, 64); err != nil {
		return "", "", 0, fmt.Errorf("no value")
	}
	return name, Key(name, labels...), value, nil
}

// Key is how a series is named in Samples; labels come as name, value, name, value, …
func Key(name string, labels ...string) string {
	var pairs []string
	for i := 0; i+1 < len(labels); i += 2 {
		pairs = append(pairs, labels[i]+"="+strconv.Quote(labels[i+1]))
	}
	if len(pairs) == 0 {
		return name
	}
	sort.Strings(pairs)
	return name + "{" + strings.Join(pairs, ",") + "}"
}

func parseLabels(text string) (labels []string, rest string, err error) {
	seen := map[string]bool{}
	for {
		name, after, ok := strings.Cut(text, `="`)
		if !ok || name == "" || seen[name] || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
			return nil, "", fmt.Errorf("label name %q", name)
		}
		seen[name] = true
		var value strings.Builder
		for {
			if after == "" {
				return nil, "", fmt.Errorf("label value does not end")
			}
			c := after[0]
			after = after[1:]
			if c == '"' {
				break
			}
			if c == '\\' {
				if after == "" {
					return nil, "", fmt.Errorf("escape does not end")
				}
				switch after[0] {
				case '\\', '"':
					c = after[0]
				case 'n':
					c = '\n'
				default:
					return nil, "", fmt.Errorf("escape %q", after[0])
				}
				after = after[1:]
			}
			value.WriteByte(c)
		}
		labels = append(labels, name, value.String())
		switch {
		case strings.HasPrefix(after, ","):
			text = after[1:]
		case strings.HasPrefix(after, "}"):
			return labels, after[1:], nil
		default:
			return nil, "", fmt.Errorf("after a label")
		}
	}
}
