package jobs

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// Why a job's work was ended from outside.
var (
	errCancelled = errors.New("the job was cancelled")
	errEnding    = errors.New("the console is ending")
)

// Job is one piece of long work. Its methods may be called by several goroutines.
type Job struct {
	lines  report
	begun  *begun
	key    Sealer  // seals its secret; nil where it is in memory
	secret *Secret // in memory, while it is not over; else nil

	mu      sync.Mutex
	status  Status
	since   time.Time               // since when it is running; zero while it is not
	cancel  context.CancelCauseFunc // nil while nothing works on it
	changed chan struct{}           // closed, and made anew, at every change
	asked   bool                    // a person has paused it
	saved   time.Time
	unkept  bool           // it was not saved, and is tried again
	stayed  map[place]bool // by its report: it tells once of what stays as it is, however often the work begins anew
}

func newJob(status Status, dir string) *Job {
	return &Job{lines: report{dir: dir}, begun: newBegun(dir), status: status, changed: make(chan struct{}), stayed: map[place]bool{}}
}

// Status returns how the job is.
func (j *Job) Status() Status {
	status, _ := j.Watch()
	return status
}

// Watch returns how the job is, and a channel that is closed when that changes.
func (j *Job) Watch() (Status, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.now(), j.changed
}

// now returns the status with the time until now in it. The mutex is held.
func (j *Job) now() Status {
	status := j.status
	if !j.since.IsZero() {
		status.Worked += time.Since(j.since)
	}
	return status
}

// Problems returns the first lines of the report of what failed.
func (j *Job) Problems() []Line {
	var all []Line
	for line := range j.lines.read("problems.jsonl") {
		all = append(all, line)
	}
	return all
}

// Lines yields the report as far as it is written, until yield has enough.
func (j *Job) Lines(yield func(Line) bool) {
	for line := range j.lines.read("report.jsonl") {
		if !yield(line) {
			return
		}
	}
}

// Pause stops a running job before its next batch.
func (j *Job) Pause() error {
	return j.update(func() error {
		if j.status.State.Over() {
			return errOver
		}
		j.asked = true
		j.rest(Paused, nil)
		return nil
	})
}

// Cancel ends a job before its next batch, for good.
func (j *Job) Cancel() error {
	return j.update(func() error {
		if j.status.State.Over() {
			return errOver
		}
		j.over(Cancelled, nil)
		if j.cancel != nil {
			j.cancel(errCancelled)
		} else {
			j.forget()
		}
		return nil
	})
}

// unpause lets a job go on, and reports whether something works on it.
func (j *Job) unpause() (works bool, err error) {
	err = j.update(func() error {
		if j.status.State.Over() {
			return errOver
		}
		works, j.asked = j.cancel != nil, false
		if works {
			j.work()
		}
		return nil
	})
	return works, err
}

var errOver = &znode.Error{Kind: znode.Conflict, Code: znode.CodeJobOver}

// update changes the status, tells those who watch, and keeps it. It fails only where change does.
func (j *Job) update(change func() error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := change(); err != nil {
		return err
	}
	j.tell()
	j.keep()
	return nil
}

// keep saves the status. Where that fails, as on a full disk, it is saved as soon as it can
// be. The mutex is held.
func (j *Job) keep() {
	if j.unkept {
		return
	}
	if err := j.save(); err == nil || errors.Is(err, fs.ErrNotExist) { // or the job was removed
		return
	}
	j.unkept = true
	time.AfterFunc(waitTime, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.unkept = false
		j.keep()
	})
}

// tell tells those who watch. The mutex is held, as in all below it.
func (j *Job) tell() {
	close(j.changed)
	j.changed = make(chan struct{})
}

func (j *Job) work() {
	if j.since.IsZero() {
		j.since = time.Now()
	}
	j.status.State, j.status.Why = Running, nil
}

func (j *Job) rest(state State, why *Why) {
	if !j.since.IsZero() {
		j.status.Worked += time.Since(j.since)
	}
	j.since = time.Time{}
	j.status.State, j.status.Why = state, why
}

func (j *Job) over(state State, why *Why) {
	j.rest(state, why)
	j.status.More = j.status.More && state != Done
	j.status.Ended = time.Now().UTC()
}

// enter returns when the job may go on: at once while it is not paused.
func (j *Job) enter(ctx context.Context) error {
	for {
		j.mu.Lock()
		asked, changed := j.asked, j.changed
		j.mu.Unlock()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !asked {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// isPaused reports whether a person has paused the job.
func (j *Job) isPaused() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.asked
}

// wait notes that the job cannot go on because of err, or goes on again.
func (j *Job) wait(err error) {
	j.mu.Lock()
	waits := j.status.Why != nil
	j.mu.Unlock()
	if err == nil && !waits {
		return
	}
	_ = j.update(func() error { // never fails
		switch {
		case j.asked || j.status.State.Over():
		case err != nil:
			j.rest(Paused, why(err))
		default:
			j.work()
		}
		return nil
	})
}

// saveInterval is the time between two times that the progress is kept.
const saveInterval = time.Second

// report adds lines, all of them or none.
func (j *Job) report(lines []Line) error {
	room, err := j.lines.add(lines)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, line := range lines {
		j.begun.reported(line)
	}
	j.status.Cut = j.status.Cut || !room
	for _, line := range lines {
		j.count(line)
	}
	j.status.Total = max(j.status.Total, j.status.Done)
	j.tell()
	if time.Since(j.saved) >= saveInterval {
		j.keep()
	}
	return nil
}

// count notes a line that is in the report. The mutex is held.
func (j *Job) count(line Line) {
	j.status.count(line)
	if line.stays() {
		j.stayed[line.place()] = true
	}
}

// untold returns the lines but for those about znodes of which it was told before that they stay.
func (j *Job) untold(lines []Line) []Line {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(lines, func(line Line) bool { return line.stays() && j.stayed[line.place()] })
}

// begin notes that something works on the job, until cancel is called and it has
// concluded. Where that cannot be kept, nothing does and the job is as before.
func (j *Job) begin(cancel context.CancelCauseFunc) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cancel != nil || j.status.State.Over() {
		return errOver
	}
	state, why := j.status.State, j.status.Why
	j.cancel = cancel
	j.work()
	err := j.save()
	if err != nil {
		j.cancel = nil
		j.rest(state, why)
		err = unkept(err)
	}
	j.tell()
	return err
}

// conclude notes how the work ended.
func (j *Job) conclude(err error) {
	_ = j.update(func() error { // never fails
		j.cancel = nil
		switch {
		case j.status.State.Over(): // cancelled
		case errors.Is(err, errEnding):
			j.rest(Paused, &Why{Code: znode.CodeJobInterrupted})
		case err != nil:
			j.over(Failed, why(err))
		default:
			j.over(Done, nil)
		}
		if j.status.State.Over() {
			j.stayed = nil
			j.forget()
		}
		return nil
	})
}
