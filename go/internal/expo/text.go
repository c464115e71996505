package expo

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxLabelValue is the longest label value kept, in bytes; what is longer is cut at a character.
const MaxLabelValue = 256

var (
	escapeHelp  = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
	escapeLabel = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
)

// Head makes the HELP and TYPE lines of a family. kind is counter, gauge or histogram.
func Head(name, kind, help string) string {
	help = escapeHelp.Replace(strings.ToValidUTF8(help, "\uFFFD"))
	return "# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n"
}

// Labels makes what stands between the braces: a="x",b="y". Values are cleaned first, as by [Clean].
func Labels(names, values []string) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(name)
		b.WriteString(`="`)
		b.WriteString(escapeLabel.Replace(Clean(values[i])))
		b.WriteByte('"')
	}
	return b.String()
}

// Bounds makes the le label of each bound.
func Bounds(bounds []float64) []string {
	les := make([]string, len(bounds))
	for i, bound := range bounds {
		les[i] = `le="` + strconv.FormatFloat(bound, 'g', -1, 64) + `"`
	}
	return les
}

// Clean makes a label value that the format can hold: valid UTF-8 of at most [MaxLabelValue] bytes. It allocates
// only where it has to replace something.
func Clean(value string) string {
	if len(value) > MaxLabelValue {
		end := MaxLabelValue
		for end > MaxLabelValue-utf8.UTFMax && !utf8.RuneStart(value[end]) {
			end--
		}
		value = value[:end]
	}
	if utf8.ValidString(value) {
		return value
	}
	return strings.ToValidUTF8(value, "\uFFFD")
}

// ValidName says whether name can be a metric's.
func ValidName(name string) bool { return valid(name, true) }

// ValidLabel says whether name can be a label's. Those that begin with two underscores belong to Prometheus.
func ValidLabel(name string) bool { return valid(name, false) && !strings.HasPrefix(name, "__") }

func valid(name string, colon bool) bool {
	for i := range len(name) {
		c := name[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || colon && c == ':'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
