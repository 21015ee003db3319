package servers

import (
	"math"
	"strconv"
	"strings"
	"time"

	"zkweb/web/words"
)

// Plot is the course of one quantity of all servers.
type Plot struct {
	Name  string // a key of words.Servers.PlotOf
	Lines []Line // one for each server, in their order
}

// Line is the quantity of one server.
type Line struct {
	Server string
	Points []Point // the oldest first
}

// Point is a value at one time.
type Point struct {
	At    time.Time
	Value float64
	Gap   bool // nothing is known: the server did not answer
}

// The size of the plot in its own units; the page scales it.
const (
	plotWidth  = 600
	plotHeight = 100
	plotPoints = 300 // in a line; from more, each group of neighbours shows its largest
)

// lineColors is the number of colours for lines in the stylesheet.
const lineColors = 6

func lineClass(i int) string { return "line-" + strconv.Itoa(i%lineColors) }

// span returns the beginning and the end of the plot.
func (p Plot) span() (from, to time.Time) {
	for _, line := range p.Lines {
		if len(line.Points) == 0 {
			continue
		}
		first, last := line.Points[0].At, line.Points[len(line.Points)-1].At
		if from.IsZero() || first.Before(from) {
			from = first
		}
		if last.After(to) {
			to = last
		}
	}
	return from, to
}

// since says how long ago the plot begins.
func (p Plot) since(w *words.Words) string {
	from, to := p.span()
	return w.Format.Ago(to.Sub(from))
}

// drawn reports whether there is anything to draw.
func (p Plot) drawn() bool {
	from, to := p.span()
	return to.After(from)
}

// most returns the largest value, at least 1.
func (p Plot) most() float64 {
	most := 1.0
	for _, line := range p.Lines {
		most = max(most, line.summary().Most)
	}
	return most
}

// paths returns the pieces of a line between gaps, as points of polylines.
func (p Plot) paths(line Line) []string {
	from, to := p.span()
	most, length := p.most(), to.Sub(from)
	var all []string
	var piece strings.Builder
	end := func() {
		if piece.Len() > 0 {
			all = append(all, piece.String())
		}
		piece.Reset()
	}
	for _, point := range thinned(line.Points) {
		if point.Gap {
			end()
			continue
		}
		x := plotWidth * float64(point.At.Sub(from)) / float64(length)
		y := plotHeight * (1 - point.Value/most)
		if piece.Len() > 0 {
			piece.WriteByte(' ')
		}
		piece.WriteString(coordinate(x) + "," + coordinate(y))
	}
	end()
	return all
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// thinned returns at most plotPoints points: from each group of neighbours the largest, or a gap.
func thinned(points []Point) []Point {
	each := (len(points) + plotPoints - 1) / plotPoints
	if each <= 1 {
		return points
	}
	var kept []Point
	for begin := 0; begin < len(points); begin += each {
		largest := points[begin]
		for _, point := range points[begin+1 : min(begin+each, len(points))] {
			if !largest.Gap && (point.Gap || point.Value > largest.Value) {
				largest = point
			}
		}
		kept = append(kept, largest)
	}
	return kept
}

// summary sums up a line in numbers.
type summary struct {
	Least, Mean, Most, Last float64
	None                    bool
}

func (l Line) summary() summary {
	s := summary{Least: math.Inf(1), None: true}
	var sum float64
	var count int
	for _, point := range l.Points {
		if point.Gap {
			continue
		}
		s.Least, s.Most, s.Last, s.None = min(s.Least, point.Value), max(s.Most, point.Value), point.Value, false
		sum += point.Value
		count++
	}
	if s.None {
		return summary{None: true}
	}
	s.Mean = sum / float64(count)
	return s
}

// plotParts is the number of parts in the plot's table.
const plotParts = 6

// parts returns when each part of the plot begins; none if the plot is very short.
func (p Plot) parts() (begins []time.Time) {
	from, to := p.span()
	if to.Sub(from) < plotParts*time.Minute {
		return nil
	}
	for i := range plotParts {
		begins = append(begins, from.Add(to.Sub(from)*time.Duration(i)/plotParts))
	}
	return begins
}

// during returns the part of the line that begins at begins[i].
func (l Line) during(begins []time.Time, i int) (part Line) {
	for _, point := range l.Points {
		if !point.At.Before(begins[i]) && (i+1 == len(begins) || point.At.Before(begins[i+1])) {
			part.Points = append(part.Points, point)
		}
	}
	return part
}

// course returns a part of a line for the table: its mean and its maximum.
func (s summary) course() string {
	if s.None {
		return ""
	}
	return shown(s.Mean, false) + " / " + shown(s.Most, false)
}

// shown formats a number for the table.
func shown(value float64, none bool) string {
	if none {
		return ""
	}
	if value >= 100 || value == math.Trunc(value) {
		return words.Count(int(math.Round(value)))
	}
	return strconv.FormatFloat(value, 'f', 1, 64)
}
