package servers

import (
	"context"
	"io"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// DoctorPage shows the connection to each server, step by step.
type DoctorPage struct {
	views.Shell
	Ways []Way
}

// Way is the connection to one server.
type Way struct {
	Server string
	OK     bool
	Steps  []Step
}

// Step is a step of it.
type Step struct {
	Name    string
	Took    time.Duration
	Args    znode.Args
	Skipped bool
	Problem string // a sentence: what is wrong; "" if nothing
}

// Render writes the page.
func (p DoctorPage) Render(ctx context.Context, w io.Writer) error {
	return doctorPage(p).Render(ctx, w)
}

// found returns a sentence about what a step found; "" for nothing.
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
