package servers

import (
	"context"
	"io"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// DoctorPage is the way to each server, step by step.
type DoctorPage struct {
	views.Shell
	Ways []Way
}

// Way is the way to one server.
type Way struct {
	Server string
	OK     bool
	Steps  []Step
}

// Step is a step on it.
type Step struct {
	Name    string
	Took    time.Duration
	Args    znode.Args
	Skipped bool
	Problem string // what is wrong, a sentence; "" for nothing
}

// Render writes the page.
func (p DoctorPage) Render(ctx context.Context, w io.Writer) error {
	return doctorPage(p).Render(ctx, w)
}

// found returns what a step found, a sentence; "" for nothing.
func (p DoctorPage) found(s Step) string {
	switch {
	case s.Skipped:
		return p.Words.Doctor.Skipped
	case len(s.Args) == 0 && s.Problem != "":
		return ""
	}
	return views.Visible(p.Words.Doctor.Finds[s.Name](s.Args))
}

func (p DoctorPage) took(s Step) string {
	return p.Words.Doctor.Millis(float64(s.Took.Microseconds()) / 1000)
}
